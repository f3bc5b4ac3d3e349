"""Facts that a claim says are not stated, and words that it finds ambiguous."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.claims.draft import TRUSTED
from backend_data_model.claims.facts import known_facts
from backend_data_model.claims.result import Why
from backend_data_model.model.document import Choice, Question, Standing

if TYPE_CHECKING:
    from backend_data_model.claims.document import Ambiguity, NotStated
    from backend_data_model.claims.draft import Draft, Ground


def take_not_stated(draft: Draft, ground: Ground, claim: NotStated) -> None:
    """A fact of the rules that rests on no plain words goes; one that does stands until someone decides."""
    known = next((fact for fact in known_facts(draft.model) if fact.id == claim.fact), None)
    if known is None and claim.fact in draft.gone:
        draft.report.withdrawn.append(ground.index)
        return
    if known is None:
        message = f"the model has no fact {claim.fact!r}; `bdm claims facts` lists them"
        draft.drop(ground.index, Why.UNKNOWN_NAME, message)
        return
    if known.fact.standing is Standing.LLM:
        draft.drop(ground.index, Why.CONTRADICTS, f"{claim.fact!r} is claimed as well")
        return
    if known.fact.standing in TRUSTED:
        chosen, _, _ = draft.ask(
            ground,
            f"stated:{claim.fact}",
            claim.fact,
            f"Does the text state {claim.fact}?",
            [("yes", "it stays in the model"), ("no", "it is left out")],
            default="yes",
            evidence=known.fact.evidence,
        )
        if chosen == "yes":
            return
    before = {fact.id for fact in known_facts(draft.model)}
    known.remove()
    draft.gone |= before - {fact.id for fact in known_facts(draft.model)}
    draft.report.withdrawn.append(ground.index)


def take_ambiguity(draft: Draft, ground: Ground, claim: Ambiguity) -> None:
    """A question of the model's own; its answers say what to change, since no rule knows what they mean."""
    choices = list(dict.fromkeys(choice.strip() for choice in claim.choices if choice.strip()))
    if len(choices) < 2 or not claim.text.strip():
        draft.drop(ground.index, Why.BAD_VALUE, "an ambiguity has a text and at least two choices")
        return
    id_ = f"unclear:{claim.about.strip() or ground.index}"
    draft.report.asked[ground.index] = id_
    if all(question.id != id_ for question in draft.model.questions):
        draft.model.questions.append(
            Question(
                id=id_,
                about=claim.about,
                text=claim.text,
                choices=[Choice(answer=choice, effect="change the model to say so") for choice in choices],
                default=choices[0],
                impact="low",
                evidence=[ground.evidence],
            )
        )
