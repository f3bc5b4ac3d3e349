"""Layer 5: the clauses of a user story in which its role tells what it is to be known by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.phrase import Noun
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause

_TELLING = word_set(
    """
    give provide enter fill state note set choose pick select record add specify supply submit tell name leave
    register declare indicate type update change keep save maintain edit share store have
    """
)


def tells_of_self(clause: Clause) -> bool:
    """ "I give my first name": the speaker's own properties, by a verb of telling and "my"."""
    verb = clause.verb
    if verb is None or verb.passive or verb.negated or clause.pronoun != "i" or clause.subjects or not clause.objects:
        return False
    first = clause.objects[0]
    if verb.lemma not in _TELLING or first.possessor is not None:
        return False
    mine = first.determiner == "my" or (first.determiner in lex.ARTICLES and bool(composed_of(first)))
    return mine and all(_property(noun) or composed_of(noun) for noun in clause.objects)


def composed_of(noun: Noun) -> list[Noun]:
    """The parts of a property that is several in one: "an emergency contact (name and phone number)"."""
    plain = [clause for clause in noun.asides if clause.verb is None and not clause.preps]
    parts = [part for clause in plain for part in clause.objects]
    if noun.plural or not parts or len(plain) != len(noun.asides) or not all(_property(part) for part in parts):
        return []
    return [
        Noun([*noun.words, *part.words], part.first, part.last, qualifiers=part.qualifiers, optional=part.optional)
        for part in parts
    ]


def _property(noun: Noun) -> bool:
    last = noun.words[-1] if noun.words else ""
    return noun.head in lex.TYPE_HEADS or last in lex.TYPE_HEADS or noun.unit is not None or bool(noun.qualifiers)
