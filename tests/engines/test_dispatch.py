"""The door to the engines: guessing, URLs, and who is asked."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ruamel.yaml import YAML

from backend_data_model.engines.dispatch import check_grammar, guess_engine, is_database, read_ddl, read_url, url_engine
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from backend_data_model.model.schema import Engine

CASES = YAML(typ="safe").load(Path(__file__).with_name("guess_cases.yaml").read_text())


@pytest.mark.parametrize(("engine", "text"), CASES)
def test_guess(engine: Engine, text: str) -> None:
    assert guess_engine(text) == engine


@pytest.mark.parametrize("text", ["", "CREATE TABLE t (a integer NOT NULL);"])
def test_guess_says_when_it_does_not_know(text: str) -> None:
    with pytest.raises(InputError) as caught:
        guess_engine(text)
    assert "--engine" in (caught.value.help or "")


@pytest.mark.parametrize(
    ("url", "engine"),
    [
        ("postgresql://h/d", "postgresql"),
        ("postgres://h/d", "postgresql"),
        ("postgresql+psycopg://h/d", "postgresql"),
        ("mysql+pymysql://h/d", "mysql"),
        ("mariadb://h/d", "mysql"),
        ("sqlite:///x.db", "sqlite"),
    ],
)
def test_url_engine(url: str, engine: Engine) -> None:
    assert url_engine(url) == engine
    assert is_database(url)


def test_other_urls_are_bad_input() -> None:
    with pytest.raises(InputError, match="oracle"):
        url_engine("oracle://h/d")


def test_a_file_is_a_database_by_its_first_bytes(tmp_path: Path) -> None:
    database, text = tmp_path / "a.dat", tmp_path / "b.sql"
    text.write_text("CREATE TABLE t (a int);")
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE t (a int)")
    assert is_database(str(database))
    assert not is_database(str(text))
    assert not is_database(str(tmp_path / "missing.db"))
    assert [table.name for table in read_url(str(database)).tables] == ["t"]


def test_an_unreachable_server_does_not_leak_the_password() -> None:
    with pytest.raises(EngineUnavailable) as caught:
        read_url("postgresql://bob:s3cret@127.0.0.1:1/d?connect_timeout=2")
    assert "s3cret" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)


def test_missing_sqlite_file(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match="no SQLite file"):
        read_url(f"sqlite:///{tmp_path}/none.db")


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"hello " * 400)
    with pytest.raises(InputError):
        read_url(f"sqlite:///{path}")


@pytest.mark.parametrize("engine", ["postgresql", "sqlite"])
def test_engines_are_asked(engine: Engine) -> None:
    assert [table.name for table in read_ddl("CREATE TABLE t (a int)", engine).tables] == ["t"]
    assert [verdict.accepted for verdict in check_grammar("CREATE TABLE t (a int); SELEC", engine)] == [True, False]


def test_unknown_engine() -> None:
    with pytest.raises(InputError, match="unknown engine"):
        read_ddl("", "oracle")  # type: ignore[arg-type]
