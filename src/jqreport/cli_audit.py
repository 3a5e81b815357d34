"""`jqreport audit`: a report to look at, as one self-contained page or as its own PDF with highlights and notes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from jqreport.cli_options import Debug, Encoding, Lang, RuleFiles
from jqreport.errors import InputError, UsageError
from jqreport.messages import HELP_ZH
from jqreport.model import Report
from jqreport.output import target

_KINDS = {".html": "html", ".htm": "html", ".pdf": "pdf"}

_HELP = {
    "Make a page or a marked PDF of a report, to audit it by eye.": "生成审核页或标注 PDF，供人工核对。",
    "Write here; audit.html makes the page, marked.pdf the marked PDF.": "写入此文件；audit.html 为审核页，marked.pdf 为标注 PDF。",
    "html or pdf; else by the ending of -o.": "html 或 pdf；不写时看 -o 的后缀。",
    "Findings of verify or check (-f json), shown at their places.": "verify 或 check 的结果（-f json），显示在出处。",
    "Leave out the images of a PDF's pages.": "不放入 PDF 的原页图像。",
}


def add(app: typer.Typer) -> None:
    """Register the command and its help in Chinese."""
    app.command("audit")(audit)
    for en, zh in _HELP.items():
        HELP_ZH.setdefault(en, zh)


def audit(
    context: typer.Context,
    file: Annotated[str, typer.Argument(metavar="FILE", help="Report to read; - is standard input.")],
    out: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="OUT", help="Write here; audit.html makes the page, marked.pdf the marked PDF."),
    ] = None,
    format: Annotated[
        str | None, typer.Option("-f", "--format", metavar="FORMAT", help="html or pdf; else by the ending of -o.")
    ] = None,
    findings: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="Findings of verify or check (-f json), shown at their places.")
    ] = None,
    no_images: Annotated[bool, typer.Option("--no-images", help="Leave out the images of a PDF's pages.")] = False,
    encoding: Encoding = None,
    rules: RuleFiles = None,
    lang: Lang = None,
    debug: Debug = False,
) -> None:
    """Make a page or a marked PDF of a report, to audit it by eye."""
    from jqreport.pipeline import extract
    from jqreport.rules import use

    kind = _kind(format, out)
    if rules:
        use(rules)
    data = _bytes(file)
    report = extract(file, data=data, encoding=encoding)
    written = (
        _page(report, data, findings or [], not no_images, lang or context.obj)
        if kind == "html"
        else _marked(report, data, lang or context.obj)
    )
    with target(out, [file, *(findings or ())]) as sink:
        sink.write(written)


def _kind(format: str | None, out: str | None) -> str:
    """html or pdf, by name or by the ending of the target; UsageError where neither says, or a page would go to a terminal."""
    if format not in (None, "html", "pdf"):
        raise UsageError(f"--format: {format} is not one of html, pdf", f"--format：{format} 不在 html、pdf 之中")
    if out in (None, "-") and (format is None or (sys.stdout is not None and sys.stdout.isatty())):
        raise UsageError(
            "-o is missing; name the file to write, as in -o audit.html or -o marked.pdf",
            "缺少 -o；请写出目标文件，如 -o audit.html 或 -o marked.pdf",
        )
    kind = format or _KINDS.get(Path(out or "").suffix.lower())
    if kind is None:
        raise UsageError(
            f"-o {out}: its ending is neither .html nor .pdf; name one of them, or say -f html or -f pdf",
            f"-o {out}：后缀既不是 .html 也不是 .pdf；请改用其一，或写 -f html、-f pdf",
        )
    return kind


def _bytes(file: str) -> bytes | None:
    """The bytes of standard input or of a file, kept because they are needed twice; what cannot be read is left to the reader."""
    from jqreport.read.limits import Limits

    most = Limits().bytes + 1
    try:
        if file == "-":
            return sys.stdin.buffer.read(most)
        with open(file, "rb") as stream:
            return stream.read(most)
    except OSError:
        return None


def _page(report: Report, data: bytes | None, findings: list[str], images: bool, lang: str) -> str:
    from jqreport.audit import found, page, sheets
    from jqreport.read.limits import Limits

    pages = sheets.Sheets()
    if images and report.document.format == "pdf" and data is not None:
        pages = sheets.draw(data, report.document.file, Limits())
    return page.render(report, found.load(findings, report), pages, lang)


def _marked(report: Report, data: bytes | None, lang: str) -> bytes:
    from jqreport.audit import marked

    if report.document.format != "pdf" or data is None:
        raise UsageError(
            f"{report.document.file}: is no PDF, so there is none to mark; write a page instead, as in -o audit.html",
            f"{report.document.file}：不是 PDF，无从标注；请改为生成审核页，如 -o audit.html",
        )
    try:
        return marked.render(report, data, lang)
    except ImportError:
        raise UsageError(
            "marked PDFs need pikepdf; install it with pip install 'jqreport[audit]'",
            "标注 PDF 需要 pikepdf；请运行 pip install 'jqreport[audit]'",
        ) from None
    except (ValueError, RuntimeError) as error:
        raise InputError(
            f"{report.document.file}: cannot be marked: {error}", f"{report.document.file}：无法标注（{error}）", code="marked"
        ) from None
