"""Clauses: subjects, verb, objects and prepositions, one sentence a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backend_data_model.analyst.reading import parse_document
from tests.analyst.tables import table

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.phrase import Noun, Verb

CASES = table("clauses")


def shown(clause: Clause) -> dict[str, Any]:
    """A clause as the table writes it: names for nouns, one line for the verb."""
    parts: dict[str, Any] = {
        "condition": clause.condition,
        "pronoun": clause.pronoun,
        "subjects": [n.name for n in clause.subjects],
        "verb": _verb(clause.verb) if clause.verb is not None else None,
        "objects": [n.name for n in clause.objects],
        "preps": {word: [n.name for n in nouns] for word, nouns in clause.preps},
    }
    return {key: value for key, value in parts.items() if value}


def _verb(verb: Verb) -> str:
    marks = ["not" if verb.negated else "", verb.modal or "", "passive" if verb.passive else "", verb.lemma]
    return " ".join(mark for mark in marks if mark)


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_clauses(case: dict[str, Any]) -> None:
    (parsed,) = parse_document(case["text"])
    assert [shown(clause) for clause in parsed.clauses] == case["clauses"]


@pytest.mark.parametrize(
    ("phrase", "low", "high"),
    [
        ("exactly one driver", 1, 1),
        ("a single driver", 1, 1),
        ("one or more drivers", 1, None),
        ("at least two drivers", 2, None),
        ("at most three drivers", 0, 3),
        ("up to ten drivers", 0, 10),
        ("no more than 4 drivers", 0, 4),
        ("one to three drivers", 1, 3),
        ("any number of drivers", 0, None),
        ("zero or more drivers", 0, None),
        ("several drivers", 0, None),
    ],
)
def test_quantities(phrase: str, low: int, high: int | None) -> None:
    found = _object(f"A van has {phrase}.")
    assert found.name == "driver"
    assert found.quantity is not None
    assert (found.quantity.min, found.quantity.max) == (low, high)


def _object(text: str) -> Noun:
    return parse_document(text)[0].clauses[0].objects[0]


def test_what_hangs_on_a_noun() -> None:
    price = _object("A meal has a price in cents (at least 1), if known.")
    assert price.unit == "cents"
    assert [q.kind for q in price.qualifiers] == ["range", "optional"]
    members = _object("A club has members who pay fees.")
    assert [relative.verb.lemma for relative in members.relatives if relative.verb] == ["pay"]
    count = _object("A house has a number of doors.")
    assert count.of is not None
    assert count.of.name == "door"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("We note whether it is fragile.", ["is_fragile"]),
        ("We record when it was received.", ["received_at"]),
        ("We record how many it holds.", ["quantity"]),
    ],
)
def test_indirect_questions_are_attributes(text: str, names: list[str]) -> None:
    assert ["_".join(n.words) for n in parse_document(text)[0].clauses[0].objects] == names
