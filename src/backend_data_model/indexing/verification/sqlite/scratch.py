"""The scratch database: a copy of the user's file, which is only read, or what the scripts make."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from backend_data_model.engines.split import split_statements
from backend_data_model.engines.sqlite.server import inside_only
from backend_data_model.engines.termination import termination_unwinds
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backend_data_model.indexing.verification.source import Source
    from backend_data_model.model.schema import Schema


@dataclass(slots=True)
class Scratch:
    """A filled database; `label` says on what, `remarks` what to know of the rows."""

    connection: sqlite3.Connection
    label: str
    rows: int
    remarks: list[str] = field(default_factory=list)


@contextmanager
def filled_database(source: Source, schema: Schema, tell: Callable[[str], None]) -> Iterator[Scratch]:
    """A database in a file of its own, deleted at the end, also on Ctrl-C and SIGTERM."""
    engine = f"SQLite {sqlite3.sqlite_version}"
    with (
        termination_unwinds(),
        tempfile.TemporaryDirectory(prefix="bdm-") as folder,
        closing(sqlite3.connect(Path(folder) / "scratch", isolation_level=None)) as connection,
    ):
        connection.execute("pragma synchronous = off")
        connection.execute("pragma journal_mode = memory")
        failed: list[str] = []
        if source.url is not None:
            tell("Copying the database")
            _copy(source.url, connection)
            origin = "a copy of the database"
        else:
            connection.set_authorizer(inside_only)
            scripts = [source.ddl, *([source.data] if source.data is not None else [])]
            failed = [text for script in scripts for text in _load(connection, script, tell)]
            origin = "your data script" if source.data is not None else "the schema's script"
        rows = sum(_count(connection, table.name) for table in schema.tables)
        yield Scratch(connection, f"{engine}, {rows:,} rows of {origin}", rows, failed)


def _copy(url: str, target: sqlite3.Connection) -> None:
    path = url.partition("://")[2].removeprefix("/") if "://" in url else url
    if "://" in url and not Path(path).exists():
        path = f"/{path}"
    try:
        with closing(sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True)) as live:
            live.backup(target)
    except sqlite3.Error as error:
        raise InputError(f"{url} cannot be read: {error}") from None


def _load(connection: sqlite3.Connection, script: str, tell: Callable[[str], None]) -> list[str]:
    """Run a script in one transaction; what failed, as "statement: error"."""
    failed = []
    statements = [one for one in split_statements(script, "sqlite") if one.sql.strip() and not one.is_client_command]
    if not connection.in_transaction:
        connection.execute("begin")
    for number, one in enumerate(statements):
        if number % 1000 == 0:
            tell(f"Loading: statement {number + 1} of {len(statements)}")
        if one.sql.split(None, 1)[0].lower() in {"begin", "commit", "end", "rollback", "savepoint", "release"}:
            continue
        try:
            connection.execute(one.sql)
        except (sqlite3.Error, sqlite3.Warning) as error:
            failed.append(f"{' '.join(one.sql.split())[:60]}: {error}")
    if connection.in_transaction:
        connection.execute("commit")
    return failed


def _count(connection: sqlite3.Connection, table: str) -> int:
    quoted = '"' + table.replace('"', '""') + '"'
    try:
        row = connection.execute(f"select count(*) from {quoted}").fetchone()
    except sqlite3.Error:
        return 0
    return int(row[0])
