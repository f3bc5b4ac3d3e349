"""What a proof says: how far each statement got, and what was shown of each constraint."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from backend_data_model.model.position import Position
    from backend_data_model.prover.leaks.report import LeakReport

Rung = Literal["unparsed", "parsed", "loaded", "proved", "failed", "not_checked"]
Status = Literal["proved", "failed", "not_checked"]


@dataclass(slots=True)
class StatementCheck:
    """How far one statement was verified; `detail` is the engine's message or the reason why it was not checked."""

    sql: str
    position: Position
    rung: Rung
    detail: str | None = None


@dataclass(slots=True)
class ConstraintProof:
    """What was shown of one constraint.

    `accepted` and `refused` count the rows that the engine rightly took and rightly turned away.  `object` is the
    table with the constraint, column or columns; `kind` is not_null, primary_key, unique, check, foreign_key,
    on_delete, default, identity, generated, enum, domain or row_security.  `table` and `name` (of the constraint or
    index, where it has one) are as the engine stores them.
    """

    object: str
    kind: str
    status: Status
    accepted: int = 0
    refused: int = 0
    detail: str | None = None
    position: Position | None = None
    table: str = ""
    name: str | None = None


@dataclass(slots=True)
class Proof:
    """The whole proof; `engine_label` names the engine that was really asked, with its version.

    `leaks` is what the leak battery found where the schema has tenants that share tables, else None.
    """

    engine_label: str
    statements: list[StatementCheck] = field(default_factory=list)
    proofs: list[ConstraintProof] = field(default_factory=list)
    leaks: LeakReport | None = None

    @property
    def ok(self) -> bool:
        """Whether nothing failed; what was not checked does not count as a failure."""
        isolated = self.leaks is None or self.leaks.ok
        return isolated and not self.failures and all(s.rung not in {"failed", "unparsed"} for s in self.statements)

    @property
    def failures(self) -> list[ConstraintProof]:
        """The constraints that do not do what they say."""
        return [p for p in self.proofs if p.status == "failed"]

    @property
    def counts(self) -> dict[Status, int]:
        """How many constraints were proved, failed and were not checked."""
        found = Counter(p.status for p in self.proofs)
        return {"proved": found["proved"], "failed": found["failed"], "not_checked": found["not_checked"]}

    @property
    def rungs(self) -> dict[str, int]:
        """How many statements stand on each rung."""
        return dict(sorted(Counter(s.rung for s in self.statements).items()))
