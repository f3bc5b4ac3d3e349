"""Conditions as clauses of a sentence: `the *status* is one of ... and the *total* is at least 5`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from backend_data_model.model.expression import Absent, Compare, Expression, Length, OneOf, Present, Range
from backend_data_model.readback.pattern import Pattern
from backend_data_model.readback.slots import Slot

if TYPE_CHECKING:
    from collections.abc import Sequence

KINDS: dict[str, type[Expression]] = {
    "one_of": OneOf,
    "range": Range,
    "length": Length,
    "compare": Compare,
    "present": Present,
    "absent": Absent,
}
CONDITIONS = (
    Pattern("one_of", "the {attribute:prop} is one of {values:values}", "list of values"),
    Pattern(
        "range.both", "the {attribute:prop} is {min_exclusive:low} {min:bound} and {max_exclusive:high} {max:bound}"
    ),
    Pattern("range.low", "the {attribute:prop} is {min_exclusive:low} {min:bound}", "range"),
    Pattern("range.high", "the {attribute:prop} is {max_exclusive:high} {max:bound}"),
    Pattern("range.none", "the {attribute:prop} has no bounds"),
    Pattern("length.both", "the {attribute:prop} has at least {min:int} and at most {max:int} characters", "length"),
    Pattern("length.low", "the {attribute:prop} has at least {min:int} characters"),
    Pattern("length.high", "the {attribute:prop} has at most {max:int} characters"),
    Pattern("length.none", "the {attribute:prop} has any number of characters"),
    Pattern("compare.both", "the {left:prop} {op:operator} its {right:prop} with {value:number}"),
    Pattern("compare.low", "the {left:prop} {op:operator} its {right:prop}", "comparison"),
    Pattern("compare.high", "the {left:prop} {op:operator} {value:number}"),
    Pattern("compare.none", "the {left:prop} {op:operator} nothing"),
    Pattern("present", "the {attribute:prop} is given", "presence"),
    Pattern("absent", "the {attribute:prop} is not given"),
)
_BY_ID = {pattern.id: pattern for pattern in CONDITIONS}
_BETWEEN = re.compile(r"`[^`]*`| and (?=the \*)")


def write_condition(rule: Expression) -> str:
    """The clause for a condition."""
    match rule:
        case Range():
            low, high = rule.min is not None or rule.min_exclusive, rule.max is not None or rule.max_exclusive
            key = f"range.{_side(low, high)}"
        case Length():
            key = f"length.{_side(rule.min is not None, rule.max is not None)}"
        case Compare():
            key = f"compare.{_side(rule.right is not None, rule.value is not None)}"
        case OneOf() | Present() | Absent():
            key = rule.kind
        case _:
            raise TypeError(f"not a condition of the model: {rule!r}")
    return _BY_ID[key].write(**dict(rule))


def read_condition(text: str) -> Expression:
    """The condition that a clause states; ValueError where it states none."""
    for pattern in CONDITIONS:
        values: dict[str, Any] | None = pattern.read(text)
        if values is not None:
            return KINDS[pattern.id.partition(".")[0]](**values)
    raise ValueError(f"{text!r} is no condition; expected one such as `{_BY_ID['range.low'].shown}`")


def _write_all(rules: Sequence[Expression]) -> str:
    return " and ".join(write_condition(rule) for rule in rules)


def _read_all(text: str) -> list[Expression]:
    cuts = [found.span() for found in _BETWEEN.finditer(text) if found[0] == " and "]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    return [read_condition(text[start:end]) for start, end in zip(starts, ends, strict=True)]


def _side(low: bool, high: bool) -> str:
    return ("both" if high else "low") if low else ("high" if high else "none")


_CLAUSE = r"the \*(?:[^`]|`[^`]*`)*"
CONDITION_SLOTS = {
    "condition": Slot(_CLAUSE, write_condition, read_condition, "CONDITION"),
    "conditions": Slot(_CLAUSE, _write_all, _read_all, "CONDITION and CONDITION"),
}
