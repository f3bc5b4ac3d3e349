"""What a rehearsal found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from backend_data_model.migrations.effect import Effect
    from backend_data_model.migrations.locks import Lock
    from backend_data_model.migrations.rehearse.traffic import Break, Role, Use
    from backend_data_model.model.position import Position


_SOON = 1.0  # seconds


@dataclass(slots=True)
class Wait:
    """The longest that a reader or writer waited for an answer; `lock` is the part seen in pg_locks (polled)."""

    seconds: float = 0.0
    lock: float = 0.0
    what: str | None = None


@dataclass(slots=True)
class StepRun:
    """One statement as it ran.  Times are seconds from the start of the migration.

    `locks` are those that it took, `held` those that its transaction had before.  `exact` says that they were read at
    the end of the statement; else they were polled, and a short one may have been missed.  `breaks` are statements of
    the code for the old schema that are refused since, `may_break` says that this code must be gone by then, and
    `broken_new` are those of the code for the new schema.  `paused`: the writers were paused after so many seconds, and
    the statement ran for so many more.
    """

    number: int
    sql: str
    title: str
    note: str
    position: Position | None
    began: float
    ended: float
    attempts: int = 1
    error: str | None = None
    locks: tuple[Lock, ...] = ()
    held: tuple[Lock, ...] = ()
    exact: bool = False
    rewritten: tuple[str, ...] = ()
    predicted: Effect | None = None
    may_break: bool = False
    paused: tuple[float, float] | None = None
    reader: Wait = field(default_factory=Wait)
    writer: Wait = field(default_factory=Wait)
    breaks: list[str] = field(default_factory=list)
    broken_new: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long it ran, with all its attempts."""
        return self.ended - self.began

    @property
    def chases(self) -> bool:
        """Whether it came to its end only because the writers were paused."""
        return self.paused is not None and self.paused[1] < max(_SOON, self.paused[0] / 20)

    @property
    def differences(self) -> list[str]:
        """Where the prediction and what was seen disagree; empty without a prediction."""
        if self.predicted is None or self.predicted.unknown or self.error:
            return []
        expected = {lock.relation: lock.mode for lock in self.predicted.locks}
        seen = {lock.relation: lock.mode for lock in self.locks}
        held = {lock.relation: lock.mode for lock in self.held}
        found = [
            f"{name}: {mode} was seen, {expected.get(name) or 'no lock'} was predicted"
            for name, mode in seen.items()
            if expected.get(name) != mode
            and max(held.get(name, 0), expected.get(name, 0)) != mode
            and (self.exact or mode > expected.get(name, 0))
        ]
        if self.exact:
            found += [
                f"{name}: {mode} was predicted and not seen"
                for name, mode in expected.items()
                if name not in seen and held.get(name, 0) < mode
            ]
        if set(self.rewritten) != set(self.predicted.rewrites):
            found.append(
                f"rewritten: {', '.join(self.rewritten) or 'nothing'}; "
                f"predicted: {', '.join(self.predicted.rewrites) or 'nothing'}"
            )
        return found


@dataclass(slots=True)
class TableAudit:
    """The rows of one table before and after: those that were there, those that writers added, and what became of them.

    `changed` counts by column (its new name) rows whose value is neither the old one nor what a writer put there;
    `asked` are the columns that the migration itself updates; `not_compared` gives the reason by column, and `gone` are
    columns that no statement names as dropped.
    """

    table: str
    rows: int
    inserted: int = 0
    updated: int = 0
    lost: int = 0
    lost_inserts: int = 0
    changed: dict[str, int] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    asked_deletes: bool = False
    not_compared: dict[str, str] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    problem: str | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing was lost or changed unasked."""
        lost = (self.lost or self.lost_inserts) and not self.asked_deletes
        return not lost and not self.gone and self.problem is None and not (set(self.changed) - set(self.asked))


Verdict = Literal["equal", "different", "not checked"]


@dataclass(slots=True)
class Comparison:
    """A catalog against the one that was wanted; `detail` lists what differs, or why it was not checked."""

    verdict: Verdict
    detail: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Rehearsal:
    """All that was found.  Times are seconds, from the start of the migration where they are moments.

    `on_empty` says that the migration failed on an empty copy already, so that nothing was filled.  `has_new` says that
    the result was compared with NEW, otherwise with what the migration makes of an empty copy.  `invalid` are the
    indexes left invalid; `stays` is what a migration that failed leaves behind, and `not_valid` the constraints that
    were not checked against the rows.
    """

    engine: str
    rows: dict[str, int]
    short: dict[str, str]
    touched: list[str]
    steps: list[StepRun] = field(default_factory=list)
    undo: list[StepRun] = field(default_factory=list)
    audits: list[TableAudit] = field(default_factory=list)
    result: Comparison = field(default_factory=lambda: Comparison("not checked"))
    restored: Comparison = field(default_factory=lambda: Comparison("not checked"))
    uses: list[Use] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    calm: dict[Role, float] = field(default_factory=dict)
    began: float = 0.0
    ended: float = 0.0
    max_wait: float = 1.0
    on_empty: bool = False
    has_new: bool = False
    invalid: list[str] = field(default_factory=list)
    not_valid: list[str] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """How long the migration ran."""
        return self.ended - self.began

    def longest(self, role: Role) -> float:
        """The longest wait of a reader or a writer in any step."""
        waits = [step.reader if role == "reader" else step.writer for step in self.steps]
        return max((wait.seconds for wait in waits), default=0.0)

    @property
    def problems(self) -> list[str]:
        """Why the migration should not be run as it is; empty when it went well."""
        where = " on an empty copy of OLD" if self.on_empty else ""
        found = [f"step {step.number} failed{where}: {step.error}" for step in self.steps if step.error]
        longest = self.longest("writer")
        if longest > self.max_wait:
            found.append(f"a writer waited {longest:.2f} s, more than {self.max_wait:g} s")
        if self.result.verdict == "different":
            aim = "NEW" if self.has_new else "what the migration makes of an empty copy"
            found.append(f"the result is not {aim}; still needed: {'; '.join(self.result.detail[:3])}")
        found += [
            f"step {step.number} seems not to end while writers are at work: it ended {step.paused[1]:.1f} s after "
            f"they were paused, which was after {step.paused[0]:.0f} s"
            for step in self.steps
            if step.paused and step.chases
        ]
        found += [f"index {name} is invalid: it is kept up to date and never used" for name in self.invalid]
        found += [_break_problem(step) for step in self.steps if step.breaks and not step.may_break]
        found += [_audit_problem(audit) for audit in self.audits if not audit.ok]
        found += [f"undo {step.number} failed: {step.error}" for step in self.undo if step.error]
        if self.restored.verdict == "different":
            found.append(f"the undo does not lead back to OLD: {'; '.join(self.restored.detail[:3])}")
        return found + self.failures

    @property
    def ok(self) -> bool:
        """Whether nothing speaks against it."""
        return not self.problems


def _break_problem(step: StepRun) -> str:
    more = f", and {len(step.breaks) - 1} more" if len(step.breaks) > 1 else ""
    return f"step {step.number} breaks running code: {step.breaks[0]}{more}"


def _audit_problem(audit: TableAudit) -> str:
    if audit.problem:
        return f"{audit.table}: {audit.problem}"
    parts = []
    if audit.lost and not audit.asked_deletes:
        parts.append(f"{audit.lost:,} rows are lost")
    if audit.lost_inserts and not audit.asked_deletes:
        parts.append(f"{audit.lost_inserts:,} rows of writers are lost")
    parts += [f"column {column} is gone unasked" for column in audit.gone]
    parts += [
        f"{column} changed in {count:,} rows unasked"
        for column, count in audit.changed.items()
        if column not in audit.asked
    ]
    return f"{audit.table}: {', '.join(parts)}"


def as_dict(found: Rehearsal) -> dict[str, Any]:
    """The rehearsal for JSON: seconds with four digits, locks as (relation, mode)."""
    return {
        "ok": found.ok,
        "problems": found.problems,
        "engine": found.engine,
        "failed_on_empty_copy": found.on_empty,
        "stays_behind": found.stays,
        "invalid_indexes": found.invalid,
        "constraints_not_validated": found.not_valid,
        "rows": found.rows,
        "not_filled": found.short,
        "touched": found.touched,
        "seconds": round(found.seconds, 4),
        "longest_wait": {role: round(found.longest(role), 4) for role in ("reader", "writer")},
        "longest_wait_before": {role: round(seconds, 4) for role, seconds in found.calm.items()},
        "max_wait": found.max_wait,
        "steps": [_step(step) for step in found.steps],
        "result": {
            "against": "new" if found.has_new else "empty copy",
            "verdict": found.result.verdict,
            "detail": found.result.detail,
        },
        "tables": [
            {
                "table": audit.table,
                "rows": audit.rows,
                "inserted": audit.inserted,
                "updated": audit.updated,
                "lost": audit.lost,
                "lost_inserts": audit.lost_inserts,
                "changed": audit.changed,
                "asked": list(audit.asked),
                "not_compared": audit.not_compared,
                "problem": audit.problem,
            }
            for audit in found.audits
        ],
        "undo": {
            "verdict": found.restored.verdict,
            "detail": found.restored.detail,
            "steps": [_step(step) for step in found.undo],
        },
        "statements": {role: sum(use.role == role for use in found.uses) for role in ("reader", "writer")},
    }


def _step(step: StepRun) -> dict[str, Any]:
    return {
        "number": step.number,
        "sql": step.sql,
        "note": step.note,
        "place": str(step.position) if step.position else None,
        "began": round(step.began, 4),
        "seconds": round(step.seconds, 4),
        "attempts": step.attempts,
        "writers_paused_after": None if step.paused is None else round(step.paused[0], 4),
        "error": step.error,
        "locks": [(lock.relation, str(lock.mode)) for lock in step.locks],
        "locks_exact": step.exact,
        "rewritten": list(step.rewritten),
        "predicted_locks": None
        if step.predicted is None
        else [(lock.relation, str(lock.mode)) for lock in step.predicted.locks],
        "differs_from_prediction": step.differences,
        "reader_wait": _wait(step.reader),
        "writer_wait": _wait(step.writer),
        "breaks_running_code": step.breaks,
        "breaks_new_code": step.broken_new,
    }


def _wait(wait: Wait) -> dict[str, Any]:
    return {"seconds": round(wait.seconds, 4), "lock": round(wait.lock, 4), "statement": wait.what}
