"""Acts as the application in a tenant's session, and weighs what came of an attempt."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from backend_data_model.engines.session import RefusedError
from backend_data_model.prover.leaks.catalog_check import quoted
from backend_data_model.prover.leaks.trying import CALL, FUNCTION, Tried

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from backend_data_model.engines.postgresql.session import PostgresSession
    from backend_data_model.prover.leaks.attempt import Attempt
    from backend_data_model.prover.leaks.report import Verdict
    from backend_data_model.prover.leaks.subject import State

_FOREIGN_KEY = "23503"
_STOPPED_BY_REFERENCES = frozenset({_FOREIGN_KEY, "23001"})
_TELLING = frozenset({"23505", "23P01"})  # of a unique key, of an exclusion constraint


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended; `code` is the SQLSTATE of a refusal."""

    verdict: Verdict
    detail: str
    code: str | None = None


class Acting:
    """The application's role in the sessions of two tenants; `settings` has one mapping for each."""

    def __init__(
        self, session: PostgresSession, role: str, settings: tuple[Mapping[str, str], Mapping[str, str]]
    ) -> None:
        self.session = session
        self.role = role
        self.settings = settings
        session.execute(FUNCTION)

    @contextlib.contextmanager
    def application(self, state: State, side: int = 0, *, triggers: bool = True) -> Iterator[None]:
        """Inside, the session has the application's role and settings; raises RefusedError, after which all is undone.

        Without `triggers` no trigger fires, foreign keys included: only what policies and rights say is left.
        """
        settings = {} if state == "unset" else self.settings[side]
        enter = [] if triggers else ["set local session_replication_role = replica"]
        enter += [
            f"select pg_catalog.set_config({quoted(name)}, {quoted(value if state == 'own' else '')}, true)"
            for name, value in settings.items()
        ]
        enter.append(f"set local role {self.session.quote(self.role)}")
        leave = ["reset role"] + ([] if triggers else ["set local session_replication_role = origin"])
        with self.session.step():
            self.session.execute("; ".join(enter))
            yield
            self.session.execute("; ".join(leave))

    def ask(self, sql: str) -> object:
        """One value, with all rights."""
        return self.session.execute(sql)[0][0]

    def try_out(
        self, sql: str, probe: str | None = None, *, state: State = "own", side: int = 0, triggers: bool = True
    ) -> Tried:
        """Run a statement (no COPY) as the application, ask `probe` with all rights before and after, and undo it."""
        return self._tried(sql, probe, state, side, triggers=triggers, answers=False)

    def try_answer(self, sql: str, side: int = 0) -> Tried:
        """The one value that a query gives the application."""
        return self._tried(sql, None, "own", side, triggers=True, answers=True)

    def _tried(self, sql: str, probe: str | None, state: State, side: int, *, triggers: bool, answers: bool) -> Tried:
        settings = {} if state == "unset" else self.settings[side]
        contents = [value if state == "own" else "" for value in settings.values()]
        given = (self.role, list(settings), contents, sql, probe, triggers, answers)
        before, after, found, answer, code, message, constraint = self.session.execute(CALL, given)[0]
        return Tried(before, after, found or 0, answer, code, message or "", constraint or None)

    def attempt(self, attempt: Attempt) -> Outcome:
        """Run the attempt and undo it."""
        outcome = self._attempt(attempt)
        if outcome.code in _STOPPED_BY_REFERENCES - attempt.held_by and attempt.probe:
            # The policies let it pass, and only a reference to just this row stood in the way.
            again = self._attempt(replace(attempt, without_triggers=True))
            if again.verdict in {"leak", "held"}:
                return replace(again, code=outcome.code)
        return outcome

    def _attempt(self, attempt: Attempt) -> Outcome:
        triggers = not attempt.without_triggers
        if attempt.sql.startswith("COPY "):
            tried = self._copy(attempt, triggers=triggers)
        else:
            tried = self.try_out(attempt.sql, attempt.probe, state=attempt.state, triggers=triggers)
        if tried.code is not None:
            return _refused(attempt, tried)
        if attempt.counts and tried.found:
            return Outcome("leak", f"{tried.found} of the rows are given")
        if tried.changed:
            return Outcome("leak", "it changed what must not change")
        if attempt.taken_leaks:
            return Outcome("leak", "it was taken")
        return Outcome("held", "no row of the other tenant was reached")

    def _copy(self, attempt: Attempt, *, triggers: bool) -> Tried:
        """COPY speaks a protocol of its own, which no function can."""
        with self.session.sandbox():
            before = self.ask(attempt.probe) if attempt.probe else None
            try:
                with self.application(attempt.state, triggers=triggers):
                    found = self.session.copy(attempt.sql)
            except RefusedError as refusal:
                return Tried(None, None, 0, None, refusal.code, refusal.message, refusal.constraint)
            after = self.ask(attempt.probe) if attempt.probe else None
        return Tried(_text(before), _text(after), found)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _refused(attempt: Attempt, refusal: Tried) -> Outcome:
    code = refusal.code
    if code in _TELLING and attempt.oracle:
        if refusal.constraint in (None, attempt.oracle) and attempt.stated:
            detail = (
                "the error tells that another tenant has such a row; the requirements want it unique over all tenants"
            )
            return Outcome("warning", detail, code)
        if refusal.constraint in (None, attempt.oracle):
            return Outcome("leak", "the error tells that another tenant has such a row", code)
        return Outcome("not_checked", f"refused by another key: {refusal.message}", code)
    if code in attempt.held_by:
        return Outcome("held", f"refused: {refusal.message}", code)
    if attempt.state != "own" and code not in _STOPPED_BY_REFERENCES:
        return Outcome("warning", f"it fails closed, but with an error: {refusal.message}", code)
    return Outcome("not_checked", f"refused for another reason: {refusal.message}", code)
