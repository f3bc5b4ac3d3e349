"""Loads a script statement by statement, so that each refusal is reported at its own line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.session import RefusedError
from backend_data_model.engines.split import split_statements
from backend_data_model.prover.proof import StatementCheck

if TYPE_CHECKING:
    from backend_data_model.engines.session import EngineSession

# undefined object, function, table, schema, operator class: what a missing extension would have brought
_BROUGHT_BY_EXTENSIONS = {"42704", "42883", "42P01", "3F000", "42703"}


def load_script(ddl: str, session: EngineSession, source: str | None = None) -> list[StatementCheck]:
    """Run every statement of `ddl`; a missing extension, and what then fails for want of it, is not a failure."""
    checks: list[StatementCheck] = []
    missing: str | None = None
    for statement in split_statements(ddl, session.engine, source):
        check = StatementCheck(statement.sql, statement.position, "loaded")
        checks.append(check)
        reason = "a command for the client" if statement.is_client_command else session.may_load(statement.sql)
        if reason:
            check.rung, check.detail = "not_checked", reason
            continue
        try:
            left_out = session.run(statement.sql)
        except RefusedError as refusal:
            check.rung, check.detail = "failed", f"{refusal.message} [{refusal.code}]"
            if refusal.kind == "missing_extension":
                missing = refusal.message
                check.rung = "not_checked"
            elif missing and refusal.code in _BROUGHT_BY_EXTENSIONS:
                check.rung, check.detail = "not_checked", f"{check.detail}; after: {missing}"
            continue
        check.detail = left_out
    return checks
