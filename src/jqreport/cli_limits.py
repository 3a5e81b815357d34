"""Options of extract and text for reading untrusted files: limits, password, OCR; their words in Chinese, and what they make."""

from typing import Annotated

import typer

from jqreport.errors import UsageError
from jqreport.messages import HELP_ZH
from jqreport.read.limits import Limits

MaxBytes = Annotated[str | None, typer.Option(metavar="N", help="Largest file, in bytes (104857600).")]
MaxPages = Annotated[str | None, typer.Option(metavar="N", help="Most pages of a PDF (2000).")]
MaxCharacters = Annotated[str | None, typer.Option(metavar="N", help="Most characters of text (5000000).")]
MaxSeconds = Annotated[str | None, typer.Option(metavar="S", help="Longest time for one report, in seconds (120).")]
MaxMemory = Annotated[str | None, typer.Option(metavar="N", help="Most memory for one report, in bytes (2147483648).")]
MaxRatio = Annotated[
    str | None, typer.Option(metavar="N", help="Most that a part of a DOCX may unpack to, in times its size (250).")
]
MaxDigits = Annotated[str | None, typer.Option(metavar="N", help="Most digits of one numeral (400).")]
MaxMatch = Annotated[
    str | None, typer.Option(metavar="S", help="Longest time of a rule of your own on one paragraph, in seconds (5).")
]
Password = Annotated[str | None, typer.Option(metavar="WORD", help="Password of a PDF.")]
Ocr = Annotated[bool, typer.Option("--ocr", help="Read pictures of pages by OCR (needs jqreport[ocr]).")]
SelfCheck = Annotated[
    bool | None,
    typer.Option(
        "--self-check/--no-self-check",
        help="Also write, parse back and compare json, jsonl and csv (a third more time); or check no numeral and quote at all.",
    ),
]

_SECONDS = ("seconds", "match")

_HELP = {
    "Largest file, in bytes (104857600).": "文件的最大字节数（104857600）。",
    "Most pages of a PDF (2000).": "PDF 的最多页数（2000）。",
    "Most characters of text (5000000).": "文字的最多字符数（5000000）。",
    "Longest time for one report, in seconds (120).": "每份报告的最长用时，以秒计（120）。",
    "Most memory for one report, in bytes (2147483648).": "每份报告的最大内存，以字节计（2147483648）。",
    "Most that a part of a DOCX may unpack to, in times its size (250).": "DOCX 部件解压后至多为原大小的倍数（250）。",
    "Most digits of one numeral (400).": "一个数字的最多位数（400）。",
    "Longest time of a rule of your own on one paragraph, in seconds (5).": "自备规则在一个段落上的最长用时，以秒计（5）。",
    "Password of a PDF.": "PDF 的密码。",
    "Read pictures of pages by OCR (needs jqreport[ocr]).": "用文字识别读取页面图片（需 jqreport[ocr]）。",
    "Also write, parse back and compare json, jsonl and csv (a third more time); or check no numeral and quote at all.": (
        "另将 json、jsonl、csv 写出、读回并比对（多用三分之一时间）；或完全不核对数字与引文。"
    ),
}
HELP_ZH.update(_HELP)


def limits(context: typer.Context) -> Limits:
    """The limits with the --max-… that a command was given; UsageError where one is no number above 0."""
    given = {name[4:]: value for name, value in context.params.items() if name.startswith("max_") and value is not None}
    own = {name: number(f"--max-{name}", value) for name, value in given.items()}
    whole = {name: value if name in _SECONDS else int(value) for name, value in own.items()}
    return Limits(**whole)  # type: ignore[arg-type]


def number(option: str, value: str) -> float:
    """The number that an option gives, whole but for seconds."""
    try:
        found = float(value)
    except ValueError:
        found = 0.0
    if not 0 < found < 1e15 or (option.removeprefix("--max-") not in _SECONDS and not value.isdecimal()):
        raise UsageError(f"{option}: {value} is not a number above 0", f"{option}：{value} 不是大于 0 的数")
    return found
