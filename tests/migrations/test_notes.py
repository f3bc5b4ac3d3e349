"""What migration notes say to run runs, and what is called safe is predicted to be safe."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backend_data_model.designer import design_schema
from backend_data_model.documents import load_model
from backend_data_model.engines.dispatch import render_ddl
from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.notes import render_migration_notes
from backend_data_model.migrations.sqlite.catalog.read import read_catalog
from backend_data_model.migrations.sqlite.scratch import loaded
from backend_data_model.model.errors import EngineUnavailable
from backend_data_model.model.settings import DesignSettings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.model.schema import Engine

MODELS = Path(__file__).parents[1] / "designer" / "models"
_NOTE = re.compile(r"^- (?P<change>.+?): [^\n]*\n\n  ```sql\n(?P<sql>.*?)\n  ```", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"(column|unique key|check|foreign key|index) `(?P<name>[^`]+)`")
_REMOVALS = {
    "column": "alter table {table} drop column {name} cascade",
    "index": "drop index if exists {name}",
}


def notes_of(name: str, engine: Engine, version: str | None = None) -> tuple[str, str]:
    settings = DesignSettings(engine, version=version)
    schema = design_schema(load_model((MODELS / f"{name}.yaml").read_text(), name), settings)
    return render_ddl(schema, settings), render_migration_notes(schema, settings)


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    try:
        with scratch_postgres() as found:
            yield found
    except EngineUnavailable as error:
        pytest.skip(str(error))


def by_table(text: str) -> Iterator[tuple[str, str, str]]:
    """The table, the change and the SQL of every note that has some."""
    for section in re.split(r"^## Table ", text, flags=re.MULTILINE)[1:]:
        for note in _NOTE.finditer(section):
            yield section.partition("\n")[0].strip("`"), note["change"], note["sql"]


@pytest.mark.parametrize("name", ["library", "zoo"])
def test_what_is_said_for_postgresql_runs(name: str, server: PostgresServer) -> None:
    ddl, text = notes_of(name, "postgresql")
    seen = set()
    with server.database() as connection:
        connection.execute(ddl.encode())
        connection.commit()
        connection.autocommit = True
        for table, change, sql in by_table(text):
            added = _NAME.fullmatch(change)
            if not added and "row-level" in change:
                continue
            if added:
                removal = _REMOVALS.get(added[1], "alter table {table} drop constraint if exists {name} cascade")
                quoted = '"' + added["name"].replace('"', '""') + '"'
                connection.execute(removal.format(table=table, name=quoted).encode())
            for statement in split_statements(sql, "postgresql"):
                connection.execute(statement.sql.encode())
            seen.add(added[1] if added else change.partition(" ")[0])
    assert {"column", "unique key", "check", "foreign key", "index"} <= seen


@pytest.mark.parametrize("version", ["14", "16", "18"])
def test_no_step_for_postgresql_blocks_while_it_works(version: str) -> None:
    _, text = notes_of("library", "postgresql", version)
    said = [line for _, _, sql in by_table(text) for line in sql.splitlines() if line.startswith("  -- ")]
    assert said
    assert not [line for line in said if "until it is done" in line or "not predicted" in line]
    assert ("NOT NULL name NOT VALID" in text) == (version == "18")


@pytest.mark.parametrize(("version", "instant"), [("5.7", False), ("8.0.20", False), ("8.4", True)])
def test_mysql_says_what_the_version_can_do(version: str, instant: bool) -> None:
    _, text = notes_of("library", "mysql", version)
    assert ("- drop of `name`, `born_on`, `created_at`, `updated_at`: ALGORITHM=INSTANT" in text) is instant
    assert "not predicted" not in text
    assert "fill the old rows in batches that commit\n  -- ALGORITHM=INPLACE; writes every row anew" in text


def test_a_rebuild_of_sqlite_runs_and_keeps_everything() -> None:
    ddl, text = notes_of("library", "sqlite")
    scripts = [sql for _, change, sql in by_table(text) if " from " in change]
    assert scripts
    for script in scripts:
        with loaded(ddl) as connection, loaded(ddl) as before:
            for statement in split_statements(script, "sqlite"):
                connection.execute(statement.sql)
            there, was = read_catalog(connection), read_catalog(before)
            assert (set(there.tables), there.indexes, there.triggers) == (set(was.tables), was.indexes, was.triggers)
            assert there != was


@pytest.mark.parametrize(("version", "rebuilds"), [("3.40", True), ("3.53", False)])
def test_sqlite_says_what_the_version_can_do(version: str, rebuilds: bool) -> None:
    _, text = notes_of("library", "sqlite", version)
    (line,) = {line for line in text.splitlines() if line.startswith("- NOT NULL on `born_on`")}
    assert ("rebuilds the table" in line) is rebuilds


@pytest.mark.parametrize("engine", ["postgresql", "mysql", "sqlite"])
def test_notes_are_the_same_each_time(engine: Engine) -> None:
    assert notes_of("clinic", engine) == notes_of("clinic", engine)
