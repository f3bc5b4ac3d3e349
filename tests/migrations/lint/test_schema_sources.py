"""`--schema`: a file, a directory of migrations and a live database of the same schema say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backend_data_model.cli.lint import schema_text
from backend_data_model.migrations.lint.lint import lint
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCHEMA = """
CREATE SCHEMA app;
CREATE TYPE app.state AS ENUM ('new', 'done');
CREATE DOMAIN app.email AS text CHECK (VALUE LIKE '%@%');
CREATE SEQUENCE app.numbers;
CREATE TABLE app.users (id bigint PRIMARY KEY, name varchar(20), mail app.email, total numeric(10, 2));
CREATE TABLE app.orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state app.state, user_id bigint,
  qty int CONSTRAINT qty_nn CHECK (qty IS NOT NULL), later int);
ALTER TABLE app.orders ADD CONSTRAINT later_nn CHECK (later IS NOT NULL) NOT VALID;
ALTER TABLE app.orders ADD CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES app.users (id) NOT VALID;
CREATE INDEX users_name ON app.users (name) WHERE total > 0;
CREATE TABLE app.events (at date NOT NULL, note text) PARTITION BY RANGE (at);
CREATE TABLE app.events_2024 PARTITION OF app.events FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE app.events_rest PARTITION OF app.events DEFAULT;
CREATE VIEW app.named AS SELECT id, name FROM app.users;
CREATE MATERIALIZED VIEW app.totals AS SELECT total FROM app.users;
"""
CHANGES = """
ALTER TABLE app.users ADD COLUMN other app.email;
ALTER TABLE app.users ALTER COLUMN name TYPE varchar(40);
ALTER TABLE app.users ALTER COLUMN total TYPE numeric(12, 2);
ALTER TABLE app.users ADD COLUMN n bigint DEFAULT nextval('app.numbers');
ALTER DOMAIN app.email ADD CONSTRAINT filled CHECK (VALUE <> '');
ALTER TABLE app.orders ALTER COLUMN qty SET NOT NULL;
ALTER TABLE app.orders ALTER COLUMN later SET NOT NULL;
ALTER TABLE app.orders VALIDATE CONSTRAINT orders_user;
ALTER TABLE app.orders ALTER COLUMN state TYPE text;
CREATE TABLE app.events_2025 PARTITION OF app.events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX events_note ON app.events (note);
DROP TABLE app.users CASCADE;
REFRESH MATERIALIZED VIEW app.totals;
DROP MATERIALIZED VIEW app.totals;
"""


@pytest.fixture(scope="module")
def live_url() -> Iterator[str]:
    """A live database with the schema, by its URL."""
    from backend_data_model.engines.postgresql.server import shared_postgres

    try:
        server = shared_postgres()
    except EngineUnavailable as error:
        pytest.skip(str(error))
    with server.database() as connection:
        connection.execute(SCHEMA)
        info = connection.info
        yield f"postgresql://{info.user}@/{info.dbname}?host={info.host}&port={info.port}"


def told(schema: str) -> list[Any]:
    """Each statement with its locks and its work, and each finding."""
    report = lint(CHANGES, schema=schema)
    effects = [(one.sql, one.locks, one.rewrites, one.scans, one.index_builds, one.hazard) for one in report.statements]
    assert report.unparsed == []
    return [*effects, *[(finding.line, finding.code) for finding in report.findings]]


def test_a_live_database_says_what_its_ddl_says(live_url: str) -> None:
    assert told(schema_text(live_url)) == told(SCHEMA)


def test_a_directory_says_what_its_files_say_in_the_order_of_the_tool(tmp_path: Path) -> None:
    statements = [one.strip() for one in SCHEMA.split(";\n") if one.strip()]
    for number, statement in enumerate(statements, start=1):
        (tmp_path / f"V{number}__x.sql").write_text(statement, encoding="utf-8")
    (tmp_path / "U3__x.sql").write_text("DROP TABLE app.users", encoding="utf-8")
    assert told(schema_text(str(tmp_path))) == told(SCHEMA)


def test_a_database_that_is_not_there_and_one_of_another_kind() -> None:
    with pytest.raises(EngineUnavailable):
        schema_text("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(InputError, match="no database of PostgreSQL"):
        schema_text("mysql://nobody@127.0.0.1:1/none")
