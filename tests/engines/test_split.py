"""Where statements begin and end: cases, laws, and the engines' own opinion."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import get_args

import postgast
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from backend_data_model.engines.split import split_statements
from backend_data_model.model.position import LineIndex
from backend_data_model.model.schema import Engine

CASES = YAML(typ="safe").load(Path(__file__).with_name("split_cases.yaml").read_text())
PIECES = [
    "SELECT ",
    "create function f() ",
    "CREATE TRIGGER t ",
    "begin ",
    "end ",
    "case ",
    "'it''s; ' ",
    '"a;""b" ',
    "/* c; */ ",
    "-- d;\n",
    "$$ e; $$ ",
    "$x$ ; $$ $x$ ",
    "E'\\';' ",
    "`f;` ",
    "é ",
    "; ",
    "\n",
    "1 ",
    "(",
    ")",
    "\\",
    "'",
    '"',
    "$$",
    "/*",
    "#",
    "DELIMITER //\n",
    "//",
    "COPY t FROM stdin;\n",
    "\\.\n",
    ".tables\n",
]
engines = st.sampled_from(get_args(Engine))
texts = st.one_of(st.lists(st.sampled_from(PIECES), max_size=30).map("".join), st.text(max_size=60))


@pytest.mark.parametrize(("engine", "text", "expected"), CASES)
def test_case(engine: Engine, text: str, expected: list[str]) -> None:
    assert [statement.sql for statement in split_statements(text, engine)] == expected


@given(texts, engines)
@settings(max_examples=400, deadline=None)
def test_statements_are_pieces_of_the_text_in_order(text: str, engine: Engine) -> None:
    end = 0
    for statement in split_statements(text, engine):
        assert statement.offset >= end
        end = statement.offset + len(statement.sql)
        assert text[statement.offset : end] == statement.sql
        assert statement.position == LineIndex(text).at(statement.offset)
        assert statement.sql.strip() == statement.sql != ""


@given(st.lists(st.sampled_from([piece for piece in PIECES[5:18] if "`" not in piece]), max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_agrees_with_the_scanner_of_postgresql(text: str) -> None:
    """libpg_query counts only statements with a keyword, and knows nothing of functions and rules."""
    assume("(" not in text and "begin" not in text)
    text = "SELECT " + text.replace("; ", "; SELECT ")
    try:
        theirs = postgast.split(text, method="scanner")
    except postgast.PgQueryError:
        assume(False)
    assert len(split_statements(text, "postgresql")) == len(theirs)


@given(st.lists(st.sampled_from([*PIECES[:11], "; ", "\n", "1 "]), max_size=30).map("".join))
@settings(max_examples=300, deadline=None)
def test_statements_are_complete_to_sqlite(text: str) -> None:
    found = split_statements(text, "sqlite")
    for statement in found[:-1]:
        if not statement.is_client_command and "trigger" not in statement.sql.lower():
            assert sqlite3.complete_statement(statement.sql + "\n;")


def test_ten_megabytes_of_one_unended_string() -> None:
    assert len(split_statements("SELECT '" + "x;" * 5_000_000, "postgresql")) == 1


def test_many_statements() -> None:
    assert len(split_statements("SELECT 1;\n" * 100_000, "mysql")) == 100_000
