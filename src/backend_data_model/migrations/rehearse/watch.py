"""Watches pg_locks while a migration runs: what it holds, and how long readers and writers wait for it."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.locks import Lock, LockMode

if TYPE_CHECKING:
    import psycopg

    from backend_data_model.migrations.locks import RelationKind
    from backend_data_model.migrations.rehearse.traffic import Role

_FIRST_OWN_OID = 16384  # FirstNormalObjectId in src/include/access/transam.h
_PAUSE = 0.004
_KINDS: dict[str, RelationKind] = {
    "r": "table", "p": "table", "i": "index", "I": "index", "v": "view", "m": "materialized view", "S": "sequence",
    "c": "composite type", "f": "table",
}  # fmt: skip

_HELD = f"""
select relation, mode from pg_catalog.pg_locks
 where pid = %s and locktype = 'relation' and granted and relation >= {_FIRST_OWN_OID}
"""
_SEEN = f"""
select pid, relation, mode, granted, extract(epoch from clock_timestamp() - waitstart)
  from pg_catalog.pg_locks
 where (pid = %s and locktype = 'relation' and granted and relation >= {_FIRST_OWN_OID})
    or (not granted and pid = any(%s))
"""
_RELATIONS = f"""
select c.oid, n.nspname || '.' || c.relname, c.relkind, pg_catalog.pg_relation_filenode(c.oid)
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.oid >= {_FIRST_OWN_OID} and n.nspname not like 'pg\\_%%' and n.nspname <> 'bdm_rehearsal'
"""


@dataclass(slots=True)
class Relation:
    """A relation as it is at one moment; `file` changes when its storage is written anew."""

    name: str
    kind: str
    file: int | None


@dataclass(slots=True)
class Sight:
    """What was seen during one statement: modes by relation, and the longest wait for a lock in seconds.

    `paused_at` is when the writers were paused (seconds of the monotonic clock), None where they were not.
    """

    modes: dict[int, LockMode] = field(default_factory=dict)
    waits: dict[Role, float] = field(default_factory=dict)
    paused_at: float | None = None


def relations(connection: psycopg.Connection[Any]) -> dict[int, Relation]:
    """All relations of the user's schemas by oid."""
    return {oid: Relation(name, kind, file) for oid, name, kind, file in connection.execute(_RELATIONS, ())}


def held(connection: psycopg.Connection[Any], pid: int) -> dict[int, LockMode]:
    """The strongest lock that a backend now holds on each relation."""
    return _strongest([(oid, mode) for oid, mode in connection.execute(_HELD, (pid,))])


def _strongest(rows: list[tuple[int, str]]) -> dict[int, LockMode]:
    found: dict[int, LockMode] = {}
    for oid, name in rows:
        mode = _mode(name)
        found[oid] = max(mode, found.get(oid, mode))
    return found


def _mode(name: str) -> LockMode:
    """`AccessExclusiveLock` of pg_locks as a mode."""
    words = "".join(f"_{c}" if c.isupper() else c.upper() for c in name.removesuffix("Lock")).lstrip("_")
    return LockMode[words]


def named_locks(modes: dict[int, LockMode], before: dict[int, Relation]) -> tuple[Lock, ...]:
    """The locks on relations that existed before the statement, in the order of their names."""
    found = [
        Lock(before[oid].name, mode, _KINDS[before[oid].kind])
        for oid, mode in modes.items()
        if oid in before and before[oid].kind in _KINDS
    ]
    return tuple(sorted(found, key=lambda lock: lock.relation))


def rewritten(before: dict[int, Relation], after: dict[int, Relation]) -> tuple[str, ...]:
    """The tables (and materialized views) whose storage is new."""
    return tuple(
        sorted(
            relation.name
            for oid, relation in before.items()
            if relation.kind in "rm" and oid in after and after[oid].file != relation.file
        )
    )


class Watch(threading.Thread):
    """Polls pg_locks over a connection of its own; `turn` begins a new statement.

    After `patience` seconds of one statement it sets `pause`, so that a backfill that chases the writers comes to its
    end; the next turn clears it.
    """

    def __init__(
        self,
        connection: psycopg.Connection[Any],
        pid: int,
        workers: dict[int, Role],
        pause: threading.Event,
        patience: float,
    ) -> None:
        super().__init__(name="bdm-watch", daemon=True)
        self._connection = connection
        self._pid = pid
        self._workers = workers
        self._sight = Sight()
        self._turns = 0
        self._turned = monotonic()
        self._pause = pause
        self._patience = patience
        self._guard = threading.Lock()
        self._halt = threading.Event()

    def turn(self) -> Sight:
        """What was seen since the last turn."""
        with self._guard:
            seen, self._sight = self._sight, Sight()
            self._turns += 1
            self._turned = monotonic()
            self._pause.clear()
            return seen

    def run(self) -> None:
        """Look until told to stop."""
        import psycopg

        pids = list(self._workers)
        try:
            while not self._halt.wait(_PAUSE):
                turn = self._turns
                rows = self._connection.execute(_SEEN, (self._pid, pids)).fetchall()
                with self._guard:
                    # What was asked during one statement and answered during the next belongs to neither.
                    if turn == self._turns:
                        self._take(rows)
                    if not self._pause.is_set() and monotonic() - self._turned > self._patience:
                        self._sight.paused_at = monotonic()
                        self._pause.set()
        except psycopg.Error:
            if not self._halt.is_set():
                raise
        finally:
            self._connection.close()

    def halt(self) -> None:
        """Stop, and wait until it has stopped."""
        self._halt.set()
        if self.ident is not None:
            self.join()

    def _take(self, rows: list[tuple[int, int | None, str, bool, Any]]) -> None:
        for pid, oid, mode, granted, waited in rows:
            if granted and oid is not None and pid == self._pid:
                found = _mode(mode)
                self._sight.modes[oid] = max(found, self._sight.modes.get(oid, found))
            elif not granted and pid in self._workers and waited is not None:
                role = self._workers[pid]
                self._sight.waits[role] = max(self._sight.waits.get(role, 0.0), float(waited))
