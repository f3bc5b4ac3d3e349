"""A plan between the schemas of each case, and a database that stands at the old one."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.postgresql.catalog.read import read_catalog
from backend_data_model.migrations.postgresql.plan import plan_ddl
from backend_data_model.migrations.postgresql.scratch import loaded
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.steps import Plan

CASES = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text())
AT = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    try:
        with scratch_postgres() as found:
            yield found
    except EngineUnavailable as error:
        pytest.skip(str(error))


@pytest.fixture(params=CASES, ids=lambda case: case["name"], scope="session")
def journey(request: pytest.FixtureRequest, server: PostgresServer) -> Journey:
    return Journey(request.param, server)


class Journey:
    """A case: its plan, and the catalogs at both ends."""

    def __init__(self, case: dict[str, Any], server: PostgresServer) -> None:
        self.server = server
        self.old, self.new = case["old"], case["new"]
        self.plan: Plan = plan_ddl(server, self.old, self.new)
        with loaded(server, self.old) as before, loaded(server, self.new) as after:
            self.start, self.end = read_catalog(before), read_catalog(after)

    def database(self) -> Any:
        """A context with a connection to a database at the old schema."""
        return loaded(self.server, self.old)

    def connect(self, database: psycopg.Connection[Any]) -> psycopg.Connection[Any]:
        """A further connection to a database of ours, in a transaction as drivers begin it."""
        import psycopg

        return psycopg.connect(**self.server.connection_info | {"dbname": database.info.dbname})

    def has_arrived(self, database: psycopg.Connection[Any], books: str) -> bool:
        """Whether a database has the new schema, but for the objects whose name tells that a tool made them."""
        return _same(read_catalog(database), self.end, books)

    def is_back(self, database: psycopg.Connection[Any], books: str) -> bool:
        """Whether a database has the old schema again, but for the books of the tool."""
        return _same(read_catalog(database), self.start, books)


def write(files: dict[str, str], directory: Path) -> None:
    """Write the files of a format."""
    for path, text in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8")


def run_script(database: psycopg.Connection[Any], script: str, *, in_transaction: bool) -> None:
    """Run a script statement by statement, as a tool does."""
    statements = [statement.sql for statement in split_statements(script, "postgresql")]
    with database.transaction() if in_transaction else nullcontext():
        for statement in statements:
            database.execute(statement.encode())


def _same(found: Catalog, wanted: Catalog, books: str) -> bool:
    ours = {ref: item for ref, item in found.objects.items() if books not in f"{ref.of} {ref.name}"}
    theirs = wanted.objects
    assert set(ours) == set(theirs), sorted(map(str, set(ours) ^ set(theirs)))
    assert not [str(ref) for ref in ours if ours[ref] != theirs[ref]]
    return True
