"""Answers to questions: read from a file, kept from an earlier run, or asked on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from backend_data_model.model.errors import InputError
from backend_data_model.model.position import Position

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from backend_data_model.model.document import Model, Question

ANSWERS_FILE = "answers.yaml"
_FORM = "write one line a question, `id: answer`, with the ids of questions.md"
_RANK = {"high": 0, "medium": 1, "low": 2}


def read_answers(path: Path) -> dict[str, str]:
    """Answers by question id from YAML or JSON, or from the answered questions of a model.yaml.

    InputError names the line of what is wrong: no mapping, no text, or two answers to one question.
    """
    import yaml

    from backend_data_model.cli.requirements import read_text

    shown = str(path)
    try:
        root = yaml.compose(read_text(shown), Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Position(mark.line + 1, mark.column + 1, shown) if mark else None
        raise InputError(error.problem or "this is not YAML", position=place) from None
    except yaml.YAMLError as error:
        raise InputError(f"{path} is not YAML: {error}") from None
    if not isinstance(root, yaml.MappingNode):
        raise InputError(f"{path} does not hold questions and answers", help=_FORM)
    entries = [(key.value, value) for key, value in root.value]
    if any(key == "bdm" for key, _ in entries):
        return _answered(path)
    answers: dict[str, str] = {}
    for key, value in entries:
        place = Position(value.start_mark.line + 1, value.start_mark.column + 1, shown)
        if not isinstance(value, yaml.ScalarNode) or not value.value.strip():
            raise InputError(f"the answer to {key!r} is no text", position=place, help=_FORM)
        if answers.get(key, value.value) != value.value:
            raise InputError(f"{key!r} is answered twice: {answers[key]!r} and {value.value!r}", position=place)
        answers[key] = value.value
    return answers


def _answered(path: Path) -> dict[str, str]:
    from backend_data_model.cli.requirements import read_text
    from backend_data_model.documents import load_model

    model = load_model(read_text(str(path)), str(path))
    return {question.id: question.answer for question in model.questions if question.answer is not None}


def still_asked(model: Model, earlier: Mapping[str, str]) -> dict[str, str]:
    """Of the answers of an earlier run those whose question and choice still exist."""
    choices = {question.id: [choice.answer for choice in question.choices] for question in model.questions}
    return {name: answer for name, answer in earlier.items() if answer in choices.get(name, [])}


def ask_open(model: Model, answers: dict[str, str], read_again: Callable[[dict[str, str]], Model]) -> Model:
    """Ask each open question, those of most effect first; `answers` grows, and the model is read again after each.

    Enter takes the default, `?` explains, `q` stops and keeps the answers given so far.
    """
    passed: set[str] = set()
    while True:
        open_ = [question for question in model.questions if question.answer is None and question.id not in passed]
        if not open_:
            return model
        question = min(open_, key=lambda each: _RANK[each.impact])
        answer = _ask(question, len(open_))
        if answer is None:
            return model
        passed.add(question.id)
        try:
            model = read_again({**answers, question.id: answer})
        except InputError as error:
            click.echo(f"  not taken: {error}\n  help: {error.help}", err=True)
            continue
        answers[question.id] = answer


def _ask(question: Question, remaining: int) -> str | None:
    """The choice that was made, None to stop."""
    click.echo(f"\n{question.text}  ({question.impact} impact, {remaining} open)", err=True)
    for evidence in question.evidence:
        place = f"line {evidence.line}: " if evidence.line else ""
        click.echo(f"    {place}{evidence.quote}", err=True)
    default = 1
    for number, choice in enumerate(question.choices, 1):
        default = number if choice.answer == question.default else default
        click.echo(f"  {number}  {choice.answer}: {choice.effect}", err=True)
    while True:
        said = click.prompt("Number, Enter for the default, ? to explain, q to stop", default=str(default), err=True)
        said = str(said).strip()
        if said in {"q", "Q"}:
            return None
        if said == "?":
            wrong = question.wrong_answer or "the schema differs as told beside each choice"
            click.echo(f"  If the answer is wrong: {wrong}.", err=True)
        elif said.isdecimal() and 1 <= int(said) <= len(question.choices):
            return question.choices[int(said) - 1].answer
        else:
            click.echo(f"  {said!r} is none of 1 to {len(question.choices)}", err=True)


def render_answers(answers: Mapping[str, str]) -> str:
    """The answers as the YAML that `read_answers` takes."""
    import yaml

    head = "# Answers to the questions of questions.md; `bdm design --answers` takes this file.\n"
    return head + yaml.safe_dump(dict(answers), sort_keys=False, allow_unicode=True, width=10_000)
