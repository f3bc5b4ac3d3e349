"""kind-of-each: things that there are several of for one other - "we own several copies of a book"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.linking import Bounds, emit_link

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "kind-of-each"


def read(parsed: Parsed, context: Context) -> bool:
    """The many refer to the one that they are of."""
    found = False
    for noun in parsed.nouns():
        of = noun.of
        if of is None or not noun.plural or of.plural or of.determiner not in {"a", "an", "each", "every", "one"}:
            continue
        many, one = context.symbols.resolve(noun), context.entity(of)
        if many is None or one is None or many == one:
            continue
        emit_link(context, RULE, many, one, Bounds(1, 1, 2), verb="be")
        emit_link(context, RULE, one, many, Bounds(0, None, 1), verb="have")
        found = True
    return found
