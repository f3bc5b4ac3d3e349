"""The effect of the statements of migrations on a schema that they change one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read import ScriptReader
from backend_data_model.engines.split import Statement
from backend_data_model.migrations.lint.report import LintedStatement
from backend_data_model.migrations.postgresql.predict import Known, predict

if TYPE_CHECKING:
    from backend_data_model.migrations.effect import Effect
    from backend_data_model.migrations.lint.statements import ParsedStatement


class Predictor:
    """Knows the schema before each statement; `advance` moves it behind one.

    `informed` is False where no schema was given: then only what the script itself says is known.
    """

    def __init__(self, schema: str, version: int) -> None:
        self.informed = bool(schema.strip())
        self._known = Known(schema, version)
        self._reader = ScriptReader("", None, catalog=self._known.catalog)

    def effect(self, statement: ParsedStatement) -> Effect:
        """What the statement does to what is there before it."""
        return predict(statement.node, self._known)

    def advance(self, statement: ParsedStatement) -> None:
        """Take in what the statement changes."""
        source = Statement(statement.sql, statement.position, statement.offset)
        self._known.apply(source, pb.ParseResult(stmts=[pb.RawStmt(stmt=statement.node)]), self._reader)

    def begin_session(self) -> None:
        """Forget the settings of the session before."""
        self._known.begin_session()

    def has_index(self, table: str, columns: frozenset[str]) -> bool:
        """Whether an index or key of the table (`public.orders`) begins with these columns, in any order."""
        schema, _, name = table.rpartition(".")
        found = self._known.catalog.tables.get((None if schema in {"", "public"} else schema, name))
        if found is None:
            return False
        keys: list[list[str | None]] = [list(unique.columns) for unique in found.uniques]
        keys += [list(found.primary_key.columns)] if found.primary_key else []
        keys += [index.columns for index in found.indexes if index.where is None]
        return any(set(key[: len(columns)]) == columns for key in keys)

    def linted(self, statement: ParsedStatement, effect: Effect) -> LintedStatement:
        """The statement with its effect, for the report."""
        return LintedStatement(statement.sql, statement.position, effect)
