"""Values worth trying in a column: what its predicates speak of, one step to either side, and common forms of text.

The literals are taken from the predicate's text whatever its grammar; the engine decides afterwards which rows hold.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from backend_data_model.prover.patterns import matching_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backend_data_model.prover.samples import ColumnType, Value

_STRING = re.compile(r"'((?:[^']|'')*)'")
_NUMBER = re.compile(r"(?<![\w.\"'])-?\s*\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w\"])")
_LENGTH = re.compile(
    r"\b(?:char_|character_|octet_|bit_|json_array_|jsonb_array_|array_)?length\b|\bcardinality\b", re.I
)
_PATTERN = re.compile(r"~|\b(?:like|ilike|regexp|rlike|glob|similar)\b|regexp_", re.IGNORECASE)
_TIME_WORDS = re.compile(r"\bnow\b|current_|strftime|\binterval\b|\bage\b|date", re.IGNORECASE)
_LONGEST = 20_000
_MOST = 60


@dataclass(frozen=True)
class Literals:
    """The constants of some predicates, in the order of their text."""

    strings: tuple[str, ...]
    numbers: tuple[Decimal, ...]
    lengths: bool
    patterns: bool
    times: bool


def literals_in(predicates: Iterable[str]) -> Literals:
    """Strings and numbers that stand in the predicates' text, each once."""
    text = "\n".join(predicates)
    strings = [s.replace("''", "'") for s in _STRING.findall(text)]
    rest = _STRING.sub(" ", text)
    numbers = []
    for found in [*_NUMBER.findall(rest), *(s for s in strings if _NUMBER.fullmatch(s))]:
        try:
            numbers.append(Decimal(found.replace(" ", "")))
        except InvalidOperation:
            continue
    return Literals(
        tuple(dict.fromkeys(strings)),
        tuple(dict.fromkeys(numbers)),
        bool(_LENGTH.search(rest)),
        bool(_PATTERN.search(rest)),
        bool(_TIME_WORDS.search(rest)),
    )


def candidates(kind: ColumnType, literals: Literals, *, nullable: bool) -> list[Value]:
    """At most some sixty values of the column's type, NULL last where the column takes it."""
    match kind.family:
        case "integer":
            values: Sequence[Value] = [int(n) for n in _steps(literals.numbers, Decimal(1)) if n == int(n)]
        case "decimal":
            values = list(_steps(literals.numbers, Decimal(1).scaleb(-(kind.scale or 0))))
        case "float":
            values = [float(n) for n in _steps(literals.numbers, Decimal("0.5"))]
        case "text":
            values = _texts(kind, literals)
        case "enum":
            values = kind.values
        case "boolean":
            values = [kind.value(1), kind.value(0), *([] if kind.engine == "postgresql" else [2, -1])]
        case "date" | "timestamp":
            values = _moments(kind, literals)
        case "json":
            values = [s for s in literals.strings if s[:1] in "{["] + ["{}", "[]", '{"k": 1}', '"v"', "1"]
        case "array":
            values = _arrays(kind, literals)
        case "binary":
            values = _blobs(kind, literals)
        case "interval":
            values = [*literals.strings, "0", "1 hour", "-1 hours", "40 days", "2 years"]
        case _:
            values = list(literals.strings)
    ordered = list(dict.fromkeys([*values[:_MOST], *(kind.value(n) for n in range(8))]))
    fitting = [v for v in ordered if _fits(kind, v)]
    return [*fitting, None] if nullable else fitting


def _steps(numbers: Iterable[Decimal], step: Decimal) -> Iterable[Decimal]:
    for number in numbers:
        yield from (number, number - step, number + step)
    yield from (Decimal(n) for n in (1, 0, 2, 3, 5, 10, 50, -1))


def _fits(kind: ColumnType, value: Value) -> bool:
    if kind.family == "text" and isinstance(value, str):
        return kind.size is None or len(value) <= kind.size
    if kind.family == "decimal" and isinstance(value, Decimal) and kind.size is not None:
        return abs(value) < Decimal(10) ** (kind.size - (kind.scale or 0))
    if kind.family == "integer" and isinstance(value, int):
        limit = {"tinyint": 127, "smallint": 32767, "int2": 32767, "bigint": 2**63 - 1, "int8": 2**63 - 1}
        return abs(value) <= limit.get(kind.name, 2**63 - 1 if kind.engine == "sqlite" else 2**31 - 1)
    return True


def _texts(kind: ColumnType, literals: Literals) -> list[Value]:
    values: list[Value] = []
    if literals.patterns:
        for text in literals.strings:
            values += matching_texts(text)
    values += [v for text in literals.strings for v in (text, text.upper(), text.lower())]
    if literals.lengths:
        for number in literals.numbers:
            size = int(number)
            if number == size and 0 <= size <= _LONGEST:
                values += _of_lengths(size)
    values += [str(n) for n in literals.numbers]
    values += ["v", "V1", "", " ", " v"]
    forms = _COMMON_FORMS if not literals.strings or literals.patterns or literals.times or len(values) < 10 else []
    return [*values[:_MOST], *forms[:2], *(_LATER_FORMS if literals.times else []), *forms[2:]]


def _of_lengths(size: int) -> list[Value]:
    """Texts just as long, one shorter and one longer, several of each, so that unique columns find different ones."""
    texts: list[Value] = []
    for length in (size, size + 1, size - 1):
        if length > 0:
            texts += [letter.rjust(length, "a") for letter in "abcde"] + [
                "7".rjust(length, "0"),
                "B".rjust(length, "A"),
            ]
    return texts


_LATER_FORMS: list[Value] = [
    "2190-01-01", "2190-02-01", "2190-01-01T00:00:00.000Z", "2190-02-01T00:00:00.000Z", "1990-01-01",
    "1990-01-01T00:00:00.000Z",
]  # fmt: skip
_COMMON_FORMS: list[Value] = [
    "2026-01-01", "2026-01-02", "2026-01-01 00:00:00", "2026-01-02 00:00:00",
    "2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z",
    "2026-01-01T00:00:00.000Z", "2026-01-02T00:00:00.000Z", "2026-01-01 00:00:00.000", "08:00:00", "09:00:00", "08:00",
    "09:00", "{}", '{"k": 1}', "[]", "[1]",
    "00000000-0000-7000-8000-000000000001", "00000000-0000-7000-8000-000000000002",
    "00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002", "a@example.com", "b@example.com",
    "+12025550101", "+12025550102", "AA", "BB", "AAA", "BBB", "aa", "bb", "https://example.com/a", "https://example.com/b",
    "example.com", "1", "2", "1.50", "2.50", "1.0.0", "#aabbcc", "#AABBCC", "a" * 64,
    "0" * 32, "P1D", "PT1H", "v-1", "v_1",
    "V-1", "UTC",
]  # fmt: skip


def _moments(kind: ColumnType, literals: Literals) -> list[Value]:
    base = datetime.datetime(2026, 1, 1)
    known = []
    for text in literals.strings:
        try:
            known.append(datetime.datetime.fromisoformat(text).replace(tzinfo=None))
        except ValueError:
            continue
    step = datetime.timedelta(days=1) if kind.family == "date" else datetime.timedelta(seconds=1)
    moments = [m for k in known for m in (k, k - step, k + step)]
    hours = (
        (0, 1, 24, 48, 24 * 7, 24 * 40, 24 * 400) if kind.family == "timestamp" else (0, 24, 48, 24 * 7, 24 * 40, 9600)
    )
    usual = [base + datetime.timedelta(hours=h) for h in hours]
    far = [datetime.datetime(2190, 1, 1), datetime.datetime(2190, 2, 1), datetime.datetime(1990, 1, 1)]
    moments += [*usual[:2], *(far if literals.times else []), *usual[2:]]
    return [m.date().isoformat() if kind.family == "date" else m.isoformat(" ") for m in moments]


def _arrays(kind: ColumnType, literals: Literals) -> list[Value]:
    element = kind.element
    items = [str(element.value(n)) for n in range(3)] if element else []
    items = [*literals.strings[:8], *items]
    quoted = ['"' + i.replace("\\", "\\\\").replace('"', '\\"') + '"' for i in items]
    sizes = sorted({int(n) + d for n in literals.numbers for d in (-1, 0, 1) if 0 <= n <= 100} | {0, 1, 2})
    lists = [[quoted[i % len(quoted)] for i in range(size)] for size in sizes if size >= 0 and quoted]
    return ["{" + ",".join(members) + "}" for members in [*lists, *([q] for q in quoted)]]


def _blobs(kind: ColumnType, literals: Literals) -> list[Value]:
    sizes = [int(n) + d for n in literals.numbers for d in (0, -1, 1) if 0 < n <= _LONGEST] if literals.lengths else []
    blobs = [bytes([k]).rjust(size, b"\0") for size in sizes if size > 0 for k in range(1, 6)]
    return [("\\x" + blob.hex() if kind.engine == "postgresql" else blob) for blob in blobs]
