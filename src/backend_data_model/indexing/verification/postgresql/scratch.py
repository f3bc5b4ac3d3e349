"""The scratch database of a verification, and what it is filled from.

In this order: the rows of the database that the user names, where it has the tables; the user's data script; the rows
that the schema's own script makes.  The user's database is only read.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.postgresql.server import locale_of, scratch_postgres, user_postgres
from backend_data_model.engines.termination import termination_unwinds
from backend_data_model.indexing.facts import SchemaFacts
from backend_data_model.indexing.statistics import TableStatistics
from backend_data_model.indexing.verification.postgresql.assumed_statistics import assumed_statistics
from backend_data_model.indexing.verification.postgresql.copying import copy_rows, live_rows
from backend_data_model.indexing.verification.postgresql.live_statistics import read_statistics
from backend_data_model.indexing.verification.postgresql.made_rows import make_rows
from backend_data_model.indexing.verification.postgresql.script import has_rows, load

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import psycopg

    from backend_data_model.indexing.verification.source import Source
    from backend_data_model.model.schema import Schema

    Connection = psycopg.Connection[tuple[Any, ...]]

_ASSUMED_ROWS = 100_000


@dataclass(slots=True)
class Scratch:
    """A filled database; `label` says on what, `remarks` what to know of the rows.  `has_rows`: any at all."""

    connection: Connection
    label: str
    has_rows: bool
    remarks: list[str] = field(default_factory=list)


@contextmanager
def filled_database(source: Source, schema: Schema, tell: Callable[[str], None]) -> Iterator[Scratch]:
    """A scratch database with the schema and rows, dropped at the end, also on Ctrl-C and SIGTERM.

    With a URL it is made on that server, else, and where rows are to be made, on a throw-away one.  EngineUnavailable
    where neither can be had.
    """
    if source.made:
        with scratch_postgres() as server, server.database(roles_of=source.ddl) as connection:
            yield _of_statistics(connection, f"PostgreSQL {server.version}", source, schema, tell)
        return
    if source.url is None:
        with scratch_postgres() as server, server.database(roles_of=source.ddl) as connection:
            yield _of_script(connection, f"PostgreSQL {server.version}", source, tell)
        return
    server = user_postgres(source.url)
    with termination_unwinds(), server.connect() as live:
        live.execute("set default_transaction_read_only = on")
        locale = locale_of(live)
        tables = [(table.schema or "public", table.name) for table in schema.tables]
        sizes = live_rows(live, tables)
        with server.database(roles_of=source.ddl, locale=locale) as connection:
            engine = f"PostgreSQL {server.version}"
            if any(size > 0 for size in sizes.values()):
                yield _of_live(live, connection, engine, source, tables, tell)
            else:
                yield _of_script(connection, engine, source, tell)


def _of_live(
    live: Connection,
    connection: Connection,
    engine: str,
    source: Source,
    tables: list[tuple[str, str]],
    tell: Callable[[str], None],
) -> Scratch:
    failed = load(connection, source.ddl, rows=False, tell=tell)
    copied = copy_rows(live, connection, tables, source.most_rows, tell)
    _vacuum(connection, tell)
    total = sum(copied.rows.values())
    sampled = bool(copied.sampled)
    label = f"{engine}, {total:,} rows copied from the database of the URL into a scratch database"
    remarks = [f"the scratch database lacks: {text}" for text in failed]
    if sampled:
        shares = ", ".join(f"{name} {share:.1%}" for name, share in copied.sampled.items())
        remarks.append(f"large tables were sampled ({shares}): costs and times of the whole tables are higher")
    if copied.missing:
        remarks.append(f"the database of the URL has no {', '.join(copied.missing)}: empty in the check")
    return Scratch(connection, label, total > 0, remarks)


def _of_statistics(
    connection: Connection, engine: str, source: Source, schema: Schema, tell: Callable[[str], None]
) -> Scratch:
    facts = SchemaFacts(schema)
    names = [(table.schema or "public", table.name) for table in schema.tables]
    known: dict[tuple[str, str], TableStatistics] = {}
    if source.url is not None:
        tell("Reading statistics")
        with user_postgres(source.url).connect() as live:
            live.execute("set default_transaction_read_only = on")
            known = read_statistics(live, names)
    remarks = []
    unknown = []
    for name, table in zip(names, schema.tables, strict=True):
        if name not in known or not known[name].columns:
            unknown.append(table.qualified_name)
            rows = known[name].rows if name in known else 0
            assumed = assumed_statistics(table, facts, min(source.most_rows, _ASSUMED_ROWS))
            known[name] = TableStatistics(rows or assumed.rows, columns=assumed.columns)
    remarks += [f"the scratch database lacks: {text}" for text in load(connection, source.ddl, rows=False, tell=tell)]
    made = make_rows(connection, schema, known, source.most_rows, tell)
    remarks += [f"no rows were made for {text}" for text in made.failed]
    if source.url is None:
        remarks.append(
            "sizes and distributions were guessed by names and types: times and gains are those of such rows"
        )
    elif unknown:
        remarks.append(f"the database has no statistics of {', '.join(unknown)}: those were guessed by names and types")
    remarks.append("values of different columns are independent of each other in rows that are made")
    _vacuum(connection, tell)
    total = sum(made.rows.values())
    origin = "the statistics of the database of the URL" if source.url is not None else "names and types"
    label = f"{engine}, {total:,} rows made by {origin} in a scratch database"
    return Scratch(connection, label, total > 0, remarks)


def _of_script(connection: Connection, engine: str, source: Source, tell: Callable[[str], None]) -> Scratch:
    script, rows = source.ddl, has_rows(source.ddl)
    failed = load(connection, script, rows=True, tell=tell)
    if source.data is not None:
        failed += load(connection, source.data, rows=True, tell=tell)
    _vacuum(connection, tell)
    row = connection.execute(
        "select coalesce(sum(greatest(c.reltuples, 0)), 0) from pg_catalog.pg_class c join pg_catalog.pg_namespace n"
        " on n.oid = c.relnamespace where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')"
    ).fetchone()
    total = int(row[0]) if row else 0
    origin = "your data script" if source.data is not None else "the schema's script"
    label = f"{engine}, about {total:,} rows of {origin} in a scratch database"
    return Scratch(
        connection,
        label,
        total > 0 and (rows or source.data is not None),
        [f"failed in the script: {t}" for t in failed],
    )


def _vacuum(connection: Connection, tell: Callable[[str], None]) -> None:
    tell("Collecting statistics")
    connection.execute("vacuum (analyze)")


def empty_tables(connection: Connection, schema: Schema) -> frozenset[str]:
    """The qualified names of the tables that are there without a row, or not there at all."""
    import psycopg
    from psycopg import sql

    found = set()
    for table in schema.tables:
        target = sql.Identifier(table.schema or "public", table.name)
        try:
            row = connection.execute(sql.SQL("select exists (select from {})").format(target)).fetchone()
        except psycopg.Error:
            row = (False,)
        if not (row and row[0]):
            found.add(table.qualified_name)
    return frozenset(found)
