"""Predictions of MySQL's online DDL; MariaDB's are tried on MariaDB."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pymysql
import pytest
import yaml

from backend_data_model.engines.mysql.server import shared_mysql
from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.mysql.predict import Prediction, Predictor
from backend_data_model.migrations.mysql.scratch import loaded
from backend_data_model.migrations.mysql.target import target_of
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.server import MysqlServer

HERE = Path(__file__).parent
SCHEMA = (HERE / "predict_schema.sql").read_text()
CASES = yaml.safe_load((HERE / "predict_cases.yaml").read_text())
TABLES = [*re.findall(r"create table (\w+)", SCHEMA)[1:], "customer"]
_BETTER = {"COPY": "INPLACE", "INPLACE": "NOCOPY", "NOCOPY": "INSTANT"}


@pytest.fixture(scope="module")
def mariadb() -> MysqlServer:
    try:
        server = shared_mysql()
    except EngineUnavailable as error:
        pytest.skip(str(error))
    if not server.mariadb:
        pytest.skip("the server is not MariaDB")
    return server


def predicted(sql: str, version: str) -> Prediction:
    (part,) = split_statements(sql, "mysql")
    return Predictor(SCHEMA, target_of(version)).predict(part)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["sql"])
@pytest.mark.parametrize(("key", "version"), [("mysql", "8.4"), ("mysql57", "5.7"), ("mariadb", "mariadb-10.11")])
def test_algorithm_and_lock(case: dict[str, Any], key: str, version: str) -> None:
    online = predicted(case["sql"], version).online
    assert online is not None
    words = [online.algorithm or "none", "" if online.algorithm == "INSTANT" else online.lock or ""]
    assert " ".join(words).strip() == case[key]


def test_mariadb_takes_what_is_predicted_and_nothing_better(mariadb: MysqlServer) -> None:
    wrong = []
    with loaded(mariadb, "") as connection, connection.cursor() as cursor:
        for case in CASES:
            found = predicted(case["sql"], "mariadb-10.11")
            assert found.online is not None
            assert found.safe is not None
            algorithm = found.online.algorithm or ""
            tried = [(found.safe, True)]
            if algorithm in _BETTER:
                tried.append((found.safe.replace(f"ALGORITHM={algorithm}", f"ALGORITHM={_BETTER[algorithm]}"), False))
            if found.online.algorithm and found.online.lock == "SHARED":
                tried.append((found.safe.replace("LOCK=SHARED", "LOCK=NONE"), False))
            for sql, taken in tried:
                for table in TABLES:
                    cursor.execute(f"drop table if exists {table}")
                for part in split_statements(SCHEMA, "mysql"):
                    cursor.execute(part.sql)
                try:
                    cursor.execute(sql)
                except pymysql.MySQLError as error:
                    if taken or error.args[0] not in {1845, 1846}:
                        wrong.append((sql, error.args))
                else:
                    if not taken:
                        wrong.append((sql, "was taken"))
    assert wrong == []


def test_the_schema_moves_on_and_settings_count() -> None:
    predictor = Predictor(SCHEMA, target_of("8.4"))
    script = """set foreign_key_checks = 0;
    alter table purchase add constraint f2 foreign key (customer_id) references customer (id);
    alter table customer modify short varchar(100) character set latin1, algorithm=inplace, lock=none;
    alter table customer modify short varchar(300) character set latin1, algorithm=inplace;
    alter table nowhere add x int; not sql; drop table purchase"""
    found = [predictor.predict(part) for part in split_statements(script, "mysql")]
    assert [item.online and item.online.algorithm for item in found] == [
        None, "INPLACE", "INPLACE", "COPY", None, None, None,
    ]  # fmt: skip
    assert [item.refused for item in found[2:4]] == [
        None,
        "ALGORITHM=INPLACE is not supported for this; it needs COPY",
    ]
    assert [item.effect.unknown for item in found[4:6]] == [
        "the table nowhere is not known",
        "the statement cannot be parsed",
    ]
    assert found[6].effect.hazard == "brief_access_exclusive"


def test_clauses_stand_before_partitioning() -> None:
    safe = [
        predicted(sql, "8.4").safe
        for sql in (
            "alter table ranged add partition (partition p2 values less than (30))",
            "alter table `hashed` remove partitioning",
        )
    ]
    assert safe == [
        "alter table ranged ALGORITHM=INPLACE, LOCK=NONE, add partition (partition p2 values less than (30))",
        "alter table `hashed` ALGORITHM=COPY, LOCK=SHARED remove partitioning",
    ]


def test_what_rebuilds_without_alter_table() -> None:
    found = predicted("optimize local table customer, db.searched", "8.4")
    assert found.effect.rewrites == ("customer", "searched")
    assert (found.online and found.online.algorithm, found.safe) == ("COPY", None)
    assert predicted("alter tablespace ts encryption='Y'", "8.4").effect.hazard == "none"
