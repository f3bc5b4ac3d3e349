"""The effect of every statement of a script, each on the schema that those before it left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.postgresql.read import ScriptReader
from backend_data_model.engines.postgresql.read_parse import UnreadableError, parse
from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.effect import Effect
from backend_data_model.migrations.lint.report import LintedStatement
from backend_data_model.migrations.postgresql.predict import predict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postgast import pg_query_pb2 as pb

    from backend_data_model.engines.split import Statement
    from backend_data_model.migrations.postgresql.predict.known import Known

_CLIENT = Effect(unknown="a command of the client, not of the server")


def predict_script(sql: str, known: Known, source: str | None = None) -> list[LintedStatement]:
    """The statements of a script with their effects; `known` is left as the script leaves the schema."""
    return [linted for linted, _, _ in walk(sql, known, source)]


def walk(
    sql: str, known: Known, source: str | None = None
) -> Iterator[tuple[LintedStatement, Statement, pb.ParseResult | None]]:
    """The same one by one with the parse tree, while `known` still holds what was there before the statement.

    The tree is None for what cannot be parsed; the effect's `unknown` says why.
    """
    reader = ScriptReader(sql, source, catalog=known.catalog)
    for statement in split_statements(sql, "postgresql", source):
        if statement.is_client_command:
            yield LintedStatement(statement.sql, statement.position, _CLIENT), statement, None
            continue
        try:
            tree = parse(statement.sql)
        except UnreadableError as error:
            effect = Effect(unknown=f"it cannot be parsed: {error}")
            yield LintedStatement(statement.sql, statement.position, effect), statement, None
            continue
        effect = predict(tree.stmts[0].stmt, known) if tree.stmts else Effect()
        yield LintedStatement(statement.sql, statement.position, effect), statement, tree
        known.apply(statement, tree, reader)
