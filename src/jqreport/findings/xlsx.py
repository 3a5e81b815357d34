"""-f xlsx: findings as a workbook, with the summary on a sheet of its own."""

from __future__ import annotations

from jqreport.formats.xlsx import render_findings as render

__all__ = ["render"]
