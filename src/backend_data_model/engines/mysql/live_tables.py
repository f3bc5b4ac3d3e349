"""Tables out of `information_schema`, spelled as `read_ddl` spells them.

Differences between the servers: MySQL gives a default as bare text and marks expressions DEFAULT_GENERATED, MariaDB
gives SQL; MySQL lists key expressions and the enforcement of checks, MariaDB names the table of a check.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.mysql.live_columns import column_from, plain_expression
from backend_data_model.engines.mysql.read_mariadb import restore_json_columns
from backend_data_model.model.schema import (
    Check,
    ForeignKey,
    Index,
    IndexKey,
    PrimaryKey,
    Table,
    Unique,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pymysql.cursors import Cursor


class CatalogReader:
    """Reads the tables of the current database, one query for each kind of object."""

    def __init__(self, cursor: Cursor) -> None:
        self._cursor = cursor
        ((self.version,),) = self.rows("SELECT VERSION()")
        self.mariadb = "mariadb" in self.version.lower()

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """All rows of a query; bytes become text."""
        self._cursor.execute(sql)
        return [tuple(v.decode() if isinstance(v, bytes) else v for v in row) for row in self._cursor.fetchall()]

    def tables(self) -> list[Table]:
        """The base tables, by name."""
        found: dict[str, Table] = {}
        for name, engine, collation, comment in self.rows(
            "SELECT table_name, engine, table_collation, table_comment FROM information_schema.tables"
            " WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name"
        ):
            options = {"engine": engine, "collate": collation}
            found[name] = Table(name, comment=comment or None, options={k: v for k, v in options.items() if v})
        self._columns(found)
        self._keys(found)
        self._foreign_keys(found)
        self._checks(found)
        self._partitions(found)
        return list(found.values())

    def _columns(self, tables: dict[str, Table]) -> None:
        for table, *row in self.rows(
            "SELECT table_name, column_name, column_type, is_nullable, column_default, extra, collation_name,"
            " column_comment, generation_expression FROM information_schema.columns"
            " WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position"
        ):
            if table in tables:
                owner = tables[table]
                owner.columns.append(column_from(row, owner.options.get("collate"), mariadb=self.mariadb))
                if "INVISIBLE" in row[4].upper():
                    names = owner.options.get("invisible_columns")
                    owner.options["invisible_columns"] = f"{names}, {row[0]}" if names else row[0]

    def _keys(self, tables: dict[str, Table]) -> None:
        expression = "NULL" if self.mariadb else "expression"
        visible = "'YES'" if self.mariadb else "is_visible"
        groups: dict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
        for table, key, *row in self.rows(
            "SELECT table_name, index_name, non_unique, column_name, sub_part, collation, index_type,"
            f" {expression}, {visible} FROM information_schema.statistics"
            " WHERE table_schema = DATABASE() ORDER BY table_name, index_name, seq_in_index"
        ):
            if table in tables:
                groups[table, key].append(tuple(row))
        for (table, key), rows in groups.items():
            self._key(tables[table], key, rows)

    def _key(self, table: Table, name: str, rows: list[tuple[Any, ...]]) -> None:
        columns = [row[1] for row in rows]
        if name == "PRIMARY":
            table.primary_key = PrimaryKey(columns)
            return
        non_unique, method, visible = rows[0][0], rows[0][4], rows[0][6]
        if visible == "NO":
            names = table.options.get("invisible_indexes")
            table.options["invisible_indexes"] = f"{names}, {name}" if names else name
        spatial = method in {"FULLTEXT", "SPATIAL"}
        parts = [
            IndexKey(
                row[1],
                plain_expression(row[5]) if row[5] else None,
                row[3] == "D",
                prefix_length=None if spatial else row[2],
            )
            for row in rows
        ]
        plain = all(part.column and part.prefix_length is None for part in parts)
        if not non_unique and plain:
            table.uniques.append(Unique(columns, name))
        else:
            kind = None if method == "BTREE" else method.lower()
            table.indexes.append(Index(parts, name, not non_unique, kind))

    def _foreign_keys(self, tables: dict[str, Table]) -> None:
        groups: dict[tuple[str, str], list[tuple[Any, ...]]] = defaultdict(list)
        for table, key, *row in self.rows(
            "SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name,"
            " r.delete_rule, r.update_rule, IF(k.referenced_table_schema = DATABASE(), NULL, k.referenced_table_schema)"
            " FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r"
            " ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name"
            " AND r.table_name = k.table_name"
            " WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL"
            " ORDER BY k.table_name, k.constraint_name, k.ordinal_position"
        ):
            if table in tables:
                groups[table, key].append(tuple(row))
        for (table, key), rows in groups.items():
            _, target, _, on_delete, on_update, target_schema = rows[0]
            foreign_key = ForeignKey([row[0] for row in rows], target, [row[2] for row in rows], key, target_schema)
            foreign_key.on_delete, foreign_key.on_update = on_delete.lower(), on_update.lower()
            tables[table].foreign_keys.append(foreign_key)

    def _checks(self, tables: dict[str, Table]) -> None:
        for table, name, clause, enforced in self._check_rows():
            if table not in tables:
                continue
            tables[table].checks.append(Check(plain_expression(clause), name, enforced=enforced == "YES"))
        if self.mariadb:
            for owner in tables.values():
                restore_json_columns(owner)

    def _check_rows(self) -> Iterable[tuple[Any, ...]]:
        if self.mariadb:
            return self.rows(
                "SELECT table_name, constraint_name, check_clause, 'YES' FROM information_schema.check_constraints"
                " WHERE constraint_schema = DATABASE() ORDER BY table_name, constraint_name"
            )
        return self.rows(
            "SELECT t.table_name, c.constraint_name, c.check_clause, t.enforced"
            " FROM information_schema.check_constraints c JOIN information_schema.table_constraints t"
            " ON t.constraint_schema = c.constraint_schema AND t.constraint_name = c.constraint_name"
            " AND t.constraint_type = 'CHECK'"
            " WHERE c.constraint_schema = DATABASE() ORDER BY t.table_name, c.constraint_name"
        )

    def _partitions(self, tables: dict[str, Table]) -> None:
        for table, method, expression in self.rows(
            "SELECT DISTINCT table_name, partition_method, partition_expression FROM information_schema.partitions"
            " WHERE table_schema = DATABASE() AND partition_method IS NOT NULL ORDER BY table_name"
        ):
            if table in tables:
                tables[table].partition_by = f"{method} ({expression or ''})"
