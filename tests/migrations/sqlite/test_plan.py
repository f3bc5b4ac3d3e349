"""Plans of SQLite on SQLite: they keep the rows, lead to the new schema, and lead back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.sqlite.catalog.read import read_catalog
from backend_data_model.migrations.sqlite.plan import plan_ddl
from backend_data_model.migrations.sqlite.scratch import loaded
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from backend_data_model.migrations.steps import Plan

CASES = yaml.safe_load(Path(__file__).with_name("plan_cases.yaml").read_text())


def run(connection: sqlite3.Connection, plan: Plan) -> None:
    """As the sqlite3 shell would: one transaction per number, nothing after an error."""
    open_transaction = None
    for step in plan.steps:
        if step.transaction != open_transaction:
            if open_transaction is not None:
                connection.execute("commit")
            if step.transaction is not None:
                connection.execute("begin")
            open_transaction = step.transaction
        connection.execute(step.sql)
    if open_transaction is not None:
        connection.execute("commit")


def undo(connection: sqlite3.Connection, plan: Plan) -> None:
    for step in reversed(plan.steps):
        if step.undo:
            for statement in split_statements(step.undo, "sqlite"):
                connection.execute(statement.sql)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_plan(case: dict[str, Any]) -> None:
    plan = plan_ddl(case["old"], case["new"], case.get("version"))
    said = "\n".join(step.sql for step in plan.steps).lower()
    place = 0
    for part in case["says"]:
        place = said.find(part.lower(), place)
        assert place >= 0, f"{part!r} is not there, or too early, in:\n{said}"
    assert bool(plan) == bool(case["says"])
    for part in case.get("never", ()):
        assert part.lower() not in said
    if case.get("version") in {"3.53", "libsql"}:
        assert "not checked" in (plan.verified or "")
        return
    with loaded(case["old"]) as connection, loaded(case["new"]) as wanted, loaded(case["old"]) as before:
        connection.execute("pragma foreign_keys = on")
        run(connection, plan)
        assert read_catalog(connection) == read_catalog(wanted)
        assert connection.execute("pragma foreign_keys").fetchone() == (1,)
        undo(connection, plan)
        assert read_catalog(connection) == read_catalog(before)


def test_a_rebuild_keeps_children_ids_and_the_sequence() -> None:
    old, new = CASES[8]["old"], CASES[8]["new"]
    with loaded(old) as connection:
        connection.execute("pragma foreign_keys = on")
        connection.execute("insert into parent (id, name) values (1, 'a'), (2, null), (9, 'z')")
        connection.execute("insert into child values (1, 1), (2, 2)")
        connection.execute("delete from parent where id = 9")
        run(connection, plan_ddl(old, new))
        assert connection.execute("select * from parent").fetchall() == [(1, "x"), (2, "x")]
        assert connection.execute("select * from child").fetchall() == [(1, 1), (2, 2)]
        connection.execute("insert into parent (name) values ('next')")
        assert connection.execute("select max(id) from parent").fetchone() == (10,)


def test_on_d1_keys_stay_on_and_no_row_is_deleted() -> None:
    old = """create table p (id integer primary key, n text);
    create table k (id integer primary key, p_id int references p (id) on delete cascade);
    create table l (id integer primary key, k_id int references k (id) on delete set null, up int references l (id));
    create index by_p on k (p_id);"""
    new = old.replace("n text", "n text not null default ''")
    plan = plan_ddl(old, new, "d1")
    said = "\n".join(step.sql for step in plan.steps)
    assert "BEGIN" not in said
    assert "TEMP" not in said
    assert "foreign_keys = OFF" not in said
    with loaded(old) as connection, loaded(new) as wanted, loaded(old) as before:
        connection.execute("pragma foreign_keys = on")
        connection.execute("insert into p values (1, 'a'), (2, null)")
        connection.execute("insert into k values (1, 1), (2, 2)")
        connection.execute("insert into l values (1, 2, null), (2, null, 1)")
        connection.execute("begin")
        for step in plan.steps:
            connection.execute(step.sql)
        connection.execute("commit")
        assert read_catalog(connection) == read_catalog(wanted)
        assert connection.execute("select * from p").fetchall() == [(1, "a"), (2, "")]
        assert connection.execute("select * from k").fetchall() == [(1, 1), (2, 2)]
        assert connection.execute("select * from l").fetchall() == [(1, 2, None), (2, None, 1)]
        assert connection.execute("pragma foreign_key_check").fetchall() == []
        connection.execute("begin")
        connection.execute("pragma defer_foreign_keys = on")
        undo(connection, plan)
        connection.execute("commit")
        assert read_catalog(connection) == read_catalog(before)
        assert connection.execute("select * from l").fetchall() == [(1, 2, None), (2, None, 1)]


def test_a_broken_reference_takes_everything_back() -> None:
    old = "create table a (id integer primary key); create table b (x int)"
    new = "create table a (id integer primary key); create table b (x int references a (id))"
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.executescript(old)
        connection.execute("insert into b values (5)")
        with pytest.raises(sqlite3.IntegrityError):
            run(connection, plan_ddl(old, new))
        connection.execute("rollback")
        assert connection.execute("select sql from sqlite_master where name = 'b'").fetchone() == (
            "CREATE TABLE b (x int)",
        )
        assert connection.execute("select x from b").fetchall() == [(5,)]


def test_a_required_column_without_default_is_a_question() -> None:
    plan = plan_ddl("create table t (a int)", "create table t (a int, n int not null)")
    assert plan.questions == [
        "t.n is NOT NULL without a default: which value do the rows that are there get? The plan gives them 0."
    ]


def test_what_loses_data_is_marked() -> None:
    plan = plan_ddl("create table t (a int, b int); create table u (x int)", "create table t (a int)")
    assert [step.loses_data for step in plan.loses_data] == ["t.b", "the table u"]


def test_refused_statement_is_named_with_its_place() -> None:
    with pytest.raises(InputError, match="NEW:2:1: SQLite refuses this statement: no such table"):
        plan_ddl("", "create table t (a int);\ninsert into nowhere values (1);")


_COLUMN = st.sampled_from(
    ["{} int", "{} text", "{} text not null default 'd'", "{} int not null default 3", "{} int unique",
     "{} int check ({} is null or {} > -5)", "{} text collate nocase", "{} int default 7"]
)  # fmt: skip


@st.composite
def _schema(draw: st.DrawFn) -> str:
    parts = []
    tables = draw(st.lists(st.sampled_from(["a", "b", "c"]), unique=True, max_size=3))
    for table in tables:
        names = draw(st.lists(st.sampled_from(["p", "q", "r", "s"]), unique=True, max_size=4))
        columns = [draw(_COLUMN).replace("{}", name) for name in names]
        key = draw(st.sampled_from(["id integer primary key", "id integer primary key autoincrement"]))
        other = draw(st.sampled_from(tables))
        if draw(st.booleans()):
            columns.append(f"{other}_id integer references {other} (id) on delete cascade")
        options = draw(st.sampled_from(["", " without rowid"])) if "autoincrement" not in key else ""
        parts.append(f"create table {table} ({', '.join([key, *columns])}){options};")
        indexed = draw(st.lists(st.sampled_from(names), unique=True)) if names else []
        parts += [f"create index {table}_{name} on {table} ({name});" for name in indexed]
        if draw(st.booleans()):
            parts.append(f"create view {table}_view as select * from {table};")
        if draw(st.booleans()):
            body = f"delete from {other} where id = old.id;"
            parts.append(f"create trigger {table}_trigger after delete on {table} begin {body} end;")
    return "\n".join(parts)


@settings(max_examples=40)
@given(_schema(), _schema(), st.sampled_from([None, "3.30", "d1"]))
def test_any_pair_converges_and_leads_back(old: str, new: str, version: str | None) -> None:
    plan = plan_ddl(old, new, version)
    with loaded(old) as connection, loaded(new) as wanted, loaded(old) as before:
        tables = [table.name for table in read_catalog(before).tables.values()]
        for table in tables:
            connection.execute(f"insert into {table} (id) values (4)")
        connection.execute("pragma foreign_keys = on")
        if version == "d1":
            connection.execute("begin")
        run(connection, plan)
        if version == "d1":
            connection.execute("commit")
        assert read_catalog(connection) == read_catalog(wanted)
        assert not plan_ddl(new, new)
        for table in set(tables) & set(read_catalog(wanted).tables):
            assert connection.execute(f"select id from {table} order by id").fetchall() == [(4,)]
        connection.execute("pragma foreign_keys = off")
        undo(connection, plan)
        assert read_catalog(connection) == read_catalog(before)
