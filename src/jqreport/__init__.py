"""jqreport: every figure of a Chinese government report, with its exact place. Importing this loads nothing else.

`extract(path)` returns a `Report` of named tuples; errors meant for a user are `JqreportError`. The names below are
loaded when first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jqreport.errors import InputError as InputError
    from jqreport.errors import JqreportError as JqreportError
    from jqreport.errors import RuleError as RuleError
    from jqreport.errors import UsageError as UsageError
    from jqreport.model import Base as Base
    from jqreport.model import Change as Change
    from jqreport.model import Context as Context
    from jqreport.model import Coverage as Coverage
    from jqreport.model import Figure as Figure
    from jqreport.model import Header as Header
    from jqreport.model import Period as Period
    from jqreport.model import Report as Report
    from jqreport.model import Scaled as Scaled
    from jqreport.model import Source as Source
    from jqreport.model import Warning as Warning
    from jqreport.pipeline import extract as extract

__version__ = "0.1.0"

_HOMES = {
    "jqreport.pipeline": ("extract",),
    "jqreport.errors": ("InputError", "JqreportError", "RuleError", "UsageError"),
    "jqreport.model": (
        *("Base", "Change", "Context", "Coverage", "Figure", "Header", "Period", "Report", "Scaled", "Source", "Warning"),
    ),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}

__all__ = ["__version__", *_HOME]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOME})
