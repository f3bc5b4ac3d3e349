"""The objects of a MySQL or MariaDB database, spelled as the server itself spells them in SHOW CREATE."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

ProgramKind = Literal["VIEW", "TRIGGER", "PROCEDURE", "FUNCTION", "EVENT", "SEQUENCE"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `definition` is what follows its name, without character set and collation, which stand apart."""

    name: str
    definition: str
    charset: str | None = None
    collation: str | None = None

    @property
    def type(self) -> str:
        """The type with its length and sign, in lower case."""
        match = re.match(r"\w+(?:\((?:'(?:[^'\\]|''|\\.)*'|[^)'])*\))?(?: unsigned)?(?: zerofill)?", self.definition)
        return match[0] if match else self.definition

    @property
    def rest(self) -> str:
        """Everything after the type."""
        return self.definition[len(self.type) :]

    @property
    def not_null(self) -> bool:
        """Whether NULL is refused."""
        return " NOT NULL" in self.rest

    @property
    def auto_increment(self) -> bool:
        """Whether the server counts it."""
        return " AUTO_INCREMENT" in self.rest

    @property
    def generated(self) -> Literal["VIRTUAL", "STORED"] | None:
        """How a computed column is kept."""
        if " GENERATED ALWAYS AS " not in self.rest:
            return None
        return "STORED" if re.search(r"\) (?:STORED|PERSISTENT)\b", self.rest) else "VIRTUAL"

    def spelled(self, table_collation: str | None, *, explicit: bool = False) -> str:
        """The definition for a table with that default; the character set shows where it differs, or always."""
        if self.collation is None or (self.collation == table_collation and not explicit):
            return self.definition
        return f"{self.type} CHARACTER SET {self.charset} COLLATE {self.collation}{self.rest}"


@dataclass(frozen=True, slots=True)
class Table:
    """A base table.  Keys, foreign keys and checks by name; `options` and `partitioning` as text.

    `options` holds neither AUTO_INCREMENT, which is data, nor character set and collation.
    """

    name: str
    columns: dict[str, Column]
    keys: dict[str, str]
    foreign_keys: dict[str, str]
    checks: dict[str, str]
    options: dict[str, str]
    charset: str
    collation: str
    partitioning: str | None = None

    def references(self) -> set[str]:
        """The tables that its foreign keys name."""
        found = (re.search(r"REFERENCES `((?:[^`]|``)+)`", text) for text in self.foreign_keys.values())
        return {match[1] for match in found if match}


@dataclass(frozen=True, slots=True)
class Program:
    """A view, trigger, routine, event or sequence: `sql` makes it; `table` is the table of a trigger."""

    kind: ProgramKind
    name: str
    sql: str
    table: str | None = None
    order: int = 0


@dataclass(slots=True)
class Catalog:
    """Everything in one database; `collation` is the database's own default."""

    collation: str
    tables: dict[str, Table] = field(default_factory=dict)
    programs: dict[tuple[ProgramKind, str], Program] = field(default_factory=dict)
    unmanaged: list[str] = field(default_factory=list)
