"""Runs a migration's statements one after the other, with their timeouts and retries, and notes what each did."""

from __future__ import annotations

import time
from time import monotonic
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.postgresql.emit.names import literal
from backend_data_model.migrations.rehearse.execute import REFUSES_TRANSACTION, execute, reason
from backend_data_model.migrations.rehearse.outcome import StepRun
from backend_data_model.migrations.rehearse.watch import held, named_locks, relations, rewritten

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import psycopg

    from backend_data_model.migrations.locks import LockMode
    from backend_data_model.migrations.rehearse.actions import Action
    from backend_data_model.migrations.rehearse.outcome import Wait
    from backend_data_model.migrations.rehearse.watch import Relation, Watch

_MOST_ATTEMPTS = 10
_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0
_LOCK_NOT_AVAILABLE = "55P03"
_IDLE, _IN_ERROR = 0, 3

_INVALID = """
select format('%%I.%%I', n.nspname, c.relname)
  from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where not i.indisvalid and c.relkind = 'i' and not (c.oid = any(%s))
"""


class Performer:
    """Runs actions on one connection; `watch` sees the locks of what cannot be asked at its end."""

    def __init__(
        self, connection: psycopg.Connection[Any], monitor: psycopg.Connection[Any], watch: Watch | None
    ) -> None:
        self._connection = connection
        self._monitor = monitor
        self._pid = connection.info.backend_pid
        self._watch = watch
        self._kept: dict[int, LockMode] = {}

    def run(
        self, actions: Sequence[Action], began: float, told: Callable[[int, str], None], *, rest: float = 0.0
    ) -> list[StepRun]:
        """The actions as they ran, until one fails for good; `rest` seconds pass after each."""
        steps: list[StepRun] = []
        for number, action in enumerate(actions, start=1):
            told(number, action.title)
            step = self._step(number, action, began)
            steps.append(step)
            if rest and self._connection.info.transaction_status == _IDLE:
                time.sleep(rest)
            if step.error:
                break
        if self._connection.info.transaction_status != _IDLE:
            self._connection.execute("rollback")
        return steps

    def _step(self, number: int, action: Action, began: float) -> StepRun:
        import psycopg

        before = relations(self._connection)
        if self._watch:
            self._watch.turn()
        start = monotonic()
        step = StepRun(
            number, action.sql, action.title, action.note, action.position, start - began, start - began,
            predicted=action.predicted, may_break=action.may_break,
        )  # fmt: skip
        pause = _FIRST_PAUSE
        while True:
            try:
                self._attempt(action, step, before)
                break
            except psycopg.Error as error:
                step.ended = monotonic() - began
                if action.alone and error.sqlstate in REFUSES_TRANSACTION:
                    action.alone = False
                    continue
                alone = self._connection.info.transaction_status == _IDLE
                again = error.sqlstate == _LOCK_NOT_AVAILABLE and alone and action.lock_timeout is not None
                if not again or step.attempts >= _MOST_ATTEMPTS:
                    step.error = reason(error)
                    break
                self._remove_invalid(before)
            step.attempts += 1
            time.sleep(pause)
            pause = min(2 * pause, _LONGEST_PAUSE)
        step.ended = max(step.ended, monotonic() - began) if step.error else step.ended
        self._look(step, before, began)
        return step

    def _attempt(self, action: Action, step: StepRun, before: dict[int, Relation]) -> None:
        start = monotonic()
        if not action.alone:
            self._set_timeouts(action, "")
            try:
                execute(self._connection, action)
            finally:
                step.ended = step.began + (monotonic() - start) if step.attempts == 1 else step.ended
            return
        with self._connection.transaction():
            self._set_timeouts(action, "local ")
            execute(self._connection, action)
            modes = held(self._monitor, self._pid)
        step.ended = step.began + (monotonic() - start) if step.attempts == 1 else step.ended
        step.locks, step.exact = named_locks(modes, before), True

    def _look(self, step: StepRun, before: dict[int, Relation], began: float) -> None:
        """What was seen of the step: storage, and locks where they are not known yet."""
        seen = self._watch.turn() if self._watch else None
        if seen:
            if seen.paused_at is not None:
                step.paused = (seen.paused_at - began - step.began, began + step.ended - seen.paused_at)
            step.reader.lock, step.writer.lock = seen.waits.get("reader", 0.0), seen.waits.get("writer", 0.0)
        status = self._connection.info.transaction_status
        if status == _IN_ERROR:
            return
        if not step.exact:
            if status == _IDLE:
                # COMMIT still holds what the statements before it took.
                modes = seen.modes if seen else {}
                step.locks = named_locks(self._fresh(modes), before)
                self._kept = {}
            else:
                modes = held(self._monitor, self._pid)
                step.held = named_locks(self._kept, before)
                step.locks, step.exact, self._kept = named_locks(self._fresh(modes), before), True, modes
        step.rewritten = rewritten(before, relations(self._connection))

    def _fresh(self, modes: dict[int, LockMode]) -> dict[int, LockMode]:
        """The locks that the transaction did not hold before the statement."""
        return {oid: mode for oid, mode in modes.items() if self._kept.get(oid) != mode}

    def _set_timeouts(self, action: Action, scope: str) -> None:
        for name, value in (("lock_timeout", action.lock_timeout), ("statement_timeout", action.statement_timeout)):
            if value is not None:
                self._connection.execute(f"set {scope}{name} = {literal(value)}".encode())

    def _remove_invalid(self, before: dict[int, Relation]) -> None:
        """An index that CONCURRENTLY left unfinished is dropped before the next attempt."""
        for (name,) in self._connection.execute(_INVALID, (list(before),)).fetchall():
            self._connection.execute("set lock_timeout = 0")
            self._connection.execute(f"drop index concurrently {name}".encode())


def blame(steps: Sequence[StepRun], uses: Sequence[Any], began: float) -> None:
    """Give every statement of a reader or writer to the step during most of which it waited."""
    for use in uses:
        start, end = use.began - began, use.ended - began
        best, most = None, 0.0
        for step in steps:
            overlap = min(end, step.ended) - max(start, step.began)
            if overlap > most:
                best, most = step, overlap
        if best is None:
            continue
        wait: Wait = best.reader if use.role == "reader" else best.writer
        if use.seconds > wait.seconds:
            wait.seconds, wait.what = use.seconds, f"{use.kind} of {use.table}"
