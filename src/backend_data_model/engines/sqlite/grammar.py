"""Whether SQLite takes each statement: SQLite itself runs it in memory, and rules look at what it lets through.

SQLite takes any type name, any function in a DEFAULT and a foreign key to no table; the first insert then fails, or
the data is not what the DDL seems to say.  A verdict of True with a message is such a warning.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing

from backend_data_model.engines.split import Statement, split_statements
from backend_data_model.engines.sqlite.grammar_lint import Lint
from backend_data_model.engines.sqlite.grammar_versions import too_new
from backend_data_model.engines.sqlite.read import statement_kind
from backend_data_model.engines.sqlite.read_memory import Memory
from backend_data_model.engines.verdict import StatementVerdict
from backend_data_model.model.errors import InputError

_RULES = "bdm's rules for SQLite"
_OUTSIDE = frozenset({"ATTACH", "DETACH", "VACUUM"})


def check_grammar(text: str, version: str | None = None) -> list[StatementVerdict]:
    """A verdict for each statement of `text` on SQLite of `version` (`3.37`; the one of this Python without one)."""
    asked = _version(version) if version else sqlite3.sqlite_version_info
    statements = split_statements(text, "sqlite")
    with closing(Memory()) as memory:
        lint = Lint(memory, statements)
        return [_verdict(statement, memory, lint, asked) for statement in statements]


def _version(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split("."))
    except ValueError as error:
        raise InputError(f"not an SQLite version: {text!r}", help="give it as 3.37 or 3.45.1") from error


def _verdict(statement: Statement, memory: Memory, lint: Lint, asked: tuple[int, ...]) -> StatementVerdict:
    engine = f"SQLite {sqlite3.sqlite_version}"

    def say(
        accepted: bool | None, message: str | None = None, code: str | None = None, by: str = engine
    ) -> StatementVerdict:
        return StatementVerdict(statement.sql, statement.position, accepted, message, code, by)

    kind, _ = statement_kind(statement)
    if statement.is_client_command:
        return say(None, "a command of the sqlite3 shell, which the library never sees", "shell", "sqlite3 shell")
    if kind in _OUTSIDE:
        return say(None, f"{kind} reaches outside the database and is not run", "outside")
    newer = too_new(statement.sql, asked)
    if newer:
        return say(False, newer, "version", _RULES)
    # What states no structure is compiled only: no data is loaded and no transaction is left open.
    refusal = memory.run(f"EXPLAIN {statement.sql}" if kind and kind != "EXPLAIN" else statement.sql)
    if refusal:
        if asked[:2] > sqlite3.sqlite_version_info[:2]:
            return say(None, f"{refusal} (a newer SQLite may take it)", "older-engine")
        return say(False, refusal, "refused")
    objection = lint.check(statement)
    if objection:
        return say(objection.accepted, objection.message, objection.code, _RULES)
    return say(True)
