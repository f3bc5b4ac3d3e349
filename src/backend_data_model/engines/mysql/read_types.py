"""Column types as MySQL 8.4 prints them in SHOW CREATE TABLE."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.syntax.nodes import TypeName

_SYNONYMS = {
    "int1": "tinyint",
    "int2": "smallint",
    "int3": "mediumint",
    "middleint": "mediumint",
    "int4": "int",
    "integer": "int",
    "int8": "bigint",
    "dec": "decimal",
    "numeric": "decimal",
    "fixed": "decimal",
    "float4": "float",
    "float8": "double",
    "double precision": "double",
    "real": "double",
    "character": "char",
    "nchar": "char",
    "national char": "char",
    "national character": "char",
    "char byte": "binary",
    "varcharacter": "varchar",
    "character varying": "varchar",
    "char varying": "varchar",
    "nvarchar": "varchar",
    "national varchar": "varchar",
    "national char varying": "varchar",
    "national character varying": "varchar",
    "nchar varchar": "varchar",
    "nchar varying": "varchar",
    "long": "mediumtext",
    "long varchar": "mediumtext",
    "long char varying": "mediumtext",
    "long varbinary": "mediumblob",
    "geomcollection": "geometrycollection",
    "serial": "bigint",
}
_BINARY_FORMS = {"char": "binary", "varchar": "varbinary", "text": "blob", "tinytext": "tinyblob"}
_INTEGERS = frozenset(("tinyint", "smallint", "mediumint", "int", "bigint"))
_SIZES = ((2**8 - 1, "tiny"), (2**16 - 1, ""), (2**24 - 1, "medium"))


def canonical_type(type_name: TypeName) -> str:
    """The type in the engine's own spelling, with sign and values, without character set and collation."""
    if type_name.name in {"bool", "boolean"}:
        return "tinyint(1)"
    name = _SYNONYMS.get(type_name.name, type_name.name)
    if type_name.character_set == "binary":
        name = _BINARY_FORMS.get(name, name.replace("text", "blob"))
    if type_name.values:
        return f"{name}({','.join(quoted_value(value) for value in type_name.values)})"
    result = name + _length(name, type_name)
    if type_name.unsigned:
        result += " unsigned"
    return f"{result} zerofill" if type_name.zerofill else result


def _length(name: str, type_name: TypeName) -> str:
    arguments = type_name.arguments
    if name in _INTEGERS:
        shown = type_name.zerofill or (name == "tinyint" and arguments == ["1"])
        return f"({arguments[0]})" if shown and arguments else ""
    if name == "decimal":
        precision = arguments[0] if arguments else "10"
        return f"({precision},{arguments[1] if len(arguments) > 1 else '0'})"
    if name in {"char", "binary", "bit"}:
        return f"({arguments[0] if arguments else '1'})"
    if name == "year" or (name in {"datetime", "timestamp", "time"} and arguments == ["0"]):
        return ""
    return f"({','.join(arguments)})" if arguments else ""


def sized_text_type(type_name: TypeName, bytes_per_character: int) -> str | None:
    """`text(n)` and `blob(n)` stand for the smallest type that holds n characters; None for other types (13.3.4)."""
    if type_name.name not in {"text", "blob"} or not type_name.arguments:
        return None
    size = int(type_name.arguments[0]) * (bytes_per_character if type_name.name == "text" else 1)
    prefix = next((word for limit, word in _SIZES if size <= limit), "long")
    return prefix + type_name.name


def float_type(type_name: TypeName) -> str | None:
    """`float(p)` is `float` up to 24 and `double` above; None for other types (13.1.4)."""
    if type_name.name != "float" or len(type_name.arguments) != 1:
        return None
    return "float" if int(type_name.arguments[0]) <= 24 else "double"


def quoted_value(value: str) -> str:
    """A string literal of MySQL."""
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
