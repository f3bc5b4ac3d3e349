"""Texts for patterns really match them, and odd patterns do no harm."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend_data_model.prover.patterns import matching_texts, text_for

PATTERNS = [
    r"^[A-Z]{2}-[0-9]{4}$",
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$",
    r"^(a|bc)+(?:x|y)?z{2,3}$",
    r"^[a-z0-9]+(-[a-z0-9]+)*$",
    r"^\+?[1-9]\d{1,14}$",
    r"^#[0-9a-fA-F]{6}$",
    r"^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
    r"^(?:[01]\d|2[0-3]):[0-5]\d$",
    r"^[\w.-]+$",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_texts_match(pattern: str) -> None:
    texts = [text_for(pattern, number) for number in range(6)]
    assert all(text is not None and re.search(pattern, text) for text in texts)
    assert len(set(texts)) > 1


@given(st.text(max_size=40))
def test_any_text_may_be_given_as_a_pattern(pattern: str) -> None:
    assert all(len(text) <= 4000 for text in matching_texts(pattern))
