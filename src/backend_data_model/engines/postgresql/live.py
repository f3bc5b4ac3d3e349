"""The schema of a live PostgreSQL database, from its catalog in a read-only transaction (PostgreSQL 12 and later)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.postgresql import live_objects, live_tables
from backend_data_model.model.errors import EngineUnavailable, InputError
from backend_data_model.model.schema import Schema

if TYPE_CHECKING:
    import psycopg

_PASSWORD = re.compile(r"(?<=://)([^:/@?]*):(.*)@|(password)=([^&\s]+)")
_CONNECT_SECONDS = 10
_STATEMENT_TIMEOUT = "60s"


def read_url(url: str) -> Schema:
    """The schema of the database at `postgresql://user@host/name`; nothing is written.

    Raises InputError for a malformed URL and EngineUnavailable when the server cannot be reached.
    """
    import psycopg

    shown = without_password(url)
    address = re.sub(r"^(?:postgres(?:ql)?)(?:\+\w+)?://", "postgresql://", url)
    try:
        psycopg.conninfo.conninfo_to_dict(address)
    except psycopg.Error:
        raise InputError(f"not a PostgreSQL URL: {shown}", help="postgresql://user@host:5432/database") from None
    try:
        with psycopg.connect(address, connect_timeout=_CONNECT_SECONDS, application_name="bdm") as connection:
            schema = read_connection(connection)
    except psycopg.Error as error:
        raise EngineUnavailable(
            f"PostgreSQL at {shown} cannot be read: {_first_line(error, url)}",
            help="check that the server runs and that the URL names the right host, user and database",
        ) from None
    schema.source = shown
    return schema


def without_password(url: str) -> str:
    """The URL as it may be shown."""
    return _PASSWORD.sub(lambda found: f"{found[3]}=***" if found[3] else f"{found[1]}:***@", url)


def _first_line(error: Exception, url: str) -> str:
    text = str(error).strip().partition("\n")[0] or type(error).__name__
    for found in _PASSWORD.finditer(url):
        text = text.replace(found[2] or found[4] or "\0", "***")
    return text


def read_connection(connection: psycopg.Connection[Any]) -> Schema:
    """The schema that an open connection sees, without the system's own and what belongs to extensions."""
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(f"SET LOCAL statement_timeout = '{_STATEMENT_TIMEOUT}'")
        # Names of other schemas are then qualified in every expression, whatever the path of the user is.
        cursor.execute("SET LOCAL search_path = public")
        number = connection.info.server_version
        schema = Schema("postgresql", version=f"{number // 10000}.{number % 10000}")
        live_tables.read_tables(cursor, schema, number)
        live_objects.read_objects(cursor, schema, number)
    return schema
