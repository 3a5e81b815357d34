"""Where the real reports are: beside the repository, or in no test at all."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1].parent / "shared"


def shared(path: str) -> Path:
    """The file or folder of that path in ../shared; the test is skipped where it is missing."""
    found = ROOT / path
    if not found.exists():
        pytest.skip(f"{path} is not in {ROOT.name}/ beside the repository")
    return found


def reports() -> list[str]:
    """The names of all report texts, relative to ../shared; empty where they are missing."""
    folder = ROOT / "reports"
    return [str(p.relative_to(ROOT)) for p in sorted([*folder.glob("*.txt"), *folder.glob("wild/*.txt")])]
