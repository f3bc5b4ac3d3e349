"""How many bytes a column takes in a key and in a row (MySQL 8.4 Reference Manual, 13.7, 10.4.7, 17.22)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.read_charsets import bytes_per_character, character_set_of
from backend_data_model.engines.mysql.read_tables import find_column, table_character_set

if TYPE_CHECKING:
    from backend_data_model.model.schema import Column, Table

_FIXED = {
    "tinyint": 1,
    "smallint": 2,
    "mediumint": 3,
    "int": 4,
    "bigint": 8,
    "float": 4,
    "double": 8,
    "date": 3,
    "year": 1,
    "datetime": 5,
    "timestamp": 4,
    "time": 3,
    "enum": 2,
    "set": 8,
}
_POINTERS = {"tinytext": 9, "tinyblob": 9, "text": 10, "blob": 10, "mediumtext": 11, "mediumblob": 11}
_LONGEST_POINTER = 12
_TYPE = re.compile(r"(\w+)(?:\((\d+)(?:,(\d+))?\))?")


def _parts(column: Column) -> tuple[str, int, int]:
    match = _TYPE.match(column.type)
    if match is None:
        return column.type, 0, 0
    return match[1], int(match[2] or 0), int(match[3] or 0)


def _width(table: Table, column: Column) -> int:
    name = character_set_of(column.collation) if column.collation else table_character_set(table)
    return bytes_per_character(name)


def _decimal_bytes(precision: int, scale: int) -> int:
    def half(digits: int) -> int:
        return digits // 9 * 4 + (0, 1, 1, 2, 2, 3, 3, 4, 4)[digits % 9]

    return half(precision - scale) + half(scale)


def _fixed_bytes(name: str, length: int, scale: int) -> int:
    if name == "decimal":
        return _decimal_bytes(length or 10, scale)
    if name == "bit":
        return (length + 7) // 8
    if name in {"datetime", "timestamp", "time"}:
        return _FIXED[name] + (length + 1) // 2
    return _FIXED.get(name, 0)


def key_part_bytes(table: Table, name: str | None, prefix: int | None) -> int | None:
    """The bytes of a column, or of its first `prefix` characters, in a key; None for an unknown column."""
    column = find_column(table, name) if name else None
    if column is None:
        return None
    kind, length, scale = _parts(column)
    if kind in {"char", "varchar"} or kind.endswith("text"):
        return (prefix or length) * _width(table, column)
    if kind in {"binary", "varbinary"} or kind.endswith("blob"):
        return prefix or length
    return _fixed_bytes(kind, length, scale)


def row_bytes(table: Table, column: Column) -> int:
    """What a column adds to the limit of 65,535 bytes a row; BLOB, TEXT and JSON only their pointers."""
    kind, length, scale = _parts(column)
    if kind in {"varchar", "varbinary"}:
        size = length * (_width(table, column) if kind == "varchar" else 1)
        return size + (1 if size < 256 else 2)
    if kind == "char":
        return length * _width(table, column)
    if kind == "binary":
        return length
    return _fixed_bytes(kind, length, scale) or _POINTERS.get(kind, _LONGEST_POINTER)
