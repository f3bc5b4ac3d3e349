"""identified-by: the key by which people name a thing - "employees are identified by a badge number"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import UniqueClaim
from backend_data_model.analyst.members import add_member

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun

RULE = "identified-by"
_VERBS = frozenset({"identify", "know", "distinguish", "recognise", "recognize"})


def read(clause: Clause, context: Context) -> bool:
    """The key by which people name a thing; several attributes together are one key."""
    verb = clause.verb
    if verb is None or verb.lemma not in _VERBS:
        return False
    if verb.passive:
        owner = context.subject_entity(clause)
        nouns = clause.prep("by", "through", "via")
    else:
        owner = next((e for e in (context.entity(n) for n in clause.objects) if e is not None), None)
        nouns = clause.subjects
    if owner is None or not nouns or (verb.lemma == "know" and not verb.passive):
        return False
    return _claim(context, owner, nouns, [" ".join(n.words) for n in clause.prep("within", "in", "inside", "per")])


def _claim(context: Context, owner: str, nouns: list[Noun], scope: list[str]) -> bool:
    members = []
    for noun in nouns:
        entity = context.entity(noun)
        if add_member(context, owner, noun, RULE):
            members.append(entity if entity is not None and entity != owner else context.attribute_name(noun))
    if not members:
        return False
    context.emit(
        UniqueClaim(
            evidence=context.evidence(RULE),
            rule=RULE,
            owner=owner,
            members=members,
            scope=scope,
            identifies=True,
            focus=owner,
        )
    )
    return True
