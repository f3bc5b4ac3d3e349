"""Runs a migration on an empty copy of the old schema: whether it is accepted, and what becomes of each column."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.postgresql.live import read_connection
from backend_data_model.migrations.postgresql.catalog.read import read_catalog
from backend_data_model.migrations.rehearse.execute import REFUSES_TRANSACTION, execute, reason
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.rehearse.actions import Action
    from backend_data_model.model.schema import Schema

_LONGEST = "120s"
_IDLE = 0
_UNDEFINED_OBJECT = "42704"
_NO_ROLE = re.compile(r'role "(?P<name>.+)" does not exist')
_NO_EXTENSION = re.compile(r'extension "(?P<name>.+)" is not available|could not open extension control file')

_COLUMNS = """
select c.oid, a.attnum, nullif(n.nspname, 'public'), c.relname, a.attname
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid = a.attrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind in ('r', 'p') and a.attnum > 0 and not a.attisdropped
   and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname not like 'pg\\_t%'
"""

Place = tuple[str, str]


class RefusedActionError(Exception):
    """A statement that fails on an empty copy already: its place among the actions (from 0) and why."""

    def __init__(self, index: int, message: str) -> None:
        super().__init__(message)
        self.index = index
        self.message = message


class MissingRoleError(Exception):
    """A role that a statement names and that the server does not have."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


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

    Raises RefusedActionError for the first action that fails, MissingRoleError where a role has to be made first,
    EngineUnavailable where the server lacks an extension.  An undo that fails is left to the rehearsal itself.
    """
    import psycopg

    before, old_catalog, places = read_connection(connection), read_catalog(connection), _places(connection)
    connection.execute(f"set statement_timeout = '{_LONGEST}'")
    for index, action in enumerate(actions):
        try:
            _try(connection, action)
        except psycopg.Error as error:
            raise _failure(index, error) from error
    if connection.info.transaction_status != _IDLE:
        raise RefusedActionError(len(actions) - 1, "the migration ends inside a transaction; COMMIT is missing")
    connection.execute("reset session authorization; reset role; reset all")
    later = _places(connection)
    moved = {place: later[key] for key, place in places.items() if key in later}
    for place in places.values():
        if place not in moved and place in later.values():
            moved[place] = place
    trial = Trial(before, read_connection(connection), read_catalog(connection), old_catalog, moved)
    with contextlib.suppress(psycopg.Error):
        for action in undo:
            _try(connection, action)
    return trial


def _failure(index: int, error: psycopg.Error) -> Exception:
    message = str(error)
    role = _NO_ROLE.search(message)
    if role is not None and error.sqlstate == _UNDEFINED_OBJECT:
        return MissingRoleError(role["name"])
    if _NO_EXTENSION.search(message):
        return EngineUnavailable(
            f"this PostgreSQL lacks an extension: {reason(error)}", help="set BDM_PG_BIN to one that has it"
        )
    return RefusedActionError(index, reason(error))


def _places(connection: psycopg.Connection[Any]) -> dict[tuple[int, int], Place]:
    return {
        (oid, number): (f"{schema}.{table}" if schema else table, column)
        for oid, number, schema, table, column in connection.execute(_COLUMNS)
    }


def _try(connection: psycopg.Connection[Any], action: Action) -> None:
    import psycopg

    if connection.info.transaction_status != _IDLE:
        action.alone = False
    if not action.alone:
        execute(connection, action)
        return
    try:
        with connection.transaction():
            execute(connection, action)
    except psycopg.Error as error:
        if error.sqlstate not in REFUSES_TRANSACTION:
            raise
        action.alone = False
        execute(connection, action)
