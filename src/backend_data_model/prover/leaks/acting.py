"""Acts as the application in a tenant's session, and weighs what came of an attempt."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from backend_data_model.engines.session import PARAMETER, RefusedError

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

    @contextlib.contextmanager
    def application(self, state: State, side: int = 0, *, triggers: bool = True) -> Iterator[None]:
        """Inside, the session has the application's role and settings; raises RefusedError, after which all is undone.

        Without `triggers` no trigger fires, foreign keys included: only what policies and rights say is left.
        """
        with self.session.step():
            if not triggers:
                self.session.execute("set local session_replication_role = replica")
            if state != "unset":
                for name, value in self.settings[side].items():
                    given = value if state == "own" else ""
                    self.session.execute(f"select set_config({PARAMETER}, {PARAMETER}, true)", (name, given))
            self.session.execute(f"set local role {self.session.quote(self.role)}")
            yield
            self.session.execute("reset role")
            if not triggers:
                self.session.execute("set local session_replication_role = origin")

    def ask(self, sql: str) -> object:
        """One value, with all rights."""
        return self.session.execute(sql)[0][0]

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
        with self.session.sandbox():
            before = self.ask(attempt.probe) if attempt.probe else None
            try:
                with self.application(attempt.state, triggers=not attempt.without_triggers):
                    found = self._run(attempt.sql)
            except RefusedError as refusal:
                return _refused(attempt, refusal)
            after = self.ask(attempt.probe) if attempt.probe else None
        if attempt.counts and found:
            return Outcome("leak", f"{found} of the rows are given")
        if before != after:
            return Outcome("leak", "it changed what must not change")
        if attempt.taken_leaks:
            return Outcome("leak", "it was taken")
        return Outcome("held", "no row of the other tenant was reached")

    def _run(self, sql: str) -> int:
        if sql.startswith("COPY "):
            return self.session.copy(sql)
        return len(self.session.execute(sql))


def _refused(attempt: Attempt, refusal: RefusedError) -> Outcome:
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
