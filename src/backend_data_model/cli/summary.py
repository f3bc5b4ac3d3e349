"""What a run of `bdm design` tells at its end: as lines for a person, or as one JSON document."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any, Literal

from backend_data_model.model.document import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from backend_data_model.model.document import Question
    from backend_data_model.model.schema import Engine
    from backend_data_model.pipeline import Design
    from backend_data_model.reviewer.score import Score

IMPACTS: tuple[Literal["high", "medium", "low"], ...] = ("high", "medium", "low")
SHOWN_QUESTIONS = 5
GOOD_SCORE = 95
SHOWN_PROBLEMS = 5
Line = tuple[str, str, str]
"""Label, text, and the style of the text (as rich names it)."""


def summarise(design: Design, directory: Path, files: Sequence[str]) -> dict[str, Any]:
    """The figures of a design as plain values; `bdm design --format json` prints them."""
    model = design.model
    outcomes = Counter(sentence.outcome for sentence in model.sentences)
    open_questions = Counter(question.impact for question in model.questions if question.answer is None)
    return {
        "title": model.title,
        "entities": list(model.entities),
        "relationships": len(model.relationships),
        "tenancy": model.tenancy.kind,
        "sentences": {outcome.value: outcomes[outcome] for outcome in Outcome} | {"total": len(model.sentences)},
        "overridden": len(model.overridden),
        "open_questions": {impact: open_questions[impact] for impact in IMPACTS},
        "engines": {engine: engine_summary(design, engine) for engine in design.engines},
        "directory": str(directory),
        "files": list(files),
    }


def engine_summary(design: Design, engine: Engine) -> dict[str, Any]:
    """The figures of one engine."""
    review, proof = design.reviews[engine], design.proofs[engine]
    severities = Counter(finding.severity for finding in review.findings)
    found: dict[str, Any] = {
        "tables": len(design.schemas[engine].tables),
        "score": round(review.score.total, 1),
        "findings": {severity: severities[severity] for severity in ("error", "warning", "info")},
        "grammar_refused": sum(verdict.accepted is False for verdict in design.grammar[engine]),
        "proof": None,
        "not_proved_because": design.unproved.get(engine),
    }
    if proof:
        statuses = Counter(item.status for item in proof.proofs)
        rungs = Counter(statement.rung for statement in proof.statements)
        found["proof"] = {
            "engine": proof.engine_label,
            "statements": dict(sorted(rungs.items())),
            "constraints": {status: statuses[status] for status in ("proved", "failed", "not_checked")},
            "rows_accepted": sum(item.accepted for item in proof.proofs),
            "rows_refused": sum(item.refused for item in proof.proofs),
            "leaks": proof.leaks.counts | {"tried": proof.leaks.tried} if proof.leaks else None,
        }
    return found


def open_questions(design: Design) -> list[Question]:
    """The questions without an answer, those with the greatest impact first."""
    unanswered = [question for question in design.questions if question.answer is None]
    return sorted(unanswered, key=lambda question: IMPACTS.index(question.impact))


def summary_lines(design: Design, figures: dict[str, Any], left_over: Sequence[str]) -> Iterator[Line]:
    """The summary for a person, line by line."""
    names = figures["entities"]
    yield "", one_line(figures["title"] or "Design"), "bold"
    yield "entities", f"{len(names)}  {shortened(', '.join(names))}", ""
    counts = figures["sentences"]
    if counts["total"]:
        said = ", ".join(f"{counts[outcome]} {outcome.replace('_', ' ')}" for outcome in Outcome if counts[outcome])
        yield "sentences", f"{counts['total']}  {said}", "yellow" if counts["unparsed"] else ""
        unread = [sentence for sentence in design.model.sentences if sentence.outcome is Outcome.UNPARSED]
        for sentence in unread[:SHOWN_QUESTIONS]:
            yield "", f"unparsed: line {sentence.line}: {shortened(sentence.text)}", "yellow"
        if len(unread) > SHOWN_QUESTIONS:
            yield "", f"and {len(unread) - SHOWN_QUESTIONS} more in questions.md", "yellow"
    changes = design.model.overridden
    if changes:
        yield "overridden", f"{counted(len(changes), 'fact')} that later words take back", ""
        for one in changes[:SHOWN_QUESTIONS]:
            places = f"line {one.old.line} by line {one.new.line}"
            yield "", shortened(f"{one.about}: {one.was}, now {one.now} ({places})"), "dim"
        if len(changes) > SHOWN_QUESTIONS:
            yield "", f"and {len(changes) - SHOWN_QUESTIONS} more in questions.md", "dim"
    asked = open_questions(design)
    by_impact = figures["open_questions"]
    impacts = ", ".join(f"{by_impact[impact]} {impact}" for impact in IMPACTS if by_impact[impact])
    yield "questions", f"{len(asked)}  {impacts}".rstrip(), ""
    for question in asked[:SHOWN_QUESTIONS]:
        yield "", f"{question.impact}: {shortened(question.text)} (taken: {shortened(question.default)})", "dim"
    if len(asked) > SHOWN_QUESTIONS:
        yield "", f"and {len(asked) - SHOWN_QUESTIONS} more in questions.md", "dim"
    for engine in design.engines:
        yield from engine_lines(design, engine, figures["engines"][engine])
    yield "", "", ""
    yield "written", f"{figures['directory']}/  {', '.join(figures['files'])}", ""
    if left_over:
        yield "not renewed", f"{', '.join(left_over)} (from an earlier run)", "yellow"


def engine_lines(design: Design, engine: Engine, figures: dict[str, Any]) -> Iterator[Line]:
    """The part of the summary that speaks of one engine."""
    yield "", "", ""
    yield "", engine, "bold"
    yield "tables", str(figures["tables"]), ""
    found = ", ".join(counted(number, severity) for severity, number in figures["findings"].items() if number)
    score = figures["score"]
    if not figures["tables"]:
        yield "review", "nothing to score", ""
        return
    yield "review", f"{score:g} of 100, {found or 'no findings'}", "green" if score >= GOOD_SCORE else "yellow"
    if score < GOOD_SCORE:
        yield from shortfall(design.reviews[engine].score)
    for finding in design.reviews[engine].findings[:SHOWN_PROBLEMS]:
        yield "", f"{finding.code} {shortened(finding.message)}", "dim"
    for verdict in design.grammar[engine]:
        if verdict.accepted is False:
            yield "grammar", f"line {verdict.position.line}: {shortened(verdict.message or 'refused')}", "red"
    proof = design.proofs[engine]
    if proof is None:
        yield "proof", f"not checked: {one_line(figures['not_proved_because'] or '')}", "yellow"
        return
    told = figures["proof"]
    constraints = told["constraints"]
    total = sum(constraints.values())
    rows = f"{told['rows_accepted']} rows accepted, {told['rows_refused']} refused, as they must be"
    style = "red" if constraints["failed"] else "green"
    yield "proof", f"{told['engine']}: {constraints['proved']} of {total} constraints proved ({rows})", style
    if proof.leaks:
        colour = "red" if not proof.leaks.ok else "green" if proof.leaks.tried else "yellow"
        yield "leaks", shortened(proof.leaks.said), colour
        for leak in proof.leaks.leaks[:SHOWN_PROBLEMS]:
            yield "", f"{leak.way} {leak.object}: {shortened(leak.detail)}", "red"
    yield "statements", ", ".join(f"{number} {rung}" for rung, number in told["statements"].items()), ""
    for statement in [item for item in proof.statements if item.rung in {"failed", "unparsed"}][:SHOWN_PROBLEMS]:
        place = f"line {statement.position.line}" if statement.position else "a statement"
        yield "failed", f"{place}: {shortened(statement.detail or '')}", "red"
    for status, style in (("failed", "red"), ("not_checked", "yellow")):
        chosen = [item for item in proof.proofs if item.status == status]
        for item in chosen[:SHOWN_PROBLEMS]:
            yield status.replace("_", " "), f"{item.object} ({item.kind}): {shortened(item.detail or '')}", style
        if len(chosen) > SHOWN_PROBLEMS:
            yield "", f"and {len(chosen) - SHOWN_PROBLEMS} more in review.json", "dim"


def shortfall(score: Score) -> Iterator[Line]:
    """Why a score is low: the arithmetic and each count in which not all checks passed."""
    yield "", score.arithmetic, "dim"
    for dimension in score.dimensions:
        missed = [tally.text for tally in dimension.tallies if tally.passed < tally.checked]
        if missed:
            yield (
                "",
                f"{dimension.name} {dimension.earned:g} of {dimension.weight}: {shortened('; '.join(missed))}",
                "dim",
            )


def counted(number: int, noun: str) -> str:
    """`1 warning`, `2 warnings`; "info" stays as it is."""
    return f"{number} {noun}" if number == 1 or noun == "info" else f"{number} {noun}s"


def one_line(text: str) -> str:
    """The text without line breaks and control characters, so that it cannot steer the terminal."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", text).strip()


def shortened(text: str, limit: int = 160) -> str:
    """The text on one line, cut at `limit` characters."""
    flat = one_line(text)
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def print_summary(lines: Iterator[Line]) -> None:
    """Print the lines on standard output, in colour on a terminal only."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for label, text, style in lines:
        line = Text(f"  {label:<12}" if label or style in {"dim", "yellow"} else "", style="dim")
        line.append(text, style=style or "default")
        line.rstrip()
        console.print(line)
