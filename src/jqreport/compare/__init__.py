"""compare: reports held against each other; core judges, series match and measure, targets and aliases, render writes."""

from __future__ import annotations

from jqreport.compare.aliases import load as load_aliases
from jqreport.compare.core import RULES, Comparison, compare

__all__ = ["RULES", "Comparison", "compare", "load_aliases"]
