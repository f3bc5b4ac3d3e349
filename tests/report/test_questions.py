"""questions.md: what was not understood first, then questions by impact with the answer taken."""

from __future__ import annotations

from pathlib import Path

from backend_data_model.documents import load_model
from backend_data_model.model.document import Model
from backend_data_model.report import render_questions

STUDIO = Path(__file__).with_name("studio.yaml")


def test_questions_of_the_studio() -> None:
    model = load_model(STUDIO.read_text(encoding="utf-8"))
    model.questions.reverse()
    text = render_questions(model)
    unparsed, high, low = (
        text.index(words) for words in ("Waiting people move up", "share one pass", "also be a member")
    )
    assert unparsed < high < low
    assert "- [x] no **(taken)**: passes.member\\_id is required" in text
    assert "> “Members buy passes with a number of credits.” (line 22)" in text
    assert "2 open questions, 0 answered, 1 sentence not understood" in text
    model.questions[0].answer = "the same person"
    answered = render_questions(model)
    assert "1 open question, 1 answered" in answered
    assert answered.index("## Answered") < answered.index("also be a member? **the same person**")


def test_nothing_open() -> None:
    assert "Nothing is open" in render_questions(Model())
