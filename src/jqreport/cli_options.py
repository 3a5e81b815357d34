"""Options that commands share; their words in Chinese are messages.HELP_ZH's own. Annotations are no strings here (see cli)."""

from typing import Annotated

import typer

from jqreport.errors import UsageError
from jqreport.messages import LANGS


def _known_language(value: str | None) -> str | None:
    if value is not None and value not in LANGS:
        raise UsageError(f"--lang: {value} is not one of zh, en", f"--lang：{value} 不在 zh、en 之中")
    return value


Encoding = Annotated[
    str | None, typer.Option(metavar="NAME", help="Encoding of the file, if it is known: utf-8, utf-16, gb18030, …")
]
Lang = Annotated[
    str | None,
    typer.Option(
        metavar="LANG", help="Language of messages: zh or en.", callback=_known_language, autocompletion=lambda: list(LANGS)
    ),
]
RuleFiles = Annotated[
    list[str] | None, typer.Option("--rules", metavar="FILE", help="A rule file of your own, besides the built-in ones.")
]
Debug = Annotated[bool, typer.Option("--debug", help="Show the traceback of an internal error.")]
