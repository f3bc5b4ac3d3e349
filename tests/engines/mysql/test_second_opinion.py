"""The syntax verdicts of `statements.yaml` beside those of another MySQL 8 grammar, dt-sql-parser (npm, MIT).

Opt-in: `npm install dt-sql-parser@4.5.1 esbuild` somewhere and name that directory in BDM_DT_SQL_PARSER.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from backend_data_model.engines.split import split_statements

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
PACKAGE = Path(os.environ.get("BDM_DT_SQL_PARSER", "/nonexistent"))
CASES: list[dict[str, Any]] = [
    case for case in YAML(typ="safe").load(HERE / "statements.yaml") if "version" not in case
]
PROGRAM = """
import { MySQL } from 'dt-sql-parser';
import { readFileSync } from 'fs';
const parser = new MySQL();
const accepted = JSON.parse(readFileSync(0, 'utf8')).map((sql) => parser.validate(sql + ';').length === 0);
console.log(JSON.stringify(accepted));
"""
# What dt-sql-parser 4.5.1 gets wrong: it knows no SRID, no AT TIME ZONE, no column called `type`, no SET x = OFF and
# no IF NOT in a trigger.
WRONGLY_REFUSED = (
    "CREATE TABLE t (p POINT NOT NULL SRID",
    "CREATE TABLE t (`rank` INT, `groups` INT",
    "SELECT CAST(a AS",
    "SET @a = 1",
    "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW IF NOT",
)
# ... and it takes a reserved word as the name of a table, and an outer join without its condition.
WRONGLY_ACCEPTED = ("CREATE TABLE order (", "SELECT * FROM a LEFT JOIN b WHERE")


def _accepted(statements: Sequence[str], directory: Path) -> list[bool]:
    (PACKAGE / "bdm_entry.mjs").write_text(PROGRAM)
    bundle = directory / "bundle.mjs"
    esbuild = PACKAGE / "node_modules" / ".bin" / "esbuild"
    command = [str(esbuild), "bdm_entry.mjs", "--bundle", "--platform=node", "--format=esm", f"--outfile={bundle}"]
    try:
        subprocess.run(command, cwd=PACKAGE, check=True, capture_output=True)
    finally:
        (PACKAGE / "bdm_entry.mjs").unlink()
    done = subprocess.run(["node", bundle], input=json.dumps(statements), check=True, capture_output=True, text=True)
    answers: list[bool] = json.loads(done.stdout)
    return answers


@pytest.mark.skipif(
    not (PACKAGE / "node_modules" / "dt-sql-parser").is_dir() or shutil.which("node") is None,
    reason="BDM_DT_SQL_PARSER names no directory with the npm packages dt-sql-parser and esbuild, or there is no node",
)
def test_another_grammar_agrees_on_the_syntax(tmp_path: Path) -> None:
    statements = [split_statements(case["sql"], "mysql")[-1].sql for case in CASES]
    for case, sql, accepted in zip(CASES, statements, _accepted(statements, tmp_path), strict=True):
        if case["verdict"] != "invalid":
            assert accepted or sql.startswith(WRONGLY_REFUSED), sql
        elif case["rule"] == "syntax":
            assert not accepted or sql.startswith(WRONGLY_ACCEPTED), sql
