"""Reads a live MySQL or MariaDB through `information_schema`, in a read-only transaction."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from backend_data_model.engines.mysql import live_tables
from backend_data_model.model.errors import EngineUnavailable, InputError
from backend_data_model.model.schema import Routine, Schema, Trigger, View

if TYPE_CHECKING:
    from pymysql.connections import Connection

SCHEMES = ("mysql", "mysql+pymysql", "mariadb", "mariadb+pymysql")
_TIMEOUT_SECONDS = 30


def read_url(url: str) -> Schema:
    """The schema of the database that a URL names: `mysql://user:password@host:3306/database`.

    `?unix_socket=/path` connects through a socket.  `InputError` for a URL that names no database, `EngineUnavailable`
    when the server cannot be reached; neither repeats the password.
    """
    with closing(connect(url)) as connection:
        schema = read_connection(connection)
    parts = urlsplit(url)
    schema.source = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    return schema


def connect(url: str) -> Connection[Any]:
    """A connection to the database of `url`."""
    import pymysql

    parts = urlsplit(url)
    database = unquote(parts.path.lstrip("/"))
    if parts.scheme not in SCHEMES or not database:
        raise InputError(
            "this is not the URL of a MySQL database",
            help="write mysql://user:password@host:3306/database",
        )
    socket = parse_qs(parts.query).get("unix_socket", [None])[0]
    try:
        port = parts.port or 3306
    except ValueError as error:
        raise InputError(f"the port of the URL is no number: {error}") from None
    place = socket or f"{parts.hostname or 'localhost'}:{port}"
    try:
        return pymysql.connect(
            host=parts.hostname or "localhost",
            port=port,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password or ""),
            database=database,
            unix_socket=socket,
            charset="utf8mb4",
            connect_timeout=10,
            read_timeout=_TIMEOUT_SECONDS,
        )
    except (pymysql.MySQLError, OSError) as error:
        code = error.args[0] if error.args and isinstance(error.args[0], int) else type(error).__name__
        reason = {1044: "access denied", 1045: "access denied", 1049: f"no database {database}"}.get(
            code if isinstance(code, int) else 0, f"error {code}"
        )
        raise EngineUnavailable(
            f"cannot connect to MySQL at {place}: {reason}", help="check the URL and that the server runs"
        ) from None


def read_connection(connection: Connection[Any]) -> Schema:
    """The schema of a connection's current database."""
    with connection.cursor() as cursor:
        cursor.execute("START TRANSACTION READ ONLY")
        catalog = live_tables.CatalogReader(cursor)
        schema = Schema("mysql", version=catalog.version)
        schema.tables = catalog.tables()
        schema.views = [
            View(name, definition or "", security_invoker=security == "INVOKER")
            for name, definition, security in catalog.rows(
                "SELECT table_name, view_definition, security_type FROM information_schema.views"
                " WHERE table_schema = DATABASE() ORDER BY table_name"
            )
        ]
        schema.routines = [
            Routine(name, definition or "", security_definer=security == "DEFINER")
            for name, definition, security in catalog.rows(
                "SELECT routine_name, routine_definition, security_type FROM information_schema.routines"
                " WHERE routine_schema = DATABASE() ORDER BY routine_name"
            )
        ]
        schema.triggers = [
            Trigger(name, table, body)
            for name, table, body in catalog.rows(
                "SELECT trigger_name, event_object_table, action_statement FROM information_schema.triggers"
                " WHERE trigger_schema = DATABASE() ORDER BY event_object_table, trigger_name"
            )
        ]
        cursor.execute("ROLLBACK")
    return schema
