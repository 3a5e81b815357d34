"""The pattern of a rule that nobody has tested: a call that takes too long ends with a sentence, not with a hung program.

The built-in rules are proved to take time in proportion to the text; a user's own may backtrack without end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import regex

from jqreport.errors import RuleError

_CALLS = ("search", "match", "fullmatch", "finditer")


class _Watched:
    """The methods of a pattern; each call that searches raises RuleError (code "limit") after `seconds`."""

    def __init__(self, pattern: regex.Pattern[str], place: str, seconds: float) -> None:
        self._pattern, self._place, self._seconds = pattern, place, seconds

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._pattern, name)
        return self._timed(name, found) if name in _CALLS else found

    def _timed(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*given: Any) -> Any:
            try:
                got = call(*given, timeout=self._seconds)
                return iter(list(got)) if name == "finditer" else got
            except TimeoutError:
                en = f"takes more than {self._seconds:g} seconds on one paragraph; mend what it repeats, or raise --max-match"
                zh = f"在一个段落上用时超过{self._seconds:g}秒；请改写其中的重复，或提高 --max-match"
                raise RuleError(f"{self._place}: {en}", f"{self._place}：{zh}", code="limit") from None

        return timed


def watched(pattern: regex.Pattern[str], place: str, seconds: float) -> regex.Pattern[str]:
    """The pattern with that many seconds for each call; `place` names its file and rule in the error."""
    return cast("regex.Pattern[str]", _Watched(pattern, place, seconds))
