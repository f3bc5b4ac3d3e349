"""What is open: sentences that were not understood, first, then questions by impact, then rules for the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.model.document import Outcome
from backend_data_model.report.markup import Markup, anchor, count, join, tag
from backend_data_model.report.questions import ranked
from backend_data_model.report.sections.pieces import chip, section, standing_chip

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.model.document import Evidence, Model, Question
    from backend_data_model.report.provenance import Provenance


def render_unparsed(model: Model) -> Markup | None:
    """The sentences that led to nothing because they were not understood."""
    unparsed = [(i, s) for i, s in enumerate(model.sentences) if s.outcome is Outcome.UNPARSED]
    if not unparsed:
        return None
    items = [
        tag(
            "li",
            tag("a", f"line {s.line}", href=f"#{anchor('s', str(i))}", class_="src"),
            " ",
            tag("q", s.text),
            tag("span", f" {s.reason}", class_="muted") if s.reason else None,
        )
        for i, s in unparsed
    ]
    lead = tag(
        "p",
        "Nothing in the schema rests on these. Say them in other words, or add the facts to ",
        tag("code", "model.yaml"),
        ".",
    )
    title = f"{count(len(unparsed), 'sentence')} not understood"
    return tag(
        "section",
        tag("h2", title, id="unparsed-title"),
        lead,
        tag("ul", items),
        id="unparsed",
        class_="alert",
        aria_labelledby="unparsed-title",
    )


def render_open(model: Model, provenance: Provenance) -> Markup | None:
    """The questions, then what the application must keep itself."""
    if not model.questions and not model.application_rules:
        return None
    questions = ranked(model.questions)
    open_ = sum(question.answer is None for question in questions)
    parts: list[object] = []
    if questions:
        lead = tag(
            "p",
            "The schema was made with the answers marked as taken. To have it otherwise, give ",
            tag("code", "bdm design --answers"),
            " a file with the id of a question and its answer, or set ",
            tag("code", "answer:"),
            " on the question in ",
            tag("code", "model.yaml"),
            " and design the same requirements again.",
            class_="lead",
        )
        parts += [lead, tag("ol", [_question(question, provenance) for question in questions], class_="questions")]
    if model.application_rules:
        rules = [
            tag(
                "li",
                tag("div", rule.text, " ", standing_chip(rule.standing.value)),
                tag("div", f"Not in the database: {rule.reason}", class_="muted"),
                _evidence(rule.evidence, provenance),
                id=anchor("r", str(i)),
            )
            for i, rule in enumerate(model.application_rules)
        ]
        parts += [tag("h3", "Rules that the application keeps"), tag("ul", rules, class_="rules")]
    return section("questions", "Questions", parts, note=f"{open_} open" if questions else None)


def _question(question: Question, provenance: Provenance) -> Markup:
    chosen = question.answer or question.default
    choices = [
        tag(
            "li",
            tag("b", choice.answer),
            chip("answered" if question.answer else "taken", "taken") if choice.answer == chosen else None,
            tag("div", choice.effect, class_="muted"),
            class_="chosen" if choice.answer == chosen else None,
        )
        for choice in question.choices
    ]
    wrong = (
        tag("p", tag("b", "If that is wrong: "), question.wrong_answer, class_="wrong")
        if question.wrong_answer
        else None
    )
    return tag(
        "li",
        tag(
            "div",
            chip(question.impact, f"i-{question.impact}", "impact of a wrong answer"),
            tag("span", question.text, class_="ask"),
        ),
        _evidence(question.evidence, provenance),
        tag("ul", choices, class_="choices"),
        wrong,
        id=anchor("q", question.id),
    )


def _evidence(evidence: Iterable[Evidence], provenance: Provenance) -> Markup:
    pieces: list[Markup] = []
    for one in evidence:
        number = provenance.sentence_of(one.quote, one.line)
        link = (
            tag("a", f"line {one.line}", href=f"#{anchor('s', str(number))}", class_="src")
            if number is not None
            else None
        )
        pieces.append(tag("div", tag("q", one.quote), " ", link, class_="why"))
    return join(pieces)
