"""The SQLite session: nothing outside the memory is reached, and a broken reference is named by its columns."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from backend_data_model.engines.session import RefusedError
from backend_data_model.engines.sqlite.server import sqlite_session

if TYPE_CHECKING:
    from pathlib import Path


def test_no_file_can_be_attached(tmp_path: Path) -> None:
    with sqlite_session() as session:
        with pytest.raises(RefusedError):
            session.run(f"attach '{tmp_path / 'x.db'}' as x")
        assert list(tmp_path.iterdir()) == []


def test_foreign_keys_stay_on() -> None:
    with sqlite_session() as session:
        assert session.may_load("PRAGMA foreign_keys = OFF") is not None
        assert session.execute("pragma foreign_keys") == [(1,)]


def test_a_broken_reference_is_named_by_its_columns() -> None:
    with sqlite_session() as session:
        session.run("create table p (id integer primary key)")
        session.run("create table c (a int references p (id), b int references p (id))")
        session.begin()
        session.execute("insert into p values (1)")
        insert = session.insert_statement("c", ["a", "b"])
        with pytest.raises(RefusedError) as refused:
            session.execute(insert, [1, 2])
        assert refused.value.kind == "foreign_key"
        assert session.violated_foreign_keys(insert, [1, 2]) == {("b",)}
        assert session.violated_foreign_keys(insert, [1, 1]) == set()


@pytest.mark.parametrize(
    ("row", "kind", "columns", "constraint"),
    [
        ([None, 1], "not_null", ("a",), None),
        ([5, 1], "unique", ("a",), None),
        ([6, 0], "check", (), "b_positive"),
        (["x", 1], "invalid_value", (), None),
    ],
)
def test_refusals_say_what_they_are_about(
    row: list[object], kind: str, columns: tuple[str, ...], constraint: str | None
) -> None:
    with sqlite_session() as session:
        session.run("create table t (a integer not null unique, b int, constraint b_positive check (b > 0)) strict")
        session.execute("insert into t values (5, 1)")
        with pytest.raises(RefusedError) as refused:
            session.execute(session.insert_statement("t", ["a", "b"]), row)
        assert (refused.value.kind, refused.value.columns, refused.value.constraint) == (kind, columns, constraint)


def test_decimal_numbers_are_bound() -> None:
    with sqlite_session() as session:
        session.run("create table t (a real) strict")
        session.execute(session.insert_statement("t", ["a"]), [Decimal("1.5")])
        assert session.execute("select a from t") == [(1.5,)]
