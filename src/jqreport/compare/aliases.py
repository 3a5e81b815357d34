"""A user's own names: a TOML file of `"name" = ["other name", …]`, each line names that mean one indicator."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from jqreport import indicators
from jqreport.errors import UsageError

Aliases = Mapping[str, str]  # normalised name -> indicator id, or the first name of its line


def load(paths: Iterable[str | Path]) -> Aliases:
    """Read alias files; UsageError where one is no such file or a name is given to two indicators."""
    found: dict[str, str] = {}
    for path in paths:
        for name, others in _read(Path(path)).items():
            names = [name, *([others] if isinstance(others, str) else others)]
            target = next((c for n in names if (c := indicators.canonical(n)) is not None), indicators.split(name)[1])
            for plain in (indicators.split(n)[1] for n in names):
                if found.setdefault(plain, target) != target:
                    raise _wrong(path, f"{plain} is given to two indicators", f"{plain} 归到两个指标")
    return found


def _read(path: Path) -> dict[str, str | list[str]]:
    try:
        data = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise _wrong(path, f"cannot be read: {error.strerror}", f"无法读取（{error.strerror}）") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise _wrong(path, f"no valid TOML: {error}", f"不是有效的 TOML：{error}") from None
    for name, others in data.items():
        if not isinstance(others, str) and not (isinstance(others, list) and all(isinstance(o, str) for o in others)):
            raise _wrong(path, f'{name}: write "name" = ["other name"]', f'{name}：应写作 "名称" = ["别名"]')
    return data


def _wrong(path: str | Path, en: str, zh: str) -> UsageError:
    return UsageError(f"{path}: {en}", f"{path}：{zh}", code="aliases")
