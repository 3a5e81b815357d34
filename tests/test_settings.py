"""Settings: the nearest upward, up to the repository's root; what is wrong is said with file and key."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from pathlib import Path

import pytest

from jqreport.errors import UsageError
from jqreport.settings import Settings, load
from jqreport.verify.tolerance import Tolerance

WHOLE = """min-figures = 20
strict = true
off = ["verify.moved"]
rules = ["rules/own.toml"]
aliases = ["alias.toml"]
[tolerances]
"地区生产总值" = "0.5%"
"税收" = 0.05
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository with a folder in a folder."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "a" / "b").mkdir(parents=True)
    return tmp_path


def test_none_is_the_default(tree: Path) -> None:
    settings = load(tree / "a")
    assert settings == Settings()
    assert (settings.file, settings.min_figures, settings.strict, settings.off) == (None, None, False, frozenset())
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.strict = True  # type: ignore[misc]


@pytest.mark.parametrize("name", ["jqreport.toml", "pyproject.toml"])
def test_all_of_them(tree: Path, name: str) -> None:
    (tree / "rules").mkdir()
    (tree / "rules" / "own.toml").touch()
    (tree / "alias.toml").touch()
    text = WHOLE
    if name == "pyproject.toml":
        text = "[project]\nname = 'x'\n[tool.jqreport]\n" + WHOLE.replace("[tolerances]", "[tool.jqreport.tolerances]")
    (tree / name).write_text(text, "utf-8")
    settings = load(tree / "a" / "b")
    assert settings.file == tree / name
    assert (settings.min_figures, settings.strict, settings.off) == (20, True, frozenset({"verify.moved"}))
    assert settings.rules == (tree / "rules" / "own.toml",)
    assert settings.aliases == (tree / "alias.toml",)
    assert settings.tolerances == {"地区生产总值": Tolerance(Fraction(1, 2), True), "税收": Tolerance(Fraction(1, 20))}


def test_the_nearest_wins_and_the_own_file_before_pyproject(tree: Path) -> None:
    (tree / "jqreport.toml").write_text("min-figures = 1\n")
    (tree / "a" / "pyproject.toml").write_text("[project]\nname = 'no table of ours'\n")
    assert load(tree / "a" / "b").min_figures == 1
    (tree / "a" / "pyproject.toml").write_text("[tool.jqreport]\nmin-figures = 2\n")
    assert load(tree / "a" / "b").min_figures == 2
    (tree / "a" / "jqreport.toml").write_text("min-figures = 3\n")
    assert load(tree / "a" / "b").min_figures == 3


def test_the_search_ends_at_a_repository_s_root(tree: Path) -> None:
    (tree / "jqreport.toml").write_text("min-figures = 1\n")
    (tree / "a" / ".git").touch()  # a work tree's .git is a file
    assert load(tree / "a" / "b").file is None
    assert load(tree).min_figures == 1


def test_from_the_working_directory(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tree / "jqreport.toml").write_text("min-figures = 7\n")
    monkeypatch.chdir(tree / "a")
    assert load().min_figures == 7


WRONG = [
    ("min_figures = 1", "min_figures: there is no such setting; did you mean min-figures"),
    ("zzz = 1", "zzz: there is no such setting; there are min-figures, strict, off, rules, aliases, tolerances"),
    ("min-figures = -1", "min-figures: must be a whole number, 0 or more"),
    ("min-figures = true", "min-figures: must be a whole number, 0 or more"),
    ("min-figures = 1.5", "min-figures: must be a whole number, 0 or more"),
    ("strict = 1", "strict: must be true or false"),
    ('off = "verify.moved"', 'off: must be a list of words, as in ["a", "b"]'),
    ("rules = [1]", 'rules: must be a list of words, as in ["a", "b"]'),
    ('rules = ["gone.toml"]', "rules: there is no file"),
    ("tolerances = 3", "tolerances: must be a table of indicators"),
    ('tolerances = {"税收" = "viel"}', "tolerances.税收: viel is no tolerance; write 0.5 or 1%"),
    ("tolerances = {a = true}", "tolerances.a: True is no tolerance"),
    ("strict = ", "no valid TOML"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_what_is_wrong_is_said_with_file_and_key(tree: Path, text: str, message: str) -> None:
    file = tree / "jqreport.toml"
    file.write_text(text + "\n", "utf-8")
    with pytest.raises(UsageError) as error:
        load(tree)
    assert error.value.en.startswith(f"{file}: {message}")
    assert error.value.zh.startswith(f"{file}：")
    assert error.value.code == "settings"


def test_the_key_is_whole_in_pyproject(tree: Path) -> None:
    (tree / "pyproject.toml").write_text("[tool.jqreport]\nstrct = true\n")
    with pytest.raises(UsageError, match=r"tool\.jqreport\.strct: there is no such setting; did you mean strict"):
        load(tree)
    (tree / "pyproject.toml").write_text("[tool]\njqreport = 3\n")
    with pytest.raises(UsageError, match=r"tool\.jqreport: must be a table"):
        load(tree)


def test_no_valid_encoding(tree: Path) -> None:
    (tree / "jqreport.toml").write_bytes(b"\xff")
    with pytest.raises(UsageError, match="no valid TOML"):
        load(tree)
