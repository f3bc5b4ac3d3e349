"""Names are valid on every engine, differ from one another and do not change from run to run."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend_data_model.designer.names import (
    MAX_BYTES,
    Namespace,
    column_name,
    reference_name,
    shorten,
    singular,
    snake_case,
    table_name,
)


@pytest.mark.parametrize(
    ("entity", "table"),
    [
        ("order_line", "order_lines"),
        ("person", "people"),
        ("category", "categories"),
        ("analysis", "analyses"),
        ("series", "series"),
        ("user", "users"),
        ("OrderLine", "order_lines"),
        ("HTTPServer", "http_servers"),
        ("ORDER", "orders"),
        ("Robert'); DROP TABLE x;--", "robert_drop_table_xes"),
        ("pg_role", "app_pg_roles"),
        ("sqlite_sequence", "app_sqlite_sequences"),
        ("größe", "grösses"),
    ],
)
def test_tables_are_plural(entity: str, table: str) -> None:
    assert table_name(entity) == table


def test_a_given_plural_wins() -> None:
    assert table_name("staff", "Staff Members") == "staff_members"


@pytest.mark.parametrize(
    ("attribute", "unit", "column"),
    [
        ("weight", "grams", "weight_grams"),
        ("weight_grams", "grams", "weight_grams"),
        ("length", "metre", "length_metre"),
        ("speed", "km/h", "speed_km_h"),
        ("name", None, "name"),
        ("xmin", None, "xmin_value"),
    ],
)
def test_a_unit_ends_the_name_unless_it_is_there(attribute: str, unit: str | None, column: str) -> None:
    assert column_name(attribute, unit) == column


@pytest.mark.parametrize(("role", "column"), [("manager", "manager_id"), ("manager_id", "manager_id")])
def test_references_end_in_id(role: str, column: str) -> None:
    assert reference_name(role) == column


@pytest.mark.parametrize(
    ("word", "expected"),
    [("courses", "course"), ("people", "person"), ("status", "status"), ("class", "class"), ("analysis", "analysis")],
)
def test_singular_leaves_singular_words_alone(word: str, expected: str) -> None:
    assert singular(word) == expected


@given(st.text(min_size=1))
def test_snake_case_is_stable_and_never_empty(name: str) -> None:
    made = snake_case(name)
    assert made
    assert snake_case(made) == made
    assert all(character.isalnum() or character == "_" for character in made)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300))
def test_shortened_names_fit(name: str) -> None:
    assert len(shorten(name).encode()) <= MAX_BYTES
    assert shorten(shorten(name)) == shorten(name)


def test_names_that_an_engine_takes_for_one_are_told_apart() -> None:
    names = Namespace()
    taken = [names.take(name) for name in ("cafe", "Cafe", "café", "cafe_2", "x" * 80, "x" * 80)]
    assert taken[:4] == ["cafe", "Cafe_2", "café_3", "cafe_2_2"]
    assert len(set(taken)) == 6
    assert all(len(name.encode()) <= MAX_BYTES for name in taken)
