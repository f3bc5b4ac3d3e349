"""Distinct, ordered example values for a column's type, as the engine takes them."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from backend_data_model.model.schema import Engine, Schema

Value = str | int | float | bool | bytes | Decimal | None
Family = Literal[
    "integer", "decimal", "float", "text", "boolean", "date", "time", "timestamp", "interval", "uuid", "json", "binary",
    "enum", "array", "network", "bits", "other",
]  # fmt: skip

_ARGUMENTS = re.compile(r"\(([^)]*)\)")
_ARRAY = re.compile(r"\s*(?:\[\d*\]\s*)+$|\s+array\b.*$", re.IGNORECASE)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_DAY = datetime.datetime(2026, 1, 1)
_FAMILIES: dict[str, Family] = {
    **dict.fromkeys(
        ("smallint", "integer", "int", "bigint", "int2", "int4", "int8", "tinyint", "mediumint", "year", "serial",
         "bigserial", "smallserial", "oid"), "integer"),
    **dict.fromkeys(("numeric", "decimal", "dec", "fixed", "money"), "decimal"),
    **dict.fromkeys(("real", "double precision", "double", "float", "float4", "float8"), "float"),
    **dict.fromkeys(
        ("text", "character varying", "varchar", "character", "char", "bpchar", "citext", "name", "tinytext",
         "mediumtext", "longtext", "nchar", "nvarchar", "clob", "any", ""), "text"),
    **dict.fromkeys(("boolean", "bool"), "boolean"),
    "date": "date",
    **dict.fromkeys(("time", "timetz"), "time"),
    **dict.fromkeys(("timestamp", "timestamptz", "datetime"), "timestamp"),
    "interval": "interval",
    "uuid": "uuid",
    **dict.fromkeys(("json", "jsonb"), "json"),
    **dict.fromkeys(("bytea", "blob", "binary", "varbinary", "tinyblob", "mediumblob", "longblob"), "binary"),
    **dict.fromkeys(("inet", "cidr"), "network"),
    **dict.fromkeys(("bit", "bit varying", "varbit"), "bits"),
    **dict.fromkeys(("enum", "set"), "enum"),
}  # fmt: skip
_FORMS = {  # other types that PostgreSQL reads from text
    "int4range": "[{k},{k1})", "int8range": "[{k},{k1})", "numrange": "[{k},{k1})",
    "daterange": "[{day},{day1})", "tsrange": "[{day},{day1})", "tstzrange": "[{day},{day1})",
    "macaddr": "08:00:2b:00:{high:02x}:{low:02x}", "macaddr8": "08:00:2b:01:02:00:{high:02x}:{low:02x}",
    "point": "({k},0)", "xml": "<v>{k}</v>", "tsvector": "v{k}", "tsquery": "v{k}", "ltree": "v{k}", "hstore": "k=>{k}",
    "pg_lsn": "0/{k:x}", "jsonpath": "$.v{k}", "cube": "({k})", "box": "({k1},1),({k},0)", "circle": "<({k},0),1>",
    "geometry": "POINT({k} 0)", "geography": "POINT({low} 0)", "regclass": "pg_class",
}  # fmt: skip


_AFFINITIES: tuple[tuple[str, Family], ...] = (
    ("int", "integer"), ("char", "text"), ("clob", "text"), ("text", "text"), ("blob", "binary"), ("real", "float"),
    ("floa", "float"), ("doub", "float"),
)  # fmt: skip


@dataclass(frozen=True)
class ColumnType:
    """A type taken apart: `size` is the first number in parentheses, `scale` the second, `values` those of an enum."""

    engine: Engine
    name: str
    family: Family
    size: int | None = None
    scale: int | None = None
    values: tuple[str, ...] = ()
    element: ColumnType | None = None

    def value(self, number: int) -> Value:
        """The example with that number (from 0): larger numbers give larger values, until the type has no more."""
        match self.family:
            case "integer":
                return _integer(self, number)
            case "decimal":
                return self.decimal(number)
            case "float":
                return 1001.5 + number
            case "text":
                return self.text(number, self.size)
            case "boolean":
                return bool(number % 2) if self.engine == "postgresql" else number % 2
            case "date":
                return (_DAY + datetime.timedelta(days=number)).date().isoformat()
            case "time":
                return f"{8 + number // 60 % 15:02}:{number % 60:02}:00"
            case "timestamp":
                return (_DAY + datetime.timedelta(hours=number)).isoformat(" ")
            case "interval":
                return f"{number + 1} hours"
            case "uuid":
                return f"00000000-0000-7000-8000-{number + 1:012x}"
            case "json":
                return f'{{"k": {number}}}'
            case "binary":
                return _binary(self, number)
            case "enum":
                return self.values[number % len(self.values)] if self.values else None
            case "array":
                inner = self.element.value(number) if self.element else number
                return '{"' + str(inner).replace("\\", "\\\\").replace('"', '\\"') + '"}'
            case "network":
                return f"10.{number // 250 % 250}.0.{number % 250 + 1}"
            case "bits":
                return format(number % 2 ** (self.size or 1), f"0{self.size or 1}b")
            case _:
                return self._other(number)

    def text(self, number: int, size: int | None) -> str:
        """A lower-case word of at most `size` characters (exactly that many where they fit into 200)."""
        word = ""
        while number or not word:
            number, digit = divmod(number, 36)
            word = _DIGITS[digit] + word
        if size is None:
            return f"v{word.rjust(4, '0')}"
        return word.rjust(min(size, 200), "0")[-size:] if size < 5 else f"v{word.rjust(4, '0')}"

    def decimal(self, number: int) -> Decimal:
        """A number that fits precision and scale."""
        digits = 8 if self.size is None else self.size - (self.scale or 0)
        if digits <= 0:
            return Decimal(number % 9 + 1).scaleb(-(self.scale or 0))
        start = {1: 1, 2: 11, 3: 101}.get(digits, 1001)
        return Decimal(start + number % (10**digits - start))

    def _other(self, number: int) -> Value:
        form = _FORMS.get(self.name)
        if self.name == "vector":
            return "[" + ",".join([str(number)] + ["0"] * ((self.size or 1) - 1)) + "]"
        if form is None:
            return f"v{number}"
        day = (_DAY + datetime.timedelta(days=number)).date().isoformat()
        after = (_DAY + datetime.timedelta(days=number + 1)).date().isoformat()
        return form.format(k=number, k1=number + 1, high=number // 250, low=number % 250, day=day, day1=after)


def _integer(kind: ColumnType, number: int) -> int:
    if kind.name == "tinyint":
        return number % 120 + 1 if kind.size != 1 else number % 2
    if kind.name == "year":
        return 2001 + number % 150
    return 1001 + number


def _binary(kind: ColumnType, number: int) -> Value:
    if kind.engine == "postgresql":
        return "\\x" + format(number + 1, "016x")
    return (number + 1).to_bytes(kind.size if kind.size and kind.size < 64 else 8, "big")


def column_type(text: str, schema: Schema) -> ColumnType:
    """Take a column's type apart; domains are seen through to their base type, enums get their values."""
    engine = schema.engine
    arrays = _ARRAY.search(text)
    if arrays:
        return ColumnType(engine, text, "array", element=column_type(text[: arrays.start()], schema))
    match = _ARGUMENTS.search(text)
    arguments = match[1] if match else None
    base = " ".join((text[: match.start()] + " " + text[match.end() :] if match else text).split()).replace('"', "")
    if base.lower().split(" ")[0] in {"enum", "set"}:
        values = tuple(v.replace("''", "'") for v in re.findall(r"'((?:[^']|'')*)'", text))
        return ColumnType(engine, "enum", "enum", values=values)
    short = base.rpartition(".")[2]
    for enum in schema.enums:
        if enum.name in {base, short}:
            return ColumnType(engine, short, "enum", values=tuple(enum.values))
    for domain in schema.domains:
        if domain.name in {base, short}:
            return column_type(domain.type, schema)
    name = re.sub(
        r"\s+(?:with|without) time zone$|\s+(?:unsigned|signed|zerofill|character set|charset|collate)\b.*$",
        "",
        short.lower(),
    )
    numbers = [int(n) for n in re.findall(r"\d+", arguments or "")]
    family = _FAMILIES.get(name) or (_affinity(name) if engine == "sqlite" else "other")
    size = numbers[0] if numbers else (1 if name in {"character", "char", "bit"} and engine != "sqlite" else None)
    return ColumnType(engine, name, family, size, numbers[1] if len(numbers) > 1 else None)


def _affinity(name: str) -> Family:
    """https://www.sqlite.org/datatype3.html#determination_of_column_affinity"""
    return next((family for part, family in _AFFINITIES if part in name), "decimal")
