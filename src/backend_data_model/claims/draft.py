"""The model under the claims: what is known, what the text is, what becomes of each claim."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from backend_data_model.claims.result import ClaimsReport, Dropped, Why
from backend_data_model.documents.answers import choice_meant
from backend_data_model.model.document import ANSWER_RULE, Choice, Evidence, Fact, Question, Standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend_data_model.claims.names import Names
    from backend_data_model.claims.source_text import SourceText
    from backend_data_model.claims.support import Words
    from backend_data_model.model.document import Model

TRUSTED = (Standing.USER, Standing.EXPLICIT, Standing.IMPLIED)
"""The standings that a model's claim does not overrule."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a claim that was found in the text rests on."""

    index: int
    evidence: Evidence
    words: Words


@dataclass(slots=True)
class Draft:
    """`answers` are a person's choices by the id of the question, `verdicts` those of a model with their evidence.

    `confirmed` are the facts (by identity) that a claim states, `gone` the ids of those that claims took out.
    """

    model: Model
    names: Names
    text: SourceText
    answers: Mapping[str, str]
    verdicts: Mapping[str, tuple[str, Evidence]]
    report: ClaimsReport
    confirmed: set[int] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)

    def drop(self, index: int, why: Why, message: str) -> None:
        """The claim does not enter the model."""
        self.report.dropped.append(Dropped(index, why, message))

    def add(self, ground: Ground) -> dict[str, object]:
        """The claim enters the model: the standing and evidence of its fact."""
        self.report.added.append(ground.index)
        return {"standing": Standing.LLM, "evidence": [ground.evidence]}

    def confirm(self, ground: Ground, fact: Fact) -> None:
        """The claim says what the model has: its words are further evidence."""
        self.report.confirmed.append(ground.index)
        self.confirmed.add(id(fact))
        places = {(one.line, one.column) for one in fact.evidence}
        if (ground.evidence.line, ground.evidence.column) not in places:
            fact.evidence = [*fact.evidence, ground.evidence]

    def entity(self, ground: Ground, name: str) -> str | None:
        """The entity that a claim names, or None after dropping the claim."""
        found = self.names.entity(name)
        if found is None:
            self.drop(ground.index, Why.UNKNOWN_NAME, f"nobody knows the entity {name!r}; {self.names.nearest(name)}")
        return found

    def ask(
        self,
        ground: Ground,
        id: str,  # noqa: A002 - the field of the question
        about: str,
        text: str,
        choices: list[tuple[str, str]],
        *,
        default: str,
        impact: Literal["high", "medium", "low"] = "medium",
        evidence: list[Evidence] | None = None,
    ) -> tuple[str, Standing, list[Evidence]]:
        """Raise a question; the choice that holds, the standing of what it decides, and the evidence for it.

        A person's answer decides, else a model's verdict, else the default.
        """
        self.report.asked[ground.index] = id
        question = Question(
            id=id,
            about=about,
            text=text,
            choices=[Choice(answer=answer, effect=effect) for answer, effect in choices],
            default=default,
            impact=impact,
            evidence=[*(evidence or []), ground.evidence],
        )
        if id in self.answers:
            question.answer = choice_meant(question, self.answers[id])
            given = Evidence(quote=question.answer, rule=f"{ANSWER_RULE}{id}")
            decided = question.answer, Standing.USER, [ground.evidence, given]
        elif id in self.verdicts:
            question.default, seen = self.verdicts[id]
            question.evidence = [*question.evidence, seen]
            decided = question.default, Standing.LLM, [ground.evidence, seen]
        else:
            decided = default, Standing.LLM, [ground.evidence]
        if all(one.id != id for one in self.model.questions):
            self.model.questions.append(question)
        return decided
