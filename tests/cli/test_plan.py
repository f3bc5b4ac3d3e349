"""`bdm plan` as a user runs it, on a real PostgreSQL: sources, formats, files, the gate for data loss, exit codes."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner, Result

from backend_data_model.cli import main
from backend_data_model.engines.postgresql.server import shared_postgres
from backend_data_model.engines.split import split_statements
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from pathlib import Path

    import psycopg

    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog

OLD = "create table books (id bigint primary key, title text, shelf int);\n"
NEW = """\
create table books (id bigint primary key, title text not null, shelf int);
create index books_title on books (title);
"""
LOSSY = "create table books (id bigint primary key, title text);\n"
MODEL = """\
bdm: 1
entities:
  book:
    attributes: {title: {type: text}%s}
"""


@pytest.fixture(scope="module")
def server() -> PostgresServer:
    try:
        return shared_postgres()
    except EngineUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, server: PostgresServer) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "old.sql").write_text(OLD)
    (tmp_path / "new.sql").write_text(NEW)
    (tmp_path / "lossy.sql").write_text(LOSSY)
    return tmp_path


def run(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(main, ["plan", *arguments, "--engine", "postgresql"], input=given)


def test_files_to_sql(server: PostgresServer) -> None:
    result = run("old.sql", "new.sql")
    assert result.exit_code == 0, result.output
    assert "CREATE INDEX CONCURRENTLY books_title" in result.stdout
    assert "=== expand" in result.stdout
    assert "SET lock_timeout = '2s';" in result.stdout
    assert "steps: " in result.stderr
    with server.database() as connection:
        for text in (OLD, result.stdout):
            for statement in text.split(";\n"):
                connection.execute(statement.encode())
        assert connection.execute("select to_regclass('books_title') is not null").fetchone() == (True,)


def test_equal_schemas_need_nothing() -> None:
    result = run("old.sql", "old.sql", "--check")
    assert result.exit_code == 0
    assert "Nothing changes" in result.stdout


def test_check_tells_a_difference_by_its_exit_code() -> None:
    assert run("old.sql", "new.sql", "--check").exit_code == 1


def test_json_is_complete() -> None:
    result = run("old.sql", "new.sql", "--format", "json")
    document = json.loads(result.stdout)
    assert document["engine"] == "postgresql"
    assert document["verified"]
    assert [step["number"] for step in document["steps"]] == list(range(1, len(document["steps"]) + 1))
    index = next(step for step in document["steps"] if "CREATE INDEX" in step["sql"])
    assert index["transactional"] is False
    assert "pg_stat_progress_create_index" in index["monitor"]
    assert index["undo"].startswith("DROP INDEX CONCURRENTLY")


def test_a_plan_that_loses_data_is_shown_and_not_written(here: Path) -> None:
    result = run("old.sql", "lossy.sql", "-o", "out")
    assert result.exit_code == 1
    assert not (here / "out").exists()
    assert "LOSES DATA" in result.stdout
    assert "loses data: the values of public.books.shelf" in result.stderr
    statements = [line for line in result.stdout.splitlines() if "DROP COLUMN" in line]
    assert statements
    assert all(line.startswith("--") for line in statements)


def test_contract_steps_stand_in_a_file_of_their_own(here: Path) -> None:
    (here / "lossy.sql").write_text(LOSSY + "create index books_title on books (title);\n")
    result = run("old.sql", "lossy.sql", "-o", "out", "--allow-data-loss", "--name", "v2")
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in (here / "out").glob("v2*")) == [
        "v2.contract.sql", "v2.contract.undo.sql", "v2.expand.sql", "v2.expand.undo.sql",
    ]  # fmt: skip
    assert "DROP COLUMN" in (here / "out/v2.contract.sql").read_text()
    assert "DROP COLUMN" not in (here / "out/v2.expand.sql").read_text()
    assert "What was lost stays lost" in (here / "out/v2.contract.undo.sql").read_text()


def test_a_file_that_a_person_wrote_is_not_overwritten(here: Path) -> None:
    (here / "out").mkdir()
    (here / "out/migration.expand.sql").write_text("mine")
    result = run("old.sql", "new.sql", "-o", "out")
    assert result.exit_code == 2
    assert "--force" in result.stderr
    assert (here / "out/migration.expand.sql").read_text() == "mine"


def test_a_refused_statement_is_named_with_its_file_and_line(here: Path) -> None:
    (here / "migrations").mkdir()
    (here / "migrations/1_a.sql").write_text(OLD)
    (here / "migrations/2_b.sql").write_text("\n\nalter table nowhere add column x int;\n")
    result = run("old.sql", "migrations")
    assert result.exit_code == 2
    assert "2_b.sql:3:1: PostgreSQL refuses this statement" in result.stderr


def test_models_to_plan(here: Path) -> None:
    (here / "one.yaml").write_text(MODEL % "")
    (here / "two.yaml").write_text(MODEL % ", isbn: {type: text}")
    result = run("one.yaml", "two.yaml")
    assert result.exit_code == 0, result.output
    assert "ADD COLUMN isbn" in result.stdout


def test_live_database_is_only_read(server: PostgresServer) -> None:
    with server.database() as live:
        live.execute(OLD.encode())
        live.execute("insert into books values (1, 'kept', 2)")
        url = f"postgresql://postgres@/{live.info.dbname}?host={server.connection_info['host']}"
        result = run(url, "new.sql")
        assert result.exit_code == 0, result.output
        assert "CREATE INDEX CONCURRENTLY books_title" in result.stdout
        assert live.execute("select to_regclass('books_title') is null").fetchone() == (True,)
        assert run("new.sql", url, "--format", "json").exit_code == 0


def test_standard_input() -> None:
    assert "CREATE INDEX CONCURRENTLY" in run("old.sql", "-", given=NEW).stdout


def test_unreachable_database_is_exit_3() -> None:
    result = run("postgresql://nobody@localhost:1/x", "new.sql")
    assert result.exit_code == 3
    assert "cannot be reached" in result.stderr


def test_a_version_that_is_not_installed_is_planned_for_and_named() -> None:
    document = json.loads(run("old.sql", "new.sql", "--engine-version", "13", "--format", "json").stdout)
    assert document["version"] == "13"
    assert "not on PostgreSQL 13" in document["verified"]
    assert not any("NOT NULL title NOT VALID" in step["sql"] for step in document["steps"])


def test_a_killed_server_is_exit_3_and_says_where_it_stopped(
    monkeypatch: pytest.MonkeyPatch, server: PostgresServer
) -> None:
    from backend_data_model.migrations.postgresql.catalog.read import read_catalog

    def end_connection(connection: psycopg.Connection[Any]) -> Catalog:
        with server.connect() as other:
            other.execute("select pg_terminate_backend(%s, 5000)", [connection.info.backend_pid])
        return read_catalog(connection)

    monkeypatch.setattr("backend_data_model.migrations.postgresql.sources.read_catalog", end_connection)
    result = run("old.sql", "new.sql")
    assert result.exit_code == 3
    assert "the server went away while loading NEW" in result.stderr
    with server.connect() as admin:
        left = admin.execute("select count(*) from pg_database where datname like 'bdm_scratch%'").fetchone()
    assert left == (0,)


def test_sqlite_file_to_ddl(here: Path) -> None:
    with closing(sqlite3.connect(here / "app.db")) as database:
        database.executescript("create table t (id integer primary key); create view v as select id from t;")
    (here / "wanted.sql").write_text(
        "create table t (id integer primary key, name text); create view v as select id from t;"
    )
    result = CliRunner().invoke(main, ["plan", "app.db", "wanted.sql"])
    assert result.exit_code == 0, result.output
    assert "ADD COLUMN" in result.stdout
    assert CliRunner().invoke(main, ["plan", "app.db", "app.db", "--check"]).exit_code == 0


HOSTILE = ['a"b', "semi;colon", "new\nline); drop table t; --", "per%cent", "ünï", "select", "dollar$$", "back\\slash"]


def test_hostile_names(here: Path, server: PostgresServer) -> None:
    ddl = ["create table t ()"]
    for name in HOSTILE:
        quoted = '"' + name.replace('"', '""') + '"'
        ddl += [
            f"create table {quoted} ({quoted} int constraint {quoted} check ({quoted} > 0))",
            f"create index on {quoted} ({quoted})",
            f"comment on column {quoted}.{quoted} is $c${name}'\n--x$c$",
        ]
    (here / "hostile.sql").write_text(";\n".join(ddl))
    (here / "empty.sql").write_text(ddl[0])
    result = run("empty.sql", "hostile.sql")
    assert result.exit_code == 0, result.output
    with server.database() as connection:
        connection.execute(ddl[0].encode())
        for statement in split_statements(result.stdout, "postgresql"):
            connection.execute(statement.sql.encode())
        tables = "select relname from pg_class where relkind = 'r' and oid > 16384"
        assert {name for (name,) in connection.execute(tables.encode())} == {"t", *HOSTILE}
