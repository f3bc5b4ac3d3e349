"""Fills the tables of a scratch database, each with one INSERT ... SELECT over the numbers of its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.engines.postgresql.session import PostgresSession
from backend_data_model.engines.session import RefusedError
from backend_data_model.migrations.postgresql.emit.names import literal, quoted
from backend_data_model.migrations.rehearse.demands import demanded
from backend_data_model.migrations.rehearse.recipes import Recipes
from backend_data_model.migrations.rehearse.scale import root_of, row_counts
from backend_data_model.prover.predicates import solve_groups

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    import psycopg

    from backend_data_model.migrations.rehearse.trial import Trial
    from backend_data_model.model.schema import Schema, Table
    from backend_data_model.prover.predicates import Group

WORKSPACE = "bdm_rehearsal"


def name_of(table: Table) -> str:
    """The table's quoted and qualified name."""
    return f"{quoted(table.schema or 'public')}.{quoted(table.name)}"


def prepare_recipes(
    connection: psycopg.Connection[Any], trial: Trial, touched: Collection[str], rows: int, version: str
) -> Recipes:
    """The recipes for the old schema, which the database of `connection` holds, in keeping with both schemas."""
    schema = demanded(trial, connection)
    return Recipes(trial, schema, row_counts(schema, touched, rows), _solved(connection, schema, version))


def _solved(connection: psycopg.Connection[Any], schema: Schema, version: str) -> dict[str, list[Group]]:
    session = PostgresSession(connection, version, own=True)
    session.begin()
    try:
        return {
            table.qualified_name: solve_groups(table, schema, session)
            for table in schema.tables
            if table.checks or table.indexes or schema.domains
        }
    finally:
        session.rollback()


def fill(
    connection: psycopg.Connection[Any], recipes: Recipes, tell: Callable[[str], None]
) -> tuple[dict[str, int], dict[str, str]]:
    """Fill every table; gives the rows of each by qualified name, and for tables that took fewer the reason.

    Triggers and references are not fired meanwhile: the recipes keep references.  Where a key lets fewer rows in than
    were meant, `recipes.counts` is lowered to what is there.
    """
    connection.execute(f"create schema {WORKSPACE}")
    _list_values(connection, recipes)
    filled: dict[str, int] = {}
    short: dict[str, str] = {}
    connection.execute("set session_replication_role = replica")
    roots = [table for table in recipes.schema.tables if root_of(table, recipes.schema) is table]
    for table in sorted(roots, key=lambda one: recipes.counts[one.qualified_name]):
        name = table.qualified_name
        tell(f"filling {name}: {recipes.counts[name]:,} rows")
        try:
            filled[name] = _fill_table(connection, recipes, table)
        except RefusedError as refusal:
            filled[name] = 0
            short[name] = refusal.message
        if filled[name] < recipes.counts[name]:
            short.setdefault(name, f"a key takes {filled[name]:,} of {recipes.counts[name]:,} rows")
            recipes.counts[name] = max(filled[name], 1)
    connection.execute("reset session_replication_role")
    _continue_sequences(connection, recipes)
    tell("gathering statistics")
    connection.execute("vacuum analyze")
    return filled, short


def _fill_table(connection: psycopg.Connection[Any], recipes: Recipes, table: Table) -> int:
    import psycopg

    columns = recipes.filled(table)
    count = recipes.counts[table.qualified_name]
    if not columns:
        return connection.execute(
            f"insert into {name_of(table)} select from generate_series(1, {count})".encode()
        ).rowcount
    names = ", ".join(quoted(column.name) for column in columns)
    values = ", ".join(recipes.value(table, column, "n") for column in columns)
    sql = (
        f"insert into {name_of(table)} ({names}) overriding system value "
        f"select {values} from generate_series(0::bigint, {count - 1}) as bdm (n) on conflict do nothing"
    )
    try:
        return connection.execute(sql.encode()).rowcount
    except psycopg.Error as error:
        message = error.diag.message_primary or str(error)
        raise RefusedError(message, kind="other", code=error.sqlstate or "") from error


def _list_values(connection: psycopg.Connection[Any], recipes: Recipes) -> None:
    """The values that only Python can make, in tables of the workspace."""
    for one in recipes.listed.values():
        table = f"{WORKSPACE}.{quoted(one.name)}"
        connection.execute(f"create unlogged table {table} (number bigint primary key, value text)".encode())
        with connection.cursor() as cursor, cursor.copy(f"copy {table} from stdin".encode()) as copy:
            for number, value in one.values():
                copy.write_row((number, None if value is None else str(value)))


def _continue_sequences(connection: psycopg.Connection[Any], recipes: Recipes) -> None:
    """Numbers that the server gives go on far above the rows and above those that the writers give."""
    for table in recipes.schema.tables:
        for column in table.columns:
            if column.identity or (column.default and "nextval(" in column.default):
                sequence = (
                    f"pg_get_serial_sequence({literal(name_of(table))}, {literal(column.name)})"
                    if column.identity or "::regclass" not in (column.default or "")
                    else (column.default or "").partition("nextval(")[2].rpartition(")")[0]
                )
                top = 2 * recipes.counts[table.qualified_name] + 1_000_000
                connection.execute(
                    f"select setval({sequence}::regclass, least({top}, seqmax - 1000)) from pg_catalog.pg_sequence "
                    f"where seqrelid = {sequence}::regclass and seqincrement > 0".encode()
                )
