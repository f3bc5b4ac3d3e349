"""Linting migration files of MySQL, MariaDB and SQLite: every selected rule over every statement."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from backend_data_model.engines.split import split_statements
from backend_data_model.engines.sqlite.read_tokens import Cursor
from backend_data_model.migrations.lint.dialects import mysql_reading, sqlite_reading
from backend_data_model.migrations.lint.dialects.context import DialectContext
from backend_data_model.migrations.lint.finding import LintFinding
from backend_data_model.migrations.lint.report import LintedStatement
from backend_data_model.migrations.lint.run import LintedFile, ignore_findings, place_of, selected_rules
from backend_data_model.migrations.mysql.predict import Predictor, parsed
from backend_data_model.migrations.mysql.target import target_of
from backend_data_model.migrations.sqlite.dialect import dialect_of
from backend_data_model.migrations.sqlite.predict import predict
from backend_data_model.model.schema import Unparsed
from backend_data_model.reviewer.suppression import Ignores, read_ignores

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backend_data_model.engines.split import Statement
    from backend_data_model.migrations.lint.rule import MigrationEngine, Rule, Violation
    from backend_data_model.migrations.lint.source import Migration, Piece
    from backend_data_model.migrations.mysql.target import Target
    from backend_data_model.migrations.sqlite.dialect import Dialect
    from backend_data_model.model.schema import Engine

NEWEST = {"mysql": "8.4", "mariadb": "mariadb-11.4", "sqlite": "3.50"}
# Forms that the SQLite of this Python may be too old to parse.
_NEWER = re.compile(
    r"\s*alter\s+table\s+.*?\s(?:alter\s|add\s+(?:constraint|check)\b|drop\s+constraint\b)", re.I | re.S
)
_SYNTAX = re.compile(r"syntax error|incomplete input|unrecognized token")


def lint_dialect_files(
    migrations: Iterable[Migration],
    engine: MigrationEngine,
    *,
    schema: str | None = None,
    version: str | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> list[LintedFile]:
    """Lint files in the order in which they run; `schema` is the DDL before the first of them.

    What the files before have made is known to a file.  InputError for a version or a selector that is not known.
    """
    rules = selected_rules(select, ignore, engine)
    reader = _SQLite(version, schema) if engine == "sqlite" else _MySQL(engine, version, schema)
    found = []
    for migration in migrations:
        file = _lint(migration, rules if migration.judged else [], reader, engine)
        if migration.judged:
            found.append(file)
    return found


def _lint(migration: Migration, rules: Sequence[Rule], reader: _MySQL | _SQLite, engine: MigrationEngine) -> LintedFile:
    result = LintedFile(migration.file, migration.tool, migration, unparsed=list(migration.unread))
    context = DialectContext(engine, reader.target, reader.dialect, reader.informed)
    if engine == "sqlite":
        context.rebuilt = _rebuilt(migration)
    ignores = read_ignores(migration.text)
    for piece in migration.pieces:
        context.in_transaction = piece.wrapped and engine == "sqlite"
        for statement in split_statements(piece.text, reader.splits_as):
            if statement.is_client_command:
                continue
            result.statements += 1
            reason = reader.look(statement, context)
            position = piece.position(statement.offset, migration.file)
            if reason is not None:
                result.unparsed.append(Unparsed(statement.sql, reason, position))
                continue
            result.effects.append(LintedStatement(statement.sql, position, context.effect))
            for rule in rules:
                for violation in (rule.elsewhere or rule.check)(context, context.node):
                    _keep(rule, violation, piece, context, ignores, result)
            context.leave(statement)
    result.findings += ignore_findings(ignores, rules, migration.file)
    result.findings.sort(key=place_of)
    return result


def _rebuilt(migration: Migration) -> frozenset[str]:
    """Tables (lower case) that the file drops and whose name it then gives to another one."""
    dropped, rebuilt = set(), set()
    for piece in migration.pieces:
        for statement in split_statements(piece.text, "sqlite"):
            for change in sqlite_reading.changes(statement.sql):
                if change.kind == "drop table":
                    dropped.add(change.table.lower())
                elif change.kind == "rename table" and change.name.lower() in dropped:
                    rebuilt.add(change.name.lower())
    return frozenset(rebuilt)


def _keep(
    rule: Rule, violation: Violation, piece: Piece, context: DialectContext, ignores: Ignores, result: LintedFile
) -> None:
    position = piece.position(context.offset, result.migration.file)
    if ignores.items and ignores.silences(rule, position):
        result.suppressed += 1
        return
    edits = violation.edits if piece.text == result.migration.text else ()
    result.findings.append(
        LintFinding(
            rule.code, rule.name, violation.severity or rule.severity, violation.message, violation.help,
            violation.object, position, edits,
        )
    )  # fmt: skip


class _MySQL:
    """Reads statements of MySQL and MariaDB; the schema moves on behind each."""

    splits_as: Engine = "mysql"
    dialect: Dialect | None = None

    def __init__(self, engine: MigrationEngine, version: str | None, schema: str | None) -> None:
        text = version or NEWEST[engine]
        if engine == "mariadb" and not text.lower().startswith("mariadb"):
            text = f"mariadb-{text}"
        self.target: Target | None = target_of(text)
        self.informed = schema is not None
        self._predictor = Predictor(schema or "", self.target, assumes=schema is None)

    def look(self, statement: Statement, context: DialectContext) -> str | None:
        """Put the statement into the context; why it cannot be read, where it cannot."""
        context.sql, context.offset = statement.sql, statement.offset
        context.node = parsed(statement)
        if context.node is None:
            return f"it is not read as {self.target.label if self.target else 'MySQL'}"
        context.changes = mysql_reading.changes(context.node, statement.sql)
        context.copied = self._predictor.copied(context.node)
        context.prediction = self._predictor.predict(statement)
        context.effect = context.prediction.effect
        return None


class _SQLite:
    """Reads statements of SQLite; a table is taken to be there unless the file made it."""

    splits_as: Engine = "sqlite"
    target: Target | None = None

    def __init__(self, version: str | None, schema: str | None) -> None:
        self.dialect: Dialect | None = dialect_of(version or NEWEST["sqlite"])
        self.informed = schema is not None
        self._tables = {
            change.table.lower()
            for statement in split_statements(schema or "", "sqlite")
            for change in sqlite_reading.changes(statement.sql)
            if change.kind == "create table"
        }

    def look(self, statement: Statement, context: DialectContext) -> str | None:
        """Put the statement into the context; why SQLite cannot parse it, where it cannot."""
        context.sql, context.offset = statement.sql, statement.offset
        reason = _syntax_error(statement.sql)
        if reason is not None:
            return reason
        context.changes = sqlite_reading.changes(statement.sql)
        named = {change.table.lower() for change in context.changes if context.in_use(change.table)}
        tables = self._tables if self.informed else named
        context.effect = predict(statement.sql, tables - context.made)
        return None


def _syntax_error(sql: str) -> str | None:
    """What SQLite's own parser says, on a database that holds nothing."""
    if _NEWER.match(sql) or not Cursor(sql).tokens:
        return None
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.execute(f"explain {sql}")
        except (sqlite3.Error, sqlite3.Warning) as error:
            return str(error) if _SYNTAX.search(str(error)) else None
    return None
