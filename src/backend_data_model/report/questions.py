"""questions.md: what the requirements leave open, for a person who knows the product and not databases."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.model.document import Outcome
from backend_data_model.report.markup import count, printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.model.document import Evidence, Model, Overridden, Question, Sentence

RANK = {"high": 0, "medium": 1, "low": 2}
_SPECIAL = re.compile(r"([\\`*_<>\[\]#&|~])")


def ranked(questions: Iterable[Question]) -> list[Question]:
    """Open questions first, then by impact, then as in the text."""
    return sorted(questions, key=lambda question: (question.answer is not None, RANK[question.impact]))


def render_questions(model: Model) -> str:
    """The questions as Markdown: sentences that were not understood, then open questions by impact, then answers."""
    unparsed = [sentence for sentence in model.sentences if sentence.outcome is Outcome.UNPARSED]
    partly = [sentence for sentence in model.sentences if sentence.outcome is Outcome.PARTLY]
    questions = ranked(model.questions)
    open_ = [question for question in questions if question.answer is None]
    answered = [question for question in questions if question.answer is not None]
    parts = [
        "# Questions",
        f"{count(len(open_), 'open question')}, {len(answered)} answered, "
        f"{count(len(unparsed), 'sentence')} not understood, {len(partly)} in part.  "
        "The schema was made with the answers marked "
        "**(taken)**.  To have it otherwise, answer by the id, one `id: answer` a line, in a file for "
        "`bdm design --answers FILE`, or set `answer:` on the question in `model.yaml` and run the design of the same "
        "requirements again.",
    ]
    if unparsed:
        intro = "Nothing in the schema rests on these.  Say them in other words, or add the facts to `model.yaml`."
        parts += ["## Not understood", intro, _listed(unparsed)]
    if partly:
        intro = "These gave facts, but perhaps not all that they say.  Look whether what is named here is missing."
        parts += ["## Understood in part", intro, _listed(partly)]
    if model.overridden:
        intro = "The text says these first and takes them back later; the later words hold."
        parts += ["## Overridden", intro, "\n".join(map(_overridden, model.overridden))]
    if open_:
        parts.append("## Open")
        parts += [_question(number, question) for number, question in enumerate(open_, 1)]
    if answered:
        parts.append("## Answered")
        parts += [f"- {plain(question.text)} **{plain(question.answer or '')}**" for question in answered]
    if not unparsed and not partly and not questions and not model.overridden:
        parts.append("Nothing is open: every sentence was understood in one way.")
    return "\n\n".join(parts) + "\n"


def _listed(sentences: Iterable[Sentence]) -> str:
    """One line a sentence: where it is, what it says, and the reason where there is one."""
    return "\n".join(
        f"- line {s.line}: {quoted(s.text)}{f' ({plain(s.reason)})' if s.reason else ''}" for s in sentences
    )


def _overridden(one: Overridden) -> str:
    """What is meant, then the words of both places."""
    return f"- {plain(one.about)}: {plain(one.was)}, now {plain(one.now)}: {cited(one.old)}; later {cited(one.new)}"


def _question(number: int, question: Question) -> str:
    lines = [f"### {number}. {plain(question.text)}", "", f"Impact: {question.impact}.  Id: {plain(question.id)}."]
    if question.evidence:
        lines += ["", *(f"> {cited(evidence)}" for evidence in question.evidence)]
    lines.append("")
    for choice in question.choices:
        taken = " **(taken)**" if choice.answer == question.default else ""
        lines.append(f"- [{'x' if taken else ' '}] {plain(choice.answer)}{taken}: {plain(choice.effect)}")
    if question.wrong_answer:
        lines += ["", f"If the answer taken is wrong: {plain(question.wrong_answer)}"]
    return "\n".join(lines)


def cited(evidence: Evidence) -> str:
    """The quoted words with their line."""
    return quoted(evidence.quote) + (f" (line {evidence.line})" if evidence.line is not None else "")


def quoted(text: str) -> str:
    """The words in quotation marks, as Markdown that shows exactly them."""
    return f"“{plain(text)}”"


def plain(text: str) -> str:
    """Any text as Markdown that shows exactly it, on one line."""
    return _SPECIAL.sub(r"\\\1", printable(" ".join(text.split())))
