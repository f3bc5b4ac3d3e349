"""SQL that computes the value of a column from the number of its row, so that the server fills a table by itself.

A value depends on nothing but the number: a reference takes the expression of the column that it refers to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.prover.samples import ColumnType, Value

# The first day of an example moment; whole seconds from there for far more rows than a rehearsal has.
_FIRST_MOMENT = "timestamp '2020-01-01'"
_INTEGER_LIMITS = {"smallint": 32_000, "int2": 32_000, "smallserial": 32_000}
_OTHERS = {
    "int4range": "'[' || {n} || ',' || ({n} + 1) || ')'",
    "int8range": "'[' || {n} || ',' || ({n} + 1) || ')'",
    "numrange": "'[' || {n} || ',' || ({n} + 1) || ')'",
    "daterange": "'[' || (date '2020-01-01' + ({n})::int) || ',' || (date '2020-01-01' + ({n})::int + 1) || ')'",
    "tsrange": "'[' || ({moment}) || ',' || ({moment} + interval '1 second') || ')'",
    "tstzrange": "'[' || ({moment}) || ',' || ({moment} + interval '1 second') || ')'",
    "tsvector": "'v' || {n}",
    "point": "'(' || {n} || ',1)'",
    "ltree": "'v' || {n}",
    "xml": "'<v>' || {n} || '</v>'",
    "macaddr": "lpad(to_hex({n}), 12, '0')",
}


def quoted_text(value: Value) -> str:
    """A value as a string literal of SQL, or NULL."""
    if value is None:
        return "NULL"
    text = str(value).lower() if isinstance(value, bool) else str(value)
    quoted = "'" + text.replace("'", "''") + "'"
    return "E" + quoted.replace("\\", "\\\\") if "\\" in text else quoted


def one_of(values: Sequence[Value], number: str) -> str:
    """The value whose place in the list is the number, over and over."""
    listed = ", ".join(quoted_text(value) for value in values)
    return f"(ARRAY[{listed}]::text[])[1 + mod({number}, {len(values)})]"


def example(kind: ColumnType, number: str) -> str:
    """An expression for the value of that type with the number (itself an expression): text or the type itself.

    Different numbers give different values, until the type has no more.
    """
    moment = f"{_FIRST_MOMENT} + ({number}) * interval '1 second'"
    match kind.family:
        case "integer":
            limit = _INTEGER_LIMITS.get(kind.name)
            return f"1 + mod({number}, {limit})" if limit else f"1 + {number}"
        case "decimal":
            return _decimal(kind, number)
        case "float":
            return f"({number})::float8 + 0.5"
        case "text":
            return _text(kind, number)
        case "boolean":
            return f"mod({number}, 2) = 1"
        case "date":
            return f"date '2020-01-01' + mod({number}, 700000)::int"
        case "time":
            return f"time '00:00' + mod({number}, 86400) * interval '1 second'"
        case "timestamp":
            return f"{moment}" if "tz" not in kind.name else f"({moment}) AT TIME ZONE 'UTC'"
        case "interval":
            return f"({number}) * interval '1 second'"
        case "uuid":
            return f"('00000000-0000-7000-8000-' || lpad(to_hex({number}), 12, '0'))"
        case "json":
            return f"'{{\"k\": ' || ({number}) || '}}'"
        case "binary":
            return f"'\\x' || lpad(to_hex({number}), 16, '0')"
        case "enum":
            return one_of(kind.values, number) if kind.values else "NULL"
        case "array":
            return f"ARRAY[{example(kind.element, number)}]" if kind.element else "'{}'"
        case "network":
            bytes_ = " || '.' || ".join(f"mod(({number}) / {unit}, 250)" for unit in (62500, 250, 1))
            return f"'10.' || {bytes_}"
        case "bits":
            return f"lpad(({number})::bit({min(kind.size or 1, 64)})::text, {kind.size or 1}, '0')"
        case _:
            if kind.name == "vector":
                return f"'[' || ({number}) || '{',0' * ((kind.size or 1) - 1)}]'"
            return _OTHERS.get(kind.name, "'v' || {n}").format(n=f"({number})", moment=f"({moment})")


def distinct_values(kind: ColumnType) -> int | None:
    """How many values `example` gives; None for as many as any table has rows."""
    if kind.family == "boolean":
        return 2
    if kind.family == "enum":
        return max(len(kind.values), 1)
    if kind.family == "integer":
        return _INTEGER_LIMITS.get(kind.name)
    if kind.family == "decimal" and kind.size is not None:
        return int(10**kind.size) - 1
    if kind.family == "text" and kind.size is not None and kind.size < 8:
        return int(16**kind.size)
    if kind.family == "bits":
        return int(2 ** min(kind.size or 1, 62))
    return None


def _decimal(kind: ColumnType, number: str) -> str:
    """The digits of the number, with the point where the scale has it."""
    scale = kind.scale or 0
    if kind.size is None:
        return f"({number} + 1)::numeric"
    inside = f"mod({number}, {10 ** min(kind.size, 18) - 1}) + 1"
    return f"({inside})::numeric / {10**scale}" if scale > 0 else f"({inside})::numeric"


def _text(kind: ColumnType, number: str) -> str:
    if kind.size is None or kind.size >= 20:
        return f"'v' || lpad(({number})::text, 9, '0')"
    if kind.size >= 8:
        return f"lpad(to_hex({number}), {kind.size}, '0')"
    return f"lpad(to_hex(mod({number}, {16**kind.size})), {kind.size}, '0')"
