"""Migrations that people and models write, each run under traffic on a few rows and judged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.migrations.postgresql.catalog.read import read_catalog
from backend_data_model.migrations.postgresql.scratch import loaded
from backend_data_model.migrations.rehearse.actions import actions_of_script
from backend_data_model.migrations.rehearse.rehearsal import Migration, rehearse_ddl
from backend_data_model.model.errors import EngineUnavailable
from backend_data_model.report.rehearsal_text import render_human

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.postgresql.server import PostgresServer

SHOP = """
create table customers (id bigint generated always as identity primary key, email text not null);
create table orders (
    id bigint generated always as identity primary key,
    customer_id bigint not null references customers,
    amount integer not null check (amount > 0),
    note text
);
"""
CASES = yaml.safe_load(Path(__file__).with_name("written.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    try:
        with scratch_postgres() as found:
            yield found
    except EngineUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_written_is_judged(server: PostgresServer, case: dict[str, Any]) -> None:
    wanted = None
    if "new" in case:
        with loaded(server, case["new"], "NEW") as connection:
            wanted = read_catalog(connection)
    migration = Migration(actions_of_script(case["migration"]), wanted=wanted)
    found = rehearse_ddl(
        server, case.get("old", SHOP), migration, rows=2000, calm=0.2, patience=case.get("patience", 60.0),
        tell=lambda message: None,
    )  # fmt: skip
    report = render_human(found, colour=False)
    for part in case.get("problems", []):
        assert any(part in problem for problem in found.problems), found.problems
    if "problems" not in case:
        assert found.ok, found.problems
    for part in case.get("seen", []):
        assert part in report
