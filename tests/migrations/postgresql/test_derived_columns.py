"""Splits and merges on a real server: old and new code see each other's values at every point of the plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.migrations.postgresql.releasing import READY, run, steps_as_released, take_back

from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.migrations.postgresql.catalog.read import read_catalog
from backend_data_model.migrations.postgresql.plan import plan_ddl
from backend_data_model.migrations.postgresql.planner import steps_between
from backend_data_model.migrations.postgresql.scratch import loaded
from backend_data_model.migrations.rehearse.actions import actions_of_plan
from backend_data_model.migrations.steps import Step
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from backend_data_model.engines.postgresql.server import PostgresServer

CASES = yaml.safe_load(Path(__file__).with_name("derived_columns.yaml").read_text())


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    try:
        with scratch_postgres() as found:
            yield found
    except EngineUnavailable as error:
        pytest.skip(str(error))


def work(connection: psycopg.Connection[Any], case: dict[str, Any], who: str, *, alone: bool = False) -> None:
    """Write as code does that knows one form, and read the other (`alone`: it is gone, or not there yet)."""
    form = case["new_form" if who == "old" else "old_form"]
    row = None
    for sql, expected in case[f"{who}_code"]:
        if sql.startswith("insert"):
            row = ask(connection, f"{sql} returning id")[0]
        else:
            connection.execute(f"{sql} where id = {row}".encode())
        for _ in range(0 if alone else 2):
            assert ask(connection, f"select {form} from t where id = {row}") == tuple(expected)
            connection.execute(f"update t set note = 'touched' where id = {row}".encode())


def ask(connection: psycopg.Connection[Any], sql: str) -> tuple[Any, ...]:
    found = connection.execute(sql.encode()).fetchone()
    assert found
    return tuple(found)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_old_and_new_code_see_each_other(case: dict[str, Any], server: PostgresServer) -> None:
    plan = plan_ddl(server, case["old"], case["new"])
    groups = steps_as_released(plan)
    with loaded(server, case["old"]) as connection, loaded(server, case["new"]) as after:
        for sql in case["rows"]:
            connection.execute(sql.encode())
        first_rows = f"from t order by id limit {len(case['then'])}"
        before = connection.execute(f"select {case['old_form']} {first_rows}".encode()).fetchall()
        ready, over, synced = False, False, False
        for group in groups:
            run(connection, group)
            said = " ".join(step.sql for step in group)
            synced = synced or "CREATE TRIGGER" in said
            over = over or "DROP TRIGGER" in said
            ready = ready or any(step.note.startswith(READY) for step in group)
            if not over:
                work(connection, case, "old", alone=not synced)
                assert connection.execute(f"select {case['old_form']} {first_rows}".encode()).fetchall() == before
            if ready:
                work(connection, case, "new", alone=over)
        assert ready
        assert over
        assert connection.execute(f"select {case['new_form']} {first_rows}".encode()).fetchall() == [
            tuple(row) for row in case["then"]
        ]
        assert steps_between(read_catalog(connection), read_catalog(after)) == []
        take_back(connection, groups)
        if "kept" in case:
            assert connection.execute(f"select {case['old_form']} {first_rows}".encode()).fetchall() == [
                tuple(row) for row in case["kept"]
            ]


def test_the_commit_of_contract_steps_may_break_old_code() -> None:
    steps = [Step(sql, "contract", "", transaction=1) for sql in ("DROP TRIGGER a ON t", "DROP FUNCTION a()")]
    assert [(action.sql, action.may_break) for action in actions_of_plan([*steps, Step("SELECT 1", "expand", "")])][
        -2:
    ] == [("COMMIT", True), ("SELECT 1", False)]


@pytest.mark.parametrize(
    ("hint", "message"),
    [
        ("split from b using a", "OLD has no b in public.t"),
        ("split from a using b", r'column "b" does not exist'),
        ("split from a using length(a); drop table t", "refuses what public.t.c is computed by"),
        ("split from a using max(a)", "aggregate"),
        ("split from a using a::point", "refuses what public.t.c is computed by"),
        ("split a using b", "cannot be read"),
    ],
)
def test_a_hint_that_does_not_hold_is_refused(hint: str, message: str, server: PostgresServer) -> None:
    with pytest.raises(InputError, match=message):
        plan_ddl(server, "create table t (a text)", f"create table t (c text -- bdm: {hint}\n)")


def test_a_column_that_moves_to_another_table_is_refused_with_what_to_do(server: PostgresServer) -> None:
    new = "create table t (x int); create table u (a text -- bdm: split from a using a\n)"
    with pytest.raises(InputError, match=r"OLD has no table public\.u") as caught:
        plan_ddl(server, "create table t (x int, a text)", new)
    assert "moves to another table" in str(caught.value.help)


def test_hints_for_what_is_done_say_nothing(server: PostgresServer) -> None:
    schema = "create table t (c text -- bdm: split from a using a\n)"
    assert not plan_ddl(server, schema, schema)


def test_both_releases_are_tried(server: PostgresServer) -> None:
    """The type of a column that is renamed changes as well: that waits for the contract release."""
    old = "create table t (id int primary key, a int not null); create view v as select a from t;"
    new = "create table t (id int primary key, b bigint not null -- bdm: renamed from a\n); " + (
        "create view v as select b as a from t;"
    )
    plan = plan_ddl(server, old, new, online_renames=True)
    with loaded(server, old) as connection, loaded(server, new) as after:
        connection.execute("insert into t values (1, 2)")
        for group in steps_as_released(plan):
            run(connection, group)
        assert steps_between(read_catalog(connection), read_catalog(after)) == []
        assert connection.execute("select a from v").fetchall() == [(2,)]
