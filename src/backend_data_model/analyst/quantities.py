"""Layer 4, quantities: "exactly one", "one or more", "up to ten", "any number of"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.phrase import Quantity

if TYPE_CHECKING:
    from backend_data_model.analyst.lookahead import Lookahead


def read_quantity(look: Lookahead, i: int) -> tuple[Quantity | None, int]:
    """A quantity in front of a noun: "exactly one", "one or more", "up to ten", "any number of"."""
    w = look.word
    start = i
    if (w(i) == "a" and w(i + 1) == "single") or (
        w(i) in {"one", "exactly", "only", "precisely"} and w(i + 1) == "single"
    ):
        return Quantity(1, 1), i + 2
    if w(i) == "single":
        return Quantity(1, 1), i + 1
    if (
        w(i) in {"any", "an", "a"}
        and w(i + 1) in {"number", "arbitrary", "unlimited"}
        and (w(i + 2) == "of" or w(i + 3) == "of")
        and not (w(i) == "a" and w(i + 1) == "number")
    ):
        return Quantity(0, None), i + (3 if w(i + 2) == "of" else 4)
    if w(i) == "as" and w(i + 1) == "many":
        return Quantity(0, None), i + 2
    if w(i) == "more" and w(i + 1) == "than" and look.value(i + 2) is not None:
        return Quantity(0, None), i + 3
    lower: int | None = None
    upper: int | None = None
    word = w(i)
    if word in {"exactly", "precisely", "just", "only"} and look.value(i + 1) is not None and look.noun_word(i + 2):
        value = look.value(i + 1)
        return Quantity(value or 1, value), i + 2
    if word == "at" and w(i + 1) in {"least", "most"} and look.value(i + 2) is not None:
        value = look.value(i + 2) or 0
        return (Quantity(value, None) if w(i + 1) == "least" else Quantity(0, value)), i + 3
    if word == "up" and w(i + 1) == "to" and look.value(i + 2) is not None:
        return Quantity(0, look.value(i + 2)), i + 3
    if word in {"no", "not"} and w(i + 1) == "more" and w(i + 2) == "than" and look.value(i + 3) is not None:
        return Quantity(0, look.value(i + 3)), i + 4
    value = look.value(i)
    if value is not None:
        lower = upper = value
        i += 1
        if w(i) in {"or", "to", "and"} and (w(i + 1) in {"more", "several", "many"}):
            return Quantity(lower, None), i + 2
        if w(i) in {"or", "to"} and look.value(i + 1) is not None:
            return Quantity(min(lower, look.value(i + 1) or 0), max(upper, look.value(i + 1) or 0)), i + 2
        if w(i) == "of" and w(i + 1) in lex.DETERMINERS:
            return Quantity(lower, upper), i + 1
        if look.noun_word(i):
            return Quantity(lower, upper), i
        return None, start
    if word == "none" and w(i + 1) == "or":
        return Quantity(0, None), i + 3
    return None, start
