"""in-order: several things that have their places - "a listing carries up to five photos, in an order"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import AttributeClaim
from backend_data_model.analyst.ordinals import in_order

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "in-order"
_ACCESS = frozenset({"sort", "list", "show", "display", "see", "view", "return", "print", "browse"})


def read(parsed: Parsed, context: Context) -> bool:
    """Each of the several has a position, unless the text knows orders as things of their own."""
    if context.symbols.named("order") is not None:
        return False
    for clause in parsed.clauses:
        if not any(in_order(noun) for noun in clause.prep("in")):
            continue
        if clause.verb is not None and clause.verb.lemma in _ACCESS:
            continue
        many = [e for n in [*clause.objects, *clause.subjects] if n.plural and (e := context.entity(n)) is not None]
        if not many:
            continue
        context.emit(
            AttributeClaim(evidence=context.evidence(RULE), rule=RULE, owner=many[0], name="position", type="integer")
        )
        return True
    return False
