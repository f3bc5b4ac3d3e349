"""Plans a migration of PostgreSQL between two sources, each DDL text or a live database, on scratch databases."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.postgresql.catalog.read import read_catalog
from backend_data_model.migrations.postgresql.lost_server import naming_the_stage_of_a_lost_server
from backend_data_model.migrations.postgresql.online.release_check import is_reordered, order_as_released
from backend_data_model.migrations.postgresql.plan import plan_on
from backend_data_model.migrations.postgresql.planner import steps_between
from backend_data_model.migrations.postgresql.predict.plans import predict_steps
from backend_data_model.migrations.postgresql.scratch import loaded, run_with_roles
from backend_data_model.migrations.postgresql.side_by_side import loaded_side_by_side, may_share_a_server
from backend_data_model.migrations.postgresql.unspoken import Unspoken, unspoken
from backend_data_model.migrations.rename_hints import read_rename_hints
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.source import Source
    from backend_data_model.migrations.steps import Plan


def plan_sources(
    old: Source,
    new: Source,
    *,
    version: str | None,
    server_url: str | None,
    tell: Callable[[str], None],
    online_renames: bool = False,
) -> Plan:
    """The plan from one source to the other, tried on an empty copy of the old one.

    Live databases are read in read-only transactions and not touched otherwise.  What a DDL text says nothing of, such
    as privileges, stays in a live database; see `unspoken`.
    """
    server = _server(server_url, version, tell)
    written: list[str] = []
    kept = Unspoken(unspoken(new.ddl)) if old.url is not None and new.ddl is not None else None
    with naming_the_stage_of_a_lost_server(tell) as told:
        with _both(server, new, old, told, kept, written) as (wanted, before):
            told("planning, and running the plan on an empty copy")
            if version and not _is(version, server):
                wanted.version = int(version.partition(".")[0]) * 10_000
            hints = read_rename_hints(new.ddl, "postgresql") if new.ddl else None
            plan = plan_on(before, wanted, server.version, hints, kept, online_renames=online_renames)
        if (online_renames or (hints and hints.derived)) and is_reordered(plan):
            told("running both releases on an empty copy")
            with _database(server, old, told, kept) as again:
                order_as_released(again, plan, wanted)
    if version and not _is(version, server):
        plan.version = version
        plan.verified = f"{plan.verified}; not on PostgreSQL {version}, which is not installed here"
    known = ";\n".join(written) if old.ddl is None else old.ddl
    predict_steps(plan.steps, known, int((version or server.version).partition(".")[0]))
    return plan


def _is(version: str, server: PostgresServer) -> bool:
    return server.version.partition(".")[0] == version.partition(".")[0]


def _server(url: str | None, version: str | None, tell: Callable[[str], None]) -> PostgresServer:
    """The server for scratch databases: of the version asked for where there is one, otherwise of another."""
    from backend_data_model.engines.postgresql.binaries import find_binaries
    from backend_data_model.engines.postgresql.server import shared_postgres, user_postgres

    if url:
        return user_postgres(url)
    tell("starting PostgreSQL")
    major = int(version.partition(".")[0]) if version else None
    try:
        find_binaries(major)
    except EngineUnavailable:
        major = None
    return shared_postgres(major)


@contextmanager
def _both(
    server: PostgresServer,
    new: Source,
    old: Source,
    tell: Callable[[str], None],
    kept: Unspoken | None,
    written: list[str],
) -> Iterator[tuple[Catalog, psycopg.Connection[tuple[Any, ...]]]]:
    """The catalog of the new schema, and a scratch database with the old one."""
    if server.own and may_share_a_server(new, old):
        tell(f"loading {new.name} and {old.name}")
        with loaded_side_by_side(server, new, old) as both:
            yield both
        return
    tell(f"loading {new.name}")
    with _database(server, new, tell) as after:
        wanted = read_catalog(after)
    tell(f"loading {old.name}")
    with _database(server, old, tell, kept, written) as before:
        yield wanted, before


@contextmanager
def _database(
    server: PostgresServer,
    source: Source,
    tell: Callable[[str], None],
    kept: Unspoken | None = None,
    written: list[str] | None = None,
) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A scratch database with the schema of the source; `written` gets the DDL that was made from a live one."""
    if source.ddl is not None:
        with loaded(server, source.ddl, source.name) as connection:
            yield connection
        return
    assert source.url is not None
    tell(f"reading {source.name}")
    catalog = live_catalog(source.url)
    if kept:
        kept.forget_extensions(catalog)
    with server.database() as connection:
        statements = _copy(connection, catalog, source.name)
        if written is not None:
            written += statements
        yield connection


def live_catalog(url: str) -> Catalog:
    """The catalog of a live database, which is only read."""
    import psycopg

    from backend_data_model.engines.postgresql.server import user_postgres

    try:
        with user_postgres(url).connect() as connection:
            connection.execute("set default_transaction_read_only = on")
            return read_catalog(connection)
    except psycopg.Error as error:
        message = str(error).strip().partition("\n")[0]
        raise EngineUnavailable(f"the database cannot be read: {message}") from error


def live_ddl(url: str) -> str:
    """DDL that makes the schema of a live database, from its catalog; the database is only read."""
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog

    catalog = live_catalog(url)
    return "".join(f"{step.sql.rstrip(';')};\n" for step in steps_between(Catalog(catalog.version), catalog))


def _copy(connection: psycopg.Connection[Any], catalog: Catalog, name: str) -> list[str]:
    """Make the schema of a catalog in an empty database, by the statements that it returns.

    Raises InputError for what cannot be made there.
    """
    import psycopg

    steps = steps_between(read_catalog(connection), catalog)
    for step in steps:
        try:
            run_with_roles(connection, step.sql)
        except psycopg.Error as error:
            message = str(error).strip().partition("\n")[0]
            raise InputError(
                f"{name} cannot be copied for the trial: {message} [{error.sqlstate}]: {step.sql}",
                help="name a server that can hold a copy with --url",
            ) from error
    return [step.sql.rstrip().rstrip(";") for step in steps]
