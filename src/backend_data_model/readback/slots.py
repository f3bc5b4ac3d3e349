"""What may stand at a place of a sentence: how it is written, what it looks like and how it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backend_data_model.readback.words import (
    CODE,
    NAME,
    NUMBER,
    join,
    literal,
    name_of,
    prop,
    scalar_of,
    text_of,
    thing,
)

if TYPE_CHECKING:
    from collections.abc import Callable

_VALUE = f"(?:{CODE}|{NUMBER}|true|false)"


@dataclass(frozen=True, slots=True)
class Slot:
    """One kind of place: `regex` matches exactly what `write` makes; `shown` stands for it on the page."""

    regex: str
    write: Callable[[Any], str]
    read: Callable[[str], Any]
    shown: str


def _list_of(item: str, write: Callable[[Any], str], read: Callable[[str], Any], last: str, shown: str) -> Slot:
    one = re.compile(item)
    return Slot(
        f"(?:nothing|{item}(?:, {item})*(?: {last} {item})?)",
        lambda values: join([write(value) for value in values], last),
        lambda text: [read(found) for found in one.findall(text)] if text != "nothing" else [],
        shown,
    )


def choice(words: dict[Any, str]) -> Slot:
    """One of fixed words."""
    back = {word: value for value, word in words.items()}
    longest = sorted(back, key=len, reverse=True)
    shown = " / ".join(words.values())
    return Slot(f"(?:{'|'.join(map(re.escape, longest))})", words.__getitem__, back.__getitem__, shown)


def _read_thing(text: str) -> str:
    return name_of(text[2:-2])


def _read_prop(text: str) -> str:
    return name_of(text[1:-1])


THING = Slot(rf"\*\*{NAME}\*\*", thing, _read_thing, "**E**")
PROP = Slot(rf"\*{NAME}\*", prop, _read_prop, "*a*")
NO_TENANT = "tenant that has no name yet"
SLOTS: dict[str, Slot] = {
    "thing": THING,
    "things": _list_of(THING.regex, thing, _read_thing, "and", "**E** and **F**"),
    "prop": PROP,
    "props": _list_of(PROP.regex, prop, _read_prop, "and", "*a*, *b* and *c*"),
    "tenant": Slot(
        f"(?:{THING.regex}|{NO_TENANT})",
        lambda name: NO_TENANT if name is None else thing(name),
        lambda text: None if text == NO_TENANT else _read_thing(text),
        "**E**",
    ),
    "text": Slot(CODE, literal, text_of, "`text`"),
    "texts": _list_of(CODE, literal, text_of, "and", "`text` and `text`"),
    "value": Slot(_VALUE, literal, scalar_of, "VALUE"),
    "values": _list_of(_VALUE, literal, scalar_of, "or", "`x`, `y` or `z`"),
    "number": Slot(NUMBER, literal, scalar_of, "N"),
    "bound": Slot(
        f"(?:{_VALUE}|nothing)",
        lambda value: "nothing" if value is None else literal(value),
        lambda text: None if text == "nothing" else scalar_of(text),
        "N",
    ),
    "int": Slot("-?[0-9]+", str, int, "N"),
    "low": choice({False: "at least", True: "more than"}),
    "high": choice({False: "at most", True: "less than"}),
    "operator": choice(
        {
            "<": "is below",
            "<=": "is not above",
            "=": "equals",
            "<>": "differs from",
            ">=": "is not below",
            ">": "is above",
        }
    ),
    "required": choice({True: "exactly one", False: "at most one"}),
    "has": choice({"1": "exactly one", "0..1": "at most one", "1..*": "one or more", "0..*": "any number of"}),
    "period": choice({word: word for word in ("second", "minute", "hour", "day", "week", "month", "year")}),
    "kind": choice(
        {
            "thing": "a thing of which many are kept",
            "association": "an association between other things",
            "event": "an event",
            "history": "a record of history",
            "audit": "an audit record",
        }
    ),
    "type": choice(
        {
            "text": "a text",
            "integer": "a whole number",
            "bigint": "a large whole number",
            "decimal": "a decimal number",
            "money": "an amount of money",
            "float": "a floating-point number",
            "boolean": "a yes or no",
            "date": "a date",
            "time": "a time of day",
            "timestamp": "a moment in time",
            "local_timestamp": "a local date and time",
            "duration": "a duration",
            "uuid": "a UUID",
            "json": "a JSON document",
            "binary": "binary data",
            "text_list": "a list of texts",
            "integer_list": "a list of whole numbers",
        }
    ),
    "inheritance": choice(
        {"table_per_type": "in a table of its own", "single_table": "in the same table as what it is"}
    ),
    "scope": choice(
        {
            "tenant": "belongs to one tenant",
            "global": "is shared by all tenants",
            "both": "is either shared by all tenants or belongs to one tenant",
        }
    ),
    "demand": choice(
        {
            "strict_isolation": "their data must be physically separated",
            "own_schema": "each has a schema of its own",
            "own_database": "each has a database of its own",
            "regulated": "a law or standard governs their data",
            "residency": "the data of some must stay in a place or under a key of its own",
            "large_tenants": "they are few and large",
            "fast_growth": "they sign up themselves or become many more soon",
            "own_restore": "each must be restored, moved or changed alone",
            "uneven_load": "some make much more load than others",
        }
    ),
    "deletion": choice(
        {
            "cascade": "also deletes each row that refers to it",
            "restrict": "is refused while a row refers to it",
            "set_null": "leaves each row that refers to it without it",
            None: "has a consequence that is not decided",
        }
    ),
}
