"""The shape of the project: import directions, short files, no rooms without a purpose."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FILES = sorted(file for folder in ("src", "tests", "scripts", "benchmarks") for file in (ROOT / folder).rglob("*.py"))
LONGEST = 500


def test_imports_run_one_way() -> None:
    linter = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    if linter is None:
        pytest.skip("import-linter is not installed beside this Python")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_files_are_short() -> None:
    lengths = {str(f.relative_to(ROOT)): len(f.read_text(encoding="utf-8").splitlines()) for f in FILES}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_no_room_is_a_drawer() -> None:
    drawers = {"utils", "util", "helpers", "helper", "managers", "manager", "common", "misc"}
    assert [str(file) for file in FILES if drawers & {part.removesuffix(".py") for part in file.parts[-4:]}] == []


def test_public_modules_say_what_they_are_for() -> None:
    for file in (ROOT / "src").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        assert not text.strip() or text.startswith(('"""', 'r"""')), f"{file} has no docstring"
