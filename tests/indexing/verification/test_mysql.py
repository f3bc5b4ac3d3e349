"""Advice verified on MariaDB, which is named as what it is; a user's database is copied and left as it was."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.engines.mysql.server import shared_mysql
from backend_data_model.engines.split import split_statements
from backend_data_model.indexing.statements.files import read_queries
from backend_data_model.indexing.verification.mysql.verify import verify_on_mysql
from backend_data_model.indexing.verification.source import Source
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from backend_data_model.indexing.advice import IndexAdvice

HERE = Path(__file__).parent
DDL = (HERE / "library.sql").read_text(encoding="utf-8")
ROWS = (HERE / "library_rows.sql").read_text(encoding="utf-8")
QUERIES = (HERE / "library_queries.sql").read_text(encoding="utf-8")


def _verify(source: Source) -> IndexAdvice:
    schema = read_ddl(DDL, "mysql")
    try:
        return verify_on_mysql(schema, read_queries(QUERIES, "mysql"), source, 30, lambda message: None)
    except EngineUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def verified() -> IndexAdvice:
    return _verify(Source(DDL, data=ROWS))


def test_what_wins_is_kept(verified: IndexAdvice) -> None:
    by_query = {query: one for one in verified.advice for query in one.queries}
    assert "(member_id, lent_on" in by_query["of_member"].create
    assert "(status" in by_query["open_loans"].create
    assert "(lent_on" in by_query["between"].create
    assert verified.verified_on is not None
    assert "21,000 rows of your data script" in verified.verified_on


def test_it_says_which_server_was_run(verified: IndexAdvice) -> None:
    assert verified.verified_on is not None
    if "MariaDB" in verified.verified_on:
        assert any("MySQL itself was not run" in text for text in verified.assumed)


def test_measurements_are_of_plans_that_use_the_index(verified: IndexAdvice) -> None:
    for one in verified.advice:
        assert one.measured is not None
        assert one.measured["bytes"] > 0
        for both in one.measured["queries"].values():
            assert any(one.name in plan for plan in both["after"]["plan"])
            assert not any(one.name in plan for plan in both["before"]["plan"])
            assert both["after"]["cost"] < both["before"]["cost"]


def test_what_no_index_helps_gets_none(verified: IndexAdvice) -> None:
    assert {one.query for one in verified.refused} >= {"by_key", "everything"}
    assert not any("not verified" in note for _, note in verified.notes)


def test_a_database_is_copied_and_left_as_it_was() -> None:
    try:
        server = shared_mysql()
    except EngineUnavailable as error:
        pytest.skip(str(error))
    with server.database() as live, live.cursor() as cursor:
        for one in split_statements(DDL + ROWS, "mysql"):
            if one.sql.strip():
                cursor.execute(one.sql)
        cursor.execute("select database()")
        name = str(cursor.fetchone()[0])
        socket = server.connection_info["unix_socket"]
        found = _verify(Source(DDL, url=f"mysql://root@localhost/{name}?unix_socket={socket}"))
        assert found.verified_on is not None
        assert "21,000 rows of the database of the URL" in found.verified_on
        assert any("(member_id" in one.create for one in found.advice)
        cursor.execute("select distinct index_name from information_schema.statistics where table_schema = database()")
        assert cursor.fetchall() == (("PRIMARY",),)
        cursor.execute("select count(*) from information_schema.schemata where schema_name like 'bdm_scratch%'")
        assert cursor.fetchone() == (1,)
