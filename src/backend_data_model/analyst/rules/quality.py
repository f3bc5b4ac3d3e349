"""quality: something that a thing is or is not - "products can be fragile"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import AttributeClaim
from backend_data_model.analyst.linking import MAY

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context

RULE = "quality"
_TOLD_BY = "attribute-predicate"


_NO_QUALITIES = frozenset(
    {"part", "member", "able", "possible", "necessary", "there", "true", "enough", "several", "one"}
)


def read(clause: Clause, context: Context) -> bool:
    """Something that a thing is or is not."""
    verb, entity = clause.verb, context.subject_entity(clause)
    if verb is None or verb.modal not in MAY or verb.negated or clause.preps or clause.qualifiers or entity is None:
        return False
    if verb.lemma != "be":
        told_default = context.parsed is not None and "by default" in context.parsed.normal
        if not verb.passive or not told_default or clause.objects:
            return False
        return _emit(context, entity, lex.participle(verb.lemma))
    words = [
        n.words[0]
        for n in clause.objects
        if len(n.words) == 1 and n.determiner is None and not n.plural and context.entity(n) is None
    ]
    words += [w for w in clause.complement if w.isalpha() and w not in lex.ADVERBS | lex.PRONOUNS]
    if len(words) != 1 or len(clause.objects) > 1 or words[0] in lex.DETERMINERS | lex.PREPOSITIONS:
        return False
    return (
        words[0] not in lex.TYPE_HEADS
        and words[0] not in _NO_QUALITIES
        and _emit(context, entity, words[0].replace("-", "_"))
    )


def _emit(context: Context, entity: str, quality: str) -> bool:
    name = f"is_{quality}"
    context.emit(
        AttributeClaim(evidence=context.evidence(_TOLD_BY), rule=RULE, owner=entity, name=name, type="boolean")
    )
    context.last_attribute = (entity, name)
    return True
