"""Both names at once, on a real server: whoever knows only one of them writes and reads at every point of the plan."""

from __future__ import annotations

import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
import yaml
from tests.migrations.postgresql.releasing import READY, run, steps_as_released, take_back

from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.migrations.postgresql.catalog.read import read_catalog
from backend_data_model.migrations.postgresql.plan import plan_ddl
from backend_data_model.migrations.postgresql.planner import steps_between
from backend_data_model.migrations.postgresql.scratch import loaded
from backend_data_model.migrations.releases import releases, transactions
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.postgresql.server import PostgresServer

CASES = yaml.safe_load(Path(__file__).with_name("online_renames.yaml").read_text())
BEFORE = """
create domain positive as integer check (value > 0);
create table other (id integer primary key);
"""


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    try:
        with scratch_postgres() as found:
            yield found
    except EngineUnavailable as error:
        pytest.skip(str(error))


def schemas(case: dict[str, Any]) -> tuple[str, str]:
    """OLD and NEW: the column `b` is renamed."""
    texts = []
    for name, hint in (
        (case.get("before", "b"), ""),
        (case.get("now", "c"), f" -- bdm: renamed from {case.get('before', 'b')}"),
    ):
        parts = [re.sub(r"\bb\b(?! as shown)", name, part) for part in (case["column"], case.get("also", ""))]
        parts[1] = parts[1].replace("b as shown", f"{name} as shown")
        texts.append(
            f"{BEFORE} create table t (id integer generated always as identity primary key,\n"
            f"{name} {parts[0]},{hint}\nnote text);\n{parts[1]}"
        )
    return texts[0], texts[1]


class Writers:
    """Those who know only one name of the column."""

    def __init__(self, connection: psycopg.Connection[Any], case: dict[str, Any]) -> None:
        self.connection, self.values = connection, case["values"]
        self.nullable = "not null" not in case["column"] and "identity" not in case["column"]
        connection.execute(f"create temp table e as select {case.get('before', 'b')} as x from t limit 0".encode())

    def ask(self, sql: str) -> Any:
        row = self.connection.execute(sql.encode()).fetchone()
        assert row
        return row[0]

    def work(self, mine: str, other: str | None) -> None:
        """Insert, update, leave out, set to NULL; each is seen under the other name."""
        first, second = (self.ask(f"insert into e values ({value}) returning x::text") for value in self.values)
        given = [f"$bdm${value}$bdm$" for value in (first, second)]
        if "random" in self.values[0]:
            given = [f"{value} || gen_random_uuid()" for value in given]
        row = self.ask(f"insert into t ({mine}, note) values ({given[0]}, 'n') returning id")
        self._seen(row, mine, other, first)
        self.connection.execute(f"update t set {mine} = {given[1]} where id = {row}".encode())
        self._seen(row, mine, other, second)
        self.connection.execute(f"update t set note = 'm' where id = {row}".encode())
        self._seen(row, mine, other, second)
        self.connection.execute(f"delete from t where id = {row} and {mine} is null".encode())
        if self.nullable:
            self.connection.execute(f"update t set {mine} = null where id = {row}".encode())
            self._seen(row, mine, other, None)
            row = self.ask(f"insert into t ({mine}) values (null) returning id")
            self._seen(row, mine, other, None)
            self._seen(self.ask("insert into t (note) values ('left out') returning id"), mine, other, ...)

    def _seen(self, row: int, mine: str, other: str | None, value: Any) -> None:
        """`value` is its text; ... stands for any."""
        for name in (mine, other) if other else (mine,):
            found = self.ask(f"select {name}::text from t where id = {row}")
            value = found if value is ... else value
            assert found == value or (value and found.startswith(value))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_old_and_new_code_work_at_every_point_and_undo_keeps_every_value(
    case: dict[str, Any], server: PostgresServer
) -> None:
    old, new = schemas(case)
    plan = plan_ddl(server, old, new, online_renames=True)
    before, now = case.get("before", "b"), case.get("now", "c")
    with loaded(server, old) as connection, loaded(server, new) as after:
        connection.execute("insert into other select generate_series(1, 5)")
        first, groups = read_catalog(connection), steps_as_released(plan)
        writers, ready, swapped = Writers(connection, case), False, False
        writers.work(before, None)
        for group in groups:
            run(connection, group)
            ready = ready or any(step.note.startswith(READY) for step in group)
            swapped = swapped or any("RENAME COLUMN" in step.sql for step in group)
            if not swapped:
                writers.work(before, now if ready else None)
            if ready:
                writers.work(now, None if swapped else before)
        assert ready
        assert swapped
        connection.execute("drop table e")
        assert steps_between(read_catalog(connection), read_catalog(after)) == []
        kept = connection.execute(f"select {now}::text, note from t order by id".encode()).fetchall()
        take_back(connection, groups)
        assert connection.execute(f"select {before}::text, note from t order by id".encode()).fetchall() == kept
        assert read_catalog(connection).objects == first.objects


def test_no_write_is_lost_while_the_plan_runs(server: PostgresServer) -> None:
    """Increments under both names at once, from several connections, all count."""
    old = "create table t (id int primary key, b int not null default 0); create index on t (b);"
    new = (
        "create table t (id int primary key, c int not null default 0 -- bdm: renamed from b\n); create index on t (c);"
    )
    plan = plan_ddl(server, old, new, online_renames=True)
    groups = steps_as_released(plan)
    ready = next(n for n, group in enumerate(groups) if group[0].note.startswith(READY))
    with loaded(server, old) as connection:
        connection.execute("insert into t select generate_series(1, 400)")
        counts, began, halts = {"b": 0, "c": 0}, *({name: threading.Event() for name in "bc"} for _ in range(2))

        def write(name: str, number: int) -> None:
            with server.connect(connection.info.dbname) as own:
                while not halts[name].is_set():
                    row = counts[name] * (number + 3) % 20 + 1
                    own.execute(f"update t set {name} = {name} + 1 where id = {row}".encode())
                    counts[name] += 1
                    began[name].set()

        threads = {name: threading.Thread(target=write, args=(name, n)) for n, name in enumerate("bc")}
        threads["b"].start()
        began["b"].wait(60)
        for number, group in enumerate(groups):
            if any(step.backward_incompatible for step in group):
                halts["b"].set()
                threads["b"].join()
            run(connection, group)
            if number == ready:
                threads["c"].start()
                began["c"].wait(60)
        halts["c"].set()
        threads["c"].join()
        row = connection.execute("select sum(c), count(*) from t").fetchone()
        assert min(counts.values()) > 0
        assert row == (sum(counts.values()), 400)


def test_old_code_goes_on_through_a_view(server: PostgresServer) -> None:
    old = """
    create table person (id int generated always as identity primary key, mail text default 'none');
    grant select, insert on person to reporter; grant update (mail) on person to reporter;
    """
    new = old.replace("table person (", "table customer ( -- bdm: renamed from person\n").replace(
        "on person", "on customer"
    )
    plan = plan_ddl(server, old, new, online_renames=True)
    divided = releases(plan)
    with loaded(server, old) as connection, loaded(server, new) as after:
        for group in transactions(divided.first):
            run(connection, group)
        connection.execute("set role reporter")
        connection.execute("insert into person (mail) values ('a') returning id")
        connection.execute("insert into customer default values")
        connection.execute("update person set mail = 'b' where id = 1")
        assert connection.execute("select mail from customer order by id").fetchall() == [("b",), ("none",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("delete from person")
        connection.execute("reset role")
        for group in transactions(divided.later):
            run(connection, group)
        assert [step.sql for step in divided.later] == ["DROP VIEW public.person"]
        assert steps_between(read_catalog(connection), read_catalog(after)) == []


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("b int, d int generated always as (b) stored", "b int, c int generated always as (b) stored", "generated"),
        ("b int) partition by list (b", "c int) partition by list (c", "divided into partitions"),
    ],
)
def test_what_cannot_have_two_names_says_why(old: str, new: str, reason: str, server: PostgresServer) -> None:
    hint = new.replace("c int", "c int /* bdm: renamed from " + ("d" if "d int" in old else "b") + " */", 1)
    plan = plan_ddl(server, f"create table t ({old})", f"create table t ({hint})", online_renames=True)
    assert len(plan.steps) == 1
    assert "RENAME COLUMN" in plan.steps[0].sql
    assert reason in plan.steps[0].note
    assert plan.steps[0].backward_incompatible
