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
from backend_data_model.engines.mysql.read_charsets import character_set_of
from backend_data_model.engines.mysql.read_tables import column_of, find_column, table_character_set
from backend_data_model.engines.mysql.syntax import nodes
from backend_data_model.engines.mysql.syntax.cursor import Cursor, SyntaxProblemError
from backend_data_model.engines.mysql.syntax.statements import statement as parse_statement
from backend_data_model.engines.mysql.syntax.tokens import UnterminatedError, tokenize
from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.effect import Effect
from backend_data_model.migrations.locks import Lock, LockMode
from backend_data_model.migrations.mysql.catalog.objects import Column
from backend_data_model.migrations.mysql.column_changes import operations
from backend_data_model.migrations.mysql.online import Online, online
from backend_data_model.migrations.mysql.online_tools import Copied
from backend_data_model.model.position import LineIndex, Position
from backend_data_model.model.schema import Schema, Table

if TYPE_CHECKING:
    from backend_data_model.engines.split import Statement
    from backend_data_model.migrations.mysql.online import Held
    from backend_data_model.migrations.mysql.target import Target
    from backend_data_model.model.schema import Column as ModelColumn

_EXECUTION = re.compile(r",?\s*\b(?:ALGORITHM|LOCK)\s*=?\s*\w+", re.IGNORECASE)
_CONVERT = re.compile(r"\bconvert\s+to\s+char", re.IGNORECASE)
_TEXT = re.compile(r"(?:var)?char|(?:tiny|medium|long)?text|enum|set", re.IGNORECASE)
_DROP_INDEX = re.compile(r"\s*drop\s+index\s+(?P<index>`[^`]+`|\S+)\s+on\s+(?P<table>\S+)", re.IGNORECASE)
_PARTITION_VERBS = {
    "ADD PARTITION PARTITIONS": "add_hash_partition",
    "ADD PARTITION": "add_partition",
    "DROP PARTITION": "drop_partition",
    "TRUNCATE PARTITION": "truncate_partition",
    "COALESCE PARTITION": "coalesce_partition",
    "REORGANIZE PARTITION": "reorganize_partition",
    "REBUILD PARTITION": "reorganize_partition",
    "EXCHANGE PARTITION": "exchange_partition",
}


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
                return Prediction(Effect(transactional=False))

    def _alter(self, node: nodes.AlterTable, sql: str) -> Prediction:
        table = self._reader.table(node.schema, node.name)
        if table is None and self._assumes:
            table = Table(node.name, schema=node.schema)
        if table is None:
            return Prediction(Effect(unknown=f"the table {node.name} is not known"))
        held = _held(table)
        best: Online | None = None
        for operation in self._operations(table, node, sql):
            found = online(operation, self._target, held)
            best = best.and_(found) if best else found
        best = best or online("table_option", self._target)
        refused = _refusal(best, node)
        effect = _chosen(best, node).effect(table.name)
        base = _EXECUTION.sub("", sql).rstrip().rstrip(";")
        drop = _DROP_INDEX.match(base)
        if drop and self._target.mariadb:  # MariaDB's DROP INDEX takes neither clause
            base, sql = f"ALTER TABLE {drop['table']} DROP INDEX {drop['index']}", "ALTER"
        joint = best.clauses if node.actions and sql.lstrip()[:5].upper() == "ALTER" else best.clauses.replace(",", "")
        return Prediction(effect, best, refused, base + joint)

    def _operations(self, table: Table, node: nodes.AlterTable, sql: str) -> list[str]:
        drops_primary = any(isinstance(action, nodes.Drop) and action.what == "primary key" for action in node.actions)
        found: list[str] = []
        if _CONVERT.search(sql) and any(_TEXT.match(column.type) for column in table.columns):
            found.append("convert_charset")
        for action in node.actions:
            found += self._operation(table, action)
        if drops_primary and "add_primary_key" in found:
            found = [name for name in found if name not in {"add_primary_key", "drop_primary_key"}]
            found.append("replace_primary_key")
        return found

    def _operation(self, table: Table, action: nodes.AlterAction) -> list[str]:
        match action:
            case nodes.AddColumn():
                found = _added_column(action)
                # MariaDB 10.11: measured.
                if self._target.mariadb and action.place and any(column.generated for column in table.columns):
                    found.append("change_generated")
                return found
            case nodes.AddElement():
                return [self._element(action.element)]
            case nodes.ChangeColumn():
                return self._changed(table, action)
            case nodes.AlterColumn():
                return ["set_default" if action.sets_default else "table_option"]
            case nodes.Drop():
                return _dropped(table, action)
            case nodes.Rename():
                return [f"rename_{action.what}"]
            case nodes.SetIndexVisibility():
                return ["index_visibility"]
            case nodes.SetCheck():
                return ["add_check" if action.enforced else "drop_check"]
            case nodes.SetPartitioning():
                return ["partition_by" if action.partitioning else "remove_partitioning"]
            case nodes.SetOptions():
                return _options(action.options, table)
            case nodes.Physical():
                words = " ".join(action.text.upper().split())
                return [next((name for verb, name in _PARTITION_VERBS.items() if words.startswith(verb)), "rebuild")]

    def _element(self, element: nodes.KeyDef | nodes.ForeignKeyDef | nodes.CheckDef) -> str:
        if isinstance(element, nodes.KeyDef):
            kinds = {"primary": "add_primary_key", "fulltext": "add_fulltext", "spatial": "add_spatial"}
            return kinds.get(element.kind, "add_index")
        if isinstance(element, nodes.ForeignKeyDef):
            return "add_foreign_key" if self._keys_checked else "add_foreign_key_unchecked"
        return "add_check" if element.enforced else "drop_check"

    def _changed(self, table: Table, action: nodes.ChangeColumn) -> list[str]:
        old = find_column(table, action.old)
        if old is None:
            return ["unknown"]
        new = column_of(table, action.column, lambda _: Position(1, 1))
        found = sorted(operations(_spelled(old, table), _spelled(new, table)))
        if old.name != new.name:
            found.append("rename_column")
        if action.place is not None:
            found.append("change_generated" if new.generated else "reorder_column")
        return found or ["table_option"]


def parsed(part: Statement) -> nodes.Node | None:
    """The statement's parse tree, None where it cannot be read."""
    try:
        return parse_statement(Cursor(part.sql, tokenize(part.sql)))
    except (SyntaxProblemError, UnterminatedError, RecursionError):
        return None


def _brief(tables: list[str]) -> Prediction:
    """An exclusive metadata lock for a moment; it waits for every transaction that has used the table."""
    return Prediction(Effect(tuple(Lock(name, LockMode.ACCESS_EXCLUSIVE) for name in tables), transactional=False))


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


def _added_column(action: nodes.AddColumn) -> list[str]:
    column = action.column
    found = []
    if column.generated:
        found.append("add_stored" if column.stored else "add_virtual")
    elif column.auto_increment:
        found.append("add_auto_increment")
    elif column.default and column.default.functions and column.default.literal != "now":
        found.append("add_column_expression_default")
    else:
        found.append("add_column" if action.place is None else "add_column_between")
    if column.checks:
        found.append("add_column_check")
    if column.key:
        found.append("add_primary_key" if column.key == "primary" else "add_index")
    return found


def _held(table: Table) -> Held | None:
    methods = {index.method for index in table.indexes}
    if "fulltext" in methods:
        return "fulltext"
    if table.options.get("row_format", "").upper() == "COMPRESSED":
        return "compressed"
    return "spatial" if "spatial" in methods else None


def _dropped(table: Table, action: nodes.Drop) -> list[str]:
    if action.what == "column":
        column = find_column(table, action.name or "")
        if column is not None and column.generated:
            return ["drop_stored" if column.generated_stored else "drop_virtual"]
        keyed = any(action.name == key.column for index in table.indexes for key in index.keys)
        keyed |= any(action.name in unique.columns for unique in table.uniques)
        keyed |= any(action.name in foreign_key.columns for foreign_key in table.foreign_keys)
        return ["drop_column", "drop_index"] if keyed else ["drop_column"]
    if action.what == "constraint" and any(key.name == action.name for key in table.foreign_keys):
        return ["drop_foreign_key"]
    names = {"index": "drop_index", "primary key": "drop_primary_key", "foreign key": "drop_foreign_key"}
    return [names.get(action.what, "drop_check")]


def _options(options: dict[str, str], table: Table) -> list[str]:
    known = {
        "engine": "change_engine",
        "row_format": "row_format",
        "key_block_size": "row_format",
        "auto_increment": "auto_increment_value",
        "charset": "default_charset",
        "collate": "default_charset",
    }
    if options.get("engine", "").lower() == table.options.get("engine", "InnoDB").lower():
        known["engine"] = "rebuild"
    return [known.get(name, "table_option") for name in options]


def _spelled(column: ModelColumn, table: Table) -> Column:
    """A column of the reader in the spelling of SHOW CREATE, as far as changes are told from it."""
    text = column.type
    if column.generated:
        text += f" GENERATED ALWAYS AS ({column.generated}) {'STORED' if column.generated_stored else 'VIRTUAL'}"
    text += "" if column.nullable else " NOT NULL"
    text += f" DEFAULT {column.default}" if column.default else ""
    text += f" ON UPDATE {column.on_update}" if column.on_update else ""
    text += " AUTO_INCREMENT" if column.identity else ""
    text += " COMMENT '" + column.comment.replace("'", "''") + "'" if column.comment else ""
    charset = character_set_of(column.collation) if column.collation else table_character_set(table)
    return Column(column.name, text, charset, column.collation)
