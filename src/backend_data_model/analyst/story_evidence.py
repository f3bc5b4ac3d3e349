"""Pass 1, stories: what the role of a user story wants to have, and what it tells of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.entity_evidence import attribute_like, entity_noun
from backend_data_model.analyst.morphology import identifier
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.phrase import Noun
    from backend_data_model.analyst.reading import Parsed
    from backend_data_model.analyst.tally import Tally

_SELF = word_set("account profile login")
_WANTING = word_set("have need want create set get")


def weigh_stories(document: list[Parsed], tally: Tally) -> None:
    """Adds the evidence of the user stories; people who are invited count only where no invitation is spoken of."""
    for parsed in document:
        if parsed.statement.actor is None or parsed.statement.aside is not None:
            continue
        for clause in parsed.clauses:
            if own_record(clause):
                tally.scores[identifier(parsed.statement.actor.lower().split())] += 3
                tally.scores[clause.objects[0].name] -= 6
                continue
            if clause.pronoun in {"i", "we"} and clause.verb is None:
                _wanted(clause, tally)
            _left_behind(clause, tally)


def own_record(clause: Clause) -> list[Noun]:
    """ "As a runner I want a profile with a nickname": what the role's own account holds are its properties."""
    if clause.pronoun not in {"i", "we"} or not clause.objects or clause.subjects:
        return []
    account = clause.objects[0]
    if account.head not in _SELF or account.determiner not in {"a", "an", "my", "our", None} or account.plural:
        return []
    if clause.verb is not None and clause.verb.lemma not in _WANTING:
        return []
    held = [*clause.prep("with"), *clause.objects[1:]]
    return held if any(attribute_like(noun) for noun in held) else []


def _wanted(clause: Clause, tally: Tally) -> None:
    """ "I want every visit to a booth with its time": what is wanted with its properties is a thing."""
    if not clause.objects or not any(attribute_like(noun) for noun in clause.prep("with")):
        return
    noun = clause.objects[0]
    told = noun.plural or noun.determiner in {"a", "an", "every", "each", "all"}
    if told and not attribute_like(noun):
        tally.scores[entity_noun(noun)] += 3


def _left_behind(clause: Clause, tally: Tally) -> None:
    """ "I want to invite colleagues": where the text speaks of an invitation, that is the thing."""
    verb = clause.verb
    left = lex.NOMINALISATIONS.get(verb.lemma) if verb is not None and clause.pronoun in {"i", "we"} else None
    if left is None or left not in tally.one_of_many or not clause.objects:
        return
    tally.scores[left] += 3
    for noun in clause.objects[:1]:
        if noun.plural and noun.determiner is None and tally.scores[noun.name] <= _SLIGHT:
            tally.scores[noun.name] = 0.0


_SLIGHT = 2
