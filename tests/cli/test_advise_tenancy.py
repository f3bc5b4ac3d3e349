"""`bdm advise tenancy` and `bdm explain tenancy`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from click.testing import CliRunner

from backend_data_model.cli import main

if TYPE_CHECKING:
    from pathlib import Path


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and standard output."""
    result = CliRunner().invoke(main, ["advise", "tenancy", *arguments])
    return result.exit_code, result.stdout


def test_options_decide_and_the_rest_is_said_to_be_assumed() -> None:
    code, output = run("--tenants", "30", "--isolation", "strict")
    assert code == 0
    assert output.startswith("tenancy: database (a database for each tenant)")
    assert "compliance: none (no law or standard is named)" in output


def test_a_model_is_read_and_options_win_over_it(tmp_path: Path) -> None:
    file = tmp_path / "model.yaml"
    file.write_text(
        "bdm: 1\ntenancy: {kind: shared, tenant: clinic, needs: [{demand: strict_isolation}]}\n"
        "entities: {clinic: {}}\nvolumes: [{entity: clinic, rows: 30}]\n",
        encoding="utf-8",
    )
    assert json.loads(run(str(file), "--format", "json")[1])["answer"] == "database"
    told = json.loads(run(str(file), "--tenants", "300", "--format", "json")[1])
    assert told["answer"] == "schema"
    assert {"input": "tenants", "value": 300, "origin": "option", "words": None} in told["inputs"]


def test_nothing_is_asked_without_a_terminal() -> None:
    result = CliRunner().invoke(main, ["advise", "tenancy", "--interactive"])
    assert result.exit_code == 2


def test_the_tree_is_explained_as_data() -> None:
    result = CliRunner().invoke(main, ["explain", "tenancy", "--format", "json"])
    assert result.exit_code == 0
    assert {option["name"] for option in json.loads(result.stdout)["options"]} >= {"shared", "schema", "database"}
    assert "## Branches" in CliRunner().invoke(main, ["explain", "tenancy"]).stdout
