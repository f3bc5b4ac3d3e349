"""Loads two schemas at the same time, each over its own connection: a server uses one core for each."""

from __future__ import annotations

import re
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.postgresql.catalog.read import read_catalog
from backend_data_model.migrations.postgresql.scratch import load_quietly, loaded

if TYPE_CHECKING:
    from collections.abc import Iterator

    import psycopg

    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.source import Source

_WORTH = 50_000
# What databases of one server share, and the statements that may make it: each schema must find a server of its own.
_SHARED = re.compile(
    r"\b(?:role|user|group|owner|owned|authorization|grant|revoke|privileges|tablespace|database|system|subscription"
    r"|publication|session|dblink\w*|policy\b[^;]*\bto|pg_create_\w+)\b",
    re.IGNORECASE,
)


def may_share_a_server(*sources: Source) -> bool:
    """Whether the sources are DDL long enough for it to pay off, and name nothing that databases of a server share."""
    texts = [source.ddl for source in sources]
    return all(text is not None and len(text) >= _WORTH and not _SHARED.search(text) for text in texts)


@contextmanager
def loaded_side_by_side(
    server: PostgresServer, first: Source, second: Source
) -> Iterator[tuple[Catalog, psycopg.Connection[tuple[Any, ...]]]]:
    """The catalog of the first schema, and a scratch database with the second, which is dropped afterwards.

    Of two schemas that are refused the first is told.  An interrupt ends the loading of both.
    """
    with server.database() as before:
        other = _Loading(server, second, before)
        try:
            other.start()
            with loaded(server, first.ddl or "", first.name) as after:
                catalog = read_catalog(after)
            other.join()
        except BaseException:
            other.stop()
            raise
        if other.error:
            raise other.error
        yield catalog, before


class _Loading(threading.Thread):
    """Loads a schema over a connection that nobody else uses until then."""

    def __init__(self, server: PostgresServer, source: Source, connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        super().__init__(name=f"loading {source.name}", daemon=True)
        self.server, self.source, self.connection = server, source, connection
        self.error: BaseException | None = None

    def run(self) -> None:
        """Load; what went wrong is kept for who waits."""
        try:
            load_quietly(self.connection, self.source.ddl or "", self.source.name)
        except BaseException as error:
            self.error = error

    def stop(self) -> None:
        """End the session on the server, and with it the thread."""
        import psycopg

        from backend_data_model.engines.termination import undisturbed
        from backend_data_model.model.errors import EngineUnavailable

        with undisturbed():
            if self.ident is None:
                return
            with suppress(EngineUnavailable, psycopg.Error), self.server.connect() as admin:
                admin.execute("select pg_terminate_backend(%s)", (self.connection.info.backend_pid,))
            self.join()
