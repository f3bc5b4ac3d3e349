"""An answer to a question decides the facts that it is about, with the standing of a person's word."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend_data_model.analyst import analyse
from backend_data_model.model.document import Model, Standing
from backend_data_model.model.errors import InputError
from tests.analyst.facts import facts
from tests.analyst.tables import table

CASES = table("answers")
TEXTS = sorted({case["text"] for case in table("answers") + table("cases")})


def decided(model: Model) -> list[Standing]:
    """The standings of the facts that rest on an answer."""
    parts = [*model.relationships, model.tenancy, *(u for e in model.entities.values() for u in e.unique)]
    parts += [
        *model.entities.values(),
        *(attribute for entity in model.entities.values() for attribute in entity.attributes.values()),
    ]
    parts += [check for entity in model.entities.values() for check in entity.checks]
    return [part.standing for part in parts if any((e.rule or "").startswith("answer to ") for e in part.evidence)]


@pytest.mark.parametrize("case", CASES, ids=[f"{case['answers']}" for case in CASES])
def test_answer(case: dict[str, Any]) -> None:
    model = analyse(case["text"], answers=case["answers"])
    found = facts(model)
    assert sorted(set(case.get("has", [])) - found) == [], sorted(found)
    assert sorted(set(case.get("lacks", [])) & found) == []
    answered = {question.id: question.answer for question in model.questions if question.answer is not None}
    assert {name: answer.casefold() for name, answer in answered.items()} == {
        name: answer.casefold() for name, answer in case["answers"].items()
    }
    assert set(decided(model)) == ({Standing.USER} if case.get("has") else set())


def test_what_is_no_choice_is_refused_with_the_choices() -> None:
    with pytest.raises(InputError, match=r"is no answer to repeats:user\.email") as caught:
        analyse("A user has an email.", answers={"repeats:user.email": "perhaps"})
    assert "yes, no" in (caught.value.help or "")


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(TEXTS))
def test_defaults_confirm_what_was_taken(text: str) -> None:
    plain = analyse(text)
    confirmed = analyse(text, answers={question.id: question.default for question in plain.questions})
    assert facts(confirmed) == facts(plain)
    assert all(question.answer is not None for question in confirmed.questions)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(TEXTS), st.data())
def test_ids_are_stable_when_something_else_is_said(text: str, data: st.DataObject) -> None:
    more = data.draw(st.sampled_from(["A wompet has a colour.", "We hope to launch before the summer."]))
    before, after = analyse(text), analyse(f"{text}\n\n{more}")
    assert {question.id for question in before.questions} <= {question.id for question in after.questions}
    assert len({question.id for question in after.questions}) == len(after.questions)
