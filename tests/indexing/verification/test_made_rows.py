"""Rows made by the statistics of a live database have these statistics, and lead to the same advice as its rows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.engines.postgresql.server import shared_postgres
from backend_data_model.indexing.statements.files import read_queries
from backend_data_model.indexing.verification.postgresql.live_statistics import read_statistics
from backend_data_model.indexing.verification.postgresql.scratch import filled_database
from backend_data_model.indexing.verification.postgresql.verify import verify_on_postgresql
from backend_data_model.indexing.verification.source import Source
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.indexing.statistics import TableStatistics

HERE = Path(__file__).parent
DDL = (HERE / "clinic.sql").read_text(encoding="utf-8")
ROWS = (HERE / "clinic_rows.sql").read_text(encoding="utf-8")
NAMES = [("public", "sites"), ("public", "patients"), ("public", "visits")]
QUERIES = """
-- urgent
select id from visits where urgency = 'now' order by at desc limit 10;

-- of_patient
select id, at from visits where site_id = $1 and patient_id = $2 order by at desc;

-- unclosed
select count(*) from visits where closed_at is null;
"""


class Live(NamedTuple):
    """A user's database."""

    url: str
    statistics: dict[tuple[str, str], TableStatistics]


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    try:
        server = shared_postgres()
    except EngineUnavailable as error:
        pytest.skip(str(error))
    with server.database() as connection:
        connection.execute((DDL + ROWS).encode())
        url = f"postgresql:///{connection.info.dbname}?host={server.connection_info['host']}&user=postgres"
        yield Live(url, read_statistics(connection, NAMES))


def test_made_rows_have_the_statistics_that_they_are_made_by(live: Live) -> None:
    with filled_database(
        Source(DDL, live.url, made=True), read_ddl(DDL, "postgresql"), lambda message: None
    ) as scratch:
        assert not [remark for remark in scratch.remarks if "no rows were made" in remark]
        made = read_statistics(scratch.connection, NAMES)
        row = scratch.connection.execute(
            "select count(*) from visits v where not exists"
            " (select from patients p where p.site_id = v.site_id and p.id = v.patient_id)"
        ).fetchone()
    assert row == (0,)
    for name in NAMES:
        assert made[name].rows == pytest.approx(live.statistics[name].rows, rel=0.02)
        for column, wanted in live.statistics[name].columns.items():
            got = made[name].columns[column]
            assert got.null_share == pytest.approx(wanted.null_share, abs=0.03), column
            if (name[1], column) in {("visits", "site_id"), ("patients", "site_id")}:
                continue
            assert got.distinct == pytest.approx(wanted.distinct, rel=0.25, abs=3), column
            for value, share in wanted.usual.items():
                if share > 0.05:
                    assert got.usual.get(value) == pytest.approx(share, abs=0.03), (column, value)
            if abs(wanted.correlation or 0) > 0.9 and column != "patient_id":
                assert got.correlation == pytest.approx(wanted.correlation, abs=0.1), column


def test_the_advice_is_verified_on_them(live: Live) -> None:
    schema, statements = read_ddl(DDL, "postgresql"), read_queries(QUERIES, "postgresql")
    found = verify_on_postgresql(schema, statements, Source(DDL, live.url, made=True), 20, lambda message: None)
    assert found.verified_on is not None
    assert "rows made by the statistics of the database" in found.verified_on
    assert any("urgency = 'now'" in one.create and one.measured for one in found.advice)


def test_without_a_database_they_are_made_by_names_and_types() -> None:
    try:
        shared_postgres()
    except EngineUnavailable as error:
        pytest.skip(str(error))
    found = verify_on_postgresql(
        read_ddl(DDL, "postgresql"),
        read_queries(QUERIES, "postgresql"),
        Source(DDL, most_rows=20_000, made=True),
        40,
        lambda message: None,
    )
    assert found.verified_on is not None
    assert "made by names and types" in found.verified_on
    assert any("guessed by names and types" in text for text in found.assumed)
    assert any("urgency = 'now'" in one.create for one in found.advice)
