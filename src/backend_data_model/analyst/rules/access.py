"""access: how rows are looked up and listed - "sponsors are searched by name"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import AccessClaim

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun

RULE = "access"
_SORTING = frozenset({"list", "sort", "order", "see", "view", "browse", "display"})
_NEWEST = ("newest first", "latest first", "most recent first", "oldest first")


def read(clause: Clause, context: Context) -> bool:
    """How rows are looked up; it says nothing of what must be stored."""
    verb = clause.verb
    if verb is None or verb.particle == "after" or verb.lemma not in lex.ACCESS_VERBS or verb.negated:
        return False
    nouns = clause.subjects if verb.passive else clause.objects or clause.prep("for", "up", "through")
    target = next(((noun, entity) for noun in nouns if (entity := context.entity(noun)) is not None), None)
    if target is None:
        return False
    noun, entity = target
    by = [_name(context, n) for n in clause.prep("by", "with", "in")]
    owners = [
        e
        for e in (context.entity(n) for n in [noun.of, noun.possessor, *clause.prep("of", "for")] if n is not None)
        if e is not None and e != entity
    ]
    if not by and not owners:
        return verb.passive or bool(context.parsed is not None and context.parsed.statement.role)
    text = context.parsed.statement.quote if context.parsed is not None else ""
    sorting = verb.lemma in _SORTING or any(words in text.lower() for words in _NEWEST)
    context.emit(
        AccessClaim(
            evidence=context.evidence(RULE),
            rule=RULE,
            entity=entity,
            equality=[*owners, *([] if sorting else by)],
            sort=by if sorting else [],
            description=text,
        )
    )
    return True


def _name(context: Context, noun: Noun) -> str:
    return context.entity(noun) or context.attribute_name(noun)
