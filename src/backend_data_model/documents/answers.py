"""Answers to the questions of a model document: which choice is meant, and what a document can take of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend_data_model.model.document import Model, Question


def choice_meant(question: Question, answer: str) -> str:
    """The choice that an answer names, letter case aside; InputError with the choices when it names none."""
    for choice in question.choices:
        if choice.answer.casefold() == answer.strip().casefold():
            return choice.answer
    raise InputError(
        f"{answer!r} is no answer to {question.id}: {question.text}",
        help=f"answer one of: {', '.join(choice.answer for choice in question.choices)}",
    )


def with_answers(model: Model, answers: Mapping[str, str]) -> Model:
    """The model with answers that confirm what it holds recorded as given.

    A document holds facts, not what they would be with another choice: for an answer that changes facts, InputError
    tells the change that a person can make.  Answers to other questions than those of the model are left alone.
    """
    questions = []
    for question in model.questions:
        if question.id not in answers:
            questions.append(question)
            continue
        chosen = choice_meant(question, answers[question.id])
        taken = question.answer or question.default
        if chosen != taken:
            effect = next(choice.effect for choice in question.choices if choice.answer == chosen)
            raise InputError(
                f"the model was made with {taken!r} as the answer to {question.id}, and a model document does not hold "
                f"what {chosen!r} would change in it ({effect})",
                help=f"make that change in the document and write `answer: {chosen}` at the question, or design again "
                "from the requirements with these answers",
            )
        questions.append(question.model_copy(update={"answer": chosen}))
    return model.model_copy(update={"questions": questions})
