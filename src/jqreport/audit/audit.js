"use strict";
// The page works without this; it adds filters, sorting, records and the review. Text of the report is set as text, never as HTML.
const find = (selector, root = document) => root.querySelector(selector);
const every = (selector, root = document) => [...root.querySelectorAll(selector)];
const META = JSON.parse(find("#meta").textContent);
const W = META.words;
const RECORDS = find("#records").textContent.split("\n");
const body = document.body, text = find("#text"), record = find("#record"), tbody = find("#figures tbody");
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);

// Characters that act on their readers are shown, as in the text pane.
const HIDDEN = /[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;
function shown(value) {
  return String(value).replace(HIDDEN, (c) => {
    const code = c.codePointAt(0);
    if (code < 0x20) return String.fromCharCode(0x2400 + code);
    return code === 0x7f ? "␡" : code >= 0xd800 && code < 0xe000 ? "\ufffd" : `<U+${code.toString(16).toUpperCase().padStart(4, "0")}>`;
  });
}
function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key === "do") made.addEventListener("click", value);
    else made.setAttribute(key, value);
  }
  made.append(...children.map((child) => (child instanceof Node ? child : document.createTextNode(shown(child)))));
  return made;
}

// ---- figures ----
const cell = (tr, name) => find(`.c-${name}`, tr).textContent;
const rows = every("tr", tbody).map((tr, index) => {
  const key = tr.dataset.row, raw = RECORDS[index];
  return { tr, key, index, raw, status: tr.className, section: tr.dataset.section, hay: "", order: tr.dataset.order };
});
const byKey = new Map(rows.map((row) => [row.key, row]));
const flagged = new Map();
META.findings.forEach((finding) => finding.figures.forEach((key) => flagged.set(key, [...(flagged.get(key) || []), finding])));
const fold = (value) => value.normalize("NFKC").toLowerCase();
function hay(row) {
  if (!row.hay) {
    const f = JSON.parse(row.raw);
    row.hay = fold([f.id, f.name, f.canonical, f.unit, f.source.text, f.section.join(" "), f.sentence, row.tr.textContent].join("\n"));
  }
  return row.hay;
}
const mark = (key) => document.getElementById("m-" + key);
let now = null;

// ---- filter and sort ----
const off = new Set();
const reviews = new Map();
function passes(row, words, section, state) {
  if (off.has(row.status)) return false;
  if (section && row.section !== section) return false;
  if (state === "flag" && !flagged.has(row.key)) return false;
  if (state === "open" && reviews.has(row.key)) return false;
  if (state === "done" && !reviews.has(row.key)) return false;
  if (state === "wrong" && reviews.get(row.key)?.verdict !== "wrong") return false;
  return words.every((word) => hay(row).includes(word));
}
function filter() {
  const words = fold(find("#query").value).split(/\s+/).filter(Boolean);
  const section = find("#section").value, state = find("#state").value;
  let n = 0;
  for (const row of rows) {
    const pass = passes(row, words, section, state);
    if (row.tr.hidden === pass) row.tr.hidden = !pass;
    n += pass;
  }
  for (const tr of every("#contexts tbody tr")) {
    tr.hidden = off.has(tr.dataset.role) || !words.every((word) => fold(tr.textContent).includes(word));
  }
  find("#count").textContent = fill(W.shown, { n, all: rows.length });
}
const SORTS = {
  place: (a, b) => a.index - b.index,
  section: (a, b) => a.section - b.section || a.index - b.index,
  value: (a, b) => (a.order === "") - (b.order === "") || a.order - b.order || a.index - b.index,
};
const collator = new Intl.Collator("zh", { numeric: true });
function sort(by) {
  const head = find(`[data-sort="${by}"]`).parentElement;
  const down = head.getAttribute("aria-sort") === "ascending";
  every("#figures th").forEach((th) => th.setAttribute("aria-sort", "none"));
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const keys = SORTS[by] ? null : new Map(rows.map((row) => [row, cell(row.tr, by)]));
  const order = SORTS[by] || ((a, b) => collator.compare(keys.get(a), keys.get(b)) || a.index - b.index);
  const sorted = [...rows].sort(order);
  tbody.append(...(down ? sorted.reverse() : sorted).map((row) => row.tr));
}

// ---- going to a figure ----
const plain = (value) => value.replace(/[^\w-]/g, "");
function clear() {
  every(".now, .kin").forEach((one) => one.classList.remove("now", "kin"));
}
/** On a phone the record covers the lower half, so what is looked at goes to the top. */
const middle = () => (small.matches ? "start" : "center");
function select(key, from = "") {
  const row = byKey.get(key);
  if (!row) return;
  clear();
  now = row;
  const id = plain(key);
  row.tr.classList.add("now");
  every("td a[tabindex='0']", tbody).forEach((a) => a.setAttribute("tabindex", "-1"));
  find("a", row.tr).setAttribute("tabindex", "0");
  every(`[data-figure='${id}'], [data-more='${id}'], [data-box='${id}']`).forEach((one) => one.classList.add("now"));
  every(`[data-change="${id}"], [data-from="${id}"]`).forEach((one) => one.classList.add("kin"));
  open(row);
  if (from !== "row") row.tr.scrollIntoView({ block: "nearest" });
  if (from === "row" && small.matches) view("report");
  if (from !== "mark" || small.matches) mark(key)?.scrollIntoView({ block: middle() });
  if (from !== "box") find(`#pages [data-box="${id}"]`)?.scrollIntoView({ block: middle() });
}
function goto(line) {
  clear();
  const target = document.getElementById("l" + Number(line));
  if (small.matches) view("report");
  target?.classList.add("now");
  target?.scrollIntoView({ block: middle() });
}
function step(by) {
  const listed = every("tr:not([hidden])", tbody);
  if (!listed.length) return;
  const at = now ? listed.indexOf(now.tr) : -1;
  const next = at < 0 ? (by > 0 ? 0 : listed.length - 1) : Math.min(Math.max(at + by, 0), listed.length - 1);
  const inside = tbody.contains(document.activeElement);
  select(listed[next].dataset.row);
  if (inside) find("a", listed[next]).focus({ preventScroll: true });
}

// ---- the record ----
function link(label, go) {
  return element("button", { type: "button", class: "link", do: go }, label);
}
function where(source) {
  const line = fill(source.page == null ? W.at_line : W.page_line, source);
  return `${line} · ${source.start}–${source.end}`;
}
function spot(source) {
  return link(`${source.text.replace(/\s+/g, "")} (${fill(W.at_line, source)})`, () => {
    goto(source.line);
    find(`[data-change="${plain(now.key)}"], [data-from="${plain(now.key)}"]`)?.classList.add("kin");
    mark(now.key)?.classList.add("now");
  });
}
function toFigure(key) {
  const row = byKey.get(key);
  return row ? link(`${cell(row.tr, "name")} ${cell(row.tr, "value")}${cell(row.tr, "unit")}`, () => select(key)) : key;
}
function why(rule) {
  return element("span", {}, element("code", {}, rule), META.why[rule] ? " " + META.why[rule] : "");
}
function facts(row, f) {
  const parts = rows.filter((other) => other.tr.dataset.whole === row.key);
  const list = [
    [W.status, W[f.status] || f.status],
    f.bound !== "exact" && [W.bound, W[f.bound]],
    f.scaled && [W.scaled, `${/"scaled":\{"value":([^,]+)/.exec(row.raw)?.[1] ?? f.scaled.value} ${f.scaled.unit}`],
    f.period && [W.period, `${f.period.start} – ${f.period.end} (${f.period.stated ? f.period.text || W.stated : W.inherited})`],
    f.from && [W.from, spot(f.from.source)],
    ...f.changes.map((c) => [`${W.change} ${W[c.basis] || ""}`, element("span", {}, spot(c.source), why(c.rule))]),
    f.part_of && [W.whole, toFigure(f.part_of)],
    parts.length && [W.parts, element("span", {}, ...parts.map((part) => toFigure(part.key)))],
    f.canonical && [W.canonical, f.canonical],
    f.section.length && [W.section, f.section.join(" › ")],
    [W.sentence, f.sentence.length > 600 ? f.sentence.slice(0, 600) + "…" : f.sentence],
    [W.rule, why(f.rule)],
    f.ocr && [W.confidence, String(f.confidence ?? "—")],
    [W.place, where(f.source)],
    [W.id, element("code", {}, f.id)],
    ...(flagged.get(row.key) || []).map((g) => [
      element("span", { class: `badge ${g.verdict}` }, W[g.verdict]),
      `${g.message} [${g.rule}]` + (g.expected == null ? "" : ` ${W.expected}: ${g.expected} · ${W.actual_value}: ${g.actual ?? "—"}`),
    ]),
  ];
  return list.filter(Boolean).flatMap(([term, said]) => [element("dt", {}, term), element("dd", {}, said)]);
}
function tools() {
  const tool = (sign, label, go) => element("button", { type: "button", "aria-label": label, title: label, do: go }, sign);
  return element("span", { class: "tools" }, tool("↑", W.previous, () => step(-1)), tool("↓", W.next, () => step(1)), tool("×", W.close, shut));
}
function open(row) {
  const f = JSON.parse(row.raw);
  const head = element("h2", {}, f.name || "—", element("b", {}, cell(row.tr, "value") + cell(row.tr, "unit")));
  record.replaceChildren(tools(), head, reviewForm(row), element("dl", {}, ...facts(row, f)));
  record.hidden = false;
  record.scrollTop = 0;
  body.dataset.open = "";
}
function openContext(one) {
  clear();
  one.classList.add("now");
  const role = one.dataset.context, rule = one.dataset.rule;
  const list = [[W.role, role === "note" ? W.role_note : W[role] || role], [W.rule, why(rule)]];
  record.replaceChildren(tools(), element("h2", {}, one.textContent), element("dl", {}, ...list.flatMap(([a, b]) => [element("dt", {}, a), element("dd", {}, b)])));
  record.hidden = false;
  body.dataset.open = "";
}
function shut() {
  record.hidden = true;
  delete body.dataset.open;
  clear();
}

// ---- what is shown ----
const small = matchMedia("(max-width: 900px)");
function press(buttons, chosen) {
  buttons.forEach((button) => button.setAttribute("aria-pressed", String(button === chosen)));
}
function view(name) {
  body.dataset.view = name;
  press(every("[data-show]"), find(`[data-show="${name}"]`));
}
function pane(name) {
  body.dataset.pane = name;
  press(every("[data-pane]", find(".switch")), find(`.switch [data-pane="${name}"]`));
  if (now) mark(now.key)?.scrollIntoView({ block: middle() });
}
function chip(button) {
  const kind = button.dataset.chip, on = off.has(kind);
  off[on ? "delete" : "add"](kind);
  button.setAttribute("aria-pressed", String(on));
  find("#report").classList.toggle("no-" + kind, !on);
  filter();
}
/** The key of the mark that was clicked; a second click on figures of one place goes on to the next of them. */
function keyOf(one) {
  const keys = [];
  for (let at = one.closest("mark"); at; at = at.parentElement.closest("mark")) {
    const key = at.dataset.figure || at.dataset.change || at.dataset.from || at.dataset.more;
    if (key && !keys.includes(key)) keys.push(key);
  }
  return keys[(keys.indexOf(now && !record.hidden ? now.key : "") + 1) % keys.length];
}
text.addEventListener("click", (event) => {
  const one = event.target.closest("mark");
  if (!one || String(getSelection())) return;
  const key = keyOf(one), context = one.closest("[data-context]");
  if (context && !one.closest("[data-figure], [data-change], [data-from]")) openContext(context);
  else if (key) select(key, "mark");
});
find("#pages")?.addEventListener("click", (event) => {
  const { box, at } = event.target.dataset;
  if (box) select(box, "box");
  else if (at) openContext(document.getElementById("c-" + at));
});
tbody.addEventListener("click", (event) => {
  if (String(getSelection())) return;
  event.preventDefault();
  const tr = event.target.closest("tr");
  select(tr.dataset.row, "row");
});
find("#contexts tbody").addEventListener("click", (event) => {
  event.preventDefault();
  const one = document.getElementById(find("a", event.target.closest("tr")).getAttribute("href").slice(1));
  if (small.matches) view("report");
  openContext(one);
  one.scrollIntoView({ block: middle() });
});
find("#findings").addEventListener("click", (event) => {
  const card = event.target.closest(".card");
  if (card?.dataset.goto) select(card.dataset.goto, "row");
  else if (card?.dataset.line) goto(card.dataset.line);
});
find("#query").addEventListener("input", filter);
find("#section").addEventListener("change", filter);
find("#state").addEventListener("change", filter);
every("[data-sort]").forEach((button) => button.addEventListener("click", () => sort(button.dataset.sort)));
every("[data-chip]").forEach((button) => button.addEventListener("click", () => chip(button)));
every("[data-show]").forEach((button) => button.addEventListener("click", () => view(button.dataset.show)));
every(".switch [data-pane]").forEach((button) => button.addEventListener("click", () => pane(button.dataset.pane)));
