"""The session as the statements before left it: transaction, settings, what it made, what it holds locked."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.migrations.lint.rule import Place, Violation
    from backend_data_model.migrations.lint.statements import ParsedStatement
    from backend_data_model.migrations.locks import LockMode


@dataclass(frozen=True, slots=True)
class AddedKey:
    """A foreign key that the file adds: its table by full name and as SQL, its columns, and where it stands."""

    table: str
    sql: str
    columns: tuple[str, ...]
    parent: str
    place: Place


@dataclass(frozen=True, slots=True)
class HeldLock:
    """A lock that a transaction keeps, and the statement that took it: its line and column."""

    mode: LockMode
    line: int
    column: int


@dataclass(slots=True)
class Session:
    """State of one migration file.  Names are as written, in lower case schema and name (`public.orders`).

    `explicit` is a transaction that the script itself began.  `strong` has what was locked so that readers wait in
    this transaction, by relation; `unvalidated` the constraints added NOT VALID in it,
    `enum_values` the values added to enums.  `constraints` (table, name) and `columns` (`public.orders.total`) are what
    the file added, `dropped` the indexes it dropped, `proven` the columns that a validated CHECK makes NOT NULL,
    `checked` the tables with a CHECK validated here, `routines` the statements that make
    functions and procedures.  `renamed` and `moved` keep what is to be said of a name that is
    gone, for the case that the file makes nothing else of that name.
    """

    wrapped: bool = False
    explicit: bool = False
    began: ParsedStatement | None = None
    settings: dict[str, str] = field(default_factory=dict)
    local: dict[str, str] = field(default_factory=dict)
    strong: dict[str, HeldLock] = field(default_factory=dict)
    unvalidated: dict[tuple[str, str], int] = field(default_factory=dict)
    enum_values: dict[str, int] = field(default_factory=dict)
    constraints: set[tuple[str, str]] = field(default_factory=set)
    columns: set[str] = field(default_factory=set)
    dropped: set[str] = field(default_factory=set)
    foreign_keys: list[AddedKey] = field(default_factory=list)
    indexes: dict[str, set[frozenset[str]]] = field(default_factory=dict)
    not_null_checks: dict[tuple[str, str], str] = field(default_factory=dict)
    checked: set[str] = field(default_factory=set)
    renamed: dict[str, Violation] = field(default_factory=dict)
    moved: dict[str, Violation] = field(default_factory=dict)
    proven: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)
    routines: dict[str, str] = field(default_factory=dict)
    search_path: str = "public"

    @property
    def in_transaction(self) -> bool:
        """Whether the next statement runs in a transaction with others."""
        return self.wrapped or self.explicit

    def setting(self, name: str) -> str | None:
        """The value that the script gave a setting, None where it gave none (or took it back)."""
        return self.local.get(name) or self.settings.get(name)

    def begin(self, statement: ParsedStatement) -> None:
        """BEGIN: from here to COMMIT."""
        self.explicit = True
        self.began = statement

    def end(self) -> None:
        """COMMIT or ROLLBACK: the locks go, and what was SET LOCAL."""
        self.explicit = False
        self.began = None
        for memory in (self.local, self.strong, self.unvalidated, self.enum_values):
            memory.clear()
