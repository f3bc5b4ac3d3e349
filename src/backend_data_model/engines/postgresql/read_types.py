"""Type names as PostgreSQL's `format_type` prints them (PostgreSQL 18, src/backend/utils/adt/format_type.c)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.postgresql.read_text import expression, quote

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as pb

CANONICAL = {
    "int2": "smallint",
    "int4": "integer",
    "int": "integer",
    "int8": "bigint",
    "float4": "real",
    "float8": "double precision",
    "bool": "boolean",
    "bpchar": "character",
    "varchar": "character varying",
    "varbit": "bit varying",
    "bit": "bit",
    "numeric": "numeric",
    "timestamp": "timestamp without time zone",
    "timestamptz": "timestamp with time zone",
    "time": "time without time zone",
    "timetz": "time with time zone",
}
SERIAL = {
    "serial": "integer",
    "serial4": "integer",
    "bigserial": "bigint",
    "serial8": "bigint",
    "smallserial": "smallint",
    "serial2": "smallint",
}
_INTERVAL_FIELDS = {
    4: " year",
    2: " month",
    8: " day",
    1024: " hour",
    2048: " minute",
    4096: " second",
    6: " year to month",
    1032: " day to hour",
    3080: " day to minute",
    7176: " day to second",
    3072: " hour to minute",
    7168: " hour to second",
    6144: " minute to second",
}


def serial_type(name: pb.TypeName) -> str | None:
    """The integer type behind `serial` and its kin; None for every other type."""
    return SERIAL.get(name.names[0].string.sval) if len(name.names) == 1 else None


def type_text(name: pb.TypeName) -> str:
    """The canonical spelling of a type, `schema.name` for one outside pg_catalog and public."""
    array = "[]" if name.array_bounds else ""
    return ("SETOF " if name.setof else "") + _element(name) + array


def _element(name: pb.TypeName) -> str:
    parts = [node.string.sval for node in name.names]
    built_in = parts[0] == "pg_catalog" and len(parts) == 2
    if len(parts) == 2 and parts[0] in {"pg_catalog", "public"}:
        parts = parts[1:]
    if len(parts) == 1:
        if parts[0] == "char" and not name.typmods:
            return '"char"'
        if parts[0] == "bpchar" and not built_in and not name.typmods:
            return "bpchar"
        if parts[0] in CANONICAL:
            return _with_modifiers(parts[0], _modifiers(name))
    text = ".".join(quote(part) for part in parts)
    if text == "interval":
        return _interval(_modifiers(name))
    modifiers = _modifiers(name)
    return f"{text}({','.join(modifiers)})" if modifiers else text


def _modifiers(name: pb.TypeName) -> list[str]:
    return [expression(node).strip("'") for node in name.typmods]


def _with_modifiers(internal: str, modifiers: list[str]) -> str:
    canonical = CANONICAL[internal]
    if internal == "numeric" and len(modifiers) == 1:
        modifiers = [*modifiers, "0"]
    if internal in {"bpchar", "bit"} and not modifiers:
        modifiers = ["1"]
    if not modifiers:
        return canonical
    inside = f"({','.join(modifiers)})"
    head, space, rest = canonical.partition(" ")
    return f"{head}{inside}{space}{rest}" if head in {"timestamp", "time"} else canonical + inside


def _interval(modifiers: list[str]) -> str:
    fields = _INTERVAL_FIELDS.get(int(modifiers[0]), "") if modifiers and modifiers[0].isdigit() else ""
    precision = f"({modifiers[1]})" if len(modifiers) > 1 else ""
    return f"interval{fields}{precision}"
