"""`bdm design --explain` on the command line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from click.testing import CliRunner

from backend_data_model.cli import main

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "A member has a name and a status (active, paused).\n"


def run(tmp_path: Path, *options: str) -> tuple[int, str, str]:
    path = tmp_path / "gym.md"
    path.write_text(TEXT, encoding="utf-8")
    command = ["design", str(path), "-o", str(tmp_path / "out"), "-e", "postgresql", "--tenancy", "none", "--no-verify"]
    result = CliRunner().invoke(main, [*command, *options])
    return result.exit_code, result.stdout, result.stderr


def test_one_column_is_explained_after_the_summary(tmp_path: Path) -> None:
    code, shown, _ = run(tmp_path, "--explain", "members.status")
    assert code == 0
    assert "members.status  (column: text NOT NULL)\n    stated: line 1: A member has a name" in shown
    assert "      read by has-list, " in shown
    assert "members.name  (column" not in shown


def test_without_a_value_all_is_explained(tmp_path: Path) -> None:
    _, shown, _ = run(tmp_path, "--explain")
    assert "members.name  (column" in shown
    assert "line 1  (used)" in shown


def test_json_holds_the_explanation(tmp_path: Path) -> None:
    _, shown, _ = run(tmp_path, "--format", "json", "--explain", "line:1")
    explanation = json.loads(shown)["explanation"]
    assert explanation["sentences"][0]["outcome"] == "used"
    assert "check_members_status_values" in explanation["sentences"][0]["led_to"]


def test_what_does_not_exist_is_refused_and_nothing_written(tmp_path: Path) -> None:
    code, _, told = run(tmp_path, "--explain", "member.statsu")
    assert code == 2
    assert "did you mean 'member.status'?" in told
    assert not (tmp_path / "out" / "model.yaml").exists()
