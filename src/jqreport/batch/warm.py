"""Importing this loads and compiles the rules, once for all workers: the server that workers are forked from imports it."""

from contextlib import suppress

from jqreport.errors import JqreportError
from jqreport.pipeline import extract

_TEXT = "某市2023年上半年工作报告\n\n一、经济运行\n1-6月份，完成税收19.66亿元，同比增长48.2%。全年力争达到40亿元以上，其中工业占30%。\n"

with suppress(JqreportError):
    extract("warm.txt", data=_TEXT.encode("utf-8"))
