"""MySQL 8 statements for MariaDB: what changes, what is left out, and that MariaDB takes the result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from backend_data_model.engines.mysql.portable import portable_statement
from backend_data_model.engines.mysql.session import mysql_session
from backend_data_model.model.errors import EngineUnavailable

CASES: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("portable.yaml"))


@pytest.mark.parametrize("case", CASES, ids=[c["sql"][:50] for c in CASES])
def test_the_portable_form(case: dict[str, Any]) -> None:
    made = portable_statement(case["sql"])
    assert made.sql == case["becomes"]
    assert made.notes == case.get("notes", [])


def test_mariadb_takes_the_portable_tables() -> None:
    try:
        with mysql_session() as session:
            if "stand-in" not in session.label:
                pytest.skip(f"{session.label} needs no portable form")
            for case in CASES:
                if case["sql"].startswith("CREATE TABLE"):
                    session.run(case["sql"])
                    session.run("DROP TABLE t")
            assert session.left_out == {"k": "MariaDB has no functional indexes"}
    except EngineUnavailable as error:
        pytest.skip(str(error))


def test_a_dumps_own_database_is_the_scratch_database() -> None:
    try:
        with mysql_session() as session:
            assert session.may_load("CREATE DATABASE IF NOT EXISTS `shop` DEFAULT CHARACTER SET utf8mb4") is not None
            assert session.may_load("USE `shop`") is not None
            session.run("CREATE TABLE `shop`.`t` (a INT)")
            session.run("CREATE VIEW v AS SELECT t.a FROM shop.t AS t")
            assert session.execute("select count(*) from v") == [(0,)]
            assert session.may_load("DROP DATABASE mysql") is not None
    except EngineUnavailable as error:
        pytest.skip(str(error))
