"""What a rule of the MySQL grammar sees, and what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from backend_data_model.engines.mysql.syntax import nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backend_data_model.engines.mysql.syntax.cursor import Mark
    from backend_data_model.engines.mysql.syntax.tokens import Token
    from backend_data_model.model.schema import Table

Version = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, at which offset of the statement; a warning does not refuse the statement."""

    message: str
    offset: int
    warning: bool = False


@dataclass(slots=True)
class Script:
    """What the statements before this one made: tables by name, those still to come, and the session's switches."""

    table: Callable[[str | None, str], Table | None]
    created_later: Callable[[str], bool]
    foreign_key_checks: bool = True
    strict_dates: bool = True


@dataclass(slots=True)
class Subject:
    """One statement.  `node` is None where it does not parse; `result` is the table as the statement leaves it."""

    sql: str
    tokens: list[Token]
    marks: list[Mark]
    node: nodes.Node | None
    version: Version
    script: Script
    calls: list[Token] = field(default_factory=list)
    result: Table | None = None
    words: list[str] = field(init=False)
    _vocabulary: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = [token.upper for token in self.tokens]
        self._vocabulary = frozenset(self.words)

    @property
    def statement(self) -> str:
        """The first word, in capitals."""
        return self.tokens[0].upper

    def find(self, *words: str) -> Iterator[Token]:
        """The first token of each place where these words follow each other."""
        if not self._vocabulary.issuperset(words):
            return
        for index, word in enumerate(self.words):
            if word == words[0] and tuple(self.words[index : index + len(words)]) == words:
                yield self.tokens[index]

    def starts(self, *words: str) -> bool:
        """Whether the statement starts with these words."""
        return tuple(self.words[: len(words)]) == words

    def top_level(self) -> Iterator[Token]:
        """The tokens outside all parentheses."""
        depth = 0
        for token in self.tokens:
            depth += {"(": 1, ")": -1}.get(token.upper, 0)
            if depth == 0:
                yield token

    def marked(self, kind: str) -> Iterator[Mark]:
        """The parser's marks of one kind."""
        return (mark for mark in self.marks if mark.kind == kind)

    def columns(self) -> Iterator[nodes.ColumnDef]:
        """Every column that the statement defines."""
        match self.node:
            case nodes.CreateTable():
                yield from (element for element in self.node.elements if isinstance(element, nodes.ColumnDef))
            case nodes.AlterTable():
                for action in self.node.actions:
                    if isinstance(action, nodes.AddColumn | nodes.ChangeColumn):
                        yield action.column

    def elements(self) -> Iterator[nodes.KeyDef | nodes.ForeignKeyDef | nodes.CheckDef]:
        """Every key, foreign key and check that the statement defines outside of columns."""
        match self.node:
            case nodes.CreateTable():
                yield from (element for element in self.node.elements if not isinstance(element, nodes.ColumnDef))
            case nodes.AlterTable():
                for action in self.node.actions:
                    if isinstance(action, nodes.AddElement):
                        yield action.element

    def key_definitions(self) -> Iterator[nodes.KeyDef]:
        """Every key that the statement defines outside of columns."""
        return (element for element in self.elements() if isinstance(element, nodes.KeyDef))

    def foreign_keys(self) -> Iterator[nodes.ForeignKeyDef]:
        """Every foreign key of the table's own list."""
        return (element for element in self.elements() if isinstance(element, nodes.ForeignKeyDef))

    def checks(self) -> Iterator[nodes.CheckDef]:
        """Every check, of columns and of the table."""
        for column in self.columns():
            yield from column.checks
        yield from (element for element in self.elements() if isinstance(element, nodes.CheckDef))

    def stored_expressions(self) -> Iterator[tuple[str, nodes.Expression]]:
        """Every expression that becomes part of a definition, with what it is."""
        for column in self.columns():
            if column.default and not column.default.literal:
                yield "a default", column.default
            if column.generated:
                yield "a generated column", column.generated
        for check in self.checks():
            yield "a check", check.expression
        for key in self.key_definitions():
            for part in key.parts:
                if part.expression:
                    yield "a key part", part.expression

    @property
    def target(self) -> tuple[str | None, str] | None:
        """The table that CREATE TABLE, ALTER TABLE or CREATE INDEX is about."""
        if isinstance(self.node, nodes.CreateTable | nodes.AlterTable):
            return self.node.schema, self.node.name
        return None


class Rule(Protocol):
    """A module with one rule; its docstring says what it refuses, why, since when and where the manual says so."""

    __name__: str
    __doc__: str | None

    def check(self, subject: Subject) -> Iterator[Problem]:
        """The problems of one statement."""


def shown(version: Version) -> str:
    """A version as people write it."""
    return ".".join(str(part) for part in version)
