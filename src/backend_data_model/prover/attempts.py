"""Tries rows and keeps the score: what had to be accepted and was, what had to be refused and was, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.engines.session import RefusedError

if TYPE_CHECKING:
    from backend_data_model.engines.session import RefusalKind
    from backend_data_model.model.schema import Table
    from backend_data_model.prover.predicates import Row
    from backend_data_model.prover.proof import Status
    from backend_data_model.prover.rows import Rows


@dataclass(frozen=True, slots=True)
class Expectation:
    """The refusal that a broken row must meet: its class, and the constraint or the columns that it must name.

    `deferred` allows that it comes only at the end of the transaction.
    """

    kind: RefusalKind
    name: str | None = None
    columns: tuple[str, ...] = ()
    deferred: bool = False

    def is_met_by(self, refusal: RefusedError) -> bool:
        """Whether the engine refused for this reason; what an engine does not name cannot differ."""
        if refusal.kind != self.kind:
            return False
        if self.name and refusal.constraint:
            return refusal.constraint.lower() == self.name.lower()
        if self.columns and refusal.columns:
            return set(refusal.columns) == set(self.columns)
        return True


@dataclass(slots=True)
class Tally:
    """The score of one constraint.  `wrong` shows that it does not hold; `unsure` is what could not be shown.

    `needs_all` says that every case must have been shown: one that is left open leaves the constraint open.
    """

    accepted: int = 0
    refused: int = 0
    wrong: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    needs_accepted: bool = True
    needs_refused: bool = True
    needs_all: bool = False

    @property
    def status(self) -> Status:
        """Proved only when something was accepted and something refused, as far as the constraint is about both."""
        if self.wrong:
            return "failed"
        if self.needs_all and self.unsure:
            return "not_checked"
        shown = (self.accepted or not self.needs_accepted) and (self.refused or not self.needs_refused)
        return "proved" if shown else "not_checked"

    @property
    def detail(self) -> str | None:
        """Everything that went wrong or was left open."""
        notes = list(dict.fromkeys([*self.wrong, *self.unsure]))
        if not notes and self.status == "not_checked":
            return "no row could be built that shows it"
        return "; ".join(notes) or None


def try_row(rows: Rows, table: Table, row: Row) -> RefusedError | None:
    """Insert the row and undo it; the refusal, or None when the row was accepted."""
    try:
        with rows.sandbox():
            rows.insert(table, row)
    except RefusedError as refusal:
        return refusal
    return None


def expect_accepted(rows: Rows, table: Table, row: Row, about: Expectation, tally: Tally, what: str) -> None:
    """A refusal for this constraint is wrong; one for another reason leaves the question open."""
    refusal = try_row(rows, table, row)
    if refusal is None:
        tally.accepted += 1
    elif about.is_met_by(refusal):
        tally.wrong.append(f"{what} was refused: {refusal.message}")
    else:
        tally.unsure.append(f"{what} could not be tried: {refusal.message}")


def expect_refused(rows: Rows, table: Table, row: Row, about: Expectation, tally: Tally, what: str) -> None:
    """The row must be refused, and for this constraint."""
    refusal = try_row(rows, table, row)
    if refusal is None:
        _let_through(rows, table, row, about, tally, what)
    elif not about.is_met_by(refusal):
        tally.unsure.append(f"{what} was refused for another reason: {refusal.message} [{refusal.code}]")
    elif about.kind == "foreign_key" and not _breaks_only(rows, table, row, about):
        tally.unsure.append(f"{what} breaks other foreign keys as well")
    else:
        tally.refused += 1


def _let_through(rows: Rows, table: Table, row: Row, about: Expectation, tally: Tally, what: str) -> None:
    """The engine took the row.  It may be a deferred key, or SQLite's count of open references may have evened out."""
    broken = rows.session.violated_foreign_keys(*rows.insertion(table, row)) if about.kind == "foreign_key" else None
    if broken == {about.columns} and about.deferred:
        tally.refused += 1
    elif broken and about.columns in broken and not about.deferred and not tally.refused:
        tally.unsure.append(f"{what} is reported by foreign_key_check only")
    else:
        tally.wrong.append(f"{what} was accepted")


def _breaks_only(rows: Rows, table: Table, row: Row, about: Expectation) -> bool:
    """Where the engine names no foreign key (SQLite), ask which ones the row breaks."""
    sql, values = rows.insertion(table, row)
    broken = rows.session.violated_foreign_keys(sql, values)
    return broken is None or broken == {about.columns}
