"""never-more: a bound told by a negation - "one complaint never leads to more than one ticket"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.linking import Bounds, emit_link

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context

RULE = "never-more"


def read(clause: Clause, context: Context) -> bool:
    """Each subject has one of the object at the most; what it brings about refers back to it."""
    verb = clause.verb
    if verb is None or not verb.negated or verb.passive or clause.condition is not None or context.parsed is None:
        return False
    if "more than 1 " not in context.parsed.normal or not clause.subjects:
        return False
    subject = context.entity(clause.subjects[0])
    targets = [*clause.objects, *clause.prep("to", "in", "into")]
    told = next(
        (n for n in targets if context.entity(n) not in {None, subject} and _one(n.first, n.last, context)), None
    )
    if subject is None or told is None or len(clause.objects) > 1 or clause.prep("per", "for", "at", "on"):
        return False
    target = str(context.entity(told))
    if told.modifiers or len(told.words) > len(target.split("_")):
        return False
    brings = lex.VERB_FRAMES.get(verb.lemma) not in {"own", "contain", "belong", "assign"}
    emit_link(context, RULE, subject, target, Bounds(0, 1, 3), verb="have" if brings else verb.lemma)
    if brings:
        emit_link(context, RULE, target, subject, Bounds(0, 1, 1), verb=verb.lemma)
    return True


def _one(first: int, last: int, context: Context) -> bool:
    """Whether "more than one" stands right before the noun or opens it."""
    assert context.parsed is not None
    words = [token.lower for token in context.parsed.tokens[max(0, first - 3) : last + 1]]
    return any(words[i : i + 2] == ["more", "than"] and words[i + 2] in {"one", "1"} for i in range(len(words) - 2))
