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
_MISSED = "a lock that is held for a moment outside a transaction is seen only if the watcher looks then"
_DEPENDS = "the server refuses it because of a view or generated column, or of the rows that are there"
_PAGES = "VACUUM reads the pages that changed"
# What the DDL cannot tell, and what the server decides by statistics.
_UNDECIDED = {
    "object_69": "who owns what is not part of the schema",
    "constraint_6": "whether the other table or only its index is read depends on statistics and vacuum",
    "fleet_constraint_13": "whether the other table or only its index is read depends on statistics and vacuum",
    **dict.fromkeys(("maintenance_1", "maintenance_4", "fleet_storage_17"), _PAGES),
    **dict.fromkeys(("index_15", "index_16", "index_17", "partition_13", "maintenance_3", "maintenance_10"), _MISSED),
    **dict.fromkeys(("fleet_partition_7", "fleet_partition_8", "fleet_storage_22", "fleet_program_13"), _MISSED),
    "query_21": "the key under a view is not looked for",
    "second_a_53": "the time zone of the measuring session was UTC, which the statement does not say",
    "second_a_60": "there was no such row",
    "fleet_program_2": "how often a loop runs is not known",
}
_MEASURED = {"": (15, 18), "fleet": (14, 15, 16, 17, 18)}
# Versions between two that are tried in full: every third form will do.
_SAMPLED = frozenset({14, 16, 17})


@cache
def _rows(folder: str, version: int) -> dict[str, dict[str, Any]]:
    lines = (_FOLDER / folder / f"pg{version}.jsonl").read_text().splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


@cache
def _base(folder: str) -> str:
    return (_FOLDER / folder / "base.sql").read_text()


@pytest.mark.parametrize(
    ("folder", "version", "case"),
    [
        (folder, v, case)
        for folder, versions in _MEASURED.items()
        for v in versions
        for case in list(_rows(folder, v))[v % 3 if v in _SAMPLED else 0 :: 3 if v in _SAMPLED else 1]
    ],
)
def test_as_measured(folder: str, version: int, case: str) -> None:
    row = _rows(folder, version)[case]
    if case in _UNDECIDED:
        pytest.skip(_UNDECIDED[case])
    major, minor = (int(part) for part in row["version"].split("."))
    [statement] = predict_script(row["statement"], Known(f"{_base(folder)};\n{row['setup_sql']}", major, minor=minor))
    if row["transactional"] is None and statement.transactional is not None:
        pytest.skip(_DEPENDS)
    locks = {(lock.relation, str(lock.mode)) for lock in statement.effect.locks if lock.kind != "composite type"}
    assert locks == {(lock["relation"], lock["mode"]) for lock in row["locks"]}
    assert statement.transactional == row["transactional"]
    if not row["statement"].startswith("TRUNCATE"):
        assert set(statement.rewrites) == set(row["rewrites"])
    assert set(statement.scans) == set(row["scans"])
