"""hypopg where it is installed: candidates that no plan uses are not built, and the advice stays what it is without."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.engines.postgresql.server import PostgresServer, scratch_postgres
from backend_data_model.indexing.candidate import Candidate, Condition, Key
from backend_data_model.indexing.statements.files import read_queries
from backend_data_model.indexing.verification.postgresql.verify import verify_on_postgresql
from backend_data_model.indexing.verification.postgresql.what_if import WhatIf, what_if_on
from backend_data_model.indexing.verification.source import Source
from backend_data_model.model.errors import EngineUnavailable

HERE = Path(__file__).parent
DDL = (HERE / "shop.sql").read_text(encoding="utf-8")
ROWS = (HERE / "rows.sql").read_text(encoding="utf-8")
QUERIES = (HERE / "queries.sql").read_text(encoding="utf-8")


def _has_hypopg(server: PostgresServer) -> bool:
    with server.connect() as connection:
        row = connection.execute("select count(*) from pg_available_extensions where name = 'hypopg'").fetchone()
    return bool(row and row[0])


def test_it_leaves_out_what_no_plan_uses_and_keeps_what_it_cannot_judge() -> None:
    try:
        with scratch_postgres(15) as server, server.database() as connection:
            if not _has_hypopg(server):
                pytest.skip("hypopg is not installed for PostgreSQL 15")
            connection.execute((DDL + ROWS).encode())
            connection.execute("analyze")
            table = next(one for one in read_ddl(DDL, "postgresql").tables if one.name == "orders")
            open_ones = Condition("status = 'open'", ("status",), "few")
            used = Candidate(table, ["q"], [Key("customer_id", "customer_id")])
            partial = Candidate(table, ["q"], [Key("customer_id", "customer_id")], where=(open_ones,))
            useless = Candidate(table, ["q"], [Key("status", "status")])
            expression = Candidate(table, ["q"], [Key("(id + 1)", None)])
            gin = Candidate(table, ["q"], [Key("status", "status")], method="gin")
            what_if = what_if_on(connection)
            assert isinstance(what_if, WhatIf)
            calls = ["select * from orders where customer_id = 7"]
            candidates = [used, used, partial, useless, expression, gin]
            assert what_if.worth_building(calls, candidates) == [used, used, expression, gin]
            assert "spared building 2 of 6" in what_if.remark
            assert connection.execute("select count(*) from hypopg()").fetchone() == (0,)
    except EngineUnavailable as error:
        pytest.skip(str(error))


def test_advice_with_it_is_that_without_it() -> None:
    schema, statements = read_ddl(DDL, "postgresql"), read_queries(QUERIES, "postgresql")
    try:
        with scratch_postgres(15) as server, server.database() as connection:
            if not _has_hypopg(server):
                pytest.skip("hypopg is not installed for PostgreSQL 15")
            connection.execute((DDL + ROWS).encode())
            url = f"postgresql:///{connection.info.dbname}?host={server.connection_info['host']}&user=postgres"
            asked = verify_on_postgresql(schema, statements, Source(DDL, url), 60, lambda message: None)
        built = verify_on_postgresql(schema, statements, Source(DDL, data=ROWS), 60, lambda message: None)
    except EngineUnavailable as error:
        pytest.skip(str(error))
    assert any("spared building" in text for text in asked.assumed)
    if not any("spared building" in text for text in built.assumed):
        assert any("the server has no hypopg" in text for text in built.assumed)
    assert {one.create for one in asked.advice} == {one.create for one in built.advice}
