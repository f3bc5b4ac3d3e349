"""What a statement of a migration does on MySQL or MariaDB, told without a server.

The schema is read by the reader of DDL; each ALTER TABLE is matched against the manual's table of online DDL
(`online_ddl.yaml`), with the types, keys and character sets that the table has at that moment.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.read_catalog import Catalog as Reader
from backend_data_model.engines.mysql.read_catalog import NotTakenError
from backend_data_model.engines.mysql.syntax import nodes
from backend_data_model.engines.mysql.syntax.cursor import Cursor, SyntaxProblemError
from backend_data_model.engines.mysql.syntax.statements import statement as parse_statement
from backend_data_model.engines.mysql.syntax.tokens import UnterminatedError, tokenize
from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.effect import Effect
from backend_data_model.migrations.locks import Lock, LockMode
from backend_data_model.migrations.mysql.alter_actions import AlterReader, held_by
from backend_data_model.migrations.mysql.online import Online, online
from backend_data_model.migrations.mysql.online_tools import Copied
from backend_data_model.model.position import LineIndex
from backend_data_model.model.schema import Schema, Table

if TYPE_CHECKING:
    from backend_data_model.engines.split import Statement
    from backend_data_model.migrations.mysql.target import Target

_EXECUTION = re.compile(r",?\s*\b(?:ALGORITHM|LOCK)\s*=?\s*\w+", re.IGNORECASE)
_FIRST_CLAUSE = re.compile(r"(\s*alter\s+table\s+(?:(?:`[^`]+`|[\w$]+)\s*\.\s*)?(?:`[^`]+`|[\w$]+)\s+)", re.IGNORECASE)
_OPTIMIZE = re.compile(r"\s*optimize\s+(?:no_write_to_binlog\s+|local\s+)?tables?\s+(?P<tables>.+)", re.I | re.S)
_NAME = re.compile(r"(?:[`\w$]+\s*\.\s*)?`?([\w$]+)`?")
_TABLESPACE = re.compile(r"\s*alter\s+tablespace\s+\S+\s+(?P<change>rename|encryption)\b", re.IGNORECASE)
_DROP_INDEX = re.compile(r"\s*drop\s+index\s+(?P<index>`[^`]+`|\S+)\s+on\s+(?P<table>\S+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prediction:
    """`online` is how the ALTER runs (None for other statements); `refused` why the server will not run it as written.

    `safe` is the statement with the ALGORITHM and LOCK that it needs, so that it fails rather than blocks.
    """

    effect: Effect
    online: Online | None = None
    refused: str | None = None
    safe: str | None = None


class Predictor:
    """Knows the schema before each statement; `predict` moves it behind the statement.

    With `assumes` a table that is not known is taken for one of which nothing is known.
    """

    def __init__(self, schema_ddl: str, target: Target, *, assumes: bool = False) -> None:
        self._target = target
        self._assumes = assumes
        self._schema = Schema("mysql")
        self._reader = Reader(self._schema, LineIndex(schema_ddl, None))
        for part in split_statements(schema_ddl, "mysql"):
            self._take(part)
        self._keys_checked = True

    def predict(self, part: Statement) -> Prediction:
        """What the statement does to tables that are there before it; the next one is told from behind it."""
        found = self.foresee(part)
        self._take(part)
        return found

    def foresee(self, part: Statement) -> Prediction:
        """The same, but the schema stays as it is."""
        switch = re.match(r"\s*set\s+(?:session\s+|@@)?(?:session\.)?foreign_key_checks\s*=\s*(\w+)", part.sql, re.I)
        if switch:
            self._keys_checked = switch[1].lower() in {"1", "on"}
            return Prediction(Effect(transactional=None))
        node = parsed(part)
        if node is None:
            return Prediction(Effect(unknown="the statement cannot be parsed"))
        return self._of(node, part.sql)

    def copied(self, node: nodes.Node) -> Copied | None:
        """What decides how the table of an ALTER can be copied beside the traffic; an unknown one has a key."""
        if not isinstance(node, nodes.AlterTable):
            return None
        table = self._reader.table(node.schema, node.name)
        if table is None:
            return Copied(node.name, True, False, False, False)
        dropped = any(isinstance(action, nodes.Drop) and action.what == "primary key" for action in node.actions)
        return Copied(
            table.name,
            bool(table.uniques)
            or any(index.unique for index in table.indexes)
            or bool(table.primary_key and not dropped),
            bool(table.foreign_keys),
            any(key.ref_table == table.name for other in self._schema.tables for key in other.foreign_keys),
            any(trigger.table == table.name for trigger in self._schema.triggers),
        )

    def _take(self, part: Statement) -> None:
        node = parsed(part)
        if node is not None and not isinstance(node, nodes.Other):
            try:
                self._reader.apply(node, part)
            except NotTakenError:
                return

    def _of(self, node: nodes.Node, sql: str) -> Prediction:
        match node:
            case nodes.AlterTable():
                return self._alter(node, sql)
            case nodes.DropTable():
                return _brief([name for schema, name in node.names if self._reader.table(schema, name)])
            case nodes.RenameTable():
                return _brief([old for (schema, old), _ in node.pairs if self._reader.table(schema, old)])
            case nodes.CreateTrigger():
                return _brief([node.table] if self._reader.table(None, node.table) else [])
            case _:
                return self._maintained(sql) or Prediction(Effect(transactional=False))

    def _alter(self, node: nodes.AlterTable, sql: str) -> Prediction:
        table = self._reader.table(node.schema, node.name)
        if table is None and self._assumes:
            table = Table(node.name, schema=node.schema)
        if table is None:
            return Prediction(Effect(unknown=f"the table {node.name} is not known"))
        held = held_by(table)
        reader = AlterReader(table, self._schema.tables, keys_checked=self._keys_checked, mariadb=self._target.mariadb)
        best: Online | None = None
        for operation in reader.operations(node, sql):
            found = online(operation, self._target, held)
            best = best.and_(found) if best else found
        best = best or online("table_option", self._target)
        return Prediction(
            _chosen(best, node).effect(table.name), best, _refusal(best, node), self._safe(best, node, sql)
        )

    def _safe(self, best: Online, node: nodes.AlterTable, sql: str) -> str:
        base = _EXECUTION.sub("", sql).rstrip().rstrip(";")
        apart = next((action for action in node.actions if _stands_apart(action)), None)
        if apart is not None:
            return _FIRST_CLAUSE.sub(rf"\1{_before(best, apart, len(node.actions))}", base, count=1)
        drop = _DROP_INDEX.match(base)
        if drop and self._target.mariadb:  # MariaDB's DROP INDEX takes neither clause
            base, sql = f"ALTER TABLE {drop['table']} DROP INDEX {drop['index']}", "ALTER"
        joint = best.clauses if node.actions and sql.lstrip()[:5].upper() == "ALTER" else best.clauses.replace(",", "")
        return base + joint

    def _maintained(self, sql: str) -> Prediction | None:
        """What rebuilds a table or touches a tablespace without ALTER TABLE; it takes neither ALGORITHM nor LOCK."""
        optimized = _OPTIMIZE.match(sql)
        if optimized:
            tables = [self._reader.table(None, name) for name in _NAME.findall(optimized["tables"])]
            found = [(table, online("optimize_table", self._target, held_by(table))) for table in tables if table]
            if not found:
                return None
            effects = [way.effect(table.name) for table, way in found]
            best = found[0][1]
            for _, way in found[1:]:
                best = best.and_(way)
            return Prediction(
                Effect(
                    tuple(lock for effect in effects for lock in effect.locks),
                    rewrites=tuple(table.name for table, _ in found),
                    transactional=False,
                    reasons=effects[0].reasons,
                ),
                best,
            )
        tablespace = _TABLESPACE.match(sql)
        if tablespace and not self._target.mariadb:
            operation = "rename_tablespace" if tablespace["change"].lower() == "rename" else "encrypt_tablespace"
            return Prediction(Effect(transactional=False), online(operation, self._target))
        return None


def parsed(part: Statement) -> nodes.Node | None:
    """The statement's parse tree, None where it cannot be read."""
    try:
        return parse_statement(Cursor(part.sql, tokenize(part.sql)))
    except (SyntaxProblemError, UnterminatedError, RecursionError):
        return None


def _brief(tables: list[str]) -> Prediction:
    """An exclusive metadata lock for a moment; it waits for every transaction that has used the table."""
    return Prediction(Effect(tuple(Lock(name, LockMode.ACCESS_EXCLUSIVE) for name in tables), transactional=False))


def _stands_apart(action: nodes.AlterAction) -> bool:
    """Whether ALGORITHM and LOCK must stand before it (the grammar of partitioning, MySQL 8.4, 15.1.9)."""
    return isinstance(action, nodes.SetPartitioning) or (
        isinstance(action, nodes.Physical) and " PARTITION" in f" {action.text.upper()}"
    )


def _before(best: Online, apart: nodes.AlterAction, actions: int) -> str:
    clauses = best.clauses.removeprefix(", ")
    joined = not isinstance(apart, nodes.SetPartitioning) or actions > 1
    return f"{clauses}{',' if joined else ''} " if clauses else ""


def _chosen(best: Online, node: nodes.AlterTable) -> Online:
    """With the ALGORITHM and LOCK of the statement where they ask for more than is needed."""
    asked = best
    if node.algorithm in {"INSTANT", "NOCOPY", "INPLACE", "COPY"}:
        asked = asked.and_(Online(node.algorithm, None))  # type: ignore[arg-type]
        if node.algorithm == "COPY":
            asked = asked.and_(Online("COPY", "SHARED", rebuilds=True))
    if node.lock in {"SHARED", "EXCLUSIVE"}:
        asked = asked.and_(Online("INSTANT", node.lock))  # type: ignore[arg-type]
    return asked


def _refusal(best: Online, node: nodes.AlterTable) -> str | None:
    order = ("INSTANT", "NOCOPY", "INPLACE", "COPY")
    if best.algorithm and node.algorithm in order and order.index(node.algorithm) < order.index(best.algorithm):
        return f"ALGORITHM={node.algorithm} is not supported for this; it needs {best.algorithm}"
    if node.lock == "NONE" and best.works and best.lock != "NONE":
        return f"LOCK=NONE is not supported for this; it needs {best.lock}"
    if node.algorithm == "INSTANT" and node.lock not in {None, "DEFAULT"}:
        return "ALGORITHM=INSTANT takes no LOCK"
    return None
