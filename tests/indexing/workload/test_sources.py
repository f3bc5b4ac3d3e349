"""Statements from exports and logs, case by case (`sources.yaml`), and what they weigh."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from backend_data_model.cli import main
from backend_data_model.indexing.workload.read import read_workload_file
from backend_data_model.model.errors import InputError

CASES = yaml.safe_load(Path(__file__).with_name("sources.yaml").read_text(encoding="utf-8"))
SCHEMA = """
CREATE TABLE parcels (id bigint PRIMARY KEY, depot_id bigint NOT NULL, code text NOT NULL, weight integer NOT NULL);
"""


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_reads(case: dict[str, Any]) -> None:
    found = read_workload_file(case["text"], "postgresql", "x")
    assert [[one.name, one.calls, one.mean_ms] for one in found.statements] == [one[:3] for one in case["statements"]]
    for one, (_, _, _, words) in zip(found.statements, case["statements"], strict=True):
        assert words in one.sql
        assert "parameters:" not in one.sql
    assert [line for line, _ in found.bad] == list(case.get("bad", {}))
    for (_, reason), words in zip(found.bad, case.get("bad", {}).values(), strict=True):
        assert words in reason
    assert found.skipped == case.get("skipped", 0)


def test_calls_of_one_shape_have_the_name_of_the_first() -> None:
    log = "".join(f"LOG:  duration: 1 ms  statement: select id from t where a in ({n}, {n})\n" for n in (1, 2, 3))
    assert {one.name for one in read_workload_file(log, "postgresql").statements} == {"line 1"}


def test_a_document_that_is_no_json_is_an_error() -> None:
    with pytest.raises(InputError, match="line 2"):
        read_workload_file('[{"query": "select 1"},\n oops]', "postgresql", "x")


def test_time_weighs(tmp_path: Path) -> None:
    (tmp_path / "schema.sql").write_text(SCHEMA)
    rows = ["query,calls,mean_exec_time", '"select id from parcels where code = $1",10,1']
    rows += ['"select id from parcels where depot_id = $1",10,9', "broken"]
    (tmp_path / "statements.csv").write_text("\n".join(rows))
    command = ["advise", "index", "--schema", str(tmp_path / "schema.sql"), "-e", "postgresql", "-f", "json"]
    result = CliRunner().invoke(main, [*command, "--queries", str(tmp_path / "statements.csv")])
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert [(one["create"].split("(")[1], one["time_share"]) for one in found["advice"]] == [
        ("depot_id)", 0.9),
        ("code)", 0.1),
    ]
    assert [one["line"] for one in found["unread"]] == [4]
    nothing = CliRunner().invoke(main, command)
    assert nothing.exit_code == 2


def test_what_weighs_next_to_nothing_gets_no_index(tmp_path: Path) -> None:
    (tmp_path / "schema.sql").write_text(SCHEMA)
    rows = ["query,calls,mean_exec_time", '"select id from parcels where code = $1",4,0.4']
    rows += ['"select id from parcels where weight = $1",4,40', '"select id from parcels where depot_id = $1",9000,9']
    (tmp_path / "statements.csv").write_text("\n".join(rows))
    command = ["advise", "index", "--schema", str(tmp_path / "schema.sql"), "-e", "postgresql"]
    command += ["--queries", str(tmp_path / "statements.csv")]
    found = json.loads(CliRunner().invoke(main, [*command, "-f", "json"]).stdout)
    assert [one["create"].split("(")[1] for one in found["advice"]] == ["depot_id)", "weight)"]
    assert any("its 4 calls take 0.4 ms each" in one["reason"] for one in found["refused"])
    assert found["weights"]["line 2"] == {"calls": 4.0, "mean_ms": 0.4, "share": 0.0}
    assert "weighs  99.8% of the time of all queries (9,000 calls, 81.0 s)" in CliRunner().invoke(main, command).stdout
