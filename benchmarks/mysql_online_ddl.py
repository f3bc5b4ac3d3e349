"""Compares what is predicted for MySQL with a transcript of the manual's tables of online DDL.

    python benchmarks/mysql_online_ddl.py TABLE.json [--measured MARIADB.json --schema SCHEMA.sql]

TABLE.json: `{"versions": {VERSION: {"operations": [...], "partitioning": [...]} or {"same_as": VERSION}}}`; each cell
is Yes, No or n/a, with a star where the manual has a footnote.  `mysql_online_ddl.yaml` has a statement for each row.
MARIADB.json: `{"results": [{"sql", "best_algorithm", "best_lock"}]}`, measured on the tables of SCHEMA.sql.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.mysql.predict import Predictor
from backend_data_model.migrations.mysql.target import target_of

if TYPE_CHECKING:
    from backend_data_model.migrations.mysql.predict import Prediction
    from backend_data_model.migrations.mysql.target import Target

_SERVERS = {"5.7": "5.7.44", "8.0": "8.0.40", "8.4": "8.4.3", "9.x": "9.5.0"}
_FIELDS = ("instant", "in_place", "rebuilds_table", "permits_concurrent_dml", "permits_dml")


def main() -> int:
    """Print every cell that differs and the share of equal cells."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", type=Path)
    parser.add_argument("--measured", type=Path)
    parser.add_argument("--schema", type=Path)
    arguments = parser.parse_args()
    statements = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    versions: dict[str, dict[str, Any]] = json.loads(arguments.table.read_text(encoding="utf-8"))["versions"]
    for version, content in versions.items():
        table = versions[content["same_as"]] if "same_as" in content else content
        _compare(version, table, statements)
    if arguments.measured and arguments.schema:
        _measured(json.loads(arguments.measured.read_text(encoding="utf-8")), arguments.schema.read_text())
    return 0


def _compare(version: str, table: dict[str, Any], statements: dict[str, Any]) -> None:
    target = target_of(_SERVERS[version])
    cells, equal, rows, whole = 0, 0, 0, 0
    for kind, label in (("operations", "operation"), ("partitioning", "clause")):
        for row in table[kind]:
            sql = statements[kind].get(row[label])
            if sql is None:
                print(f"{version}: no statement for {row[label]!r}")
                continue
            found = _predict(statements["schema"], sql, target)
            said = _cells(found)
            differs = [
                f"{field}: predicted {said[field]}, the table {row[field]}"
                for field in _FIELDS
                if field in row and _plain(row[field]) != said[field]
            ]
            count = sum(field in row for field in _FIELDS)
            cells, equal = cells + count, equal + count - len(differs)
            rows, whole = rows + 1, whole + (not differs)
            if differs:
                print(f"{version}: {row[label]}: {'; '.join(differs)}")
    print(f"{target.label}: {whole} of {rows} rows, {equal} of {cells} cells equal ({equal / cells:.1%})")


def _predict(schema: str, sql: str, target: Target) -> Prediction:
    predictor = Predictor(schema, target)
    return [predictor.predict(part) for part in split_statements(sql, "mysql")][-1]


def _cells(found: Prediction) -> dict[str, str]:
    """In the words of the manual.  What takes no clause is neither in place nor open to writes."""
    online = found.online
    if online is None:
        return dict.fromkeys(_FIELDS, "nothing predicted")
    free = online.algorithm == "INSTANT" or (online.algorithm is not None and online.lock == "NONE")
    rebuilds = online.rebuilds or (online.algorithm == "INSTANT" and online.rebuilds_else)
    return {
        "instant": _yes(online.algorithm == "INSTANT"),
        "in_place": _yes(online.algorithm in {"INSTANT", "INPLACE"}),
        "rebuilds_table": _yes(rebuilds),
        "permits_concurrent_dml": _yes(free),
        "permits_dml": _yes(free),
    }


def _plain(cell: str) -> str:
    """Without the star of a footnote; where INSTANT is not known, n/a is No."""
    return "No" if cell == "n/a" else cell.rstrip("*")


def _yes(value: bool) -> str:
    return "Yes" if value else "No"


def _measured(content: dict[str, Any], schema: str) -> None:
    target = target_of("mariadb-10.11")
    known = [row for row in content["results"] if row.get("best_algorithm")]
    equal = 0
    for row in known:
        online = _predict(schema, row["sql"], target).online
        said = (online.algorithm, online.lock or "NONE") if online else None
        equal += said == (row["best_algorithm"], row["best_lock"])
        if said != (row["best_algorithm"], row["best_lock"]):
            print(f"MariaDB: {row['sql']}: predicted {said}, measured {row['best_algorithm']} {row['best_lock']}")
    print(f"{content['server']}: {equal} of {len(known)} forms equal")


if __name__ == "__main__":
    raise SystemExit(main())
