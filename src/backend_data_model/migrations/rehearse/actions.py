"""What a rehearsal runs, statement by statement: the steps of a plan, or a migration that somebody wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.migrations.rehearse.psql_script import PsqlScript
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.migrations.effect import Effect
    from backend_data_model.migrations.rehearse.psql_script import ScriptStatement
    from backend_data_model.migrations.steps import Step
    from backend_data_model.model.position import Position

_CONTROL = re.compile(
    r"\s*(?:begin|start\s+transaction|commit|end|rollback|abort|savepoint|release|prepare\s+transaction)\b",
    re.IGNORECASE,
)
_COPY_STDIN = re.compile(r"\s*copy\b.*\bfrom\s+stdin\b", re.IGNORECASE | re.DOTALL)
# COMMIT in them works only outside a transaction, and on empty tables it may never be reached.
_COMMITS = re.compile(r"\s*(?:call\b|do\b.*\b(?:commit|rollback)\b)", re.IGNORECASE | re.DOTALL)


@dataclass(slots=True)
class Action:
    """One statement to run.

    `alone` says that it may stand in a transaction of its own, at the end of which its locks can be read; False for
    transaction control, for what stands inside a transaction of the script, and for what refuses a transaction.
    Timeouts are as PostgreSQL writes them, None where the script sets its own.  `undo` is None where nothing takes the
    statement back and empty where there is nothing to take back.  With `results_run` each value that it gives is run as
    a statement.  `may_break` says that code for the old schema must be gone by then: the contract phase of a plan.
    """

    sql: str
    note: str = ""
    position: Position | None = None
    alone: bool = True
    control: bool = False
    results_run: bool = False
    may_break: bool = False
    lock_timeout: str | None = None
    statement_timeout: str | None = None
    undo: str | None = None
    predicted: Effect | None = None

    @property
    def title(self) -> str:
        """Its first words on one line."""
        line = " ".join(self.sql.split())
        return line if len(line) <= 96 else f"{line[:93]}..."


def actions_of_plan(steps: Sequence[Step]) -> list[Action]:
    """The steps of a plan; those of one transaction are put between BEGIN and COMMIT."""
    found: list[Action] = []
    inside: int | None = None
    for step in steps:
        if inside is not None and step.transaction != inside:
            found.append(_commit(found[-1]))
        if step.transaction is not None and step.transaction != inside:
            found.append(Action("BEGIN", alone=False, control=True))
        inside = step.transaction
        found.append(
            Action(
                step.sql,
                step.note,
                alone=step.transactional and inside is None,
                lock_timeout=step.lock_timeout,
                statement_timeout=step.statement_timeout,
                undo=step.undo,
                predicted=step.effect,
                may_break=step.phase == "contract",
            )
        )
    if inside is not None:
        found.append(_commit(found[-1]))
    return found


def _commit(last: Action) -> Action:
    """What a transaction does is seen by others only now."""
    return Action("COMMIT", alone=False, control=True, may_break=last.may_break)


def actions_of_script(text: str, source: str | None = None) -> list[Action]:
    """The statements of a psql script; InputError for what only psql can do and for COPY with data in the script."""
    return [action_of(statement) for statement in PsqlScript().read(text, source)]


def action_of(statement: ScriptStatement) -> Action:
    """The statement of a script as one to run."""
    if _COPY_STDIN.match(statement.sql):
        raise InputError(
            "COPY ... FROM stdin cannot be rehearsed", position=statement.position, help="write INSERT instead"
        )
    control = _CONTROL.match(statement.sql) is not None
    apart = control or statement.results_run or _COMMITS.match(statement.sql) is not None
    return Action(
        statement.sql,
        position=statement.position,
        alone=not apart,
        control=control,
        results_run=statement.results_run,
    )
