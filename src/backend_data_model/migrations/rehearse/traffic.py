"""Readers and writers: threads with a connection each that use the tables as an application does."""

from __future__ import annotations

import random
import threading
from collections import defaultdict
from dataclasses import dataclass, field
from time import monotonic
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.migrations.rehearse.operations import Operations

Role = Literal["reader", "writer"]
_PAUSE = 0.003
_LONGEST = "300s"
# Locks and cancelled statements say nothing about whether the code still fits the schema.
PASSING = {"40P01", "55P03", "57014", "40001"}


@dataclass(frozen=True, slots=True)
class Use:
    """One statement of a reader or writer: when it was sent and answered (seconds of the monotonic clock)."""

    role: Role
    table: str
    kind: str
    began: float
    ended: float

    @property
    def seconds(self) -> float:
        """How long the answer took."""
        return self.ended - self.began


@dataclass(frozen=True, slots=True)
class Break:
    """A statement of the running code that was refused."""

    at: float
    role: Role
    table: str
    kind: str
    code: Literal["old", "new"]
    sqlstate: str
    message: str


@dataclass(slots=True)
class Written:
    """What a writer committed in one table: inserted rows, and for updated rows whose value they have now."""

    inserted: list[int] = field(default_factory=list)
    updated: dict[int, int] = field(default_factory=dict)


class Worker(threading.Thread):
    """One reader or writer.  It begins with the code for the old schema and turns to the other where it is refused."""

    def __init__(
        self,
        role: Role,
        connection: psycopg.Connection[Any],
        operations: Sequence[Operations],
        counts: dict[str, int],
        share: tuple[int, int],
        pause: threading.Event,
    ) -> None:
        import psycopg

        super().__init__(name=f"bdm-{role}-{share[0]}", daemon=True)
        self.role = role
        self.uses: list[Use] = []
        self.breaks: list[Break] = []
        self.written: dict[str, Written] = defaultdict(Written)
        self.pid = connection.info.backend_pid
        self.failure: str | None = None
        self._connection = connection
        self._cursor = psycopg.RawCursor(connection)
        self._error = psycopg.Error
        self._operations = operations
        self._counts = counts
        self._number, self._of = share
        self._random = random.Random(share[0])
        self._next = {one.name: counts[one.name] + share[0] for one in operations}
        self._new_code: set[str] = set()
        self._halt = threading.Event()
        self._pause = pause

    def run(self) -> None:
        """Work until told to stop."""
        try:
            while not self._halt.is_set():
                for operations in self._operations:
                    if self.role == "reader" or not self._pause.is_set():
                        self._use(operations)
                    self._halt.wait(_PAUSE)
        except self._error as error:
            self.failure = str(error).strip()
        finally:
            self._connection.close()

    def halt(self) -> None:
        """Stop after the present statement."""
        self._halt.set()

    def _use(self, on: Operations) -> None:
        code = on.new if on.name in self._new_code and on.new else on.old
        count = self._counts[on.name]
        if self.role == "reader":
            row = self._random.randrange(count)
            kind, sql = self._random.choice([("point read", code.point), ("range read", code.page)])
            if sql:
                self._send(on, kind, sql, (row,))
            return
        if self._random.random() < 0.5 or code.update is None:
            row = self._next[on.name]
            if self._send(on, "insert", code.insert, (row,) if "$1" in code.insert else ()) == 1:
                self.written[on.name].inserted.append(row)
            self._next[on.name] += self._of
            return
        row = self._random.randrange(max(count // self._of, 1)) * self._of + self._number
        other = self._random.randrange(count)
        if row < count and self._send(on, "update", code.update, (row, other)) == 1:
            self.written[on.name].updated[row] = other

    def _send(self, on: Operations, kind: str, sql: str, values: tuple[int, ...]) -> int:
        """Rows read or written; 0 where the statement is refused."""
        began = monotonic()
        try:
            self._cursor.execute(sql.encode(), values or None)
            if self._cursor.description:
                self._cursor.fetchall()
        except self._error as error:
            self._refused(on, kind, error)
            self.uses.append(Use(self.role, on.name, f"refused {kind}", began, monotonic()))
            return 0
        self.uses.append(Use(self.role, on.name, kind, began, monotonic()))
        return self._cursor.rowcount

    def _refused(self, on: Operations, kind: str, error: psycopg.Error) -> None:
        if self._connection.closed:
            raise error
        state = error.sqlstate or ""
        code: Literal["old", "new"] = "new" if on.name in self._new_code else "old"
        message = error.diag.message_primary or str(error).strip()
        self.breaks.append(Break(monotonic(), self.role, on.name, kind, code, state, message))
        if state in PASSING:
            return
        if on.name in self._new_code:
            self._new_code.discard(on.name)
        else:
            self._new_code.add(on.name)


class Traffic:
    """All readers and writers; the writers rest while `pause` is set."""

    def __init__(
        self,
        server: PostgresServer,
        database: str,
        operations: Sequence[Operations],
        counts: dict[str, int],
        *,
        readers: int = 2,
        writers: int = 2,
    ) -> None:
        self.workers: list[Worker] = []
        self.pause = threading.Event()
        for role, number in (("reader", readers), ("writer", writers)):
            for share in range(number):
                connection = server.connect(database)
                connection.prepare_threshold = None
                connection.execute(f"set statement_timeout = '{_LONGEST}'".encode())
                connection.execute(f"set application_name = 'bdm {role}'".encode())
                self.workers.append(Worker(role, connection, operations, counts, (share, number), self.pause))  # type: ignore[arg-type]

    @property
    def pids(self) -> dict[int, Role]:
        """The backends of the workers."""
        return {worker.pid: worker.role for worker in self.workers}

    def start(self) -> None:
        """Let all begin."""
        for worker in self.workers:
            worker.start()

    def stop(self) -> None:
        """Let all end, and wait for them."""
        for worker in self.workers:
            worker.halt()
        for worker in self.workers:
            if worker.ident is not None:
                worker.join()

    def written(self, table: str) -> Written:
        """What all writers together committed in a table; no two of them write the same row."""
        found = Written()
        for worker in self.workers:
            if table in worker.written:
                found.inserted += worker.written[table].inserted
                found.updated |= worker.written[table].updated
        return found
