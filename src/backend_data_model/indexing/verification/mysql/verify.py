"""Verifies index advice on MySQL, or on MariaDB in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.indexing.engines.mysql import DIALECT
from backend_data_model.indexing.verification.mysql.scratch import filled_database
from backend_data_model.indexing.verification.mysql.trial import MysqlTrial
from backend_data_model.indexing.verification.portable.verify import verify_with

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backend_data_model.indexing.advice import IndexAdvice
    from backend_data_model.indexing.statements.files import QueryStatement
    from backend_data_model.indexing.verification.source import Source
    from backend_data_model.model.schema import Schema


def verify_on_mysql(
    schema: Schema,
    statements: Sequence[QueryStatement],
    source: Source,
    seconds: float,
    tell: Callable[[str], None],
) -> IndexAdvice:
    """Advice that the server confirms; without rows the advice by rules, and it says so."""
    with filled_database(source, schema, tell) as scratch:
        return verify_with(
            schema,
            statements,
            DIALECT,
            has_rows=scratch.rows > 0,
            remarks=scratch.remarks,
            ask=scratch.first,
            trial=lambda limit: MysqlTrial(scratch.connection, scratch.label, limit, mariadb=scratch.mariadb),
            seconds=seconds,
            tell=tell,
        )
