"""What a rule of the linter is: the statements it looks at, and a check of one of them.

A rule lives in one module of a family; the module's docstring is its documentation, in the same sections as the rules
of the reviewer, its `RULE` the value that the registry finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from backend_data_model.migrations.lint.fixes import Edit
    from backend_data_model.migrations.lint.source import Piece
    from backend_data_model.model.finding import Severity

MigrationEngine = Literal["postgresql", "mysql", "mariadb", "sqlite"]


# A piece of a migration and the offset of a character in it.
Place = tuple["Piece", int]


@dataclass(frozen=True, slots=True)
class Violation:
    """What a check found: `help` says what to write instead, as SQL where SQL can say it.

    `edits` change the statement where the safe form is mechanical; offsets are characters in the piece.  `at` is
    where the violation is, where that is not the first word of the statement that is looked at.
    """

    object: str
    message: str
    help: str
    edits: tuple[Edit, ...] = ()
    severity: Severity | None = None
    at: Place | None = None


# A check gets the context and the node that triggered it: the statement's, or a command of ALTER TABLE.  The context is
# a `Context` for PostgreSQL and a `DialectContext` for the others.
Check = Callable[[Any, Any], Iterable[Violation]]
ALL_ENGINES: tuple[MigrationEngine, ...] = ("postgresql", "mysql", "mariadb", "sqlite")


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the linter.

    `on` names what triggers it: kinds of statements (`index_stmt`), commands of ALTER TABLE (`AT_SetNotNull`), the end
    of a transaction (`commit`) or of a file (`end`), every new column of a type (`type json`), and `effect` for every
    statement whose effect is known once all other rules have had their say.  `elsewhere` is the check for the engines
    besides PostgreSQL, of a rule that is for both; it and the check of a rule for others only see every statement.
    """

    code: str
    name: str
    severity: Severity
    on: tuple[str, ...]
    check: Check
    documentation: str = field(repr=False)
    engines: tuple[MigrationEngine, ...] = ("postgresql",)
    elsewhere: Check | None = None

    @property
    def family(self) -> str:
        """The folder the rule lives in."""
        return self.check.__module__.split(".")[-2]
