"""Words that the command line and the table say, in English and Chinese, side by side; errors carry their own two sentences."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jqreport.model import Warning

LANGS = ("zh", "en")
_SAID = 10  # warnings said one by one with a table

_WORDS: dict[str, tuple[str, str]] = {
    # table
    "name": ("indicator", "指标名称"),
    "value": ("value", "数值"),
    "unit": ("unit", "单位"),
    "change": ("change", "增减"),
    "status": ("status", "状态"),
    "period": ("period", "报告期"),
    "line": ("line", "行"),
    "at": ("page:line", "页:行"),
    "id": ("id", "编号"),
    "quote": ("quote", "原文"),
    "from": ("from", "由"),
    "since": ("since", "较"),
    "yoy": ("yoy", "同比"),
    "mom": ("mom", "环比"),
    "average": ("a year", "年均"),
    "unstated": ("", ""),
    "flat": ("flat", "持平"),
    "actual": ("actual", "实际"),
    "target": ("target", "目标"),
    "criterion": ("criterion", "标准"),
    "date": ("date", "日期"),
    "ordinal": ("ordinal", "序号"),
    "label": ("label", "名号"),
    "note": ("note", "注"),
    "list": (", ", "，"),
    "contexts": ("Numerals that are no figures", "不是指标的数字"),
    "total": ("{n} figures: {kinds}", "共 {n} 个指标：{kinds}"),
    "coverage": (
        "{n} Arabic numerals: {figures} in figures, {context} in context, {rest} unaccounted for",
        "阿拉伯数字 {n} 个：入指标 {figures}，属语境 {context}，未归类 {rest}",
    ),
    # stderr
    "error": ("jqreport: ", "jqreport："),
    "warning": ("{file}: {place}{message} [{code}]", "{file}：{place}{message} [{code}]"),
    "in line": ("line {n}: ", "第 {n} 行："),
    "more warnings": ("{file}: {n} more warnings; -f json has them all", "{file}：另有 {n} 条警告，-f json 可见全部"),
    "some warnings": ("{file}: {n} warnings ({codes}); -f json has them", "{file}：{n} 条警告（{codes}），-f json 可见"),
    "failed": ("{bad} of {n} files failed", "{n} 个文件中有 {bad} 个失败"),
    "internal": (
        "internal error: {what} (please report; --debug shows the traceback)",
        "内部错误：{what}（请反馈；加 --debug 可见调用栈）",
    ),
    # usage
    "try": ("{what}; see {command} --help", "{what}；见 {command} --help"),
    "no option": ("there is no option {name}", "没有选项 {name}"),
    "mean": ("; did you mean {name}", "；是不是 {name}"),
    "no command": ("there is no command {name}; use {names}", "没有命令 {name}；可用 {names}"),
    "name a command": ("name a command: {names}", "请写出命令：{names}"),
    "missing": ("{name} is missing", "缺少 {name}"),
    "needs": ("{name} needs a value", "{name} 后面要有值"),
    "takes none": ("{name} takes no value", "{name} 后面不要值"),
    "extra": ("one argument too many: {name}", "多了一个参数：{name}"),
}

#: The help texts of the command line; the key is what cli.py says.
HELP_ZH: dict[str, str] = {
    "Extract every figure of a Chinese government report, with its exact place.": "从中文政府报告提取全部指标，注明出处。",
    "Extract the figures of one or more reports.": "提取一份或多份报告的指标。",
    "Print a report's text as read; places in the output count in it.": "输出读入的报告文本；结果中的位置以它为准。",
    "List the rules, or show one: why it is there, its pattern, its examples.": "列出规则，或显示一条：缘由、模式与例子。",
    "Print the JSON Schema of the output.": "输出结果的 JSON Schema。",
    "Reports to read; - is standard input.": "要读的报告；- 为标准输入。",
    "Reports to read, or folders of them; - is standard input.": "要读的报告，或装报告的文件夹；- 为标准输入。",
    "Worker processes; for a folder or many files as many as there are cores.": "工作进程数；文件夹或文件多时默认等于处理器核数。",
    "Skip what OUT.journal keeps from an earlier run.": "跳过 OUT.journal 中上次已完成的报告。",
    "Read on the terminal through $PAGER (less).": "在终端用 $PAGER（less）分页显示。",
    "Report to read; - is standard input.": "要读的报告；- 为标准输入。",
    "json, jsonl, csv, table, xlsx or parquet; else by the ending of -o, table on a terminal, json in a pipe.": (
        "json、jsonl、csv、table、xlsx 或 parquet；不写时看 -o 的后缀，终端为 table，管道为 json。"
    ),
    "Write to this file, whole or not at all.": "写入此文件，要么完整，要么不写。",
    "Add the numerals that are no figures (json, table).": "附上不是指标的数字（json、table）。",
    "Keep figures with FIELD=VALUE, !=, ~ (holds) or !~; FIELD: name, unit, section, status; several are AND.": (
        "只留符合 字段=值（或 !=、~ 包含、!~ 不含）的指标；字段为 name、unit、section、status；可多次，须同时符合。"
    ),
    "Columns of csv and table, parted by commas, in English or Chinese.": "csv 与 table 的列，以逗号分隔，中英文皆可。",
    "Language of the csv header: en or zh.": "csv 表头的语言：en 或 zh。",
    "Begin the csv with a byte order mark, for Excel.": "csv 以 BOM 开头，便于 Excel。",
    "Encoding of the file, if it is known: utf-8, utf-16, gb18030, …": "文件编码（若已知）：utf-8、utf-16、gb18030 等。",
    "A rule file of your own, besides the built-in ones.": "自备的规则文件，与内置规则并用。",
    "Language of messages: zh or en.": "提示的语言：zh 或 en。",
    "Show the traceback of an internal error.": "内部错误时显示调用栈。",
    "Print the version.": "显示版本。",
    "Put line numbers before the lines.": "行首加行号。",
    "A rule's id, or a rule file's name.": "规则编号，或规则文件名。",
    "Show this message and exit.": "显示此帮助。",
    "Install completion for the current shell.": "为当前 shell 安装补全。",
    "Show completion for the current shell, to copy it or customize the installation.": "显示当前 shell 的补全脚本。",
}


def word(key: str, lang: str) -> str:
    """The words for `key` in `lang`."""
    en, zh = _WORDS[key]
    return zh if lang == "zh" else en


def notices(file: str, warnings: Sequence[Warning], format: str) -> list[tuple[str, str]]:
    """What is said of a report's warnings, in English and Chinese: with the table each, with csv and jsonl how many.

    JSON holds them, so nothing is said.
    """
    if not warnings or format == "json":
        return []
    if format != "table":
        codes = ", ".join(sorted({w.code for w in warnings}))
        return [_both("some warnings", file=file, n=len(warnings), codes=codes)]
    said = []
    for w in warnings[:_SAID]:
        en, zh = ("", "") if w.line is None else _both("in line", n=w.line)
        both = [
            word("warning", x).format(file=file, place=p, message=w.message, code=w.code) for x, p in (("en", en), ("zh", zh))
        ]
        said.append((both[0], both[1]))
    if len(warnings) > _SAID:
        said.append(_both("more warnings", file=file, n=len(warnings) - _SAID))
    return said


def _both(key: str, **values: object) -> tuple[str, str]:
    return word(key, "en").format(**values), word(key, "zh").format(**values)


def language(arguments: Sequence[str], environment: Mapping[str, str] | None = None) -> str:
    """The language of messages: --lang where it stands, else Chinese if LC_ALL, LC_MESSAGES or LANG (the first set) says so."""
    for i, argument in enumerate(arguments):
        if argument == "--":
            break
        value = argument[7:] if argument.startswith("--lang=") else None
        if argument == "--lang" and i + 1 < len(arguments):
            value = arguments[i + 1]
        if value in LANGS:
            return str(value)
    env = os.environ if environment is None else environment
    locale = next((env[k] for k in ("LC_ALL", "LC_MESSAGES", "LANG") if env.get(k)), "")
    return "zh" if locale.lower().startswith("zh") else "en"


def usage(error: Exception, commands: Sequence[str], lang: str) -> str:
    """One sentence for a usage error of the command-line library, told by its kind (they differ between its versions)."""
    kind, said = type(error).__name__, str(getattr(error, "message", error))
    context = getattr(error, "ctx", None)
    command = getattr(context, "command_path", None) or "jqreport"
    name = str(getattr(error, "option_name", ""))
    if kind == "NoSuchOption":
        near = sorted(getattr(error, "possibilities", None) or ())
        what = word("no option", lang).format(name=name) + (word("mean", lang).format(name=near[0]) if near else "")
    elif kind == "MissingParameter":
        param = getattr(error, "param", None)
        what = word("missing", lang).format(name=getattr(param, "metavar", None) or getattr(param, "name", None) or said)
    elif kind == "BadOptionUsage" and "requires an argument" in said:
        what = word("needs", lang).format(name=name)
    elif said.startswith("Missing command") or kind == "NoArgsIsHelpError":
        what = word("name a command", lang).format(names=", ".join(commands))
    elif match := re.match(r"No such command '?([^']*)'?", said):
        what = word("no command", lang).format(name=match[1].rstrip("."), names=", ".join(commands))
    elif match := re.match(r"Got unexpected extra argument\S* \((.*)\)", said):
        what = word("extra", lang).format(name=match[1])
    elif "does not take a value" in said:
        what = word("takes none", lang).format(name=name)
    else:
        what = said.rstrip(".")
    return word("try", lang).format(what=what, command=command)
