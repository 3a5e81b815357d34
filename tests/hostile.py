"""A report that attacks its readers: script, handlers, bidi, terminal escapes, formulas, CI commands, and a line of 1 MB."""

from __future__ import annotations

PAYLOADS = (
    "<script>document.title='owned'</script>",
    "</script><script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "<svg/onload=document.title='owned'>",
    "\"><iframe src='http://127.0.0.1:9/'></iframe>",
    "javascript:document.title='owned'",
    "\u202e\u2066翻转\u2069\u202c",
    "\x1b]0;owned\x07\x1b[31m红\x1b[0m",
    "=cmd|'/C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    '=HYPERLINK("http://127.0.0.1:9/","点")',
    "::error file=a,line=1::owned",
    "<!--<script>",
    "]]>&lt;b&gt;&#60;i>",
    "${title}{{7*7}}%s%n",
    "_x003D_1+1",
    "\u2028\u2029\x85\x0b",
)


def text(long: int = 1_000_000) -> str:
    """The report; `long` is the length of its last line."""
    body = "\n".join(
        f"{i}.{payload}完成投资{100 + i}.50亿元，{payload}增长{i}.2%，其中{payload}项目{i}个。"
        for i, payload in enumerate(PAYLOADS, 1)
    )
    line = ("全年实现<b>税收</b>12.30亿元，同比增长4.5%；" + "甲" * 960 + "。") * (long // 1000)
    head = "\n".join(f"{'一二三四五六七八九十'[i % 10]}、{payload}" for i, payload in enumerate(PAYLOADS[:4]))
    return f"<script>县2023年政府工作报告\n——2024年1月5日\n{head}\n{body}\n{line}\n"
