"""Qualifier phrases: what bounds, lengths, uniqueness, presence and comparisons say, one phrase a case."""

from __future__ import annotations

from dataclasses import fields
from itertools import pairwise
from typing import Any

import pytest

from backend_data_model.analyst.qualifiers import Normalised, Qualifier, find_qualifiers
from backend_data_model.analyst.tokens import tokenize
from tests.analyst.tables import table

CASES = table("qualifiers")
FRAMES = ["a value, {}.", "a value ({}) and a colour", "it has a value, {}, and a colour"]


def said(qualifier: Qualifier) -> dict[str, Any]:
    """What a phrase says, without its place and without defaults."""
    values = {f.name: (getattr(qualifier, f.name), f.default) for f in fields(qualifier) if f.name != "kind"}
    told = {name: value for name, (value, default) in values.items() if value != default}
    return {"kind": qualifier.kind} | {k: v for k, v in told.items() if k not in {"first", "last"}}


@pytest.mark.parametrize("case", CASES, ids=[case["phrase"] for case in CASES])
def test_phrase(case: dict[str, Any]) -> None:
    tokens = tokenize(FRAMES[0].format(case["phrase"]))
    assert [said(q) for q in find_qualifiers(Normalised(tokens))] == [{k: v for k, v in case.items() if k != "phrase"}]


@pytest.mark.parametrize("frame", FRAMES[1:])
def test_a_phrase_means_the_same_wherever_it_stands(frame: str) -> None:
    for case in CASES:
        if case["kind"] in {"range", "length", "nonzero", "required"}:
            found = find_qualifiers(Normalised(tokenize(frame.format(case["phrase"]))))
            assert [said(q) for q in found] == [{k: v for k, v in case.items() if k != "phrase"}], case["phrase"]


def test_phrases_do_not_overlap_and_cover_their_words() -> None:
    text = "a price above zero and not over 100, a name of at most 80 characters that is unique per shop, optional"
    tokens = tokenize(text)
    found = find_qualifiers(Normalised(tokens))
    assert [q.kind for q in found] == ["range", "length", "unique", "optional"]
    assert all(one.last < two.first for one, two in pairwise(found))
    price = found[0]
    assert text[tokens[price.first].start : tokens[price.last].end] == "above zero and not over 100"


@pytest.mark.parametrize("text", ["a unique name", "an optional colour", "unique number", "10 books", "three of them"])
def test_adjectives_and_counts_are_no_phrases(text: str) -> None:
    assert find_qualifiers(Normalised(tokenize(text))) == []
