"""What is gathered while a statement is predicted; it becomes the statement's Effect."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.effect import Effect
from backend_data_model.migrations.locks import Lock, LockMode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from postgast import pg_query_pb2 as pb

    from backend_data_model.migrations.postgresql.predict.known import Known
    from backend_data_model.migrations.postgresql.predict.relations import Relation
    from backend_data_model.model.schema import Table


class Outcome:
    """Locks and work so far.  Relations that the statement itself makes never come here."""

    def __init__(
        self, known: Known, dispatch: Callable[[pb.Node, Outcome], None], running: set[int] | None = None
    ) -> None:
        self.known = known
        # Predicts a statement inside this one; `running` are the routines whose body is being looked at.
        self.dispatch = dispatch
        self.running = set() if running is None else running
        # The columns that the same ALTER TABLE drops before it adds others (the order of its passes).
        self.dropped_columns: set[str] = set()
        self.transactional: bool | None = True
        self.unknown: str | None = None
        self._locks: dict[str, Lock] = {}
        self._rewrites: dict[str, None] = {}
        self._scans: dict[str, None] = {}
        self._builds: dict[str, None] = {}
        self._reasons: dict[str, None] = {}

    def because(self, reason: str) -> None:
        """Note what decided."""
        self._reasons[reason] = None

    def lock(self, relation: Relation | None, mode: LockMode) -> None:
        """Take a lock; the stronger one counts.  Temporary relations are the session's own."""
        if relation is None or relation.name.startswith("pg_temp."):
            return
        old = self._locks.get(relation.name)
        if old is None or old.mode < mode:
            self._locks[relation.name] = Lock(relation.name, mode, relation.kind)

    def lock_all(self, relations: Iterable[Relation], mode: LockMode) -> None:
        """Take the same lock on several relations."""
        for relation in relations:
            self.lock(relation, mode)

    def lock_table(self, table: Table | None, mode: LockMode) -> None:
        """Take a lock on a table."""
        if table is not None:
            self.lock(self.known.of_table(table), mode)

    def scan(self, relation: Relation) -> None:
        """Read a relation as a whole; a partitioned table has nothing to read."""
        if not relation.is_partitioned:
            self._scans[relation.name] = None

    def rewrite(self, relation: Relation) -> None:
        """Write the storage of a relation anew, with all its indexes."""
        if relation.is_partitioned:
            return
        self._rewrites[relation.name] = None
        self.scan(relation)
        for index in self.known.indexes(relation.owner):
            self.rebuild(index)

    def copy_storage(self, relation: Relation) -> None:
        """Write the storage of a relation anew block by block, without reading its rows."""
        if not relation.is_partitioned:
            self._rewrites[relation.name] = None

    def rebuild(self, index: Relation) -> None:
        """Build an index anew under ACCESS EXCLUSIVE."""
        self.lock(index, LockMode.ACCESS_EXCLUSIVE)
        self._builds[index.name] = None

    def build(self, relation: Relation, index: str = "") -> None:
        """Build a new index of a relation (named after the relation where it has no name yet)."""
        if not relation.is_partitioned:
            self._builds[index or relation.name] = None
            self.scan(relation)

    def is_rewritten(self, relation: Relation) -> bool:
        """Whether a rewrite was noted."""
        return relation.name in self._rewrites

    @property
    def touched(self) -> list[str]:
        """The names of all relations so far."""
        return list(dict.fromkeys([*self._locks, *self._rewrites, *self._scans, *self._builds]))

    def absorb(self, inner: Outcome, leave_out: Iterable[str] | None = None) -> None:
        """Take over what a statement inside this one does, but for some relations."""
        left_out = set(leave_out or ())
        for name, lock in inner._locks.items():
            old = self._locks.get(name)
            if name not in left_out and (old is None or old.mode < lock.mode):
                self._locks[name] = lock
        for own, other in (
            (self._rewrites, inner._rewrites),
            (self._scans, inner._scans),
            (self._builds, inner._builds),
        ):
            own.update((name, None) for name in other if name not in left_out)
        self._reasons.update(inner._reasons)
        self.unknown = self.unknown or inner.unknown

    def fail(self, reason: str) -> None:
        """It always fails, at the latest at the first row; nothing is held afterwards."""
        self.transactional = None
        self.because(reason)

    def effect(self) -> Effect:
        """The effect of the statement."""
        if self.transactional is None:
            return Effect(transactional=None, reasons=tuple(self._reasons))
        return Effect(
            tuple(self._locks.values()),
            tuple(self._rewrites),
            tuple(self._scans),
            tuple(self._builds),
            self.transactional,
            tuple(self._reasons),
            self.unknown,
        )
