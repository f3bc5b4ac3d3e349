"""Column types.  Grammar: MySQL 8.4 Reference Manual, 13.1 to 13.7 and 15.1.20."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.syntax.nodes import TypeName

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.syntax.cursor import Cursor

_INTEGERS_TEXT = "tinyint smallint mediumint int integer bigint int1 int2 int3 int4 int8 middleint bool boolean"
INTEGERS = frozenset(_INTEGERS_TEXT.split())
DECIMALS = frozenset(("decimal", "dec", "numeric", "fixed"))
FLOATS = frozenset(("float", "float4", "float8", "double", "double precision", "real"))
TIMES = frozenset(("date", "time", "datetime", "timestamp", "year"))
_CHARACTERS_TEXT = """
    char, character, varchar, varcharacter, nchar, nvarchar, tinytext, text, mediumtext, longtext, long, enum, set,
    character varying, char varying, national char, national character, national varchar, national char varying,
    national character varying, nchar varchar, nchar varying, long varchar
"""
CHARACTERS = frozenset(" ".join(_CHARACTERS_TEXT.split()).split(", "))
_BYTES_TEXT = "binary, varbinary, tinyblob, blob, mediumblob, longblob, bit, char byte, long varbinary"
BYTES = frozenset(_BYTES_TEXT.split(", "))
_SPATIAL_TEXT = (
    "geometry point linestring polygon multipoint multilinestring multipolygon geometrycollection geomcollection"
)
SPATIAL = frozenset(_SPATIAL_TEXT.split())
KNOWN = INTEGERS | DECIMALS | FLOATS | TIMES | CHARACTERS | BYTES | SPATIAL | {"json", "serial"}
_WITHOUT_LENGTH_TEXT = "tinytext mediumtext longtext tinyblob mediumblob longblob json date serial bool boolean"
WITHOUT_LENGTH = frozenset(_WITHOUT_LENGTH_TEXT.split())
_SECOND_WORDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "double": (("PRECISION",),),
    "character": (("VARYING",),),
    "char": (("VARYING",), ("BYTE",)),
    "nchar": (("VARYING",), ("VARCHAR",)),
    "long": (("VARCHAR",), ("VARBINARY",), ("CHAR", "VARYING")),
    "national": (("CHARACTER", "VARYING"), ("CHAR", "VARYING"), ("VARCHAR",), ("CHARACTER",), ("CHAR",)),
}


def type_name(cursor: Cursor) -> TypeName:
    """A column type with its length, values, sign, character set and collation."""
    first = cursor.token
    if first.kind != "word":
        raise cursor.problem("expected a column type")
    cursor.take()
    name = first.text.lower()
    for words in _SECOND_WORDS.get(name, ()):
        if cursor.accept(*words):
            name = " ".join((name, *words)).lower()
            break
    result = TypeName(name, first.start)
    if name not in KNOWN:
        cursor.mark("unknown_type", first)
    if cursor.at("("):
        _arguments(cursor, result)
    if name.startswith(("national", "nchar", "nvarchar")):
        result.character_set = "utf8mb3"
    _attributes(cursor, result)
    return result


def _arguments(cursor: Cursor, result: TypeName) -> None:
    opening = cursor.expect("(")
    if result.name in {"enum", "set"}:
        result.values.append(cursor.string("a value"))
        while cursor.accept(","):
            result.values.append(cursor.string("a value"))
        cursor.expect(")")
        return
    result.arguments.append(cursor.number())
    while cursor.accept(","):
        result.arguments.append(cursor.number())
    cursor.expect(")")
    limit = 2 if result.name in DECIMALS | FLOATS else 0 if result.name in WITHOUT_LENGTH else 1
    if result.name in KNOWN and len(result.arguments) > limit:
        raise cursor.problem(f"{result.name.upper()} takes {limit or 'no'} number in parentheses", opening)


def _attributes(cursor: Cursor, result: TypeName) -> None:
    while True:
        token = cursor.token
        if token.upper in {"UNSIGNED", "SIGNED"} and result.name in INTEGERS | DECIMALS | FLOATS:
            cursor.take()
            result.unsigned = result.unsigned or token.upper == "UNSIGNED"
        elif token.upper == "ZEROFILL" and result.name in INTEGERS | DECIMALS | FLOATS:
            cursor.take()
            result.zerofill = result.unsigned = True
        elif token.upper in {"WITH", "WITHOUT"} and cursor.at(token.upper, "TIME", "ZONE"):
            cursor.mark("time_zone_type", token, cursor.text_between(result.offset, cursor.peek(2).end))
            cursor.index += 3
        elif result.name in CHARACTERS and _character_attribute(cursor, result):
            continue
        else:
            return


def _character_attribute(cursor: Cursor, result: TypeName) -> bool:
    if cursor.at("CHARACTER", "SET") or cursor.at("CHARSET") or cursor.at("CHAR", "SET"):
        cursor.index += 1 if cursor.at("CHARSET") else 2
        result.character_set = charset_name(cursor)
    elif cursor.accept("COLLATE"):
        result.collation = charset_name(cursor)
    elif cursor.accept("BINARY"):
        result.binary = True
    elif cursor.at_any("ASCII", "UNICODE"):
        result.character_set = {"ASCII": "latin1", "UNICODE": "ucs2"}[cursor.take().upper]
    else:
        return False
    return True


def charset_name(cursor: Cursor) -> str:
    """The name of a character set or collation, as a word or a string, in lower case."""
    token = cursor.token
    if token.kind in {"string", "double"}:
        return cursor.string().lower()
    if token.upper in {"BINARY", "DEFAULT"}:
        return cursor.take().text.lower()
    return cursor.identifier("the name of a character set or collation").lower()
