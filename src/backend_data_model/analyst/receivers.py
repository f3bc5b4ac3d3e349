"""Layer 5, two objects of one verb: "a mentor sends a mentee feedback" is a receiver and a thing, not one noun."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.analyst.morphology import identifier, is_plural
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.phrase import Noun
    from backend_data_model.analyst.reading import Parsed

DITRANSITIVE = word_set(
    "give send lend offer pay sell grant award hand write bring issue rent assign owe promise pass show feed mail"
)


def split_receivers(document: list[Parsed]) -> None:
    """Parts a run of nouns after such a verb where both halves stand alone elsewhere and the whole does not."""
    clauses = [(c, n) for parsed in document for c in parsed.clauses for n in _candidates(c)]
    if not clauses:
        return
    alone: dict[str, int] = {}
    for parsed in document:
        for noun in parsed.nouns():
            alone[noun.name] = alone.get(noun.name, 0) + 1
    for clause, noun in clauses:
        if alone[noun.name] > 1:
            continue
        for cut in range(1, len(noun.words)):
            receiver, thing = noun.words[:cut], noun.words[cut:]
            if identifier(receiver) in alone and identifier(thing) in alone:
                start = noun.last - len(thing) + 1
                first = replace(noun, words=receiver, last=start - 1, plural=is_plural(receiver[-1]), qualifiers=[])
                second = replace(noun, words=thing, first=start, determiner=None, quantity=None)
                clause.objects[:1] = [first, second]
                break


def _candidates(clause: Clause) -> Iterator[Noun]:
    verb = clause.verb
    if verb is not None and verb.lemma in DITRANSITIVE and not verb.passive and len(clause.objects) == 1:
        noun = clause.objects[0]
        if len(noun.words) > 1 and noun.of is None and noun.possessor is None:
            yield noun


def receiver_and_thing(clause: Clause) -> tuple[Noun, Noun] | None:
    """The two objects of such a verb, where they stand side by side."""
    verb = clause.verb
    if verb is None or verb.lemma not in DITRANSITIVE or verb.passive or len(clause.objects) != 2:
        return None
    receiver, thing = clause.objects
    return (receiver, thing) if thing.first == receiver.last + 1 else None
