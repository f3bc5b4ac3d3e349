"""The battery is silent on a schema that isolates its tenants, and finds every mistake put into it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.engines.postgresql.session import postgres_session
from backend_data_model.prover.leaks import Hints, find_leaks
from backend_data_model.prover.load import load_script

from .servers import postgres_or_skip

if TYPE_CHECKING:
    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.prover.leaks import LeakReport

HERE = Path(__file__).parent
GOOD = (HERE / "good.sql").read_text()
MISTAKES: list[dict[str, Any]] = YAML(typ="safe").load(HERE / "mistakes.yaml")


@pytest.fixture(scope="module")
def server() -> PostgresServer:
    return postgres_or_skip()


def attack(server: PostgresServer, ddl: str, hints: Hints | None = None) -> LeakReport:
    schema = read_ddl(ddl, "postgresql")
    with postgres_session(server=server, ddl=ddl) as session:
        assert [c.detail for c in load_script(ddl, session) if c.rung == "failed"] == []
        return find_leaks(schema, session, hints)


def lines(report: LeakReport) -> set[str]:
    return {f"{c.verdict} {c.way} {c.object}" for c in report.checks}


def test_nothing_leaks_from_a_good_schema(server: PostgresServer) -> None:
    report = attack(server, GOOD)
    assert [f"{c.verdict} {c.way} {c.object}: {c.detail}" for c in report.checks if c.verdict != "held"] == [
        "not_checked estimates EXPLAIN: row estimates of the planner and the time of a query tell of other tenants' "
        "rows; no test shows how much"
    ]
    assert report.ok
    assert report.role == "shop_app"
    assert "shop_id of shops" in report.tenancy
    assert "app.shop" in report.tenancy


@pytest.mark.parametrize("mistake", MISTAKES, ids=[m["name"] for m in MISTAKES])
def test_a_mistake_is_found(server: PostgresServer, mistake: dict[str, Any]) -> None:
    before, after = mistake.get("edit", ["", ""])
    assert before in GOOD
    ddl = (GOOD.replace(before, after) if before else GOOD) + "\n" + mistake.get("add", "")
    found = lines(attack(server, ddl))
    assert set(mistake["finds"]) <= found, sorted(line for line in found if not line.startswith("held"))
