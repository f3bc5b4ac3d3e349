"""Which operations of the manual's tables of online DDL an ALTER TABLE is, on the table as it stands before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.read_charsets import character_set_of
from backend_data_model.engines.mysql.read_tables import column_of, find_column, find_key, table_character_set
from backend_data_model.engines.mysql.syntax import nodes
from backend_data_model.migrations.mysql.catalog.objects import Column
from backend_data_model.migrations.mysql.column_changes import operations
from backend_data_model.model.position import Position
from backend_data_model.model.schema import Index

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.migrations.mysql.online import Held
    from backend_data_model.model.schema import Column as ModelColumn
    from backend_data_model.model.schema import Table

_CONVERT = re.compile(r"\bconvert\s+to\s+(?:charset|char(?:acter)?\s+set)\s+['\"]?(?P<charset>\w+)", re.IGNORECASE)
_TEXT = re.compile(r"(?:var)?char|(?:tiny|medium|long)?text|enum|set", re.IGNORECASE)
_TABLESPACES = re.compile(r"(?:DISCARD|IMPORT) (?:PARTITION|TABLESPACE)")
_UTF8MB3 = {"utf8", "utf8mb3"}
_PARTITION_VERBS = {
    "ADD PARTITION PARTITIONS": "add_hash_partition",
    "ADD PARTITION": "add_partition",
    "DROP PARTITION": "drop_partition",
    "TRUNCATE PARTITION": "truncate_partition",
    "COALESCE PARTITION": "coalesce_partition",
    "REORGANIZE PARTITION": "reorganize_partition",
    "REBUILD PARTITION": "reorganize_partition",
    "EXCHANGE PARTITION": "exchange_partition",
    "ANALYZE PARTITION": "read_partition",
    "CHECK PARTITION": "read_partition",
    "REPAIR PARTITION": "read_partition",
    "OPTIMIZE PARTITION": "optimize_partition",
}


def held_by(table: Table) -> frozenset[Held]:
    """What the table has that keeps the server from changing it online."""
    methods = {index.method for index in table.indexes}
    found: set[Held] = set()
    if "fulltext" in methods:
        found.add("fulltext")
    if "spatial" in methods:
        found.add("spatial")
    if table.options.get("row_format", "").upper() == "COMPRESSED":
        found.add("compressed")
    if table.partition_by:
        found.add("partitions")
    if any({key.on_delete, key.on_update} & {"cascade", "set null"} for key in table.foreign_keys):
        found.add("cascade")
    return frozenset(found)


class AlterReader:
    """Reads the actions of one ALTER TABLE; `others` are the tables of the schema that may refer to this one.

    `keys_checked` is foreign_key_checks; on MariaDB a generated column hinders what MySQL does.
    """

    def __init__(self, table: Table, others: Iterable[Table], *, keys_checked: bool, mariadb: bool) -> None:
        self.table = table
        self.others = others
        self.keys_checked = keys_checked
        self.mariadb = mariadb

    def operations(self, node: nodes.AlterTable, sql: str) -> list[str]:
        """The operations of the whole statement."""
        dropped = {action.what: action.name for action in node.actions if isinstance(action, nodes.Drop)}
        found = self._converted(sql)
        for action in node.actions:
            found += self._operation(action)
        if "primary key" in dropped and "add_primary_key" in found:
            found = [name for name in found if name not in {"add_primary_key", "drop_primary_key"}]
            found.append("replace_primary_key")
        if len(node.actions) == 2 and "index" in dropped and self._same_index(dropped["index"], node.actions):
            return ["change_index_type"]
        return found

    def _converted(self, sql: str) -> list[str]:
        """CONVERT TO CHARACTER SET.

        The manual's table knows one kind, in place; the server takes it in place only from utf8mb3 to utf8mb4 or to
        binary, where no key has the column (8.0, sql/field.cc, charset_prevents_inplace).
        """
        match = _CONVERT.search(sql)
        texts = [column for column in self.table.columns if _TEXT.match(column.type)]
        if match is None or not texts:
            return []
        new = match["charset"].lower()
        keyed = self._keyed()
        old = {self._charset(column) for column in texts}
        free = not any(column.name in keyed for column in texts)
        if free and (new == "binary" or (new == "utf8mb4" and old <= _UTF8MB3)):
            return ["convert_charset"]
        return ["convert_charset_by_copy"]

    def _charset(self, column: ModelColumn) -> str:
        return character_set_of(column.collation) if column.collation else table_character_set(self.table)

    def _keyed(self) -> set[str]:
        keyed = {key.column for index in self.table.indexes for key in index.keys if key.column}
        keyed |= {name for unique in self.table.uniques for name in unique.columns}
        return keyed | set(self.table.primary_key.columns if self.table.primary_key else ())

    def _same_index(self, name: str | None, actions: list[nodes.AlterAction]) -> bool:
        """Whether the index comes back with the same keys, so that only USING differs."""
        old = find_key(self.table, name or "")
        added = next((action.element for action in actions if isinstance(action, nodes.AddElement)), None)
        if not isinstance(old, Index) or not isinstance(added, nodes.KeyDef) or added.name != name or not added.method:
            return False
        before = [(key.column, key.prefix_length, key.descending) for key in old.keys]
        return (
            old.method not in {"fulltext", "spatial"}
            and added.kind in {"index", "unique"}
            and (added.kind == "unique") == old.unique
            and before == [(part.column, part.length, part.descending) for part in added.parts]
        )

    def _operation(self, action: nodes.AlterAction) -> list[str]:
        table = self.table
        match action:
            case nodes.AddColumn():
                found = _added_column(action)
                # MariaDB 10.11: measured.
                if self.mariadb and action.place and any(column.generated for column in table.columns):
                    found.append("change_generated")
                return found
            case nodes.AddElement():
                return [self._element(action.element)]
            case nodes.ChangeColumn():
                return self._changed(action)
            case nodes.AlterColumn():
                return ["set_default" if action.sets_default else "table_option"]
            case nodes.Drop():
                return _dropped(table, action)
            case nodes.Rename():
                return [self._renamed_column(action.old or "") if action.what == "column" else f"rename_{action.what}"]
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
                if _TABLESPACES.match(words):
                    return ["move_tablespace"]
                return [next((name for verb, name in _PARTITION_VERBS.items() if words.startswith(verb)), "rebuild")]

    def _element(self, element: nodes.KeyDef | nodes.ForeignKeyDef | nodes.CheckDef) -> str:
        if isinstance(element, nodes.KeyDef):
            kinds = {"primary": "add_primary_key", "fulltext": "add_fulltext", "spatial": "add_spatial"}
            return kinds.get(element.kind, "add_index")
        if isinstance(element, nodes.ForeignKeyDef):
            return "add_foreign_key" if self.keys_checked else "add_foreign_key_unchecked"
        return "add_check" if element.enforced else "drop_check"

    def _renamed_column(self, name: str) -> str:
        """A column that another table refers to is renamed in place only (8.0, 17.12.1, notes)."""
        referenced = any(
            key.ref_table == self.table.name and name in key.ref_columns
            for other in self.others
            if other is not self.table
            for key in other.foreign_keys
        )
        return "rename_referenced_column" if referenced else "rename_column"

    def _changed(self, action: nodes.ChangeColumn) -> list[str]:
        old = find_column(self.table, action.old)
        if old is None:
            return ["unknown"]
        new = column_of(self.table, action.column, lambda _: Position(1, 1))
        found = sorted(operations(_spelled(old, self.table), _spelled(new, self.table)))
        if old.name != new.name:
            found.append(self._renamed_column(old.name))
        if action.place is not None:
            found.append("change_generated" if new.generated else "reorder_column")
        return found or ["table_option"]


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
        "encryption": "encryption",
    }
    if options.get("engine", "").lower() == table.options.get("engine", "InnoDB").lower():
        known["engine"] = "rebuild"
    if "charset" in options and options["charset"].lower() == table_character_set(table):
        known["charset"] = "table_option"
    if "charset" not in options and "collate" in options:
        same = character_set_of(options["collate"].lower()) == table_character_set(table)
        known["collate"] = "table_option" if same else "default_charset"
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
