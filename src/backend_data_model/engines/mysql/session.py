"""A prover's connection to a scratch database of MySQL, or of MariaDB in its place."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.mysql.portable import portable_expression, portable_statement
from backend_data_model.engines.mysql.server import shared_mysql, user_mysql
from backend_data_model.engines.session import (
    PARAMETER,
    NamedConstraint,
    ProbeColumn,
    RefusalKind,
    RefusedError,
    insert_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pymysql

    from backend_data_model.engines.mysql.server import MysqlServer
    from backend_data_model.model.schema import Engine

# MySQL 8.4 server error reference; 4025 and 1906 are MariaDB's
_KINDS: dict[int, RefusalKind] = {
    1048: "not_null",
    1364: "not_null",
    1062: "unique",
    1586: "unique",
    1216: "foreign_key",
    1217: "foreign_key",
    1451: "foreign_key",
    1452: "foreign_key",
    3819: "check",
    4025: "check",
    1264: "invalid_value",
    1265: "invalid_value",
    1292: "invalid_value",
    1366: "invalid_value",
    1406: "invalid_value",
    3105: "generated_value",
    1906: "generated_value",
    1644: "raised",
    1142: "privilege",
}
_NAMES = (
    re.compile(r"for key '(?:[^']*\.)?([^'.]+)'"),
    re.compile(r"CONSTRAINT `((?:[^`]|``)+)` (?:FOREIGN KEY|failed)"),
    re.compile(r"Check constraint '([^']+)' is violated"),
)
_COLUMN = re.compile(r"(?:Column|Field) '([^']+)'")
_CONTROL = re.compile(r"\s*(?:begin|start\s+transaction|commit|rollback|savepoint|(?:un)?lock\s+tables?)\b", re.I)
_BEYOND = re.compile(
    r"\s*(?:(?:create|drop|alter)\s+(?:database|schema|user|role|server|tablespace)\b|use\b|grant\b|revoke\b"
    r"|set\s+(?:global|persist)\b|flush\b|install\b|load\s+data\b)",
    re.IGNORECASE,
)
_DATABASE = re.compile(
    r"\s*(?:use|create\s+(?:database|schema)(?:\s+if\s+not\s+exists)?|drop\s+(?:database|schema)(?:\s+if\s+exists)?)"
    r"\s+(`[^`]+`|\w+)",
    re.IGNORECASE,
)
_ROWS_AT_ONCE = 500
# The defaults of MySQL 8.4; a dump's script switches some of them off for itself.
_MODE = (
    "set session sql_mode = 'ONLY_FULL_GROUP_BY,STRICT_TRANS_TABLES,NO_ZERO_IN_DATE,NO_ZERO_DATE,"
    "ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', "
    "foreign_key_checks = 1, unique_checks = 1, time_zone = '+00:00'"
)
_CONSTRAINTS = """
select c.table_name, c.constraint_type, c.constraint_name,
       group_concat(k.column_name order by k.ordinal_position separator '\\n')
  from information_schema.table_constraints c
  join information_schema.key_column_usage k
    on k.constraint_schema = c.constraint_schema and k.constraint_name = c.constraint_name
   and k.table_name = c.table_name
 where c.table_schema = database() and c.constraint_type in ('PRIMARY KEY', 'UNIQUE', 'FOREIGN KEY')
 group by c.table_name, c.constraint_type, c.constraint_name
 order by c.table_name, c.constraint_name
"""


class MysqlSession:
    """Speaks to one scratch database; see `EngineSession`.  `left_out` are objects that MariaDB does not have."""

    engine: Engine = "mysql"

    def __init__(self, connection: pymysql.Connection[Any], server: MysqlServer) -> None:
        import pymysql

        self._connection = connection
        self._error = pymysql.MySQLError
        self._mariadb = server.mariadb
        self._savepoints = 0
        self.label = server.label
        self.version = tuple(int(part) for part in server.version.split("."))
        self.left_out: dict[str, str] = {}
        # MariaDB: "Setting a TIMESTAMP column to NULL will set it to the current timestamp" (knowledge base, TIMESTAMP)
        self.replaces_null_in: frozenset[str] = frozenset({"timestamp"} if server.mariadb else ())
        self._databases: set[str] = set()
        self._run(_MODE)

    def run(self, sql: str) -> str | None:
        """Run one statement; on MariaDB in its portable form."""
        sql = self._in_scratch(sql)
        if not self._mariadb:
            self._run(sql)
            return None
        made = portable_statement(sql)
        for name in made.left_out:
            self.left_out[name] = "MariaDB has no functional indexes"
        if made.sql is not None:
            self._run(made.sql)
        return "; ".join(made.notes) or None

    def may_load(self, sql: str) -> str | None:
        """Transaction control and what belongs to the whole server are left out."""
        named = _DATABASE.match(sql)
        if named:
            self._databases.add(named[1].strip("`"))
            return "the scratch database stands for the one that is named"
        if _CONTROL.match(sql):
            return "transaction control: each statement is tried on its own"
        if _BEYOND.match(sql):
            return "it reaches beyond the scratch database"
        return None

    def _in_scratch(self, sql: str) -> str:
        """Without the name of the database for which the scratch database stands."""
        for name in sorted(self._databases):
            sql = re.sub(rf"(?<![\w.`'])(?:`{re.escape(name)}`|{re.escape(name)})\s*\.\s*(?=[`\w])", "", sql)
        return sql

    def begin(self) -> None:
        """Switch back on what a dump has switched off, and open the transaction."""
        self._run(_MODE)
        self._run("start transaction")

    def rollback(self) -> None:
        """Throw away everything since `begin`."""
        self._run("rollback")

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Values are bound by the driver."""
        text = portable_expression(sql) if self._mariadb else sql
        return self._run(text.replace("%", "%%").replace(PARAMETER, "%s"), tuple(values))

    def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """The rows go out many at a time, in one `values` list."""
        head, values, row = sql.rpartition(" values ")
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            part = rows[start : start + _ROWS_AT_ONCE]
            self.execute(head + values + ", ".join([row] * len(part)), [value for one in part for value in one])

    def _run(self, sql: str, values: tuple[Any, ...] | None = None) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            try:
                cursor.execute(sql, values)
                return list(cursor.fetchall()) if cursor.description else []
            except self._error as error:
                raise _refusal(error) from error

    @contextlib.contextmanager
    def sandbox(self) -> Iterator[None]:
        """A savepoint, rolled back at the end."""
        self._savepoints += 1
        name = f"bdm_{self._savepoints}"
        self._run(f"savepoint {name}")
        try:
            yield
        finally:
            self._savepoints -= 1
            self._run("set session foreign_key_checks = 1")
            self._run(f"rollback to savepoint {name}")

    @contextlib.contextmanager
    def step(self) -> Iterator[None]:
        """A savepoint, rolled back only when the block raises."""
        self._savepoints += 1
        name = f"bdm_{self._savepoints}"
        self._run(f"savepoint {name}")
        try:
            yield
        except BaseException:
            self._run("set session foreign_key_checks = 1")
            self._run(f"rollback to savepoint {name}")
            raise
        finally:
            self._savepoints -= 1

    def quote(self, name: str, schema: str | None = None) -> str:
        """Backticks, doubled inside."""
        return ".".join("`" + part.replace("`", "``") + "`" for part in ((schema, name) if schema else (name,)))

    def insert_statement(self, table: str, columns: Sequence[str]) -> str:
        """AUTO_INCREMENT columns may be given."""
        return insert_text(table, [self.quote(c) for c in columns]) if columns else f"insert into {table} () values ()"

    def create_probe(self, name: str, table: str, columns: Sequence[ProbeColumn]) -> None:
        """Copied from the table, whose collation the columns keep; the outer join lets all of them be NULL.

        Temporary tables are not undone with a savepoint, and neither end the transaction.
        """
        listed = ", ".join(["cast(0 as signed) as bdm_number", *(f"t.{self.quote(c.name)}" for c in columns)])
        self._run(f"drop temporary table if exists {name}")
        empty = f"from (select 1) as x left join {table} as t on 1 = 0 where 1 = 0"
        self._run(f"create temporary table {name} select {listed} {empty}")

    @contextlib.contextmanager
    def unenforced(self) -> Iterator[None]:
        """`foreign_key_checks` is a setting of the session."""
        self._run("set session foreign_key_checks = 0")
        yield
        self._run("set session foreign_key_checks = 1")

    @contextlib.contextmanager
    def deferred(self) -> Iterator[None]:
        """InnoDB defers nothing."""
        yield

    def named_constraints(self) -> list[NamedConstraint]:
        """Keys and foreign keys from information_schema."""
        kinds = {"PRIMARY KEY": "primary_key", "UNIQUE": "unique", "FOREIGN KEY": "foreign_key"}
        return [
            NamedConstraint(table, None, kinds[kind], name, tuple(columns.split("\n")))  # type: ignore[arg-type]
            for table, kind, name, columns in self._run(_CONSTRAINTS)
        ]

    def unresolved_foreign_keys(self) -> set[tuple[str, tuple[str, ...]]]:
        """None: InnoDB checks row by row."""
        return set()

    def violated_foreign_keys(self, sql: str, values: Sequence[Any]) -> set[tuple[str, ...]] | None:
        """None: InnoDB names the constraint in its refusal."""
        return None


def _refusal(error: pymysql.MySQLError) -> RefusedError:
    number = int(error.args[0]) if error.args and isinstance(error.args[0], int) else 0
    message = str(error.args[1]) if len(error.args) > 1 else str(error)
    kind = _KINDS.get(number, "other")
    name = next((m[1] for pattern in _NAMES if (m := pattern.search(message))), None)
    column = _COLUMN.search(message) if kind == "not_null" else None
    return RefusedError(message, kind=kind, code=str(number), constraint=name, columns=(column[1],) if column else ())


@contextlib.contextmanager
def mysql_session(*, url: str | None = None, server: MysqlServer | None = None) -> Iterator[MysqlSession]:
    """A session on a fresh database: of `server`, of the server that `url` names, or of the throw-away one."""
    chosen = server or (user_mysql(url) if url else shared_mysql())
    with chosen.database() as connection:
        yield MysqlSession(connection, chosen)
