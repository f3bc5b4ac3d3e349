"""Rows of the matrix with the sentence that they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.tracer.result import FactRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.document import Evidence, Fact


def fact_row(
    kind: str, subject: str, statement: str, fact: Fact, evidence: Sequence[Evidence] = (), fallback: Fact | None = None
) -> FactRow:
    """A row about `fact`; the first piece of `evidence`, of the fact itself or of `fallback` is its sentence."""
    found = [*evidence, *fact.evidence, *(fallback.evidence if fallback else [])]
    said = found[0] if found else None
    return FactRow(
        kind,
        subject,
        statement,
        standing=fact.standing.value,
        quote=said.quote if said else None,
        line=said.line if said else None,
        source=said.source if said else None,
    )
