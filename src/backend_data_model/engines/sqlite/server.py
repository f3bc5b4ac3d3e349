"""SQLite is its own server: a fresh database in memory with foreign keys switched on."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from decimal import Decimal
from typing import TYPE_CHECKING, Any

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

    from backend_data_model.model.schema import Engine

# https://www.sqlite.org/rescode.html, extended result codes
_KINDS: dict[str, RefusalKind] = {
    "SQLITE_CONSTRAINT_NOTNULL": "not_null",
    "SQLITE_CONSTRAINT_UNIQUE": "unique",
    "SQLITE_CONSTRAINT_PRIMARYKEY": "unique",
    "SQLITE_CONSTRAINT_ROWID": "unique",
    "SQLITE_CONSTRAINT_CHECK": "check",
    "SQLITE_CONSTRAINT_FOREIGNKEY": "foreign_key",
    "SQLITE_CONSTRAINT_TRIGGER": "raised",
    "SQLITE_MISMATCH": "invalid_value",
}
_DATATYPE = 3091  # SQLITE_CONSTRAINT_DATATYPE, for which Python has no name
_INDEX = re.compile(r"UNIQUE constraint failed: index '(.*)'$", re.S)
_CONTROL = re.compile(r"\s*(?:begin|commit|end|rollback|savepoint|release)\b", re.IGNORECASE)
_SWITCHES_OFF = re.compile(r"\s*pragma\s+(?:\w+\.)?(?:foreign_keys|ignore_check_constraints|writable_schema)\b", re.I)


class SqliteSession:
    """Speaks to one database in memory; see `EngineSession`."""

    engine: Engine = "sqlite"

    def __init__(self) -> None:
        self._connection = sqlite3.connect(":memory:", isolation_level=None)
        self._connection.execute("pragma foreign_keys = on")
        self._connection.set_authorizer(inside_only)
        self._savepoints = 0
        self.left_out: dict[str, str] = {}
        self.replaces_null_in: frozenset[str] = frozenset()
        self.label = f"SQLite {sqlite3.sqlite_version}"
        self.version: tuple[int, ...] = sqlite3.sqlite_version_info

    def close(self) -> None:
        """Forget the database."""
        self._connection.close()

    def run(self, sql: str) -> str | None:
        """Run one statement as it is."""
        self.execute(sql)
        return None

    def may_load(self, sql: str) -> str | None:
        """Client commands, transaction control and what would switch constraints off are left out."""
        if sql.startswith("."):
            return "a command of the sqlite3 shell"
        if _CONTROL.match(sql):
            return "transaction control: each statement is tried on its own"
        if _SWITCHES_OFF.match(sql):
            return "foreign keys and checks are always enforced here"
        return None

    def begin(self) -> None:
        """Open the transaction."""
        self._connection.execute("begin")

    def rollback(self) -> None:
        """Throw away everything since `begin`."""
        if self._connection.in_transaction:
            self._connection.execute("rollback")

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Values are bound with their own storage class; a decimal number becomes an integer or a float."""
        try:
            return self._connection.execute(sql.replace(PARAMETER, "?"), _bound(values)).fetchall()
        except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
            raise _refusal(error) from error

    def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run one statement for each row of values."""
        try:
            self._connection.executemany(sql.replace(PARAMETER, "?"), [_bound(row) for row in rows])
        except (sqlite3.Error, sqlite3.Warning, OverflowError) as error:
            raise _refusal(error) from error

    @contextlib.contextmanager
    def sandbox(self) -> Iterator[None]:
        """A savepoint, rolled back at the end."""
        self._savepoints += 1
        name = f"bdm_{self._savepoints}"
        self._connection.execute(f"savepoint {name}")
        try:
            yield
        finally:
            self._savepoints -= 1
            self._connection.execute("pragma defer_foreign_keys = off")
            self._connection.execute(f"rollback to savepoint {name}")
            self._connection.execute(f"release savepoint {name}")

    @contextlib.contextmanager
    def step(self) -> Iterator[None]:
        """A savepoint, rolled back only when the block raises."""
        self._savepoints += 1
        name = f"bdm_{self._savepoints}"
        self._connection.execute(f"savepoint {name}")
        try:
            yield
        except BaseException:
            self._connection.execute(f"rollback to savepoint {name}")
            raise
        finally:
            self._savepoints -= 1
            self._connection.execute(f"release savepoint {name}")

    def quote(self, name: str, schema: str | None = None) -> str:
        """Double quotes, doubled inside."""
        return ".".join('"' + part.replace('"', '""') + '"' for part in ((schema, name) if schema else (name,)))

    def insert_statement(self, table: str, columns: Sequence[str]) -> str:
        """Every column may be given."""
        return (
            insert_text(table, [self.quote(c) for c in columns]) if columns else f"insert into {table} default values"
        )

    def create_probe(self, name: str, table: str, columns: Sequence[ProbeColumn]) -> None:
        """The rollback of the sandbox takes the table away."""
        parts = ["bdm_number integer"]
        for column in columns:
            collation = f" collate {self.quote(column.collation)}" if column.collation else ""
            parts.append(f"{self.quote(column.name)} {column.type}{collation} null")
        self.execute(f"create temporary table {name} ({', '.join(parts)})")

    @contextlib.contextmanager
    def unenforced(self) -> Iterator[None]:
        """Foreign keys wait for the end of the transaction, which never comes."""
        self._connection.execute("pragma defer_foreign_keys = on")
        yield
        self._connection.execute("pragma defer_foreign_keys = off")

    @contextlib.contextmanager
    def deferred(self) -> Iterator[None]:
        """SQLite has no check in the middle of a transaction: `foreign_key_check` looks instead.

        https://www.sqlite.org/foreignkeys.html#fk_deferred: only DEFERRABLE INITIALLY DEFERRED keys wait.
        """
        yield
        broken = self._connection.execute("pragma foreign_key_check").fetchall()
        if broken:
            raise RefusedError(
                "foreign keys do not hold", kind="foreign_key", code="foreign_key_check", table=broken[0][0]
            )

    def named_constraints(self) -> list[NamedConstraint]:
        """None: SQLite's refusals name columns, and a CHECK only when the script named it."""
        return []

    def unresolved_foreign_keys(self) -> set[tuple[str, tuple[str, ...]]]:
        """What `foreign_key_check` reports."""
        return {(key[0], columns) for key, columns in self._broken_keys().items()}

    def violated_foreign_keys(self, sql: str, values: Sequence[Any]) -> set[tuple[str, ...]] | None:
        """Let the row in with deferred keys and ask which of them it breaks."""
        with self.sandbox():
            before = self._broken_keys()
            self._connection.execute("pragma defer_foreign_keys = on")
            try:
                self.execute(sql, values)
            except RefusedError:
                return None
            return {columns for key, columns in self._broken_keys().items() if key not in before}

    def _broken_keys(self) -> dict[tuple[Any, ...], tuple[str, ...]]:
        """For each broken reference its child columns in key order."""
        found = {}
        columns: dict[str, dict[int, list[str]]] = {}
        for table, rowid, parent, key in self._connection.execute("pragma foreign_key_check").fetchall():
            if table not in columns:
                columns[table] = {}
                listed = self._connection.execute(f"pragma foreign_key_list({self.quote(table)})").fetchall()
                for number, _, _, child, *_ in sorted(listed):
                    columns[table].setdefault(number, []).append(child)
            found[table, rowid, parent, key] = tuple(columns[table][key])
        return found


def _bound(values: Sequence[Any]) -> list[Any]:
    return [(int(v) if v == int(v) else float(v)) if isinstance(v, Decimal) else v for v in values]


def inside_only(action: int, *_: str | None) -> int:
    """An authorizer that lets nothing reach another file."""
    return sqlite3.SQLITE_DENY if action in {sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH} else sqlite3.SQLITE_OK


def _refusal(error: Exception) -> RefusedError:
    code = getattr(error, "sqlite_errorname", type(error).__name__)
    message = str(error)
    kind = _KINDS.get(code, "other")
    if message == "FOREIGN KEY constraint failed":  # RESTRICT comes as SQLITE_CONSTRAINT_TRIGGER
        kind = "foreign_key"
    elif getattr(error, "sqlite_errorcode", 0) == _DATATYPE:
        code, kind = "SQLITE_CONSTRAINT_DATATYPE", "invalid_value"
    elif "cannot INSERT into generated column" in message or "cannot UPDATE generated column" in message:
        kind = "generated_value"
    constraint: str | None = None
    table: str | None = None
    columns: tuple[str, ...] = ()
    index = _INDEX.match(message)
    _, _, place = message.partition("constraint failed: ")
    if kind == "check":
        constraint = place
    elif index:
        constraint = index[1]
    elif kind in {"unique", "not_null"}:
        pairs = [part.rpartition(".") for part in place.split(", ")]
        table, columns = pairs[0][0], tuple(pair[2] for pair in pairs)
    return RefusedError(message, kind=kind, code=code, constraint=constraint, table=table, columns=columns)


@contextlib.contextmanager
def sqlite_session() -> Iterator[SqliteSession]:
    """A session on a fresh database in memory."""
    session = SqliteSession()
    try:
        yield session
    finally:
        session.close()
