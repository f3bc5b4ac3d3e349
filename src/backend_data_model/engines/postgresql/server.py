"""PostgreSQL servers: our own throw-away one, or a scratch database on the user's.

with scratch_postgres() as server, server.database() as connection:
    connection.execute("create table t ()")
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import threading
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.postgresql.binaries import find_binaries
from backend_data_model.engines.postgresql.cluster import running_cluster
from backend_data_model.engines.termination import termination_unwinds, undisturbed
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg
    from psycopg import sql

_numbers = itertools.count(1)
_shared: dict[int | None, PostgresServer] = {}
_shared_lock = threading.Lock()
_shared_stack = contextlib.ExitStack()


class ServerLost(EngineUnavailable):
    """A server that was reached before cannot be reached any more."""


class PostgresServer:
    """A server to which databases can be added.  `version` is as the server says it (`18.6`).

    `connection_info` holds libpq's keywords.  On somebody else's server (`own=False`) only what we made is dropped.
    """

    def __init__(self, connection_info: dict[str, Any], *, own: bool) -> None:
        self.connection_info = connection_info
        self.own = own
        self.version = ""
        with self.connect() as connection:
            number = connection.info.server_version
        self.version = f"{number // 10000}.{number % 10000}"

    @property
    def version_tuple(self) -> tuple[int, ...]:
        """The version as numbers, for comparing."""
        return tuple(int(part) for part in self.version.split("."))

    def connect(self, dbname: str | None = None) -> psycopg.Connection[tuple[Any, ...]]:
        """A connection in autocommit mode, to `postgres` on our own server and to the user's database on theirs."""
        import psycopg

        information = self.connection_info | ({"dbname": dbname} if dbname else {})
        try:
            return psycopg.connect(**information, autocommit=True, connect_timeout=10)
        except psycopg.Error as error:
            lost = ServerLost if self.version else EngineUnavailable
            raise lost(f"PostgreSQL cannot be reached: {str(error).strip()}") from error

    @contextlib.contextmanager
    def database(
        self, *, roles_of: str = "", locale: sql.Composed | None = None
    ) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
        """A connection to a fresh, empty database; it is dropped afterwards, and so are roles made meanwhile.

        On the user's own server only roles that occur in the DDL text `roles_of` are dropped.  `locale` has options of
        CREATE DATABASE, as `locale_of` gives them.
        """
        import psycopg
        import psycopg.errors
        from psycopg import sql

        name = f"bdm_scratch_{os.getpid()}_{next(_numbers)}"
        with self.connect() as admin:
            before = self._roles(admin)
        try:
            with self.connect() as admin:
                try:
                    create = sql.SQL("create database {} template template0 {}")
                    options = locale or sql.SQL("encoding 'UTF8'")
                    admin.execute(create.format(sql.Identifier(name), options))
                except psycopg.OperationalError:
                    raise
                except psycopg.Error as error:
                    raise EngineUnavailable(
                        f"no scratch database could be created: {str(error).strip()}",
                        help="The user of the URL needs the right CREATEDB.",
                    ) from error
            with self.connect(name) as connection:
                yield connection
        except BaseException:
            # What stopped the work is the message, not that a server which is gone cannot be tidied up.
            with undisturbed(), contextlib.suppress(EngineUnavailable, psycopg.OperationalError):
                self._drop(name, before, roles_of)
            raise
        with undisturbed():
            self._drop(name, before, roles_of)

    def _drop(self, name: str, before: set[str], roles_of: str) -> None:
        import psycopg.errors
        from psycopg import sql

        with self.connect() as admin:
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            made = sorted(self._roles(admin) - before)
            for role in made if self.own else [role for role in made if role in roles_of]:
                # One that another scratch database uses as well goes with that one.
                with contextlib.suppress(psycopg.errors.DependentObjectsStillExist):
                    admin.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(role)))

    @staticmethod
    def _roles(admin: psycopg.Connection[tuple[Any, ...]]) -> set[str]:
        return {str(row[0]) for row in admin.execute("select rolname from pg_catalog.pg_roles")}


def locale_of(connection: psycopg.Connection[tuple[Any, ...]]) -> sql.Composed:
    """Encoding and collation of a database as options of CREATE DATABASE, so that text is ordered as it is there.

    ICU is a provider since PostgreSQL 15, the built-in one since 17.
    """
    from psycopg import sql

    version = connection.info.server_version
    icu = "d.datlocale" if version >= 170000 else "d.daticulocale" if version >= 150000 else "null"
    provider = "d.datlocprovider" if version >= 150000 else "'c'"
    query = sql.SQL(
        "select pg_catalog.pg_encoding_to_char(d.encoding), d.datcollate, d.datctype, {}, {}"
        " from pg_catalog.pg_database d where d.datname = pg_catalog.current_database()"
    ).format(sql.SQL(provider), sql.SQL(icu))
    row = connection.execute(query).fetchone()
    assert row is not None
    encoding, collate, ctype, kind, name = row
    options = [sql.SQL("encoding {}").format(encoding), sql.SQL("lc_collate {}").format(collate)]
    options.append(sql.SQL("lc_ctype {}").format(ctype))
    if name and kind in {"i", "b"}:
        word = "icu" if kind == "i" else "builtin"
        options.append(sql.SQL(f"locale_provider {word} {word}_locale {{}}").format(name))
    return sql.SQL(" ").join(options)


@contextlib.contextmanager
def scratch_postgres(major: int | None = None) -> Iterator[PostgresServer]:
    """A throw-away server (of that major version, where one is given), stopped and deleted at the end.

    Raises EngineUnavailable when no such programs are found or they do not start.
    """
    with termination_unwinds(), running_cluster(find_binaries(major)) as socket:
        yield PostgresServer({"host": str(socket), "user": "postgres", "dbname": "postgres"}, own=True)


def shared_postgres(major: int | None = None) -> PostgresServer:
    """One throw-away server for the whole process, started at first use and stopped when the process ends."""
    with _shared_lock:
        if major not in _shared:
            if not _shared:
                atexit.register(_shared_stack.close)
            _shared[major] = _shared_stack.enter_context(scratch_postgres(major))
        return _shared[major]


def user_postgres(url: str) -> PostgresServer:
    """The user's own server.  The database that `url` names is only connected to; we work in scratch databases."""
    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    try:
        information = conninfo_to_dict(url.replace("postgresql+psycopg://", "postgresql://", 1))
    except psycopg.Error as error:
        raise EngineUnavailable(f"not a PostgreSQL URL: {str(error).strip()}") from error
    return PostgresServer(dict(information), own=False)
