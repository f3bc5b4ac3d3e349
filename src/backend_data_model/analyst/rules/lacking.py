"""lacking: an attribute that some rows go without - "technicians of partner firms have no employee number"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.members import qualify
from backend_data_model.analyst.qualifiers import Qualifier
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context

RULE = "lacking"
_HAVING = word_set("have carry bear get possess include show receive hold")


def read(clause: Clause, context: Context) -> bool:
    """Known attributes of the subject that it does not always have."""
    verb = clause.verb
    if verb is None or verb.passive or not clause.objects or not (clause.subjects or clause.pronoun):
        return False
    lacks = verb.lemma == "lack" or (
        verb.lemma in _HAVING and (verb.negated or all(noun.determiner == "no" for noun in clause.objects))
    )
    owner = context.subject_entity(clause) if lacks else None
    if owner is None:
        return False
    found = False
    for noun in clause.objects:
        name = context.attribute_name(noun)
        if context.entity(noun) is None and name in context.named.get(owner, ()):
            qualify(context, owner, name, [Qualifier("optional", noun.first, noun.last)], RULE)
            context.last_attribute = (owner, name)
            found = True
    return found
