"""What `lint` returns: each statement with its predicted effect, and the findings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.migrations.effect import Effect, Hazard
    from backend_data_model.model.finding import Finding
    from backend_data_model.model.position import Position
    from backend_data_model.model.schema import Engine, Unparsed


@dataclass(slots=True)
class LintedStatement:
    """One statement of a script and its effect on the relations that existed before it.

    `effect.unknown` says why nothing can be told of a statement; its locks are then empty.
    """

    sql: str
    position: Position
    effect: Effect

    @property
    def line(self) -> int:
        """The 1-based line on which the statement begins."""
        return self.position.line

    @property
    def column(self) -> int:
        """The 1-based column at which the statement begins."""
        return self.position.column

    @property
    def locks(self) -> list[tuple[str, str]]:
        """Relation and strongest mode (`ACCESS EXCLUSIVE`), strongest first, then by name."""
        ordered = sorted(self.effect.locks, key=lambda lock: (-lock.mode, lock.relation))
        return [(lock.relation, str(lock.mode)) for lock in ordered]

    @property
    def rewrites(self) -> list[str]:
        """Tables whose storage is written anew."""
        return list(self.effect.rewrites)

    @property
    def scans(self) -> list[str]:
        """Relations that are read as a whole."""
        return list(self.effect.scans)

    @property
    def index_builds(self) -> list[str]:
        """Indexes that are built, old ones anew or new ones for the first time."""
        return list(self.effect.index_builds)

    @property
    def transactional(self) -> bool | None:
        """False where it refuses to run in a transaction block, None where it always fails."""
        return self.effect.transactional

    @property
    def hazard(self) -> Hazard:
        """How much it hurts those who use the database."""
        return self.effect.hazard


@dataclass(slots=True)
class LintReport:
    """The statements in the order of the script, what was found in them, and what could not be read."""

    engine: Engine
    version: str
    statements: Sequence[LintedStatement] = ()
    findings: list[Finding] = field(default_factory=list)
    unparsed: list[Unparsed] = field(default_factory=list)
