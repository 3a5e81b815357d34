"""verify: does a report still say what was audited? An expectation is matched with a report's figures by what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jqreport.model import Report
    from jqreport.verify.core import Verification
    from jqreport.verify.expectation import Expectation
    from jqreport.verify.tolerance import Tolerance

__all__ = ["load", "verify"]


def load(path: str, report: str) -> Expectation:
    """Read what is expected of `report`: an extract (JSON, JSONL, CSV), or a CSV or TOML written by hand."""
    from jqreport.verify.expectation import load as read

    return read(path, report)


def verify(
    report: Report, expectation: Expectation, *, strict: bool = False, tolerances: Mapping[str, Tolerance] | None = None
) -> Verification:
    """Compare a report with what is expected of it."""
    from jqreport.verify.core import verify as run

    return run(report, expectation, strict=strict, tolerances=tolerances)
