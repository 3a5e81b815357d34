// ---- the review: right or wrong, with a remark; kept in this browser, saved as CSV or JSON that `verify --expect` reads ----
const STORE = "jqreport-review:" + META.sha256;
const NUMBER = /^[-+]?\d+(\.\d+)?$/;
function keep() {
  try {
    localStorage.setItem(STORE, JSON.stringify([...reviews]));
  } catch { /* no storage here: the review lasts as long as the page */ }
}
function load() {
  try {
    JSON.parse(localStorage.getItem(STORE) || "[]").forEach(([key, review]) => byKey.has(key) && reviews.set(key, review));
  } catch { /* nothing kept */ }
  reviews.forEach((review, key) => badge(key));
}
function badge(key) {
  const review = reviews.get(key), row = byKey.get(key);
  find(".badge.judged", row.tr)?.remove();
  mark(key)?.classList.remove("right", "wrong");
  if (review) {
    find(".c-name", row.tr).append(element("span", { class: `badge judged ${review.verdict}` }, W[review.verdict]));
    mark(key)?.classList.add(review.verdict);
  }
  const wrong = [...reviews.values()].filter((one) => one.verdict === "wrong").length;
  find("#reviewed").textContent = fill(W.reviewed, { n: reviews.size, wrong });
}
function judge(row, verdict) {
  const before = reviews.get(row.key) || { remark: "", should: "" };
  if (verdict) reviews.set(row.key, { ...before, verdict });
  else reviews.delete(row.key);
  badge(row.key);
  keep();
  open(row);
}
function reviewForm(row) {
  const review = reviews.get(row.key);
  const button = (verdict) =>
    element("button", { type: "button", class: verdict, "aria-pressed": String(review?.verdict === verdict), do: () => judge(row, verdict) }, W[verdict]);
  const input = (name) => {
    const made = element("input", { class: name, placeholder: W[name], "aria-label": W[name], autocomplete: "off" });
    made.value = review?.[name] || "";
    made.addEventListener("input", () => {
      const valid = name !== "should" || !made.value.trim() || NUMBER.test(made.value.trim());
      made.setAttribute("aria-invalid", String(!valid));
      reviews.set(row.key, { verdict: "wrong", remark: "", should: "", ...reviews.get(row.key), [name]: valid ? made.value.trim() : "" });
      badge(row.key);
      keep();
    });
    return made;
  };
  const form = element("form", {}, button("right"), button("wrong"));
  if (review) form.append(...(review.verdict === "wrong" ? [input("should")] : []), input("remark"), element("button", { type: "button", do: () => judge(row, "") }, W.undo));
  form.addEventListener("submit", (event) => event.preventDefault());
  return form;
}

// ---- saving ----
// Numbers are taken from the record as written, so that 12.10 stays 12.10; in a string a quote is escaped, so these find keys only.
const number = (raw, pattern) => {
  const found = pattern.exec(raw)?.[1];
  return found === undefined || found === "null" ? "" : found;
};
const numbers = (raw) => ({
  value: number(raw, /"value":"?([^,"]+)"?,"decimals":/),
  high: number(raw, /"decimals":\w+,"high":"?([^,"]+)"?,"unit":/),
  from: number(raw, /"from":\{"value":"?([^,"]+)"?,/),
  changes: [...raw.matchAll(/\{"direction":"(\w+)","value":"?([^,"]+)"?,"decimals":\d+,"high":"?([^,"]+)"?,/g)].map(([, direction, low, high]) =>
    [low, high].map((n) => (n === "null" ? "" : direction === "down" && /[1-9]/.test(n) ? "-" + n : n))),
});
const FORMULA = /^(?:[\t\r\n]|[\s\u200b\u2060\ufeff]*[-=+@−＝＋－＠﹢﹣﹦﹫])/;
function csvCell(value, numeric) {
  let cell = shown(value ?? "");
  if (!numeric && cell.length > 1 && FORMULA.test(cell)) cell = "'" + cell;
  return /[",\r\n]|^ | $/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
}
const judged = () => rows.filter((row) => reviews.has(row.key)).map((row) => ({ raw: row.raw, f: JSON.parse(row.raw), review: reviews.get(row.key) }));
// `reason` is left for whoever accepts that a report differs from a corrected row; verify would take a remark for that.
const COLUMNS = ("file,id,name,value,high,unit,bound,status,period_start,period_end,change,change_high,change_unit,change_basis,change_base," +
  "change_bound,from_value,from_unit,page,line,start,end,text,review,remark,reason").split(",");
const NUMERIC = new Set("value,high,change,change_high,from_value,page,line,start,end".split(","));
function reviewCsv() {
  const out = [COLUMNS.join(",")];
  for (const { raw, f, review } of judged()) {
    const n = numbers(raw), place = f.source;
    const own = {
      file: f.file, id: f.id, name: f.name, value: review.should || n.value, high: n.high, unit: f.unit, bound: f.bound, status: f.status,
      period_start: f.period?.start, period_end: f.period?.end, from_value: n.from, from_unit: f.from?.unit, page: place.page, line: place.line,
      start: place.start, end: place.end, text: place.text, review: review.verdict, remark: review.remark, reason: "",
    };
    (f.changes.length ? f.changes : [null]).forEach((c, i) => {
      const change = c && { change: n.changes[i][0], change_high: n.changes[i][1], change_unit: c.unit, change_basis: c.basis, change_base: c.base, change_bound: c.bound };
      const cells = { ...own, ...change };
      out.push(COLUMNS.map((name) => csvCell(cells[name], NUMERIC.has(name))).join(","));
    });
  }
  return out.join("\n") + "\n";
}
const jsonText = (value) => JSON.stringify(value).replace(HIDDEN, (c) => [...Array(c.length).keys()].map((i) => "\\u" + c.charCodeAt(i).toString(16).padStart(4, "0")).join(""));
function reviewJson() {
  const figures = judged().map(({ raw, review }) => {
    let said = raw;
    if (review.should) {
      const decimals = (review.should.split(".")[1] || "").length;
      said = said.replace(/"value":"?[^,"]+"?,"decimals":\w+/, () => `"value":${review.should.replace(/^\+/, "")},"decimals":${decimals}`);
      said = said.replace(/"scaled":\{[^}]*\}/, '"scaled":null');
    }
    return `${said.slice(0, -1)},"review":${jsonText(review.verdict)},"remark":${jsonText(review.remark)}}`;
  });
  const source = `{"file":${jsonText(META.file)},"sha256":"${META.sha256}"}`;
  return `{\n"schema":"jqreport/1",\n"source":${source},\n"figures":[\n${figures.join(",\n")}\n]\n}\n`;
}
function save(name, type, data) {
  const url = URL.createObjectURL(new Blob([data], { type }));
  const a = element("a", { href: url, download: name });
  body.append(a);
  a.click();
  a.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
/** File name of the review: the report's own, without its folder and ending. */
const stem = () => (META.file.split(/[\\/]/).pop().replace(/\.[^.]*$/, "") || "report").replace(/[^\p{L}\p{N}._-]/gu, "_") + "-review";
find("#save-csv").addEventListener("click", () => save(stem() + ".csv", "text/csv", reviewCsv()));
find("#save-json").addEventListener("click", () => save(stem() + ".json", "application/json", reviewJson()));

// ---- keyboard ----
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const typing = event.target.closest("input, select, textarea");
  if (event.key === "Escape") {
    if (typing) event.target.blur();
    else shut();
    return;
  }
  if (typing) return;
  const list = tbody.contains(event.target) || record.contains(event.target) || event.target === find(".scroll") || event.target === body;
  const act = {
    j: () => step(1), k: () => step(-1), r: () => now && judge(now, "right"), u: () => now && judge(now, ""),
    w: () => { if (now) { judge(now, "wrong"); find(".should", record).focus(); } },
    "/": () => { if (small.matches) view("figures"); find("#query").focus(); },
    ArrowDown: list && (() => step(1)), ArrowUp: list && (() => step(-1)),
  }[event.key];
  if (act) {
    event.preventDefault();
    act();
  } else if (event.key === "Enter" && event.target.classList.contains("card")) event.target.click();
});

every("td a", tbody).forEach((a, i) => a.setAttribute("tabindex", i ? "-1" : "0"));
load();
find("#reviewed").textContent = fill(W.reviewed, { n: reviews.size, wrong: [...reviews.values()].filter((one) => one.verdict === "wrong").length });
filter();
if (META.findings.length && !small.matches) find("#state").value = "";
body.dataset.ready = "";
