"""The second opinion on a rule agrees with what SQL makes of it."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend_data_model.model.expression import (
    Absent,
    AtLeastOneOf,
    Compare,
    ExactlyOneOf,
    Expression,
    Implies,
    Length,
    OneOf,
    Present,
    Range,
)
from backend_data_model.model.schema import Column, Table
from backend_data_model.prover.meaning import holds, readable

TABLE = Table(
    "t", columns=[Column("a", "integer"), Column("b", "integer"), Column("c", "text"), Column("owner_id", "int")]
)
RULES: list[tuple[Expression, str]] = [
    (OneOf(attribute="a", values=(1, 2)), "a in (1, 2)"),
    (Range(attribute="a", min=1, max=3), "a between 1 and 3"),
    (Range(attribute="a", min=1, min_exclusive=True), "a > 1"),
    (Range(attribute="a", max=2, max_exclusive=True), "a < 2"),
    (Length(attribute="c", min=1, max=2), "length(c) between 1 and 2"),
    (Compare(left="a", op="<", right="b"), "a < b"),
    (Compare(left="a", op="<>", value=2), "a <> 2"),
    (ExactlyOneOf(members=("a", "b")), "(a is not null) + (b is not null) = 1"),
    (AtLeastOneOf(members=("a", "b", "c")), "coalesce(a, b, c) is not null"),
    (
        Implies(when=(OneOf(attribute="a", values=(1,)),), then=(Present(attribute="b"),)),
        "not (a = 1) or b is not null",
    ),
    (
        Implies(when=(Absent(attribute="b"),), then=(Range(attribute="a", min=2), Length(attribute="c", max=1))),
        "not (b is null) or (a >= 2 and length(c) <= 1)",
    ),
]
NUMBER = st.none() | st.integers(0, 4)
TEXT = st.none() | st.text("xy", max_size=3)


@pytest.mark.parametrize(("rule", "sql"), RULES, ids=[sql for _, sql in RULES])
@given(a=NUMBER, b=NUMBER, c=TEXT)
def test_the_rule_says_what_the_sql_says(
    rule: Expression, sql: str, a: int | None, b: int | None, c: str | None
) -> None:
    connection = sqlite3.connect(":memory:")
    verdict = connection.execute(f"select ({sql}) from (select ? as a, ? as b, ? as c)", (a, b, c)).fetchone()[0]
    connection.close()
    assert holds(rule, {"a": a, "b": b, "c": c}, TABLE) == (verdict != 0)


def test_a_reference_is_found_by_its_column() -> None:
    assert readable(Compare(left="owner", op="<>", right="a"), TABLE)
    assert not readable(Compare(left="stranger", op="<>", right="a"), TABLE)
    assert holds(Compare(left="owner", op="=", right="a"), {"owner_id": 1, "a": 2}, TABLE) is False


def test_what_is_not_in_the_row_is_not_judged() -> None:
    assert holds(Range(attribute="a", min=1), {"b": 2}, TABLE) is None
