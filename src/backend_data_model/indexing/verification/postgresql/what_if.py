"""Hypothetical indexes: what the planner would use, asked before anything is built (the extension hypopg 1.3).

hypopg knows B-tree, BRIN, hash and bloom, partial ones and INCLUDE; not GIN, GiST, SP-GiST.  It has no statistics of an
expression that is not indexed yet (measured on 15: lower(email) costs 558 hypothetically and 8 really), and which
operator class a plan needs is only certain once there is one: such candidates are built in any case.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend_data_model.indexing.create_statement import create_index

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from backend_data_model.indexing.candidate import Candidate

    Connection = psycopg.Connection[tuple[Any, ...]]

_METHODS = frozenset({"btree", "brin", "hash"})
# Estimates of what is not there are rough: only what is far from the cheapest is left out.
_FAR = 3.0
_FAR_COST = 20.0
# The advice by rules, and what may only pay together with an index of another table.
_KEPT = 2


@dataclass(slots=True)
class WhatIf:
    """Hypothetical indexes on a scratch database; `version` is that of hypopg."""

    connection: Connection
    version: str
    asked: int = 0
    left_out: int = 0
    _costs: dict[tuple[str, str], float | None] = field(default_factory=dict)

    def worth_building(self, calls: Sequence[str], candidates: Sequence[Candidate]) -> list[Candidate]:
        """The candidates of one query without those that its planner would not use, or use at far higher cost."""
        import psycopg

        try:
            nothing = self._cost(calls)
            costs = [self._with(one, calls) if _is_known(one) else None for one in candidates]
        except psycopg.Error:
            return list(candidates)
        cheapest = min((cost for cost in costs if cost is not None), default=nothing)
        limit = max(cheapest * _FAR, cheapest + _FAR_COST)
        kept = [
            one
            for number, (one, cost) in enumerate(zip(candidates, costs, strict=True))
            if number < _KEPT or cost is None or (cost < nothing * 0.98 and cost <= limit)
        ]
        self.asked += len(candidates)
        self.left_out += len(candidates) - len(kept)
        return kept

    def _with(self, candidate: Candidate, calls: Sequence[str]) -> float | None:
        create = create_index(candidate, "")
        self.connection.execute("select public.hypopg_create_index(%s)", (create,))
        try:
            return self._cost(calls)
        finally:
            self.connection.execute("select public.hypopg_reset()")

    def _cost(self, calls: Sequence[str]) -> float:
        total = 0.0
        for call in calls:
            row = self.connection.execute(f"explain (format json) {call}".encode()).fetchone()
            total += float(row[0][0]["Plan"]["Total Cost"]) if row else 0.0
        return total

    @property
    def remark(self) -> str:
        """What it spared."""
        return (
            f"hypopg {self.version} spared building {self.left_out} of {self.asked} candidates, which the planner would"
            " not use or only at far higher cost"
        )


def _is_known(candidate: Candidate) -> bool:
    return (
        candidate.method in _METHODS
        and not candidate.requires
        and all(key.column is not None and key.opclass is None for key in candidate.keys)
    )


def what_if_on(connection: Connection) -> WhatIf | str:
    """hypopg in the scratch database, or why it cannot be used there."""
    import psycopg

    row = connection.execute(
        "select default_version from pg_catalog.pg_available_extensions where name = 'hypopg'"
    ).fetchone()
    if row is None:
        return "the server has no hypopg: every candidate that was tried was really built"
    try:
        connection.execute("create extension if not exists hypopg schema public")
        connection.execute("select public.hypopg_reset()")
    except psycopg.Error as error:
        told = (str(error).strip().splitlines() or [""])[0]
        return f"hypopg could not be used ({told}): every candidate that was tried was really built"
    return WhatIf(connection, str(row[0]))
