"""Plans of MySQL on what is installed: they lead to the new schema and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from backend_data_model.engines.mysql.server import shared_mysql
from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.formats.sql import script
from backend_data_model.migrations.mysql.catalog.read import read_catalog
from backend_data_model.migrations.mysql.plan import plan_ddl
from backend_data_model.migrations.mysql.scratch import for_server, loaded
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.server import MysqlServer

CASES = yaml.safe_load(Path(__file__).with_name("plan_cases.yaml").read_text())


@pytest.fixture(scope="module")
def server() -> MysqlServer:
    try:
        return shared_mysql()
    except EngineUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_plan(case: dict[str, Any], server: MysqlServer) -> None:
    plan = plan_ddl(server, case["old"], case["new"], case.get("version"))
    said = "\n".join(step.sql for step in plan.steps)
    place = 0
    for part in case["says"]:
        place = said.find(part, place)
        assert place >= 0, f"{part!r} is not there, or too early, in:\n{said}"
        place += len(part)
    assert bool(plan) == bool(case["says"])
    for part in case.get("never", ()):
        assert part not in said
    assert any((step.alternative or "").startswith(case.get("alternative", "")) for step in plan.steps) or not plan
    assert all(step.blocking for step in plan.steps if step.hazard in {"high", "critical"})
    if case.get("version") in {"5.7", "8.0"}:
        return
    with (
        loaded(server, case["old"]) as there,
        loaded(server, case["new"]) as wanted,
        loaded(server, case["old"]) as old,
        there.cursor() as cursor,
    ):
        for step in plan.steps:
            cursor.execute(for_server(step.sql, server))
        assert read_catalog(there) == read_catalog(wanted)
        if all(step.undo is not None for step in plan.steps):
            for step in reversed(plan.steps):
                cursor.execute(for_server(str(step.undo), server))
            assert read_catalog(there) == read_catalog(old)


def test_a_stand_in_is_named_and_nothing_is_called_checked_on_mysql(server: MysqlServer) -> None:
    plan = plan_ddl(server, "", "create table t (a int)", "8.4")
    assert plan.version == "MySQL 8.4"
    if server.mariadb:
        assert "nothing was run on a MySQL server" in (plan.verified or "")


def test_every_step_gives_up_waiting_and_says_what_to_do_then(server: MysqlServer) -> None:
    plan = plan_ddl(server, "create table t (a int primary key)", "create table t (a int primary key, b int)")
    text = script(plan)
    assert "SET SESSION lock_wait_timeout = 2;\nALTER TABLE `t` ADD COLUMN" in text
    assert "ER_LOCK_WAIT_TIMEOUT (1205)" in text
    with loaded(server, "create table t (a int primary key)") as connection, connection.cursor() as cursor:
        for statement in split_statements(text, "mysql"):
            cursor.execute(for_server(statement.sql, server))


def test_a_likely_rename_is_a_question(server: MysqlServer) -> None:
    plan = plan_ddl(server, "create table t (id int, a date)", "create table t (id int, b date)")
    assert [question.partition("?")[0] for question in plan.questions] == ["Is b the new name of t.a"]
    assert [step.loses_data for step in plan.loses_data] == ["t.a"]


def test_refused_statement_is_named_with_its_place(server: MysqlServer) -> None:
    with pytest.raises(InputError, match=r"NEW:2:1: .* refuses this statement: .*nowhere"):
        plan_ddl(server, "", "create table t (a int);\nalter table nowhere add x int;")
