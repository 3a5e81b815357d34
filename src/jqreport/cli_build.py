"""The click command that typer makes of the command line: of the command asked for alone, and in the language asked for."""

from __future__ import annotations

from copy import copy
from importlib import import_module
from typing import Any

import typer
from typer.models import CommandInfo

from jqreport.messages import HELP_ZH

HELP_OPTIONS = ["-h", "--help"]

#: Commands that stand in modules of their own, which are loaded for them and for the help that lists all.
_ELSEWHERE = {
    "audit": "jqreport.cli_audit",
    "verify": "jqreport.cli_verify",
    "check": "jqreport.cli_check",
    "compare": "jqreport.cli_check",
}


def command(app: typer.Typer, lang: str, asked: str = "") -> Any:
    """The app as a click command; where a command is asked for by name, with that one alone (the others cost 1 ms each)."""
    part_of_it = copy(app)
    part_of_it.registered_commands = _commands(app, asked)
    made = typer.main.get_command(part_of_it)
    if lang == "zh":
        for part in (made, *getattr(made, "commands", {}).values()):
            for said in (part, *part.get_params(typer.Context(part, help_option_names=HELP_OPTIONS))):
                said.help = HELP_ZH.get(said.help, said.help)
    return made


def _commands(app: typer.Typer, asked: str) -> list[CommandInfo]:
    """The command of that name alone, or all of them."""
    here = app.registered_commands
    if not any(one.name == asked for one in here):
        others = typer.Typer()
        for module in dict.fromkeys([_ELSEWHERE[asked]] if asked in _ELSEWHERE else _ELSEWHERE.values()):
            import_module(module).add(others)
        here = [*here, *others.registered_commands]
    return [one for one in here if one.name == asked] or here
