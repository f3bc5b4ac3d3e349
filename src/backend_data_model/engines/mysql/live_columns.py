"""A row of `information_schema.columns` as a `Column`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.mysql.read_types import canonical_type, quoted_value
from backend_data_model.engines.mysql.syntax.cursor import Cursor
from backend_data_model.engines.mysql.syntax.tokens import tokenize
from backend_data_model.engines.mysql.syntax.types import type_name
from backend_data_model.model.schema import Column, Identity

if TYPE_CHECKING:
    from collections.abc import Sequence

_INTRODUCER = re.compile(r"\b_utf8mb[34](?=')")
_NOW = re.compile(r"(?:current_timestamp|now)\s*(?:\((\d*)\))?", re.IGNORECASE)
_ON_UPDATE = re.compile(r"on update ((?:current_timestamp|now)\s*(?:\(\d*\))?)", re.IGNORECASE)
_LITERAL = re.compile(r"-?\d+(?:\.\d*)?(?:e[-+]?\d+)?|'.*'|[bx]'.*'", re.IGNORECASE | re.DOTALL)
_NUMERIC = re.compile(r"(?:tinyint|smallint|mediumint|int|bigint|decimal|float|double|bit)\b")


def plain_expression(text: str) -> str:
    """An expression of the catalog: MySQL escapes its quotes and puts the character set before each string."""
    return _INTRODUCER.sub("", text.replace("\\'", "'"))


def column_from(row: Sequence[Any], table_collation: str | None, *, mariadb: bool) -> Column:
    """`row`: name, type, nullable, default, extra, collation, comment, generation expression."""
    name, type_text, nullable, default, extra, collation, comment, generation = row
    column = Column(name, canonical_type(type_name(Cursor(type_text, tokenize(type_text)))), nullable == "YES")
    extra = extra.lower()
    if "auto_increment" in extra:
        column.identity = Identity(always=False)
    if generation:
        column.generated = plain_expression(generation)
        column.generated_stored = "stored" in extra or "persistent" in extra
    else:
        column.default = _default(default, column.type, generated="default_generated" in extra, mariadb=mariadb)
    on_update = _ON_UPDATE.search(extra)
    if on_update:
        column.on_update = _now(on_update[1])
    column.collation = collation if collation != table_collation else None
    column.comment = comment or None
    return column


def _now(text: str) -> str | None:
    match = _NOW.fullmatch(text.strip())
    if match is None:
        return None
    return f"CURRENT_TIMESTAMP({match[1]})" if match[1] and match[1] != "0" else "CURRENT_TIMESTAMP"


def _default(value: str | None, type_text: str, *, generated: bool, mariadb: bool) -> str | None:
    if value is None or (mariadb and value.upper() == "NULL"):
        return None
    now = _now(value)
    if now and (generated or mariadb or type_text.startswith(("timestamp", "datetime"))):
        return now
    if generated:
        return f"({plain_expression(value)})"
    if type_text.startswith("binary"):
        value = value.replace("\\0", "").rstrip("\0")
    if mariadb:
        return value if _LITERAL.fullmatch(value) else f"({value})"
    if _NUMERIC.match(type_text) or value.lower().startswith(("b'", "0x")):
        return value
    return quoted_value(value)
