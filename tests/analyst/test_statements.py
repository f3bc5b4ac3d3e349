"""Statements: what is one, of which kind, under which lead-in, and where it stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend_data_model.analyst.statements import read_statements
from tests.analyst.tables import table

if TYPE_CHECKING:
    from typing import Any

    from backend_data_model.analyst.statements import Statement

CASES = table("statements")
PIECES = [
    "# Title", "Customers:", "- name, required", "  - a detail", "* e-mail", "1. Orders", "2) An order has a total.",
    "A room has a number, approx. 3 digits. It is in a hotel.", "As a buyer, I want to pay.", "Ben: What is a room?",
    "Anna: A room has a bed.", "From: Anna", "| a | b |", "```", "---", "", "   indented text", "**Bold.** Then more.",
    "café – naïve…", "(An aside. With a stop.) And on.", "\t- tab", "Who? Me! Yes.",
]  # fmt: skip


def line(statement: Statement) -> str:
    """A statement as the table writes it."""
    under = f" < {statement.header}" if statement.header else ""
    role = f" ({statement.role})" if statement.role else ""
    return f"{statement.kind}{role}: {statement.quote}{under}"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_statements(case: dict[str, Any]) -> None:
    assert [line(s) for s in read_statements(case["text"])] == case["statements"]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("\n".join) | st.text(max_size=200))
def test_a_statement_stands_where_its_offset_says(text: str) -> None:
    end = 0
    for statement in read_statements(text):
        if statement.kind in {"code", "mail_header"}:  # not read; their offset is that of their line
            continue
        assert statement.text.strip()
        assert statement.offset >= end
        end = statement.offset + len(statement.text)
        words = text[statement.offset : end].replace("*", " ").replace("_", " ").split()
        assert words == statement.text.replace("*", " ").replace("_", " ").split()


def test_a_plain_text_is_kept_to_the_letter() -> None:
    text = "# Shop\n\nA room has a bed. It is\nin a hotel.\n\n- first item\n- second item\n"
    for statement in read_statements(text):
        assert text[statement.offset : statement.offset + len(statement.text)] == statement.text


def test_a_sentence_without_end_is_cut() -> None:
    pieces = read_statements("word " * 5_000)
    assert max(len(piece.text) for piece in pieces) <= 2_000
    assert sum(len(piece.text.split()) for piece in pieces) == 5_000
