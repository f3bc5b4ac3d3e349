"""Plans a migration of MySQL between two sources, each DDL text or a live database, on scratch databases."""

from __future__ import annotations

import re
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.mysql.catalog.read import read_catalog
from backend_data_model.migrations.mysql.plan import plan_on
from backend_data_model.migrations.mysql.planner import Context, drafts_between
from backend_data_model.migrations.mysql.scratch import for_server, loaded
from backend_data_model.migrations.mysql.target import target_of
from backend_data_model.migrations.rename_hints import read_rename_hints
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pymysql

    from backend_data_model.engines.mysql.server import MysqlServer
    from backend_data_model.migrations.mysql.catalog.objects import Catalog
    from backend_data_model.migrations.source import Source
    from backend_data_model.migrations.steps import Plan


def plan_sources(
    old: Source, new: Source, *, version: str | None, server_url: str | None, tell: Callable[[str], None]
) -> Plan:
    """The plan from one source to the other, tried on an empty copy of the old one.

    Scratch databases are made on the server of `server_url`, or on a throw-away one.  Live databases are only read;
    without a `version` the plan is for the server of the old one.
    """
    server = _server(server_url, tell)
    tell(f"loading {new.name}")
    with _database(server, new) as after:
        wanted = read_catalog(after)
    tell(f"loading {old.name}")
    with _database(server, old) as before:
        tell("planning, and running the plan on an empty copy")
        hints = read_rename_hints(new.ddl, "mysql") if new.ddl else None
        return plan_on(before, wanted, server, version or _version_of(old), hints)


def _server(url: str | None, tell: Callable[[str], None]) -> MysqlServer:
    from backend_data_model.engines.mysql.server import shared_mysql, user_mysql

    if url:
        return user_mysql(url)
    tell("starting MySQL, or MariaDB in its place")
    return shared_mysql()


@contextmanager
def _database(server: MysqlServer, source: Source) -> Iterator[pymysql.Connection[Any]]:
    """A scratch database with the schema of the source."""
    if source.ddl is not None:
        with loaded(server, source.ddl, source.name) as connection:
            yield connection
        return
    catalog = _live(source)[0]
    with server.database() as connection:
        _copy(connection, catalog, source.name, server)
        yield connection


def _live(source: Source) -> tuple[Catalog, str]:
    """What a live database holds and the version of its server; nothing is written."""
    import pymysql

    from backend_data_model.engines.mysql.live import connect

    try:
        with closing(connect(source.url or "")) as connection, connection.cursor() as cursor:
            cursor.execute("set session transaction read only")
            cursor.execute("select version()")
            return read_catalog(connection), str((cursor.fetchone() or ("",))[0])
    except pymysql.MySQLError as error:
        raise EngineUnavailable(f"the database cannot be read: {error}") from error


def _version_of(source: Source) -> str | None:
    if source.url is None:
        return None
    text = _live(source)[1]
    number = re.match(r"(?:5\.5\.5-)?(\d+(?:\.\d+)*)", text)
    return f"{'mariadb' if 'mariadb' in text.lower() else 'mysql'}-{number[1] if number else '8.0'}"


def _copy(connection: pymysql.Connection[Any], catalog: Catalog, name: str, server: MysqlServer) -> None:
    """Make the schema of a catalog in an empty database; InputError for what cannot be made there."""
    import pymysql

    for draft in drafts_between(read_catalog(connection), catalog, Context([target_of("8.4")])):
        try:
            with connection.cursor() as cursor:
                cursor.execute(for_server(draft.sql, server))
        except pymysql.MySQLError as error:
            raise InputError(
                f"{name} cannot be copied for the trial: {error.args[-1]}: {draft.sql}",
                help="name a server of the same version that can hold a copy with --url",
            ) from error
