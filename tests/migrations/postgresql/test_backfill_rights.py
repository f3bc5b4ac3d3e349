"""A backfill of a table with triggers, run by a role that is no superuser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest

from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.migrations.postgresql.plan import plan_ddl
from backend_data_model.migrations.postgresql.scratch import load
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

OLD = """
create table t (id bigint primary key, n int not null, touched int not null default 0);
create function touch() returns trigger language plpgsql as $$ begin new.touched := new.touched + 1; return new; end $$;
create trigger touch before update on t for each row execute function touch();
"""
NEW = OLD.replace("n int", "n bigint")


@pytest.fixture(scope="module")
def planned() -> Iterator[tuple[psycopg.Connection, list[str], str]]:
    """A database as the old schema says, owned by a plain role; the plan up to the backfill, and the backfill."""
    try:
        with scratch_postgres() as server:
            steps = plan_ddl(server, OLD, NEW).steps
            at = next(number for number, step in enumerate(steps) if step.sql.startswith("DO $bdm$ DECLARE block"))
            assert "session_replication_role" in steps[at].note
            with server.database() as connection:
                connection.execute("create role owner_only; grant create on schema public to owner_only")
                connection.execute("set role owner_only")
                load(connection, OLD)
                connection.execute("insert into t select n, n from generate_series(1, 5000) n")
                for step in steps[:at]:
                    connection.execute(step.sql.encode())
                yield connection, [step.sql for step in steps[:at]], steps[at].sql
                connection.execute("reset all; reset role; drop owned by owner_only")
    except EngineUnavailable as error:
        pytest.skip(str(error))


def test_without_the_right_nothing_is_done_and_the_right_is_named(
    planned: tuple[psycopg.Connection, list[str], str],
) -> None:
    connection, _, backfill = planned
    with pytest.raises(psycopg.errors.InsufficientPrivilege) as caught:
        connection.execute(backfill.encode())
    assert "GRANT SET ON PARAMETER session_replication_role" in (caught.value.diag.message_hint or "")
    assert connection.execute("select max(touched) from t").fetchone() == (0,)


def test_with_the_right_triggers_do_not_fire(planned: tuple[psycopg.Connection, list[str], str]) -> None:
    connection, _, backfill = planned
    if connection.info.server_version < 150000:
        pytest.skip("GRANT SET ON PARAMETER came with PostgreSQL 15")
    connection.execute("reset role; grant set on parameter session_replication_role to owner_only; set role owner_only")
    connection.execute(backfill.encode())
    assert connection.execute("select max(touched) from t").fetchone() == (0,)
    connection.execute("reset role; revoke set on parameter session_replication_role from owner_only")
    connection.execute("set role owner_only")


def test_triggers_fire_where_that_is_said(planned: tuple[psycopg.Connection, list[str], str]) -> None:
    connection, added, backfill = planned
    column = next(sql for sql in added if "ADD COLUMN" in sql).split("ADD COLUMN")[1].split()[0]
    connection.execute("set session authorization default; set role owner_only")
    connection.execute(f"alter table t disable trigger user; update t set {column} = null".encode())
    connection.execute("alter table t enable trigger user; set bdm.fire_triggers = on")
    connection.execute(backfill.encode())
    assert connection.execute("select min(touched) from t").fetchone() == (1,)
