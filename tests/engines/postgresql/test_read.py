"""The reader against the catalog of a real server that has run the same script."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.engines.agreement import facts

from backend_data_model.engines.postgresql.read import read_ddl
from backend_data_model.engines.split import split_statements
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.model.schema import Schema

SCRIPT = Path(__file__).with_name("migrations.sql").read_text()
BENCH = Path(os.environ.get("BDM_BENCH_SCHEMAS", Path(__file__).parents[4] / "shared" / "bench" / "schemas"))
BENCH_FILES = sorted((BENCH / "postgresql").glob("*.sql"))
DATA = ("copy", "insert", "update", "commit", "begin", "start", "cluster")


@pytest.fixture(scope="module")
def server() -> PostgresServer:
    from backend_data_model.engines.postgresql.server import shared_postgres

    try:
        return shared_postgres()
    except EngineUnavailable as error:
        pytest.skip(f"no PostgreSQL: {error}")


@pytest.fixture
def connection(server: PostgresServer) -> Iterator[psycopg.Connection[Any]]:
    with server.database() as opened:
        yield opened


def load(text: str, connection: psycopg.Connection[Any]) -> str:
    """Run the DDL of a script; returns the statements that the server took."""
    import psycopg

    taken = []
    for statement in split_statements(text, "postgresql"):
        if statement.is_client_command or statement.sql.lower().startswith(DATA):
            continue
        try:
            connection.execute(statement.sql.encode())
        except psycopg.Error:
            continue
        taken.append(statement.sql)
    connection.execute("RESET ALL")
    return ";\n".join(taken)


def accounted(schema: Schema) -> None:
    assert sum(schema.ignored.values()) + len(schema.unparsed) <= schema.statements


def test_agrees_with_the_catalog(connection: psycopg.Connection[Any]) -> None:
    from backend_data_model.engines.postgresql.live import read_connection

    schema = read_ddl(SCRIPT)
    load(SCRIPT, connection)
    assert schema.unparsed == []
    assert facts(schema) == facts(read_connection(connection))


@pytest.mark.skipif(not BENCH_FILES, reason=f"no schemas under {BENCH} (set BDM_BENCH_SCHEMAS)")
@pytest.mark.parametrize("path", BENCH_FILES, ids=lambda path: path.stem)
def test_agrees_with_the_catalog_on_real_schemas(path: Path, connection: psycopg.Connection[Any]) -> None:
    from backend_data_model.engines.postgresql.live import read_connection

    text = path.read_text(encoding="utf-8", errors="replace")
    accounted(read_ddl(text, path.name))
    taken = load(text, connection)
    assert facts(read_ddl(taken)) == facts(read_connection(connection))


def test_every_statement_is_taken_ignored_or_listed() -> None:
    schema = read_ddl(
        """
        \\connect x
        CREATE TABLE t (a int);
        CREATE TABEL u (a int);
        CREATE TABLE v AS SELECT 1;
        CREATE TYPE pair AS (x int, y int);
        ALTER TABLE missing ADD COLUMN b int;
        ALTER TABLE IF EXISTS missing ADD COLUMN b int;
        DROP TABLE IF EXISTS missing;
        ROLLBACK;
        GRANT SELECT ON t TO public;
        DO $$ BEGIN EXECUTE 'CREATE TABLE ' || quote_ident('w') || ' ()'; END $$;
        DO $$ BEGIN PERFORM 1; END $$;
        """,
        "made.sql",
    )
    assert schema.statements == 12
    assert schema.ignored == {"psql command": 1, "GRANT/REVOKE": 1, "DO": 1}
    assert [str(item.position) for item in schema.unparsed] == [f"made.sql:{line}:9" for line in (4, 5, 6, 7, 10, 12)]
    assert [table.name for table in schema.tables] == ["t"]


def test_positions_count_characters_not_bytes() -> None:
    schema = read_ddl("-- é\nCREATE TABLE t (\n  a text DEFAULT 'ééé', b int\n);", "f.sql")
    (table,) = schema.tables
    assert [str(column.position) for column in table.columns] == ["f.sql:3:3", "f.sql:3:25"]
    assert str(table.position) == "f.sql:2:14"


def test_no_action_is_told_from_silence() -> None:
    schema = read_ddl(
        """
        CREATE TABLE p (id int PRIMARY KEY);
        CREATE TABLE t (
            a int REFERENCES p ON DELETE NO ACTION, b int REFERENCES p, c int REFERENCES p ON DELETE RESTRICT
        );
        """
    )
    (_, table) = schema.tables
    assert [key.on_delete for key in table.foreign_keys] == ["no action", None, "restrict"]


def test_roles_of_guarded_blocks_are_taken() -> None:
    guarded = """
        DO $$ BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'app_user') THEN CREATE ROLE app_user NOLOGIN; END IF;
        END $$;
    """
    assert read_ddl(guarded).roles == ["app_user"]


def test_a_drop_that_depends_on_data_is_listed() -> None:
    schema = read_ddl(
        "CREATE TABLE t (a int); DO $$ BEGIN IF (SELECT count(*) FROM t) = 0 THEN DROP TABLE t; END IF; END $$;"
    )
    assert [table.name for table in schema.tables] == ["t"]
    assert "depends on the data" in schema.unparsed[0].reason


@pytest.mark.parametrize(
    "text", ["", ";;;", "-- only a comment", "\x00", "SELECT '", "/* open", "\ufeffSELECT 1", "$a$"]
)
def test_odd_texts_are_read_without_an_error(text: str) -> None:
    schema = read_ddl(text)
    assert schema.tables == []
    accounted(schema)


@pytest.mark.parametrize("terms", [60, 1_000, 5_000, 100_000])
@pytest.mark.parametrize("term", ["a || ", "(", "abs(", "NOT "])
def test_deep_nesting_is_read_or_listed(terms: int, term: str) -> None:
    closing = ")" * terms if "(" in term else ""
    schema = read_ddl(f"CREATE VIEW v AS SELECT {term * terms}a{closing}; SELECT 1")
    assert len(schema.views) + len(schema.unparsed) == 1
    assert schema.ignored == {"SELECT": 1}
    if terms == 60:
        assert schema.views


def test_large_data_is_not_taken_for_nesting() -> None:
    schema = read_ddl("INSERT INTO t VALUES " + ", ".join(["(-1, 'a - b')"] * 20_000))
    assert schema.ignored == {"INSERT": 1}


@pytest.mark.parametrize("text", ["CREATE TABLE t (a int)\0 x", "SELECT '\udc80'"])
def test_what_is_no_text_is_listed(text: str) -> None:
    schema = read_ddl(text)
    assert (schema.tables, len(schema.unparsed)) == ([], 1)
