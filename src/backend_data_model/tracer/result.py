"""What a trace says: for each stated fact what enforces it, and which constraints no sentence supports."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from backend_data_model.model.position import Position

Status = Literal["enforced", "missing", "contradicted", "not_checked"]
STATUSES: tuple[Status, ...] = ("contradicted", "missing", "not_checked", "enforced")


@dataclass(slots=True)
class Enforcer:
    """What keeps a fact, or goes against it: `kind` is table, column, not_null, type, check, primary_key, unique,
    foreign_key, default, row_security or index; `proof` is what rows on the engine showed (proved, failed,
    not_checked), None where nothing was asked.
    """

    kind: str
    table: str
    name: str
    text: str = ""
    columns: tuple[str, ...] = ()
    position: Position | None = None
    proof: str | None = None

    @property
    def label(self) -> str:
        """The name as a person would say it."""
        return f"{self.kind.replace('_', ' ')} {self.name}"


@dataclass(slots=True)
class FactRow:
    """A stated fact and what became of it.  `quote` and `line` are the sentence that it rests on."""

    kind: str
    subject: str
    statement: str
    status: Status = "missing"
    detail: str = ""
    by: list[Enforcer] = field(default_factory=list)
    standing: str = "default"
    quote: str | None = None
    line: int | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Pairing:
    """A name of the model and what was taken for it in the schema, with the score (0 to 1); None: nothing was."""

    model: str
    schema: str | None
    score: float
    by: str


@dataclass(slots=True)
class Trace:
    """The matrix: `facts` in the order of the model, `unsupported` in that of the schema, and the matching used."""

    facts: list[FactRow]
    unsupported: list[Enforcer]
    pairings: list[Pairing]
    engine: str
    target: str = ""
    requirements: str = ""
    proved_on: str | None = None
    unproved: str | None = None
    unread: int = 0
    unparsed: list[tuple[int, str]] = field(default_factory=list)

    @property
    def counts(self) -> dict[Status, int]:
        """How many facts have each status."""
        found = Counter(fact.status for fact in self.facts)
        return {status: found[status] for status in STATUSES}

    @property
    def ok(self) -> bool:
        """Whether no fact is missing or contradicted."""
        return not any(fact.status in ("missing", "contradicted") for fact in self.facts)
