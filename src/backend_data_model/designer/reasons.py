"""Why an object is there: the words of a fact, or the rule of the designer where nobody said it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.model.schema import Reason

if TYPE_CHECKING:
    from backend_data_model.model.document import Evidence, Fact


def from_fact(fact: Fact, otherwise: str) -> list[Reason]:
    """The quotes a fact rests on, each once; `otherwise` where it rests on none."""
    return from_evidence(fact.evidence, fact.standing.value, otherwise)


def from_evidence(evidence: list[Evidence], standing: str, otherwise: str) -> list[Reason]:
    """One reason for every different quote."""
    quotes = {item.quote: item for item in reversed(evidence)}
    if not quotes:
        return [Reason(otherwise, standing)]
    return [Reason(f'"{quote}"', standing, item.line, item.rule) for quote, item in reversed(quotes.items())]


def from_rule(text: str) -> list[Reason]:
    """A decision of the designer itself."""
    return [Reason(text, "default")]
