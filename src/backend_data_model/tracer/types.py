"""Whether a column's type can hold what an attribute is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.model.document import AttributeType as A

if TYPE_CHECKING:
    from backend_data_model.model.schema import Schema

_NUMBERS = {A.INTEGER, A.BIGINT, A.DECIMAL, A.MONEY, A.FLOAT}
_DATES = {A.DATE, A.TIMESTAMP, A.LOCAL_TIMESTAMP}
_KINDS = (
    ("list", r"\[\]|^_"),
    ("json", r"^jsonb?\b"),
    ("boolean", r"^bool|^tinyint\(1\)|^bit\b"),
    ("duration", r"^interval"),
    ("date", r"^date|^timestamp|^datetime"),
    ("time", r"^time"),
    ("number", r"int|^num|^dec|^real|^float|^double|^money|serial|^fixed"),
    ("uuid", r"^uuid|^uniqueidentifier"),
    ("binary", r"^bytea|blob|binary"),
    ("text", r"char|text|clob|^citext|^enum|^set\b|^string|^inet|^cidr|^name$"),
)
_WANTED: dict[A, frozenset[str]] = {
    A.TEXT: frozenset({"text", "uuid", "number", "json"}),
    A.INTEGER: frozenset({"number"}),
    A.BIGINT: frozenset({"number"}),
    A.DECIMAL: frozenset({"number"}),
    A.MONEY: frozenset({"number"}),
    A.FLOAT: frozenset({"number"}),
    A.BOOLEAN: frozenset({"boolean"}),
    A.DATE: frozenset({"date"}),
    A.TIMESTAMP: frozenset({"date"}),
    A.LOCAL_TIMESTAMP: frozenset({"date"}),
    A.TIME: frozenset({"time"}),
    A.DURATION: frozenset({"duration", "number", "time"}),
    A.UUID: frozenset({"uuid", "text", "binary"}),
    A.JSON: frozenset({"json", "text"}),
    A.BINARY: frozenset({"binary", "text"}),
    A.TEXT_LIST: frozenset({"list", "json", "text"}),
    A.INTEGER_LIST: frozenset({"list", "json", "text"}),
}


def kind_of(type_: str, schema: Schema) -> str | None:
    """The kind of a type as the engine spells it (text, number, date ...); None for one that is not known."""
    text = type_.strip().lower()
    bare = text.rpartition(".")[2].strip('"')
    domain = next((d for d in schema.domains if d.name.lower() == bare), None)
    if domain is not None:
        return kind_of(domain.type, schema) if domain.type.lower() != text else None
    if any(e.name.lower() == bare for e in schema.enums):
        return "text"
    return next((kind for kind, pattern in _KINDS if re.search(pattern, text)), None)


def fits(wanted: A, type_: str, schema: Schema) -> bool:
    """Whether the type can hold it.  SQLite has neither dates, booleans nor decimals, MySQL no booleans."""
    kind = kind_of(type_, schema)
    if kind is None or kind in _WANTED[wanted]:
        return True
    if schema.engine == "sqlite":
        loose = {"date": {"text", "number"}, "time": {"text"}, "boolean": {"number", "text"}, "number": {"text"}}
        return any(kind in loose.get(other, set()) for other in _WANTED[wanted]) and not (
            wanted in _NUMBERS and kind == "text" and wanted not in (A.DECIMAL, A.MONEY)
        )
    if schema.engine == "mysql" and wanted is A.BOOLEAN:
        return type_.lower().startswith("tinyint")
    return False


def is_whole(type_: str) -> bool:
    """Whether a number of that type has no fraction."""
    return bool(re.search(r"int|serial", type_.lower())) and "interval" not in type_.lower()


def is_moment(wanted: A) -> bool:
    """Whether the attribute is a date or a moment."""
    return wanted in _DATES
