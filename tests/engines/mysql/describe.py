"""A table in lines, for comparing what was read with what was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.model.schema import Column, ForeignKey, Index, Schema, Table


def described(schema: Schema) -> dict[str, list[str]]:
    """The lines of every table."""
    return {table.qualified_name: table_lines(table) for table in schema.tables}


def table_lines(table: Table) -> list[str]:
    """Columns in order, then keys, foreign keys, indexes and checks."""
    lines = [_column(column) for column in table.columns]
    if table.primary_key:
        lines.append(f"primary key ({', '.join(table.primary_key.columns)})")
    lines.extend(f"unique {unique.name} ({', '.join(unique.columns)})" for unique in table.uniques)
    lines.extend(_foreign_key(key) for key in table.foreign_keys)
    lines.extend(_index(index) for index in table.indexes)
    for check in table.checks:
        name = f" {check.name}" if check.name else ""
        lines.append(f"check{name} ({check.expression})" + ("" if check.enforced else " not enforced"))
    if table.partition_by:
        lines.append(f"partition by {table.partition_by}")
    return lines


def _column(column: Column) -> str:
    parts = [column.name, column.type]
    parts.extend(["null"] if column.nullable else [])
    parts.extend([f"default {column.default}"] if column.default else [])
    parts.extend([f"on update {column.on_update}"] if column.on_update else [])
    parts.extend(["auto_increment"] if column.identity else [])
    if column.generated:
        parts.append(f"as ({column.generated}) {'stored' if column.generated_stored else 'virtual'}")
    parts.extend([f"collate {column.collation}"] if column.collation else [])
    parts.extend([f"comment {column.comment}"] if column.comment else [])
    return " ".join(parts)


def _foreign_key(key: ForeignKey) -> str:
    text = f"foreign key {key.name or '-'} ({', '.join(key.columns)}) -> {key.ref_table} ({', '.join(key.ref_columns)})"
    text += f" on delete {key.on_delete}" if key.on_delete else ""
    return text + (f" on update {key.on_update}" if key.on_update else "")


def _index(index: Index) -> str:
    keys = [
        (key.column or f"({key.expression})")
        + (f"({key.prefix_length})" if key.prefix_length else "")
        + (" desc" if key.descending else "")
        for key in index.keys
    ]
    kind = "unique index" if index.unique else "index"
    implied = " implied" if any(reason.standing == "implied" for reason in index.reasons) else ""
    method = f" {index.method}" if index.method else ""
    return f"{kind} {index.name} ({', '.join(keys)}){method}{implied}"
