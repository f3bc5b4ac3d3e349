"""A migration plan: steps in the order in which they run, each with its note, its undo and what it locks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from backend_data_model.migrations.effect import Effect, Hazard
    from backend_data_model.migrations.locks import Lock
    from backend_data_model.model.schema import Engine

Phase = Literal["expand", "migrate", "contract"]
Duration = Literal["instant", "grows with the rows", "as long as the backfill takes"]


@dataclass(slots=True)
class Step:
    """One statement of a plan.  Steps of the same `transaction` number run in one transaction, others on their own.

    `undo` is the SQL that takes the step back: empty where nothing has to be taken back, None where nothing can.
    `loses_data` names what is gone afterwards.  `blocking` is the reason why a step that blocks others while it works
    could not be avoided, and `alternative` the command line of a tool that does the same without blocking them.
    Steps with the same `plainly` do together, beside the running code, what that one statement does at once.
    """

    sql: str
    phase: Phase
    note: str
    undo: str | None = None
    transactional: bool = True
    transaction: int | None = None
    loses_data: str | None = None
    backward_incompatible: str | None = None
    blocking: str | None = None
    alternative: str | None = None
    lock_timeout: str | None = None
    statement_timeout: str | None = None
    duration: Duration = "instant"
    monitor: str | None = None
    plainly: str | None = None
    effect: Effect | None = None

    @property
    def locks(self) -> tuple[Lock, ...]:
        """The locks on relations that exist before the step; empty where the prediction is missing."""
        return self.effect.locks if self.effect else ()

    @property
    def hazard(self) -> Hazard:
        """How much the step hurts those who use the database."""
        return self.effect.hazard if self.effect else "none"


@dataclass(slots=True)
class Plan:
    """All steps from one schema to another; empty when nothing changes.

    `questions` are renames that look likely but were not said; `unmanaged` names what the two schemas hold and the
    planner does not manage, `verified` how the plan was checked.
    """

    engine: Engine
    version: str
    steps: list[Step] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)
    unmanaged: list[str] = field(default_factory=list)
    verified: str | None = None

    def __bool__(self) -> bool:
        return bool(self.steps)

    @property
    def loses_data(self) -> list[Step]:
        """The steps that throw data away."""
        return [step for step in self.steps if step.loses_data]
