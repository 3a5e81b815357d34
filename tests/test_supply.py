"""Supply chain: bounds that exclude known holes, a lock for CI, a wheel and an sdist that work in an empty environment.

Known holes of what is installed: `pip-audit -r .ci/constraints.txt --no-deps --disable-pip`, where its data can be reached.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import venv
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest

packaging_requirements = pytest.importorskip("packaging.requirements")
packaging_version = pytest.importorskip("packaging.version")

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = ROOT / ".ci" / "constraints.txt"
EXTRAS: dict[str, list[str]] = PROJECT["optional-dependencies"]

#: The last versions with known holes that touch us: the lower bound must be above each. The versions that mend them are in the
#: projects' own threads: github.com/pdfminer/pdfminer.six issue 1175, lxml 4.9.1 (GHSA-wrxv-2j5q-m38w), Pillow's notes on 10.3.0.
HOLES = {
    "pdfminer.six": ("20251107", "CVE-2025-64512 and CVE-2025-70559: code run from a CMap's pickle"),
    "lxml": ("4.9.0", "CVE-2022-2309: a document crashes the parser"),
    "pillow": ("10.2.0", "CVE-2024-28219 and before it CVE-2023-50447"),
}
# the test extra makes pictures of our own with pillow, it reads no one else's
ONLY_IN_TESTS = {"pillow"}


def requirements() -> list[tuple[str, object]]:
    everything = [*PROJECT["dependencies"], *(r for extra in EXTRAS.values() for r in extra)]
    return [(r.name, r.specifier) for r in map(packaging_requirements.Requirement, everything)]


def test_every_dependency_has_a_lower_bound() -> None:
    free = {name for name, specifier in requirements() if not re.search(">=|==", str(specifier))}
    assert free <= {"types-regex"}  # types alone, for mypy


def test_no_bound_lets_a_known_hole_in() -> None:
    for name, specifier in requirements():
        hole = HOLES.get(name.lower())
        if hole and name.lower() not in ONLY_IN_TESTS:
            assert not specifier.contains(hole[0], prereleases=True), (name, hole[1])  # type: ignore[attr-defined]


def lock() -> dict[str, str]:
    lines = [line for line in LOCK.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!+]+", line) for line in lines)
    return {re.sub(r"[-_.]+", "-", name).lower(): number for name, _, number in (line.partition("==") for line in lines)}


def test_the_lock_holds_every_dependency_within_its_bounds() -> None:
    locked = lock()
    for name, specifier in requirements():
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key == "rapidocr-onnxruntime":  # the OCR extra is not part of CI
            continue
        assert key in locked, f"{name} is not in {LOCK.name}: make it anew"
        assert specifier.contains(locked[key]), name  # type: ignore[attr-defined]


def test_what_is_installed_is_no_version_with_a_known_hole() -> None:
    for name, (hole, why) in HOLES.items():
        try:
            installed = packaging_version.Version(version(name))
        except PackageNotFoundError:
            continue
        assert installed > packaging_version.Version(hole), why


# ---- wheel and sdist -------------------------------------------------------------------------------------------------


def _pip(*arguments: str, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [python, "-m", "pip", "--disable-pip-version-check", "-q", *arguments], capture_output=True, text=True, timeout=500
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The sdist, and the wheel that is built from it, as an index would give them."""
    folder = tmp_path_factory.mktemp("dist")
    tool = tmp_path_factory.mktemp("tool")
    venv.create(tool, with_pip=True)
    python = str(tool / "bin" / "python")
    done = _pip("install", "-c", str(LOCK), "build", "hatchling", python=python)
    if done.returncode:
        pytest.skip(f"the build tool cannot be fetched here: {done.stderr[-200:]}")
    built = subprocess.run(
        [python, "-m", "build", "--no-isolation", "-o", str(folder), str(ROOT)], capture_output=True, text=True, timeout=500
    )
    assert built.returncode == 0, built.stderr
    return {"wheel": next(folder.glob("*.whl")), "sdist": next(folder.glob("*.tar.gz"))}


@pytest.mark.slow
def test_the_wheel_holds_all_that_the_package_needs_and_nothing_else(built: dict[str, Path]) -> None:
    with zipfile.ZipFile(built["wheel"]) as wheel:
        names = set(wheel.namelist())
        metadata = wheel.read(next(n for n in names if n.endswith(".dist-info/METADATA"))).decode()
    package = ROOT / "src" / "jqreport"
    wanted = {
        f"jqreport/{path.relative_to(package).as_posix()}"
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert {n for n in names if not n.split("/")[0].endswith(".dist-info")} == wanted
    assert "jqreport/py.typed" in names
    assert any(n.startswith("jqreport/rules/") and n.endswith(".toml") for n in names)
    assert any(n.endswith("LICENSE") for n in names)
    assert "License-Expression: MIT" in metadata
    assert f"Version: {PROJECT['version']}" in metadata


@pytest.mark.slow
def test_the_sdist_holds_its_tests_and_nothing_private(built: dict[str, Path]) -> None:
    with tarfile.open(built["sdist"]) as sdist:
        members = sdist.getmembers()
    names = {m.name.partition("/")[2] for m in members}
    assert {"pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md", "tests/test_supply.py", "samples/yunxi-2024.txt"} <= names
    assert not [
        n for n in names if n.startswith((".git/", "peers", ".venv", "dist")) or "__pycache__" in n or n.endswith(".pyc")
    ]
    assert not [m.name for m in members if m.issym() or m.islnk() or ".." in m.name or m.name.startswith("/")]


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["wheel", "sdist"])
def test_it_runs_in_an_empty_environment_outside_the_source(built: dict[str, Path], kind: str, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    python = str(home / "bin" / "python")
    done = _pip("install", "-c", str(LOCK), str(built[kind]), python=python)
    if done.returncode and re.search("No matching distribution|ConnectionError|resolve", done.stderr):
        pytest.skip(f"dependencies cannot be fetched here: {done.stderr[-200:]}")
    assert done.returncode == 0, done.stderr
    away = tmp_path / "elsewhere"
    away.mkdir()
    (away / "云溪.txt").write_bytes((ROOT / "samples" / "yunxi-2024.txt").read_bytes())
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL"))}

    def run(*command: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(command, cwd=away, env=clean, capture_output=True, timeout=120)

    script = str(home / "bin" / "jqreport")
    done_ = run(script, "extract", "云溪.txt")
    assert done_.returncode == 0, done_.stderr
    ours = json.loads((ROOT / "samples" / "yunxi-2024.json").read_text("utf-8"))
    theirs = json.loads(done_.stdout)
    assert theirs["figures"] == ours["figures"]
    assert run(script, "--version").stdout.decode() == f"jqreport {PROJECT['version']}\n"
    assert run(script, "schema").returncode == 0
    assert run(script, "rules").stdout.count(b"\n") > 50
    where = run(python, "-c", "import jqreport; print(jqreport.__file__)").stdout.decode()
    assert str(home) in where
    found = run(
        python, "-c", "from importlib.metadata import distributions as d; print(*(x.name for x in d()))"
    ).stdout.decode()
    installed = {re.sub(r"[-_.]+", "-", name).lower() for name in found.split()}
    assert "jqreport" in installed
    assert not {"pytest", "mypy", "selenium", "pyarrow", "hypothesis"} & installed
    assert _pip("check", python=python).returncode == 0
