"""Tokens: places, numbers in words and figures, contractions, quotes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend_data_model.analyst.tokens import tokenize


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("A can't B", ["a", "can", "not", "b"]),
        ("It won't end", ["it", "will", "not", "end"]),
        ("cannot", ["can", "not"]),
        ("the user's name", ["the", "user", "'s", "name"]),
        ("the users’ names", ["the", "users", "’", "names"]),
        ("we'd like", ["we", "would", "like"]),
        ("check-in date", ["check-in", "date"]),
        ("e.g. red", ["e.g.", "red"]),
        ("serial no. and", ["serial", "number", ".", "and"]),
        ("there is no.", ["there", "is", "no", "."]),
        ("a, b; c: d", ["a", ",", "b", ";", "c", ":", "d"]),
        ("x >= 3", ["x", ">=", "3"]),
        ("1-5", ["1", "-", "5"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    assert [token.lower for token in tokenize(text)] == words


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("three", 3), ("twenty-five", 25), ("a dozen", 12), ("1,500", 1500), ("2.5", 2.5), ("-4", -4), ("10%", 10),
        ("10 000", 10000), ("hundred", 100),
    ],
)  # fmt: skip
def test_numbers(text: str, value: float) -> None:
    assert tokenize(text)[-1].value == value


def test_a_quote_is_one_token() -> None:
    (token,) = tokenize('"in progress"')
    assert (token.kind, token.text) == ("quote", '"in progress"')


@given(st.text(max_size=80))
def test_every_mark_is_in_one_token_at_its_place(text: str) -> None:
    end = 0
    for token in tokenize(text):
        assert text[token.start : token.end] == token.text
        assert token.start >= end
        assert not text[end : token.start].strip(" \t\r\n\v\f") or text[end : token.start].isspace()
        end = token.end
    assert not text[end:].strip() or text[end:].isspace()
