"""The library verb, with a live database as the old schema, and on an older server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backend_data_model import rehearse
from backend_data_model.engines.postgresql.binaries import find_binaries
from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.postgresql.server import PostgresServer

OLD = "create table t (id bigint primary key, note text);"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    try:
        with scratch_postgres() as found:
            yield found
    except EngineUnavailable as error:
        pytest.skip(str(error))


def test_of_a_live_database_only_the_schema_is_read(server: PostgresServer) -> None:
    with server.database() as live:
        live.execute(f"{OLD} insert into t values (1, 'kept')".encode())
        live.execute("select pg_stat_force_next_flush()")
        before = live.execute("select xact_commit >= 0, tup_inserted, tup_updated, tup_deleted from pg_stat_database "
                              "where datname = current_database()").fetchone()  # fmt: skip
        places = live.execute("select oid, relfilenode from pg_class order by 1").fetchall()
        host = server.connection_info["host"]
        found = rehearse(
            f"postgresql:///{live.info.dbname}?host={host}&user=postgres",
            migration="alter table t add column more int; update t set note = 'x';",
            rows=500,
        )
        assert found.ok, found.problems
        assert found.rows == {"t": 500}
        assert found.longest("writer") < 1
        assert live.execute("select * from t").fetchall() == [(1, "kept")]
        assert live.execute("select oid, relfilenode from pg_class order by 1").fetchall() == places
        after = live.execute("select xact_commit >= 0, tup_inserted, tup_updated, tup_deleted from pg_stat_database "
                             "where datname = current_database()").fetchone()  # fmt: skip
        assert after == before


def test_an_older_server_is_used_where_it_is_asked_for() -> None:
    try:
        find_binaries(15)
    except EngineUnavailable as error:
        pytest.skip(str(error))
    new = OLD.replace("text", "text not null")
    found = rehearse(OLD, new, rows=500, version=15)
    assert found.engine.startswith("PostgreSQL 15.")
    assert found.ok, found.problems
    assert found.result.verdict == found.restored.verdict == "equal"


def test_there_must_be_something_to_rehearse() -> None:
    with pytest.raises(InputError, match="nothing to rehearse"):
        rehearse(OLD)
