"""Runs a migration on an empty copy of the old schema: whether it is accepted, and what becomes of each column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.postgresql.live import read_connection
from backend_data_model.migrations.postgresql.catalog.read import read_catalog
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.rehearse.actions import Action
    from backend_data_model.model.schema import Schema

# "cannot run inside a transaction block", and COMMIT in a DO block or a procedure inside one.
_REFUSES_TRANSACTION = {"25001", "2D000"}
_LONGEST = "120s"
_IDLE = 0

_COLUMNS = """
select c.oid, a.attnum, nullif(n.nspname, 'public'), c.relname, a.attname
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid = a.attrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
   and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_t%'
"""

Place = tuple[str, str]


@dataclass(slots=True)
class Trial:
    """The schema before and after, and where each column went: (table, column) before to (table, column) after."""

    before: Schema
    after: Schema
    catalog: Catalog
    old_catalog: Catalog
    moved: dict[Place, Place]


def try_on_empty(connection: psycopg.Connection[Any], actions: Sequence[Action], undo: Sequence[Action] = ()) -> Trial:
    """Run the actions, then `undo`, in the database of `connection`, which holds the old schema.

    `Action.alone` is corrected: the server knows what refuses a transaction.

    Raises InputError with the place of the statement that is refused.
    """
    before, old_catalog, places = read_connection(connection), read_catalog(connection), _places(connection)
    connection.execute(f"set statement_timeout = '{_LONGEST}'")
    for action in actions:
        _try(connection, action)
    if connection.info.transaction_status != _IDLE:
        raise InputError("the migration leaves a transaction open", help="end it with COMMIT")
    connection.execute("reset all")
    later = _places(connection)
    moved = {place: later[key] for key, place in places.items() if key in later}
    for place in places.values():
        if place not in moved and place in later.values():
            moved[place] = place
    trial = Trial(before, read_connection(connection), read_catalog(connection), old_catalog, moved)
    for action in undo:
        _try(connection, action)
    return trial


def _places(connection: psycopg.Connection[Any]) -> dict[tuple[int, int], Place]:
    return {
        (oid, number): (f"{schema}.{table}" if schema else table, column)
        for oid, number, schema, table, column in connection.execute(_COLUMNS)
    }


def _try(connection: psycopg.Connection[Any], action: Action) -> None:
    import psycopg

    inside = connection.info.transaction_status != _IDLE
    if inside:
        action.alone = False
    try:
        if not action.alone:
            connection.execute(action.sql.encode())
            return
        try:
            with connection.transaction():
                connection.execute(action.sql.encode())
        except psycopg.Error as error:
            if error.sqlstate not in _REFUSES_TRANSACTION:
                raise
            action.alone = False
            connection.execute(action.sql.encode())
    except psycopg.Error as error:
        message = str(error).strip().partition("\n")[0]
        raise InputError(
            f"PostgreSQL refuses this statement on an empty copy of OLD: {message} [{error.sqlstate}]: {action.title}",
            position=action.position,
            help="A migration is rehearsed only when it runs at all.",
        ) from error
