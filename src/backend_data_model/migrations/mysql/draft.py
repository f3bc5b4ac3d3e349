"""Statements of a plan before they are tried on a server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.migrations.mysql.names import quoted

if TYPE_CHECKING:
    from backend_data_model.migrations.mysql.online import Online
    from backend_data_model.migrations.steps import Phase


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of an ALTER TABLE; `operations` are keys of `online_ddl.yaml`, `undo` takes it back."""

    sql: str
    operations: frozenset[str]
    note: str
    undo: str | None
    phase: Phase = "expand"
    loses_data: str | None = None
    backward_incompatible: str | None = None
    last: bool = False


@dataclass(slots=True)
class Draft:
    """One statement; `table` is set for an ALTER, `online` says how it runs."""

    sql: str
    note: str
    undo: str | None = None
    phase: Phase = "expand"
    loses_data: str | None = None
    backward_incompatible: str | None = None
    table: str | None = None
    online: Online | None = None
    takes_clauses: bool = True
    clauses: list[Clause] = field(default_factory=list)

    @property
    def statement(self) -> str:
        """With ALGORITHM and LOCK, so that it fails rather than blocks where the server cannot do it that way."""
        return self.sql + (self.online.clauses if self.online and self.takes_clauses else "")


def alter(table: str, clauses: list[Clause], online: Online) -> Draft:
    """One ALTER TABLE of several clauses; a partitioning clause stands last, without a comma."""
    plain = [clause.sql for clause in clauses if not clause.last]
    last = [clause.sql for clause in clauses if clause.last]
    undo = [clause.undo for clause in reversed(clauses) if clause.undo]
    losses = [clause.loses_data for clause in clauses if clause.loses_data]
    breaks = [clause.backward_incompatible for clause in clauses if clause.backward_incompatible]
    return Draft(
        f"ALTER TABLE {quoted(table)} " + " ".join(filter(None, [", ".join(plain), *last])),
        " ".join(dict.fromkeys(clause.note for clause in clauses)),
        undo=f"ALTER TABLE {quoted(table)} {', '.join(undo)}" if len(undo) == len(clauses) else None,
        phase="contract" if any(clause.phase == "contract" for clause in clauses) else "expand",
        loses_data=", ".join(losses) or None,
        backward_incompatible="; ".join(breaks) or None,
        table=table,
        online=online,
        takes_clauses=not last,
        clauses=clauses,
    )
