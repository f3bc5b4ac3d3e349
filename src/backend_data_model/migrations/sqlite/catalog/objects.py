"""The objects of an SQLite database; names are compared without regard to case, definitions token by token."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    `text` is its definition as written.  `clauses` are NOT NULL, DEFAULT, COLLATE and GENERATED in normal form; keys,
    CHECKs and references stand with the table wherever they were written, and those of this column in `inline`.
    """

    name: str = field(compare=False)
    text: str = field(compare=False)
    type: str = ""
    clauses: frozenset[str] = frozenset()
    inline: frozenset[str] = field(default=frozenset(), compare=False)
    default: str | None = field(default=None, compare=False)

    @property
    def generated(self) -> bool:
        """Whether its value is computed."""
        return any(clause.startswith("as (") for clause in self.clauses)

    @property
    def stored(self) -> bool:
        """Whether the computed value is kept in the row."""
        return any(clause.startswith("as (") and clause.endswith(" stored") for clause in self.clauses)

    @property
    def not_null(self) -> bool:
        """Whether NULL is refused."""
        return any(clause.startswith("not null") for clause in self.clauses)


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `constraints` are its keys, CHECKs and references in normal form, `texts` each of them as written."""

    name: str = field(compare=False)
    sql: str = field(compare=False)
    columns: dict[str, Column]
    constraints: frozenset[str] = frozenset()
    strict: bool = False
    without_rowid: bool = False
    virtual: str | None = None
    texts: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def autoincrement(self) -> bool:
        """Whether ids are never given twice."""
        return any(part.endswith(" autoincrement") for part in self.constraints)

    @property
    def referenced(self) -> set[str]:
        """The tables that its foreign keys name, in lower case."""
        return {
            part.split(" references ", 1)[1].split(" ", 1)[0]
            for part in self.constraints
            if part.startswith("foreign key")
        }


@dataclass(frozen=True, slots=True)
class Dependent:
    """An index, a trigger or a view: `normal` is what it says, `table` on what it stands (lower case, "" for views)."""

    name: str = field(compare=False)
    table: str
    sql: str = field(compare=False)
    normal: str = ""


@dataclass(slots=True)
class Catalog:
    """Everything by name in lower case."""

    tables: dict[str, Table] = field(default_factory=dict)
    indexes: dict[str, Dependent] = field(default_factory=dict)
    views: dict[str, Dependent] = field(default_factory=dict)
    triggers: dict[str, Dependent] = field(default_factory=dict)

    @property
    def names(self) -> set[str]:
        """All names in use."""
        return {*self.tables, *self.indexes, *self.views, *self.triggers}
