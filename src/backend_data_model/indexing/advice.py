"""What the advisor says: indexes with their reasons, and for the other queries why they get none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backend_data_model.indexing.candidate import Candidate, Refusal
    from backend_data_model.indexing.workload.weigh import Weight
    from backend_data_model.model.schema import Engine


@dataclass(slots=True)
class Advice:
    """One index.

    `create` is a statement without its semicolon.  `entry_bytes` is what one row adds to the index, about;
    `written_by` are the columns whose update writes it (beside INSERT and DELETE).  `measured` is filled by
    verification on an engine: what it saw before and after; None where nothing was run.  `share` (0 to 1) is that of
    its queries in the time of the workload, None where the queries do not say how long they ran, and `saved_share` how
    much of that time the index saved where it was measured.
    """

    create: str
    table: str
    name: str
    method: str
    queries: list[str]
    reason: str
    entry_bytes: int
    written_by: list[str]
    requires: list[str] = field(default_factory=list)
    measured: dict[str, Any] | None = None
    candidate: Candidate | None = None
    share: float | None = None
    saved_share: float | None = None


@dataclass(slots=True)
class IndexAdvice:
    """The answer to a whole workload.

    `assumed` are sentences on what was taken for granted; `unread` has (name, line, reason) of statements that could
    not be read; `notes` has (query, what to know) of conditions that no index serves; `weights` are those of the
    queries that say how long they ran.
    """

    engine: Engine
    advice: list[Advice] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    unread: list[tuple[str, int, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    verified_on: str | None = None
    queries: int = 0
    weights: dict[str, Weight] = field(default_factory=dict)
