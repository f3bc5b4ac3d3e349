"""occasion: what is noted whenever a thing comes up - "when a vet gives a treatment to a cow, we note the drug"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.linking import Bounds, emit_link
from backend_data_model.analyst.occasions import booked_thing, occasion_thing

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "occasion"
_WHERE = ("on", "at", "in", "to", "for", "of", "during", "from", "with", "by", "into")


def read(parsed: Parsed, context: Context) -> bool:
    """The thing of the first clause refers to where it comes up, and is what the rest of the sentence tells of."""
    thing = occasion_thing(parsed) or booked_thing(parsed)
    entity = context.entity(thing)
    if thing is None or entity is None or context.occasion is not None:
        return False
    first = parsed.clauses[0]
    context.occasion = context.focus = entity
    _refer(first, entity, context)
    return True


def _refer(clause: Clause, entity: str, context: Context) -> None:
    told = [clause, *(relative for noun in clause.subjects for relative in noun.relatives)]
    for noun in (n for part in told for n in part.prep(*_WHERE)):
        place = context.entity(noun)
        if place not in {None, entity} and noun.determiner in lex.ARTICLES and not noun.plural:
            verb = clause.verb.lemma if clause.verb is not None else None
            emit_link(context, RULE, entity, str(place), Bounds(1, 1, 2), verb=verb)
