"""Sentences of two clauses of which the first brings up the thing that the second records something of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.phrase import Noun
    from backend_data_model.analyst.reading import Parsed

_WHENEVER = frozenset({"when", "whenever"})
_ALL = frozenset({"whatever", "everything", "anything", "whichever"})
_BOOKING = word_set("book log record note register enter file count write store save track document post")
# Verbs by which the thing that they govern comes up, so that it and not the action is what something is told of.
_BRINGING = word_set(
    """
    give make raise report detect find receive file log register open issue create submit take do get post lodge
    discover generate produce spot
    """
)
_RECORDING = word_set("record note keep store write log register track save document capture want need collect ask")


def occasion_thing(parsed: Parsed) -> Noun | None:
    """ "Whenever a vet gives a treatment to a cow, we note the drug": the treatment."""
    if len(parsed.clauses) < 2:
        return None
    first, then = parsed.clauses[0], parsed.clauses[1]
    if first.condition not in _WHENEVER or first.verb is None or first.verb.negated or not _records(then):
        return None
    if first.verb.lemma not in _BRINGING:
        return None
    nouns = first.subjects if first.verb.passive else first.objects
    return next((n for n in nouns if n.determiner in {"a", "an"} and n.of is None), None)


def booked_thing(parsed: Parsed) -> Noun | None:
    """ "Whatever is poured during a shift is logged as usage: which chemical": the usage."""
    for clause in parsed.clauses[:2]:
        verb = clause.verb
        if verb is None or not verb.passive or verb.lemma not in _BOOKING or verb.negated:
            continue
        if any(noun.head in _ALL for noun in clause.subjects) or clause.pronoun in _ALL:
            return next(iter(clause.prep("as")), None)
    return None


def _records(clause: Clause) -> bool:
    verb = clause.verb
    if verb is None or verb.negated or verb.lemma not in _RECORDING or clause.condition is not None:
        return False
    return clause.pronoun in lex.FIRST_PERSON or verb.passive
