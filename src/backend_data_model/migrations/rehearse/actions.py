"""What a rehearsal runs, statement by statement: the steps of a plan, or a migration that somebody wrote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.engines.split import split_statements
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.migrations.effect import Effect
    from backend_data_model.migrations.steps import Step
    from backend_data_model.model.position import Position

_CONTROL = re.compile(
    r"\s*(?:begin|start\s+transaction|commit|end|rollback|abort|savepoint|release|prepare\s+transaction)\b",
    re.IGNORECASE,
)
_COPY_STDIN = re.compile(r"\s*copy\b.*\bfrom\s+stdin\b", re.IGNORECASE | re.DOTALL)
# What psql shows or how, and settings of psql itself: they change nothing for the server.
_SHOWN_ONLY = re.compile(
    r"\\(?:timing|echo|qecho|warn|pset|x|a|t|H|C|f|errverbose|encoding|conninfo|d\S*|"
    r"set\s+(?:ON_ERROR_STOP|ON_ERROR_ROLLBACK|ECHO|QUIET|VERBOSITY|SHOW_CONTEXT|HISTCONTROL)|unset)\b|\\(?:!|\?)?$"
)


@dataclass(slots=True)
class Action:
    """One statement to run.

    `alone` says that it may stand in a transaction of its own, at the end of which its locks can be read; False for
    transaction control, for what stands inside a transaction of the script, and for what refuses a transaction.
    Timeouts are as PostgreSQL writes them, None where the script sets its own.  `undo` is None where nothing takes the
    statement back and empty where there is nothing to take back.
    """

    sql: str
    note: str = ""
    position: Position | None = None
    alone: bool = True
    control: bool = False
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
            found.append(Action("COMMIT", alone=False, control=True))
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
            )
        )
    if inside is not None:
        found.append(Action("COMMIT", alone=False, control=True))
    return found


def actions_of_script(text: str, source: str | None = None) -> list[Action]:
    """The statements of a psql script; InputError for what only psql can do and for COPY with data in the script."""
    found: list[Action] = []
    for statement in split_statements(text, "postgresql", source):
        if statement.is_client_command:
            if _SHOWN_ONLY.match(statement.sql):
                continue
            raise InputError(
                f"{statement.sql.split()[0]} is for psql and cannot be rehearsed",
                position=statement.position,
                help="write out what it does",
            )
        if _COPY_STDIN.match(statement.sql):
            raise InputError(
                "COPY ... FROM stdin cannot be rehearsed", position=statement.position, help="write INSERT instead"
            )
        control = _CONTROL.match(statement.sql) is not None
        found.append(Action(statement.sql, position=statement.position, alone=not control, control=control))
    return found
