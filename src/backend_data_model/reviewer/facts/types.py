"""Types as the rules compare them: one name for each kind of type, whatever an engine's spelling."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.model.schema import Column, Engine

_ALIASES = {
    "int": "integer",
    "int4": "integer",
    "serial": "integer",
    "serial4": "integer",
    "mediumint": "mediumint",
    "int8": "bigint",
    "bigserial": "bigint",
    "serial8": "bigint",
    "int2": "smallint",
    "smallserial": "smallint",
    "serial2": "smallint",
    "character varying": "varchar",
    "nvarchar": "varchar",
    "character": "char",
    "bpchar": "char",
    "nchar": "char",
    "decimal": "numeric",
    "dec": "numeric",
    "bool": "boolean",
    "float8": "double precision",
    "double": "double precision",
    "float4": "real",
    "timestamptz": "timestamp with time zone",
    "timestamp": "timestamp without time zone",
    "time": "time without time zone",
    "timetz": "time with time zone",
}
_TEXT = frozenset({"text", "varchar", "citext", "tinytext", "mediumtext", "longtext", "clob", "string"})
_FLOAT = frozenset({"real", "double precision", "float"})
_LENGTH = re.compile(r"\((?P<length>\d+)\s*(?:,\s*\d+)?\)")


@lru_cache(maxsize=4096)
def base_type(type_: str, engine: Engine) -> str:
    """The type without length, precision, array or charset, under one name: `int4` and `INTEGER` are `integer`.

    MySQL's `unsigned` stays, its display widths go; `timestamp` without a zone is named only for PostgreSQL.
    """
    text = re.sub(r"\(.*?\)", "", type_.lower(), flags=re.DOTALL)
    text = re.sub(r"\s+(character set|charset|collate)\s+\S+|\s+zerofill", "", text)
    unsigned = " unsigned" if "unsigned" in text else ""
    text = " ".join(text.replace("unsigned", " ").replace("signed", " ").split())
    if engine == "mysql" and re.match(r"(tinyint\(1\)|bool)", type_.lower()) and not unsigned:
        return "boolean"
    if engine != "postgresql" and text in ("timestamp", "time"):
        return text
    return _ALIASES.get(text, text) + unsigned


def type_length(type_: str) -> int | None:
    """The length of `varchar(20)`, or the precision of a number, if the type has one."""
    match = _LENGTH.search(type_)
    return int(match["length"]) if match else None


def is_text(type_: str, engine: Engine) -> bool:
    """Whether the type holds text of any length."""
    return base_type(type_, engine) in _TEXT or is_padded(type_, engine)


def is_padded(type_: str, engine: Engine) -> bool:
    """Whether it is `char(n)`, which pads with blanks; PostgreSQL's one-byte `"char"` is not."""
    return base_type(type_, engine) == "char"


def is_float(type_: str, engine: Engine) -> bool:
    """Whether it is a binary floating-point type."""
    return base_type(type_, engine).removesuffix(" unsigned") in _FLOAT


def is_boolean(column: Column, engine: Engine) -> bool:
    """Whether the column is declared boolean (in MySQL also as `tinyint(1)`)."""
    return base_type(column.type, engine) == "boolean"


def sqlite_affinity(type_: str) -> str:
    """The affinity by SQLite's own rules (https://www.sqlite.org/datatype3.html, 3.1)."""
    name = type_.upper()
    if "INT" in name:
        return "INTEGER"
    if any(part in name for part in ("CHAR", "CLOB", "TEXT")):
        return "TEXT"
    if not name or "BLOB" in name:
        return "BLOB"
    if any(part in name for part in ("REAL", "FLOA", "DOUB")):
        return "REAL"
    return "NUMERIC"
