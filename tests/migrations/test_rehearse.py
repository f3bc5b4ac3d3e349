"""Rehearsals on a real PostgreSQL with few rows: what they see, what they compare, what they refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.migrations.effect import Effect
from backend_data_model.migrations.locks import Lock, LockMode
from backend_data_model.migrations.rehearse.actions import actions_of_script
from backend_data_model.migrations.rehearse.outcome import StepRun
from backend_data_model.migrations.rehearse.rehearsal import Migration, rehearse_ddl
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.migrations.rehearse.outcome import Rehearsal

SHOP = """
create table customers (id bigint generated always as identity primary key, email text not null);
create table orders (
    id bigint generated always as identity primary key,
    customer_id bigint not null references customers,
    amount integer not null check (amount > 0),
    note text
);
"""
ROWS = 2000


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    try:
        with scratch_postgres() as found:
            yield found
    except EngineUnavailable as error:
        pytest.skip(str(error))


def rehearsed(server: PostgresServer, script: str, undo: str | None = None, old: str = SHOP) -> Rehearsal:
    """A rehearsal of a script."""
    migration = Migration(actions_of_script(script), None if undo is None else actions_of_script(undo))
    return rehearse_ddl(server, old, migration, rows=ROWS, calm=0.2, tell=lambda message: None)


def test_locks_and_rewrites_are_seen(server: PostgresServer) -> None:
    found = rehearsed(server, "alter table orders alter column amount type bigint; analyze orders;")
    first = found.steps[0]
    assert Lock("public.orders", LockMode.ACCESS_EXCLUSIVE) in first.locks
    assert first.exact
    assert first.rewritten == ("public.orders",)
    assert found.steps[1].rewritten == ()
    assert found.ok, found.problems


def test_locks_inside_a_transaction_belong_to_the_statement_that_took_them(server: PostgresServer) -> None:
    found = rehearsed(
        server, "begin; alter table orders add column x int; alter table customers add column y int; commit;"
    )
    tables = [[lock.relation for lock in step.locks if lock.kind == "table"] for step in found.steps]
    assert tables == [[], ["public.orders"], ["public.customers"], []]


def test_a_lock_that_the_transaction_holds_already_is_as_predicted() -> None:
    weaker, stronger = (Lock("public.t", mode) for mode in (LockMode.SHARE, LockMode.ACCESS_EXCLUSIVE))
    step = StepRun(1, "", "", "", None, 0.0, 1.0, held=(stronger,), exact=True, predicted=Effect(locks=(weaker,)))
    assert step.differences == []
    step.held = ()
    assert step.differences == ["public.t: SHARE was predicted and not seen"]


def test_a_role_that_a_script_takes_is_given_back(server: PostgresServer) -> None:
    found = rehearsed(
        server, "create role plain; grant create on schema public to plain; set role plain; create table mine (id int);"
    )
    assert found.ok, found.problems
    assert all(audit.problem is None for audit in found.audits)


def test_writers_feel_a_lock_that_is_held(server: PostgresServer) -> None:
    found = rehearsed(server, "begin; lock table orders in share mode; select pg_sleep(1.2); commit;")
    assert found.longest("writer") > 1
    assert found.longest("reader") < 1
    assert any("a writer waited" in problem for problem in found.problems)


def test_a_lost_row_is_noticed(server: PostgresServer) -> None:
    found = rehearsed(server, "do $$ begin execute 'del' || 'ete from orders where id between 10 and 14'; end $$;")
    orders = next(audit for audit in found.audits if audit.table == "orders")
    assert orders.lost == 5
    assert any("5 rows are lost" in problem for problem in found.problems)


def test_deleting_as_the_script_says_is_asked(server: PostgresServer) -> None:
    found = rehearsed(server, "delete from orders where id between 10 and 14;")
    assert found.ok, found.problems


def test_a_changed_value_is_noticed(server: PostgresServer) -> None:
    found = rehearsed(server, "do $$ begin execute 'upd' || 'ate orders set amount = 7 where id < 10'; end $$;")
    orders = next(audit for audit in found.audits if audit.table == "orders")
    assert 0 < orders.changed["amount"] <= 9
    assert any("amount changed" in problem for problem in found.problems)


def test_an_update_of_the_migration_is_asked(server: PostgresServer) -> None:
    found = rehearsed(server, "UPDATE orders SET amount = 7 WHERE id < 10;")
    orders = next(audit for audit in found.audits if audit.table == "orders")
    assert orders.asked == ("amount",)
    assert found.ok, found.problems


def test_code_that_breaks_is_told(server: PostgresServer) -> None:
    found = rehearsed(server, "alter table orders rename column note to remark;")
    assert any('column "note"' in text for step in found.steps for text in step.breaks)
    orders = next(audit for audit in found.audits if audit.table == "orders")
    assert orders.ok
    assert not orders.not_compared


def test_backfill_with_commits_and_its_undo(server: PostgresServer) -> None:
    script = """
    \\set ON_ERROR_STOP on
    alter table orders add column total bigint;
    do $$ declare done bigint; begin
      loop
        update orders set total = amount where id in (select id from orders where total is null limit 500);
        get diagnostics done = row_count; commit; exit when done = 0;
      end loop;
    end $$;
    create index concurrently orders_total on orders (total);
    """
    found = rehearsed(server, script, "drop index concurrently orders_total; alter table orders drop column total;")
    assert found.ok, found.problems
    assert [step.exact for step in found.steps] == [True, False, False]
    assert found.restored.verdict == "equal"


def test_a_statement_that_fails_on_rows_ends_it(server: PostgresServer) -> None:
    script = "do $$ begin if exists (select from orders) then raise exception 'no'; end if; end $$; select 1;"
    found = rehearsed(server, script)
    assert [step.error for step in found.steps] == ["no [P0001]"]
    assert found.problems[0] == "step 1 failed: no [P0001]"


def test_a_refused_statement_is_named_with_its_place(server: PostgresServer) -> None:
    found = rehearsed(server, "select 1;\nalter table nowhere add x int;")
    assert found.on_empty
    assert found.steps[-1].position is not None
    assert found.steps[-1].position.line == 2
    assert found.problems == [
        'step 2 failed on an empty copy of OLD: relation "nowhere" does not exist [42P01]',
    ]


def test_psql_commands_that_cannot_be_done_are_refused() -> None:
    with pytest.raises(InputError, match="is for psql"):
        actions_of_script("select 1 as one \\gset\n")
