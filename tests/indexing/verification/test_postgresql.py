"""Advice verified on a server with rows: what wins is kept, with what it changed, and nothing is left behind."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.engines.postgresql.server import PostgresServer, shared_postgres
from backend_data_model.indexing.statements.files import read_queries
from backend_data_model.indexing.verification.postgresql.verify import verify_on_postgresql
from backend_data_model.indexing.verification.source import Source
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.indexing.advice import Advice, IndexAdvice

HERE = Path(__file__).parent
DDL = (HERE / "shop.sql").read_text(encoding="utf-8")
ROWS = (HERE / "rows.sql").read_text(encoding="utf-8")
QUERIES = (HERE / "queries.sql").read_text(encoding="utf-8")
LIMIT = 30.0


class Live(NamedTuple):
    """A user's database with rows."""

    server: PostgresServer
    name: str
    url: str

    def indexes(self) -> list[str]:
        """The names of all indexes in it."""
        with self.server.connect(self.name) as connection:
            rows = connection.execute("select indexname from pg_indexes where schemaname = 'public' order by 1")
            return [str(row[0]) for row in rows]

    def databases(self) -> set[str]:
        """The names of all databases on the server."""
        with self.server.connect() as connection:
            return {str(row[0]) for row in connection.execute("select datname from pg_database")}


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    try:
        server = shared_postgres()
    except EngineUnavailable as error:
        pytest.skip(str(error))
    with server.database() as connection:
        connection.execute(DDL.encode())
        connection.execute(ROWS.encode())
        name = connection.info.dbname
        host = server.connection_info["host"]
        yield Live(server, name, f"postgresql:///{name}?host={host}&user=postgres")


@pytest.fixture(scope="module")
def verified(live: Live) -> IndexAdvice:
    return _verify(Source(DDL, url=live.url))


def _verify(source: Source, queries: str = QUERIES) -> IndexAdvice:
    schema = read_ddl(DDL, "postgresql")
    return verify_on_postgresql(schema, read_queries(queries, "postgresql"), source, LIMIT, lambda message: None)


def _serving(found: IndexAdvice, query: str) -> Advice:
    return next(one for one in found.advice if query in one.queries)


def test_what_wins_is_kept(verified: IndexAdvice) -> None:
    assert "(customer_id" in _serving(verified, "of_customer").create
    assert "status = 'open'" in _serving(verified, "open_orders").create
    assert "lower(email)" in _serving(verified, "by_email").create
    assert verified.verified_on is not None
    assert "42,000 rows copied" in verified.verified_on


def test_measurements_are_of_plans_that_use_the_index(verified: IndexAdvice) -> None:
    for one in verified.advice:
        assert one.measured is not None
        assert one.measured["bytes"] > 0
        assert one.queries
        for both in one.measured["queries"].values():
            assert any(one.name in plan for plan in both["after"]["plan"])
            assert not any(one.name in plan for plan in both["before"]["plan"])
            assert both["after"]["ms"] < both["before"]["ms"]
            assert both["after"]["cost"] < both["before"]["cost"]


def test_what_no_index_helps_gets_none(verified: IndexAdvice) -> None:
    refused = {one.query: one.reason for one in verified.refused}
    assert "ms without an index" in refused["by_key"]
    assert "ms without an index" in refused["everything"]


def test_the_live_database_is_left_as_it_was(live: Live, verified: IndexAdvice) -> None:
    assert verified.advice
    assert live.indexes() == ["customers_pkey", "orders_pkey"]
    assert live.databases() <= {"postgres", "template0", "template1", live.name}


def test_nothing_is_left_when_it_is_interrupted(live: Live) -> None:
    def interrupted(message: str) -> None:
        if message.startswith("Building"):
            raise KeyboardInterrupt

    schema = read_ddl(DDL, "postgresql")
    with pytest.raises(KeyboardInterrupt):
        verify_on_postgresql(schema, read_queries(QUERIES, "postgresql"), Source(DDL, live.url), LIMIT, interrupted)
    assert live.databases() <= {"postgres", "template0", "template1", live.name}


def test_large_tables_are_sampled_and_it_says_so(live: Live) -> None:
    found = _verify(Source(DDL, url=live.url, most_rows=10_000), QUERIES.partition("-- open_orders")[0])
    assert any("public.orders 25.0%" in text for text in found.assumed)
    assert "(customer_id" in _serving(found, "of_customer").create


def test_rows_of_a_script(live: Live) -> None:
    queries = QUERIES.partition("-- by_email")[2]
    found = _verify(Source(DDL, data=ROWS), "-- by_email" + queries)
    assert found.verified_on is not None
    assert "rows of your data script" in found.verified_on
    assert "lower(email)" in _serving(found, "by_email").create


def test_queries_of_an_empty_table_keep_the_advice_by_rules(live: Live) -> None:
    rows = ROWS.partition("insert into orders")[0]
    found = _verify(Source(DDL, data=rows))
    assert ("of_customer", "not verified: orders has no rows there") in found.notes
    assert _serving(found, "of_customer").measured is None
    assert _serving(found, "by_email").measured is not None


def test_without_rows_nothing_is_verified() -> None:
    try:
        shared_postgres()
    except EngineUnavailable as error:
        pytest.skip(str(error))
    found = _verify(Source(DDL))
    assert found.verified_on is None
    assert found.advice
    assert all(one.measured is None for one in found.advice)
    assert any("no rows" in text for text in found.assumed)
