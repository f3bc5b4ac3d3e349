"""Advice for MySQL and SQLite case by case; SQLite takes what is advised, and uses it."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.engines.mysql.grammar import check_grammar
from backend_data_model.indexing.advise import advise
from backend_data_model.indexing.workload.read import read_workload_file

if TYPE_CHECKING:
    from backend_data_model.indexing.advice import IndexAdvice

CASES = yaml.safe_load((Path(__file__).parent / "portable.yaml").read_text(encoding="utf-8"))


def advice_for(case: dict[str, Any]) -> IndexAdvice:
    engine = case["engine"]
    schema = read_ddl(CASES["schemas"][engine], engine)
    return advise(schema, read_workload_file(case["queries"], engine).statements)


def without_name(create: str) -> str:
    return re.sub(r"^CREATE (FULLTEXT )?INDEX \S+ ", r"\1INDEX ", create).removeprefix("INDEX ")


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_advice(case: dict[str, Any]) -> None:
    found = advice_for(case)
    assert found.unread == []
    assert {without_name(one.create) for one in found.advice} == set(case["advice"])
    for query, words in case.get("refused", {}).items():
        reasons = [one.reason for one in found.refused if one.query == query]
        assert any(words in reason for reason in reasons), reasons


@pytest.mark.parametrize("case", [c for c in CASES["cases"] if c["engine"] == "mysql"], ids=lambda case: case["name"])
def test_mysql_accepts_it(case: dict[str, Any]) -> None:
    for one in advice_for(case).advice:
        assert [verdict.accepted for verdict in check_grammar(one.create)] == [True]


@pytest.mark.parametrize("case", [c for c in CASES["cases"] if c["engine"] == "sqlite"], ids=lambda case: case["name"])
def test_sqlite_uses_it(case: dict[str, Any]) -> None:
    connection = sqlite3.connect(":memory:")
    connection.executescript(CASES["schemas"]["sqlite"])
    for one in advice_for(case).advice:
        connection.execute(one.create)
    queries = [text for text in case["queries"].split(";") if text.strip()]
    plans = [
        str(connection.execute(f"EXPLAIN QUERY PLAN {text}", ["x"] * text.count("?")).fetchall()) for text in queries
    ]
    for one in advice_for(case).advice:
        assert any(one.name in plan for plan in plans), plans
