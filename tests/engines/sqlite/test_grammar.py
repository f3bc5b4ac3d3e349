"""Verdicts on SQLite statements."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from backend_data_model.engines.sqlite.grammar import check_grammar
from backend_data_model.engines.sqlite.grammar_lint import affinity
from backend_data_model.model.errors import InputError

CASES = YAML(typ="safe").load(Path(__file__).with_name("grammar_cases.yaml").read_text())


@pytest.mark.parametrize(("accepted", "code", "sql"), CASES["verdicts"])
def test_verdict(accepted: bool | None, code: str | None, sql: str) -> None:
    verdict = check_grammar(sql)[-1]
    assert (verdict.accepted, verdict.code) == (accepted, code), verdict.message


@pytest.mark.parametrize(("version", "sql"), CASES["old_version"])
def test_refuses_what_is_newer_than_the_version(version: str, sql: str) -> None:
    verdict = check_grammar(sql, version)[-1]
    assert (verdict.accepted, verdict.code) == (False, "version")
    assert check_grammar(sql)[-1].accepted is not False or "3.53" in (verdict.message or "")


def test_what_only_a_newer_sqlite_may_take_stays_open() -> None:
    verdict = check_grammar("CREATE TABLE t (a TEXT); ALTER TABLE t ADD CONSTRAINT c CHECK (a <> '')", "99.0")[-1]
    assert verdict.accepted is None
    assert "newer" in (verdict.message or "")


def test_data_is_compiled_and_not_loaded() -> None:
    verdicts = check_grammar(
        "CREATE TABLE t (a INT); BEGIN; INSERT INTO t VALUES (1); INSERT INTO t VALUES (1, 2); END;"
    )
    assert [verdict.accepted for verdict in verdicts] == [True, True, True, False, True]


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("", "BLOB"),
        ("BIGINT", "INTEGER"),
        ("varchar(3)", "TEXT"),
        ("DOUBLE", "REAL"),
        ("uuid", "NUMERIC"),
        ("POINT", "INTEGER"),
    ],
)
def test_affinity(declared: str, expected: str) -> None:
    assert affinity(declared) == expected


def test_a_version_that_is_none() -> None:
    with pytest.raises(InputError, match="version"):
        check_grammar("SELECT 1", "new")
