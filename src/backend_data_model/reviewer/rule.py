"""What a rule is: a code, the name of the bad pattern, and a check over the schema.

A rule lives in one module; the module's docstring is its documentation (see `documentation`), its `RULE` the value that
the registry lists.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from backend_data_model.model.finding import Severity
    from backend_data_model.model.position import Position
    from backend_data_model.model.schema import Engine
    from backend_data_model.reviewer.context import Context

DimensionName = Literal[
    "referential integrity",
    "constraint completeness",
    "index coverage",
    "convention consistency",
    "operational readiness",
]
ALL_ENGINES: tuple[Engine, ...] = ("postgresql", "mysql", "sqlite")


@dataclass(frozen=True, slots=True)
class Violation:
    """One check that failed.

    `instances` is how many checks it stands for, where one message speaks of several; 0 keeps it out of the score.
    """

    object: str
    message: str
    help: str
    position: Position | None = None
    severity: Severity | None = None
    instances: int = 1


Outcome = Violation | None
"""What one check came to; None is a check that passed.  What a rule does not apply to is not yielded at all."""

PASSED: Outcome = None
Check = Callable[["Context"], Iterable[Outcome]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the reviewer.

    `name` reads as the bad pattern; `counted` completes the sentence "18 of 20 ..." in the score; a rule without
    `dimensions` gives findings but does not count in the score.
    """

    code: str
    name: str
    severity: Severity
    check: Check
    documentation: str = field(repr=False)
    counted: str
    dimensions: tuple[DimensionName, ...] = ()
    engines: tuple[Engine, ...] = ALL_ENGINES

    @property
    def family(self) -> str:
        """The folder the rule lives in."""
        return self.check.__module__.split(".")[-2]
