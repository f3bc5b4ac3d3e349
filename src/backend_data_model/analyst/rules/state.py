"""state: what a thing is, out of a few - "kites are new, worn or torn", "it is healthy, diseased or dead"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.members import entity_qualifiers
from backend_data_model.analyst.morphology import singular
from backend_data_model.analyst.qualifiers import Qualifier
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun

RULE = "state"
# What is said of how a value is filled in or of how many there are, and is no state of a thing.
_NO_STATE = word_set(
    "optional mandatory required compulsory unique empty blank null missing unknown zero negative positive free more"
)


def read(clause: Clause, context: Context) -> bool:
    """The values are a status of the thing; after "it", of the attribute just named where that is one of a few."""
    if clause.verb is not None:
        return _one_or_other(clause, context)
    if clause.pronoun in {"it", "they", "each", "one"} and not clause.objects and context.focus is not None:
        owner, name = context.last_attribute or (None, "")
        if owner == context.focus and name.split("_")[-1] in lex.ENUM_HEADS:
            return False
        values = [qualifier for qualifier in clause.qualifiers if qualifier.kind == "enum"]
        return bool(values) and entity_qualifiers(context, context.focus, values, RULE)
    if not clause.objects or len(clause.objects) < 2:
        return False
    first = clause.objects[0]
    entity = context.entity(first)
    values = [qualifier for qualifier in first.qualifiers if qualifier.kind == "enum"]
    for value in values:
        value.values = tuple(singular(each) for each in value.values) if first.plural else value.values
    if entity is None or not values or any(context.entity(noun) is not None for noun in clause.objects[1:]):
        return False
    return entity_qualifiers(context, entity, values, RULE)


def _one_or_other(clause: Clause, context: Context) -> bool:
    """ "Dishes are hot or cold": two bare words after "be" that name nothing are the states of the subject."""
    verb, values = clause.verb, clause.objects
    if verb is None or verb.lemma != "be" or verb.negated or verb.modal in {"may", "can", "could"}:
        return False
    if len(values) != 2 or clause.preps or clause.complement or clause.condition is not None or clause.qualifiers:
        return False
    entity = context.entity(clause.subjects[0]) if len(clause.subjects) == 1 else None
    if entity is None or context.parsed is None or not all(_bare(noun, context) for noun in values):
        return False
    first, second = (noun.head for noun in values)
    if f" {first} or {second}" not in context.parsed.normal:
        return False
    told = Qualifier("enum", values[0].first, values[1].first, other="status", values=(first, second))
    return entity_qualifiers(context, entity, [told], RULE)


def _bare(noun: Noun, context: Context) -> bool:
    alone = len(noun.words) == 1 and noun.determiner is None and noun.quantity is None and noun.of is None
    plain = not noun.plural and not noun.qualifiers and not noun.relatives and noun.head not in _NO_STATE
    return alone and plain and noun.head not in lex.TYPE_HEADS and context.entity(noun) is None
