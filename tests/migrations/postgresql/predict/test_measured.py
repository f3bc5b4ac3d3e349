"""Predictions against what live servers did (tests/migrations/locks, made by scripts/measure_locks.py)."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from backend_data_model.migrations.postgresql.predict import Known
from backend_data_model.migrations.postgresql.predict.script import predict_script

_FOLDER = Path(__file__).parents[2] / "locks"
# What the DDL cannot tell, and what the server decides by statistics.
_MISSED = "a lock that is held for a moment outside a transaction is seen only if the watcher looks then"
_KEY_INDEX = "on 15.20 the key's index was never seen locked here; another series on 15 has the lock, and is followed"
_UNDECIDED = {
    "object_69": "who owns what is not part of the schema",
    "constraint_6": "whether the other table or only its index is read depends on statistics and vacuum",
    "maintenance_1": "VACUUM reads the pages that changed",
    "maintenance_4": "VACUUM reads the pages that changed",
    **dict.fromkeys(("index_15", "index_16", "index_17", "partition_13", "maintenance_3", "maintenance_10"), _MISSED),
    "query_21": "the key under a view is not looked for",
}

_ON_15 = {(15, case) for case in ("column_6", "constraint_3", "constraint_31", "create_1")}


@cache
def _rows(version: int) -> dict[str, dict[str, Any]]:
    lines = (_FOLDER / f"pg{version}.jsonl").read_text().splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


@pytest.mark.parametrize(("version", "case"), [(v, case) for v in (15, 18) for case in _rows(v)])
def test_as_measured(version: int, case: str) -> None:
    row = _rows(version)[case]
    if case in _UNDECIDED or (version, case) in _ON_15:
        pytest.skip(_UNDECIDED.get(case, _KEY_INDEX))
    base = (_FOLDER / "base.sql").read_text()
    [statement] = predict_script(row["statement"], Known(f"{base};\n{row['setup_sql']}", version))
    locks = {(lock.relation, str(lock.mode)) for lock in statement.effect.locks if lock.kind != "composite type"}
    assert locks == {(lock["relation"], lock["mode"]) for lock in row["locks"]}
    assert statement.transactional == row["transactional"]
    if not row["statement"].startswith("TRUNCATE"):
        assert set(statement.rewrites) == set(row["rewrites"])
    assert set(statement.scans) == set(row["scans"])
