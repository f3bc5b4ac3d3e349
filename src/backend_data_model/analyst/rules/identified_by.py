"""identified-by: the key by which people name a thing - "employees are identified by a badge number"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import AttributeClaim, UniqueClaim
from backend_data_model.analyst.context import name_of
from backend_data_model.analyst.members import add_member
from backend_data_model.analyst.naming import attribute_type

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun

RULE = "identified-by"
_THINGS = frozenset({"it", "them", "him", "her", "one"})
_SO_DOES = re.compile(
    r"\bso (?:does|do|is|are) (?:the |its |their |his |her )?(?P<a>[a-z][\w-]*(?: [a-z][\w-]*)?)(?= ?[.,;]|$)"
)
_VERBS = frozenset({"identify", "know", "distinguish", "recognise", "recognize"})


def read(clause: Clause, context: Context) -> bool:
    """The key by which people name a thing; several attributes together are one key."""
    verb = clause.verb
    apart = verb is not None and (verb.particle == "apart" or "apart" in clause.complement)
    if verb is None or (verb.lemma not in _VERBS and not (verb.lemma == "tell" and apart)):
        return False
    if verb.passive:
        owner = context.subject_entity(clause)
        nouns = clause.prep("by", "through", "via")
    else:
        owner = next((e for e in (context.entity(n) for n in clause.objects) if e is not None), None)
        nouns = clause.subjects
        if owner is None and not clause.objects and nouns:
            owner = context.entity(nouns[0].possessor) or context.entity(nouns[0].of) or context.focus
            owner = owner if _THINGS & {*clause.complement} or context.entity(nouns[0].possessor) else None
    if owner is None or not nouns or (verb.lemma == "know" and not verb.passive):
        return False
    scope = [" ".join(n.words) for n in clause.prep("within", "in", "inside", "per")]
    if context.parsed is not None and (also := _SO_DOES.search(context.parsed.normal)):
        name = name_of(also.group("a"))
        kind = attribute_type(name)
        context.emit(AttributeClaim(evidence=context.evidence(RULE), rule=RULE, owner=owner, name=name, type=kind))
        context.emit(
            UniqueClaim(
                evidence=context.evidence(RULE), rule=RULE, owner=owner, members=[name], scope=scope, focus=owner
            )
        )
    return _claim(context, owner, nouns, scope)


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
