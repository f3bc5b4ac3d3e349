"""SQLite files as sources of a plan: they are read, and not a byte of them changes."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from tests.migrations.sqlite.test_plan import run

from backend_data_model.model.errors import EngineUnavailable
from backend_data_model.pipeline import plan

if TYPE_CHECKING:
    from pathlib import Path

OLD = """
create table customer (id integer primary key autoincrement, email text not null unique);
create table orders (id integer primary key, customer_id integer references customer (id), total real);
create index by_total on orders (total) where total > 0;
create view big as select id from orders where total > 100;
create trigger stamp after insert on orders begin update orders set total = round(new.total, 2) where id = new.id; end;
create virtual table words using fts5(body);
"""
NEW = OLD.replace("total real", "total real not null default 0, note text")


@pytest.mark.parametrize("journal", ["delete", "wal"])
def test_a_file_is_planned_from_and_only_read(tmp_path: Path, journal: str) -> None:
    file = tmp_path / "it's.db"
    url = f"sqlite:///{file}"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"pragma journal_mode = {journal}")
        connection.executescript(OLD)
        connection.execute("insert into customer (email) values ('a@example.org')")
        connection.execute("insert into orders values (1, 1, 5)")
        connection.commit()
    before = file.read_bytes()
    found = plan(url, NEW, engine="sqlite")
    assert file.read_bytes() == before
    assert found
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("pragma foreign_keys = on")
        run(connection, found)
        assert connection.execute("select * from orders").fetchall() == [(1, 1, 5.0, None)]
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    assert not plan(url, NEW, engine="sqlite")
    assert not plan(NEW, url, engine="sqlite")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EngineUnavailable, match=r"there is no SQLite file .*none\.db"):
        plan(f"sqlite:///{tmp_path / 'none.db'}", "create table t (a)", engine="sqlite")
    assert not (tmp_path / "none.db").exists()
