"""What a prover needs of an engine: one connection to a scratch database, spoken to in the engine's own SQL.

A session is inside one transaction that is never committed, from `begin` to `rollback`.  Values are bound: in the text
of a statement each stands as `PARAMETER`, a character that no SQL text can hold.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from backend_data_model.model.schema import Engine

PARAMETER = "\0"


def insert_text(table: str, columns: Sequence[str], between: str = "") -> str:
    """INSERT of one row as PostgreSQL, SQLite and MySQL share it; `columns` are quoted and not empty."""
    parameters = ", ".join(PARAMETER for _ in columns)
    return f"insert into {table} ({', '.join(columns)}){between} values ({parameters})"


RefusalKind = Literal[
    "not_null",
    "unique",
    "check",
    "foreign_key",
    "exclusion",
    "invalid_value",
    "generated_value",
    "row_security",
    "privilege",
    "missing_extension",
    "raised",
    "other",
]


@dataclass(frozen=True, slots=True)
class NamedConstraint:
    """A constraint as the engine's catalog has it; `columns` in key order, or for a CHECK those that it names."""

    table: str
    schema: str | None
    kind: Literal["unique", "check", "foreign_key", "primary_key"]
    name: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProbeColumn:
    """A column for trying values: its type without any domain, and its collation where it has one of its own."""

    name: str
    type: str
    collation: str | None = None


class RefusedError(Exception):
    """The engine refused a statement.  `code` is its own: an SQLSTATE, a SQLite extended code name, a MySQL errno.

    `constraint`, `table` and `columns` are what the engine named; None and () where it names nothing.
    """

    def __init__(
        self,
        message: str,
        *,
        kind: RefusalKind,
        code: str,
        constraint: str | None = None,
        table: str | None = None,
        columns: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.kind: RefusalKind = kind
        self.code = code
        self.constraint = constraint
        self.table = table
        self.columns = columns


class EngineSession(Protocol):
    """A connection to a scratch database of a real engine.

    `left_out` holds the indexes that a stand-in cannot have, each with the reason; `replaces_null_in` the types for
    which a stand-in puts a value in the place of a NULL that the real engine refuses.
    """

    engine: Engine
    label: str
    version: tuple[int, ...]
    left_out: dict[str, str]
    replaces_null_in: frozenset[str]

    def run(self, sql: str) -> str | None:
        """Run one statement of a schema as it is, outside `begin`; raises RefusedError.

        Returns what had to be left out for a stand-in, or None when the statement ran as it is written.
        """

    def begin(self) -> None:
        """Open the transaction in which rows are tried."""

    def rollback(self) -> None:
        """Throw away everything since `begin`."""

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement with bound values and give its rows; raises RefusedError, which spoils the sandbox."""

    def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run an `insert_statement` for each row of values; raises RefusedError."""

    def sandbox(self) -> AbstractContextManager[None]:
        """A savepoint; everything inside is undone at the end."""

    def step(self) -> AbstractContextManager[None]:
        """A savepoint that is undone only when the block raises."""

    def quote(self, name: str, schema: str | None = None) -> str:
        """The name as a quoted identifier, qualified where a schema is given."""

    def insert_statement(self, table: str, columns: Sequence[str]) -> str:
        """An INSERT of one row into the quoted `table`, one PARAMETER per column; identity columns may be given too."""

    def may_load(self, sql: str) -> str | None:
        """Why a statement of a schema must not be run here (it reaches beyond the scratch database), or None."""

    def create_probe(self, name: str, table: str, columns: Sequence[ProbeColumn]) -> None:
        """Create a temporary table without constraints: `bdm_number` and columns like those of the quoted `table`."""

    def unenforced(self) -> AbstractContextManager[None]:
        """Inside, rows may refer to rows that do not exist; raises RefusedError where the engine does not let us."""

    def deferred(self) -> AbstractContextManager[None]:
        """Inside, deferrable foreign keys are not yet checked; raises RefusedError when they do not hold at the end."""

    def named_constraints(self) -> list[NamedConstraint]:
        """The names that the engine gave to constraints; empty where it names none."""

    def unresolved_foreign_keys(self) -> set[tuple[str, tuple[str, ...]]]:
        """Table and columns of the foreign keys that do not hold now and will be checked at the end; else empty."""

    def violated_foreign_keys(self, sql: str, values: Sequence[Any]) -> set[tuple[str, ...]] | None:
        """The columns of the foreign keys that a refused insert breaks, where the engine can say no name but this."""
