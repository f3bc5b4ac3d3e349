"""Every question that the texts raise can be answered by someone who knows the business and no database."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backend_data_model.analyst import analyse
from backend_data_model.analyst.resolve.draft import article
from tests.analyst.tables import table

if TYPE_CHECKING:
    from backend_data_model.model.document import Question

HERE = Path(__file__).parent
KINDS = {
    "repeats",
    "details",
    "kept",
    "parents",
    "pairs",
    "scope",
    "shared",
    "owner",
    "bounds",
    "tenancy",
    "tenancy-form",
}
JARGON = re.compile(
    r"\b(?:fk|pk|nulls?|nullable|not null|cardinality|constraints?|unique key|foreign|primary|check|junction|"
    r"schema|rows?|columns?|indexe?s?|varchar|integer|boolean|enum|tuple|relation(?:ship)?s?|entity|entities|"
    r"attributes?|many-to-many|one-to-many|cascade|row-level)\b",
    re.IGNORECASE,
)


def _questions() -> list[Question]:
    texts = [
        json.loads(line)
        for name in ("short_seen", "long_seen")
        for line in (HERE / "texts" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    found = []
    for case in texts:
        found += analyse(case["text"]).questions
    for case in table("answers"):
        found += analyse(case["text"]).questions
    return found


QUESTIONS = _questions()


def _without_quotes(question: Question, text: str) -> str:
    """The words that are ours: those of the requirements, quoted or as names of things, are whatever they are."""
    for evidence in question.evidence:
        text = text.replace(evidence.quote, "")
    names = {word for part in re.split(r"[._:]", question.id) for word in [part, f"{part}s"] if part}
    return " ".join(word for word in re.sub(r'"[^"]*"', "", text).split() if word.strip(".,?()") not in names)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_is_among_them(kind: str) -> None:
    assert any(question.id.startswith(f"{kind}:") for question in QUESTIONS)


def test_there_is_no_other_kind() -> None:
    assert {question.id.partition(":")[0] for question in QUESTIONS} == KINDS


@pytest.mark.parametrize("question", QUESTIONS, ids=[f"{i}-{each.id}" for i, each in enumerate(QUESTIONS)])
def test_form(question: Question) -> None:
    assert "?" in question.text
    assert question.text.endswith(("?", ".", '."'))
    assert 2 <= len(question.choices) <= 5
    answers = [choice.answer for choice in question.choices]
    assert len(set(answers)) == len(answers)
    assert question.default in answers
    assert all(choice.effect.strip() for choice in question.choices)
    assert len({choice.effect for choice in question.choices}) == len(answers)
    assert question.wrong_answer
    assert question.evidence
    told = [question.text, question.wrong_answer, *answers, *(choice.effect for choice in question.choices)]
    assert [text for text in told if JARGON.search(_without_quotes(question, text))] == []


@pytest.mark.parametrize("question", QUESTIONS, ids=[f"{i}-{each.id}" for i, each in enumerate(QUESTIONS)])
def test_what_lets_wrong_rows_in_everywhere_ranks_high(question: Question) -> None:
    kind = question.id.partition(":")[0]
    ranks = {
        "tenancy": {"high"},
        "tenancy-form": {"high"},
        "scope": {"high"},
        "owner": {"high"},
        "bounds": {"high"},
        "details": {"low"},
    }
    assert question.impact in ranks.get(kind, {"low", "medium"})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("user", "a user"),
        ("unit", "a unit"),
        ("umbrella", "an umbrella"),
        ("unimportant_note", "an unimportant note"),
        ("uninsured_item", "an uninsured item"),
        ("hour_slot", "an hour slot"),
        ("house", "a house"),
        ("one_off_fee", "a one off fee"),
        ("onion", "an onion"),
        ("european_tour", "a european tour"),
        ("order", "an order"),
    ],
)
def test_the_article_goes_by_sound(name: str, said: str) -> None:
    assert article(name) == said
