"""Verifies index advice on SQLite."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from backend_data_model.indexing.engines.sqlite import DIALECT
from backend_data_model.indexing.verification.portable.verify import verify_with
from backend_data_model.indexing.verification.sqlite.scratch import filled_database
from backend_data_model.indexing.verification.sqlite.trial import SqliteTrial
from backend_data_model.indexing.verification.trial import TrialError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backend_data_model.indexing.advice import IndexAdvice
    from backend_data_model.indexing.statements.files import QueryStatement
    from backend_data_model.indexing.verification.source import Source
    from backend_data_model.model.schema import Schema


def verify_on_sqlite(
    schema: Schema,
    statements: Sequence[QueryStatement],
    source: Source,
    seconds: float,
    tell: Callable[[str], None],
) -> IndexAdvice:
    """Advice that the SQLite of this Python confirms; without rows the advice by rules, and it says so."""
    with filled_database(source, schema, tell) as scratch:

        def ask(sql: str) -> tuple[object, ...] | None:
            try:
                row = scratch.connection.execute(sql).fetchone()
            except sqlite3.Error as error:
                raise TrialError(str(error)) from error
            return tuple(row) if row is not None else None

        remarks = [f"failed in the script: {text}" for text in scratch.remarks]
        return verify_with(
            schema,
            statements,
            DIALECT,
            has_rows=scratch.rows > 0,
            remarks=remarks,
            ask=ask,
            trial=lambda limit: SqliteTrial(scratch.connection, scratch.label, limit),
            seconds=seconds,
            tell=tell,
        )
