"""Plans of SQLite are one script: settings of the connection around one transaction."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import create_engine

from backend_data_model.migrations.formats import render
from backend_data_model.migrations.sqlite.plan import plan_ddl

from .alembic_run import run_alembic
from .conftest import AT, write

if TYPE_CHECKING:
    from pathlib import Path

OLD = """
create table author (id integer primary key);
create table book (id integer primary key, title text, author_id integer references author (id));
create index book_title on book (title);
"""
NEW = """
create table author (id integer primary key);
create table book (
    id integer primary key, title text not null check (title <> ''), author_id integer references author (id)
);
create index book_title on book (title);
create table loan (book_id integer references book (id));
"""
ROWS = "insert into author values (1); insert into book values (1, 'Emma', 1);"
PLACES = {
    "flyway": "migrations/V20260301123000.001__things_expand.sql",
    "atlas": "migrations/20260301123000_things_expand.sql",
    "prisma": "migrations/20260301123000_things_expand/migration.sql",
    "sqitch": "deploy/things_001_expand.sql",
}


@pytest.mark.parametrize("form", sorted(PLACES))
def test_script(form: str) -> None:
    files = render(plan_ddl(OLD, NEW), form, "things", at=AT)
    script = files[PLACES[form]]
    assert script.index("PRAGMA foreign_keys = OFF") < script.index("BEGIN;") < script.index("CREATE TABLE")
    assert script.index("COMMIT;") < script.index("PRAGMA foreign_keys = ON")
    assert not any(path.startswith("contract/") for path in files)
    arrives(script.replace("-- atlas:txmode none\n", ""))


def test_alembic(tmp_path: Path) -> None:
    pytest.importorskip("alembic", reason="Alembic is not installed")
    write(render(plan_ddl(OLD, NEW), "alembic", "things", at=AT), tmp_path)
    path = str(tmp_path / "library.db")
    with sqlite3.connect(path) as connection:
        connection.executescript(f"{OLD}{ROWS}")
    run_alembic(tmp_path, create_engine(f"sqlite:///{path}"), "upgrade", "head")
    with sqlite3.connect(path) as connection:
        has_arrived(connection)
    run_alembic(tmp_path, create_engine(f"sqlite:///{path}"), "downgrade", "base")
    with sqlite3.connect(path) as connection:
        assert connection.execute("select title from book").fetchall() == [("Emma",)]
        assert "loan" not in {name for (name,) in connection.execute("select name from sqlite_schema")}
        connection.execute("insert into book values (2, '', 1)")


def arrives(script: str) -> None:
    """The script brings a database with rows to the new schema."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(f"{OLD}{ROWS}")
    connection.executescript(script)
    has_arrived(connection)


def has_arrived(connection: sqlite3.Connection) -> None:
    """Rows and references are kept, and the new rules are enforced."""
    assert connection.execute("select title, author_id from book").fetchall() == [("Emma", 1)]
    with pytest.raises(sqlite3.IntegrityError):
        connection.execute("insert into book values (2, '', 1)")
    assert connection.execute("select count(*) from loan").fetchone() == (0,)
