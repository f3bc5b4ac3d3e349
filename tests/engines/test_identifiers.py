"""Quoting, against what the engines themselves say of their words."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING, Any

import pytest

from backend_data_model.engines.identifiers import comment_text, quote_identifier, quote_string, reserved_words
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import Engine


@pytest.fixture(scope="module")
def connection() -> Iterator[Any]:
    from backend_data_model.engines.postgresql.server import scratch_postgres

    try:
        with scratch_postgres() as server, server.database() as connection:
            yield connection
    except EngineUnavailable as error:
        pytest.skip(str(error))


def test_every_keyword_of_postgresql_works_as_a_name(connection: Any) -> None:
    words = [word for (word,) in connection.execute("SELECT word FROM pg_get_keywords()").fetchall()]
    assert len(words) > 400
    for word in words:
        name = quote_identifier(word, "postgresql")
        connection.execute(
            f"CREATE TABLE {name} ({name} text, CONSTRAINT {name} CHECK ({name} IS NULL OR {name} > ''))"
        )
        connection.execute(f"SELECT {name} FROM {name} WHERE {name} = ''")
        connection.execute(f"DROP TABLE {name}")


def test_every_reserved_word_works_as_a_name_in_sqlite() -> None:
    words = set().union(*(reserved_words(engine) for engine in ("postgresql", "mysql", "sqlite")))
    with sqlite3.connect(":memory:") as connection:
        for word in sorted(words):
            name = quote_identifier(word, "sqlite")
            connection.execute(f"CREATE TABLE {name} ({name} TEXT, CONSTRAINT {name} CHECK ({name} > '')) STRICT")
            connection.execute(f"SELECT {name} FROM {name} WHERE {name} IS NOT NULL")
            connection.execute(f"DROP TABLE {name}")


@pytest.mark.parametrize(
    ("name", "engine", "expected"),
    [
        ("email", "postgresql", "email"),
        ("order", "postgresql", '"order"'),
        ("Email", "postgresql", '"Email"'),
        ('a"b', "postgresql", '"a""b"'),
        ("rank", "mysql", "`rank`"),
        ("a`b", "mysql", "`a``b`"),
        ("order", "sqlite", '"order"'),
    ],
)
def test_plain_names_stay_bare(name: str, engine: Engine, expected: str) -> None:
    assert quote_identifier(name, engine) == expected


def test_strings_are_escaped_as_the_engine_reads_them() -> None:
    assert quote_string("it's a \\", "postgresql") == "'it''s a \\'"
    assert quote_string("it's a \\", "mysql") == "'it''s a \\\\'"


def test_nul_is_refused() -> None:
    with pytest.raises(InputError, match="NUL"):
        quote_string("a\0b", "postgresql")


def test_a_comment_stays_on_its_line() -> None:
    assert comment_text("a\nDROP TABLE x; --\u2028\x85b\tc") == "a DROP TABLE x; -- b c"
    assert len(comment_text("x" * 500)) == 110
