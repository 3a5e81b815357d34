"""The arrows between modules, as the house has them: one table, read against the code's AST; and a few rules of the house.

A room is a module or package right under jqreport. An import counts wherever it stands (in functions too), and so does a module's
name in a string ("jqreport.pipeline", "jqreport.read.docx:read_docx"), since such strings are imported.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "jqreport"

#: nouns and tools that every room may use; among themselves they keep to ARROWS
BASE = "model sourcemap rules errors numerals units digest"
#: what happens to a report, in order; each is handed the result of the one before by the pipeline, and knows no other
STAGES = "read layout context quantities figures link tables tablegrid tablenames tabletext assemble"
#: what may be said to a user, and where output goes
WORDS = "messages output settings"

#: Room -> the rooms (or single modules of rooms) that it may import. "" is jqreport/__init__.py.
ARROWS: dict[str, str] = {
    "": "pipeline model errors",  # loaded when first used
    "model": "",
    "errors": "",
    "digest": "",
    "cache": "digest",
    "sourcemap": "model cache",
    "rules": "errors cache watched rulefile",
    "rulefile": "errors cache",
    "watched": "errors",  # patterns of rules that nobody has tested
    "numerals": "cache",
    "units": "model rules numerals cache",
    "intervals": "model",
    # stages
    "read": "model sourcemap rules errors numerals digest",
    "layout": "model sourcemap rules errors numerals cache",
    "context": "model rules cache",
    "quantities": "model rules numerals units cache",
    "figures": "model rules numerals cache",
    "link": "model rules numerals cache",
    "tables": "model numerals rules cache tablegrid tablenames tabletext",  # one stage in four files
    "tablegrid": "model cache tabletext",
    "tablenames": "tablegrid tabletext",
    "tabletext": "numerals rules cache",
    "assemble": "model sourcemap rules cache digest link.draft units",  # writes drafts down as figures, their values scaled
    "pipeline": f"{BASE} {STAGES} cache indicators",
    # what is done with the figures
    "indicators": "model rules errors units cache",
    "formats": "model errors rules messages arrow",
    "findings": "model errors messages formats",
    "arrow": "model errors output pipeline formats.numbers",  # figures as an Arrow table, for Python and for -f parquet
    "verify": "model errors rules units indicators intervals formats",
    "check": "model errors rules numerals units indicators intervals",
    "audit": "model errors rules sourcemap messages formats assemble read.isolate read.limits",
    "compare": "model errors indicators intervals check findings formats chart",  # sees a report as the checks do
    "chart": "model errors",  # drawing: knows neither figures nor reports
    "selfcheck": "model errors readback",  # its own scan: it may know no stage
    "readback": "model formats",
    "batch": "model errors rules messages output pipeline formats arrow selfcheck read.limits",
    # words and output
    "messages": "model",
    "output": "errors formats.safe",
    "settings": "errors verify.tolerance",
    # the command line: one module for each group of commands, under the row cli_*
    "__main__": "cli",
    "cli": f"{BASE} {WORDS} cache read formats batch pipeline cli_*",
    "cli_*": f"{BASE} {WORDS} verify check compare audit findings formats chart indicators selfcheck pipeline read.limits",
}
#: Everything may ask for the version.
ANYWHERE = {""}

#: Library -> the modules that may import it; a library that is not here may be imported by none.
LIBRARIES: dict[str, str] = {
    "regex": r"(?!model|errors|read)\w+(\.\w+)*",
    "typer": r"cli(_\w+)?",
    "rich": r"cli(_\w+)?|formats\.table|formats\.grid|batch\.progress",
    "pypdfium2": r"read\.pdf(\.\w+)?|audit\.sheets",  # the audit page shows the report's pages as pictures
    "pdfplumber": r"read\.pdf(\.\w+)?",
    "pdfminer": r"read\.pdf(\.\w+)?",
    "pikepdf": r"audit\.marked",  # writes the marks into a copy of the PDF
    "lxml": r"read(\.\w+)*",
    "rapidocr_onnxruntime": r"read\.ocr",
    "pyarrow": r"arrow|formats\.parquet",
    "xlsxwriter": r"formats\.xlsx",
    "resvg_py": r"chart",  # pictures as PNG
}

LONGEST = 500
#: Modules over 300 lines: few, and each by name.
LONG = {"layout.notes", "link.carried", "link.linker", "link.names", "link.naming", "model"}

#: Where any exception at all is caught: a border to foreign code or to a user, never a way past one's own errors.
CATCH_ALL = {
    "arrow": "a file that crashes is a row of failure among many",
    "batch.run": "a file that crashes is a row of failure among many",
    "batch.work": "a worker answers, whatever happens",
    "cache": "a compiled pattern that the library refuses is compiled again",
    "cli": "every error is one line",
    "read.isolate": "what the child process sends may be cut short; what crashes there is named here",
    "read.kind": "zipfile lets any error out on a damaged archive",
    "read.ooxml": "zipfile and zlib let any error out on a damaged part",
    "read.pdf.plumber": "pdfminer lets any error out on a broken file",
}


def _name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, ast.Module]:
    """Module -> its tree; names are relative to jqreport."""
    return {_name(path): ast.parse(path.read_text("utf-8"), str(path)) for path in sorted(SOURCE.rglob("*.py"))}


def room(module: str) -> str:
    """The room's row in ARROWS."""
    home = module.partition(".")[0]
    return "cli_*" if home.startswith("cli_") else home


_STRING = re.compile(r"jqreport\.((?:\w+\.)*\w*)(?::\w+)?")


def imports(module: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """(line, full name) of all that a module imports; from a import b gives a.b where that is a module of ours."""
    known = modules()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}:{node.lineno}: a relative import"
            base = node.module or ""
            for alias in node.names:
                full = f"{base}.{alias.name}"
                yield node.lineno, full if full.removeprefix("jqreport.") in known else base
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found = _STRING.fullmatch(node.value)
            if found and found[1].rstrip(".") in known:
                yield node.lineno, "jqreport." + found[1].rstrip(".")


def wrong_arrows(module: str, tree: ast.Module) -> list[str]:
    """Imports of the project that ARROWS does not have."""
    home = room(module)
    allowed = ARROWS.get(home, "").split()
    wrong = []
    for line, full in imports(module, tree):
        if full.partition(".")[0] != "jqreport":
            continue
        target = full.removeprefix("jqreport").removeprefix(".")
        if target in ANYWHERE or room(target) == home or room(target) in allowed or target in allowed:
            continue
        if any(target.startswith(f"{one}.") for one in allowed):
            continue
        wrong.append(f"{module or '__init__'}:{line}: imports {target}; {home or '__init__'} may import: {', '.join(allowed)}")
    return list(dict.fromkeys(wrong))


def wrong_libraries(module: str, tree: ast.Module) -> list[str]:
    """Imports of libraries that have no place in this module."""
    wrong = []
    for line, full in imports(module, tree):
        library = full.partition(".")[0]
        if library == "jqreport" or library in sys.stdlib_module_names:
            continue
        if re.fullmatch(LIBRARIES.get(library, "(?!)"), module) is None:
            wrong.append(f"{module}:{line}: imports {library}, which is for {LIBRARIES.get(library, 'no module')}")
    return wrong


def cycles(arrows: dict[str, set[str]]) -> list[list[str]]:
    """Circles among modules, each once."""
    found: list[list[str]] = []
    done: set[str] = set()

    def visit(module: str, path: list[str]) -> None:
        if module in path:
            found.append([*path[path.index(module) :], module])
        elif module not in done:
            for target in sorted(arrows.get(module, ())):
                visit(target, [*path, module])
            done.add(module)

    for module in sorted(arrows):
        visit(module, [])
    return found


def catches(module: str, tree: ast.Module) -> Iterator[str]:
    """Bare excepts, silent ones, and those that catch everything outside CATCH_ALL without raising it again."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            everything = node.type is None or any(
                isinstance(n, ast.Name) and n.id in ("Exception", "BaseException") for n in ast.walk(node.type)
            )
            again = any(isinstance(n, ast.Raise) and n.exc is None for n in node.body)
            silent = all(
                isinstance(n, ast.Pass) or (isinstance(n, ast.Expr) and isinstance(n.value, ast.Constant)) for n in node.body
            )
            ours = isinstance(node.type, ast.Name) and node.type.id.startswith("_")  # raised for this place alone
            if node.type is None:
                yield f"{module}:{node.lineno}: a bare except"
            if silent and not ours:
                yield f"{module}:{node.lineno}: a silent except; contextlib.suppress says so"
            if everything and not again and module not in CATCH_ALL:
                yield f"{module}:{node.lineno}: catches everything and is not in CATCH_ALL"
        elif isinstance(node, ast.Call) and ast.unparse(node.func).rpartition(".")[2] == "suppress":
            names = {ast.unparse(argument) for argument in node.args}
            if names & {"Exception", "BaseException"} and module not in CATCH_ALL:
                yield f"{module}:{node.lineno}: suppresses everything and is not in CATCH_ALL"


# ---------------------------------------------------------------- the code


def test_every_arrow_is_in_the_table() -> None:
    assert [line for module, tree in modules().items() for line in wrong_arrows(module, tree)] == []


def test_every_room_is_in_the_table() -> None:
    assert {room(module) for module in modules()} - set(ARROWS) == set()


def test_libraries_stay_where_they_belong() -> None:
    assert [line for module, tree in modules().items() for line in wrong_libraries(module, tree)] == []


def test_the_model_imports_nothing_of_the_project() -> None:
    for module in ("model", "errors"):
        assert [full for _, full in imports(module, modules()[module]) if full.startswith("jqreport")] == []


def test_no_circle_of_imports() -> None:
    arrows: dict[str, set[str]] = {}
    for module, tree in modules().items():
        static = [n for n in ast.walk(tree) if isinstance(n, ast.Import | ast.ImportFrom)]
        targets = {full for _, full in imports(module, ast.Module([*static], []))}
        arrows[module] = {t.removeprefix("jqreport.") for t in targets if t.startswith("jqreport.")} - {module}
    assert cycles(arrows) == []


def test_modules_are_short() -> None:
    lines = {_name(path): len(path.read_text("utf-8").splitlines()) for path in SOURCE.rglob("*.py")}
    assert {name: n for name, n in lines.items() if n > LONGEST} == {}
    assert {name: n for name, n in lines.items() if n > 300 and name not in LONG} == {}, "over 300 lines and not in LONG"
    assert len(LONG) <= len(lines) // 20, "few modules over 300 lines"


def test_every_module_has_a_docstring() -> None:
    assert [module for module, tree in modules().items() if tree.body and not ast.get_docstring(tree)] == []


def test_no_error_is_swallowed() -> None:
    assert [line for module, tree in modules().items() for line in catches(module, tree)] == []


def test_exceptions_to_the_rules_are_in_use() -> None:
    """A line of these tables that nothing needs any more is taken out."""
    broad = {
        module
        for module, tree in modules().items()
        if any(isinstance(n, ast.Name) and n.id in ("Exception", "BaseException") for n in ast.walk(tree))
    }
    assert set(CATCH_ALL) - broad == set()
    used = {full.partition(".")[0] for module, tree in modules().items() for _, full in imports(module, tree)}
    assert set(LIBRARIES) - used - {"pdfminer", "xlsxwriter", "pikepdf", "pyarrow", "rapidocr_onnxruntime", "resvg_py"} == set()


# ---------------------------------------------------------------- the table itself


def test_the_table_lets_no_stage_know_another() -> None:
    allowed = {*BASE.split(), "cache"}
    one_stage = {"tables", "tablegrid", "tablenames", "tabletext"}
    for stage in STAGES.split():
        more = set(ARROWS[stage].split()) - allowed
        if stage in one_stage:
            more -= one_stage
        if stage == "assemble":
            more -= {"link.draft"}
        assert more == set(), stage


def test_the_table_lets_nobody_import_the_command_line() -> None:
    for home, targets in ARROWS.items():
        if home not in ("cli", "cli_*", "__main__"):
            assert [t for t in targets.split() if t.startswith("cli")] == []


# ---------------------------------------------------------------- the checks themselves


@pytest.mark.parametrize(
    ("module", "code", "said"),
    [
        ("layout.join", "from jqreport.link.names import x", "imports link.names"),
        ("layout", "def f():\n    import jqreport.formats.json", "imports formats.json"),
        ("read.text", "from jqreport import cli", "imports cli"),
        ("read.text", "from jqreport import __version__", ""),
        ("model", "from jqreport.errors import InputError", "imports errors"),
        ("context", "HOME = 'jqreport.pipeline'", "imports pipeline"),
        ("context", "HOME = 'jqreport.read.docx:read_docx'", "imports read.docx"),
        ("context", "HOME = f'jqreport.verify.{x}'", "imports verify"),
        ("context", "HOME = 'jqreport.toml'", ""),
        ("cli_audit", "from jqreport.layout.join import join", "imports layout.join"),
        ("assemble", "from jqreport.link.draft import Draft", ""),
        ("assemble", "from jqreport.link.names import x", "imports link.names"),
        ("link.names", "from jqreport.link.segments import x", ""),
    ],
)
def test_wrong_arrows_are_found(module: str, code: str, said: str) -> None:
    found = wrong_arrows(module, ast.parse(code))
    assert said in found[0] if said else found == [], found


@pytest.mark.parametrize(
    ("module", "code", "count"),
    [
        ("layout", "import rich.text", 1),
        ("formats.table", "from rich.text import Text", 0),
        ("read.html", "def f():\n    import pdfplumber", 1),
        ("read.pdf.tables", "import pdfplumber.table", 0),
        ("link.names", "import numpy", 1),
        ("link.names", "import json", 0),
    ],
)
def test_wrong_libraries_are_found(module: str, code: str, count: int) -> None:
    assert len(wrong_libraries(module, ast.parse(code))) == count


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("try:\n    f()\nexcept:\n    g()", ["a bare except", "catches everything"]),
        ("try:\n    f()\nexcept:\n    g()\n    raise", ["a bare except"]),
        ("try:\n    f()\nexcept OSError:\n    pass", ["a silent except"]),
        ("try:\n    f()\nexcept OSError:\n    '''why'''", ["a silent except"]),
        ("try:\n    f()\nexcept Exception as e:\n    g(e)", ["catches everything"]),
        ("try:\n    f()\nexcept (OSError, Exception):\n    g()", ["catches everything"]),
        ("try:\n    f()\nexcept BaseException:\n    g()\n    raise", []),
        ("try:\n    f()\nexcept _Stop:\n    pass", []),
        ("try:\n    f()\nexcept OSError:\n    g()", []),
        ("with contextlib.suppress(Exception):\n    f()", ["suppresses everything"]),
        ("with suppress(OSError):\n    f()", []),
    ],
)
def test_swallowed_errors_are_found(code: str, said: list[str]) -> None:
    found = list(catches("layout", ast.parse(code)))
    assert len(found) == len(said)
    assert all(words in line for words, line in zip(said, found, strict=True))


def test_circles_are_found() -> None:
    assert cycles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c", "a"]]
    assert cycles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
