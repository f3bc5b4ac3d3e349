"""Fixed lists of values, and what only looks like one: examples, lists of attributes, ends of a relation."""

from __future__ import annotations

from typing import Any

import pytest

from backend_data_model.analyst.enumerations import bare_values, find_enumerations
from backend_data_model.analyst.tokens import tokenize
from tests.analyst.tables import table

CASES = table("enumerations")


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_values(case: dict[str, Any]) -> None:
    found = find_enumerations(tokenize(case["text"]), [])
    assert [list(q.values) for q in found] == ([case["values"]] if case["values"] else [])


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Single, double or suite.", ("Single", "double", "suite")),
        ("Red or blue", ("Red", "blue")),
        ("Red and blue.", None),
        ("It is red or blue.", None),
        ("Yes.", None),
    ],
)
def test_bare_values(text: str, values: tuple[str, ...] | None) -> None:
    assert bare_values(tokenize(text)) == values


def test_words_of_another_phrase_are_left_alone() -> None:
    tokens = tokenize("status: open, closed or archived")
    whole = find_enumerations(tokens, [])
    assert find_enumerations(tokens, whole) == []
