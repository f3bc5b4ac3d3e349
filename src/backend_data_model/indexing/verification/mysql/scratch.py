"""The scratch database: on the server that the user names, or on a throw-away one."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from backend_data_model.engines.identifiers import quote_identifier
from backend_data_model.engines.mysql.server import scratch_mysql, user_mysql
from backend_data_model.engines.split import split_statements
from backend_data_model.engines.termination import termination_unwinds
from backend_data_model.indexing.verification.trial import TrialError
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pymysql

    from backend_data_model.indexing.verification.source import Source
    from backend_data_model.model.schema import Schema

_ALLOWED = re.compile(
    r"(create (or replace )?(unique |fulltext )?(table|index|view)|alter table|drop table|truncate|analyze|insert|"
    r"replace|update|delete|with|set (?!global|persist))\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Scratch:
    """A filled database; `label` says on what, `remarks` what to know of the rows."""

    connection: pymysql.Connection[Any]
    label: str
    mariadb: bool
    rows: int
    remarks: list[str] = field(default_factory=list)

    def first(self, sql: str) -> tuple[object, ...] | None:
        """The first row of a statement; TrialError where it fails."""
        import pymysql

        try:
            with self.connection.cursor() as cursor:
                cursor.execute(sql)
                row: tuple[object, ...] | None = cursor.fetchone()
                return row
        except pymysql.MySQLError as error:
            raise TrialError(str(error.args[-1] if error.args else error)) from error


@contextmanager
def filled_database(source: Source, schema: Schema, tell: Callable[[str], None]) -> Iterator[Scratch]:
    """A scratch database with the schema and rows, dropped at the end, also on Ctrl-C and SIGTERM.

    With a URL its rows are copied on that server, else a throw-away server is started.  EngineUnavailable where neither
    can be had.
    """
    if source.url is None:
        with scratch_mysql() as server, server.database() as connection:
            scripts = [source.ddl, *([source.data] if source.data is not None else [])]
            remarks = [text for script in scripts for text in _load(connection, script, tell)]
            origin = "your data script" if source.data is not None else "the schema's script"
            yield _counted(connection, server.label, server.mariadb, schema, origin, remarks)
        return
    live = unquote(urlsplit(source.url).path.strip("/"))
    if not live:
        raise InputError(f"{source.url} names no database", help="expected mysql://user:password@host/database")
    server = user_mysql(source.url)
    with termination_unwinds(), server.database() as connection:
        remarks = _copy(connection, live, schema, source.most_rows, tell)
        origin = "the database of the URL, copied into a scratch database"
        yield _counted(connection, server.label, server.mariadb, schema, origin, remarks)


def _counted(
    connection: pymysql.Connection[Any], label: str, mariadb: bool, schema: Schema, origin: str, remarks: list[str]
) -> Scratch:
    scratch = Scratch(connection, label, mariadb, 0, remarks)
    for table in schema.tables:
        try:
            row = scratch.first(f"select count(*) from {quote_identifier(table.name, 'mysql')}")
        except TrialError:
            continue
        scratch.rows += int(str(row[0])) if row else 0
    scratch.label = f"{label}, {scratch.rows:,} rows of {origin}"
    if mariadb:
        scratch.remarks.append("MySQL itself was not run: its planner may choose otherwise than that of MariaDB")
    return scratch


def _load(connection: pymysql.Connection[Any], script: str, tell: Callable[[str], None]) -> list[str]:
    """Run a script; what failed or was left out, as "statement: reason".  Only what stays in the database is run."""
    import pymysql

    failed = []
    statements = [one for one in split_statements(script, "mysql") if one.sql.strip() and not one.is_client_command]
    with connection.cursor() as cursor:
        for number, one in enumerate(statements):
            if number % 100 == 0:
                tell(f"Loading: statement {number + 1} of {len(statements)}")
            text = " ".join(one.sql.split())
            if not _ALLOWED.match(text):
                continue
            try:
                cursor.execute(one.sql)
            except pymysql.MySQLError as error:
                failed.append(f"failed in the script: {text[:60]}: {error.args[-1] if error.args else error}")
    return failed


def _copy(
    connection: pymysql.Connection[Any], live: str, schema: Schema, most_rows: int, tell: Callable[[str], None]
) -> list[str]:
    """Tables with their keys and indexes as they are there, and their first rows by the primary key."""
    import pymysql

    remarks = []
    with connection.cursor() as cursor:
        cursor.execute("set foreign_key_checks = 0")
        for table in schema.tables:
            name = quote_identifier(table.name, "mysql")
            source = f"{quote_identifier(live, 'mysql')}.{name}"
            tell(f"Copying {table.name}")
            columns = ", ".join(quote_identifier(c.name, "mysql") for c in table.columns if c.generated is None)
            try:
                cursor.execute(f"create table {name} like {source}")
                cursor.execute(f"insert into {name} ({columns}) select {columns} from {source} limit {int(most_rows)}")
                if cursor.rowcount >= most_rows:
                    remarks.append(f"of {table.name} only the first {most_rows:,} rows were copied")
            except pymysql.MySQLError as error:
                remarks.append(f"{table.name} was not copied: {error.args[-1] if error.args else error}")
    return remarks
