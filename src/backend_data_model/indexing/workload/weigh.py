"""How much of the time of a workload each advice is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.indexing.advice import IndexAdvice
    from backend_data_model.indexing.statements.files import QueryStatement


def weigh(found: IndexAdvice, statements: Sequence[QueryStatement]) -> None:
    """Give each advice its share of the time (0 to 1) and put the weightiest first.

    Nothing changes where no statement says how long it ran.  One that does not say so in a workload where others do
    counts as nothing.
    """
    spent: dict[str, float] = {}
    for one in statements:
        spent[one.name] = spent.get(one.name, 0.0) + one.calls * (one.mean_ms or 0.0)
    whole = sum(spent.values())
    if not whole:
        return
    for advice in found.advice:
        advice.share = sum(spent.get(name, 0.0) for name in advice.queries) / whole
    found.advice.sort(key=lambda advice: -(advice.share or 0.0))
