"""The battery is silent on a schema that isolates its tenants, and finds every mistake put into it.

What docs/tenancy.md says of ways and mistakes is compared with the cases here.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.engines.postgresql.session import postgres_session
from backend_data_model.pipeline import review
from backend_data_model.prover.leaks import Hints, find_leaks
from backend_data_model.prover.load import load_script

from .servers import postgres_or_skip

if TYPE_CHECKING:
    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.prover.leaks import LeakReport

HERE = Path(__file__).parent
GOOD = (HERE / "good.sql").read_text()
DOCS = Path(__file__).parents[3] / "docs" / "tenancy.md"
WAYS: list[dict[str, Any]] = YAML(typ="safe").load(HERE / "ways.yaml")
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


def with_change(case: dict[str, Any]) -> str:
    """The good schema with what the case adds to it or changes in it."""
    before, after = case.get("edit", ["", ""])
    assert before in GOOD
    return (GOOD.replace(before, after) if before else GOOD) + "\n" + str(case.get("add", ""))


@pytest.fixture(scope="module")
def reports() -> dict[str, LeakReport]:
    """What was found in each DDL, so that cases on the same one share it."""
    return {}


@pytest.mark.parametrize("case", WAYS, ids=[w["name"] for w in WAYS])
def test_each_way_is_told_as_it_is(
    server: PostgresServer, reports: dict[str, LeakReport], case: dict[str, Any]
) -> None:
    ddl = with_change(case)
    if ddl not in reports:
        reports[ddl] = attack(server, ddl)
    found = lines(reports[ddl])
    assert set(case["finds"]) <= found, sorted(found)
    assert not [line for line in found if line.split()[1] in case.get("not", []) and not line.startswith("held")]


@pytest.mark.parametrize("mistake", MISTAKES, ids=[m["name"] for m in MISTAKES])
def test_a_mistake_is_found(server: PostgresServer, mistake: dict[str, Any]) -> None:
    found = lines(attack(server, with_change(mistake)))
    assert set(mistake["finds"]) <= found, sorted(line for line in found if not line.startswith("held"))


def test_nothing_of_the_kind_is_found_by_the_review_of_the_good_schema() -> None:
    codes = {code for mistake in MISTAKES for code in mistake.get("review", [])}
    assert {finding.code for finding in review(GOOD, engine="postgresql").findings} & codes == set()


@pytest.mark.parametrize(
    "mistake", [m for m in MISTAKES if "review" in m], ids=[m["name"] for m in MISTAKES if "review" in m]
)
def test_the_review_finds_it_without_a_server(mistake: dict[str, Any]) -> None:
    found = {finding.code for finding in review(with_change(mistake), engine="postgresql").findings}
    assert set(mistake["review"]) <= found


def test_the_documentation_lists_every_way_and_every_mistake() -> None:
    text = DOCS.read_text(encoding="utf-8")
    for case in WAYS:
        assert f"| {case['name']} | {told(case['finds'])} |" in text
    for case in MISTAKES:
        assert f"| {case['name']} | {told(case['finds'])} | {', '.join(case.get('review', []))} |" in text


def told(finds: list[str]) -> str:
    """The ways of the findings with their verdicts, as the documentation has them."""
    by: dict[str, list[str]] = {}
    for line in finds:
        verdict, way, _ = line.split(" ", 2)
        by.setdefault(verdict, []).append(f"`{way}`")
    return "; ".join(f"{verdict}: {', '.join(dict.fromkeys(ways))}" for verdict, ways in by.items())
