"""The trial on SQLite.

All candidates exist at once.  Those that are not `present` are taken out of the schema table in a transaction that is
rolled back (https://www.sqlite.org/pragma.html#pragma_writable_schema): their pages stay, so nothing is built twice.
SQLite's planner gives no cost; here it is the thousands of steps that its virtual machine takes.
"""

from __future__ import annotations

import hashlib
import math
import re
import sqlite3
from contextlib import contextmanager
from time import perf_counter
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.identifiers import quote_identifier
from backend_data_model.engines.sqlite.server import inside_only
from backend_data_model.indexing.engines.sqlite import create_index
from backend_data_model.indexing.verification.trial import Built, Estimate, TrialError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backend_data_model.indexing.candidate import Candidate

_RUNS = 5
_SLOW_MS = 300.0
# Counting steps slows a statement down, watching the limit does not.
_STEPS = 100
_WATCHED = 20_000
_OWN = re.compile(r"\bbdm_candidate_\d+\b")


class SqliteTrial:
    """On a scratch database; `limit_ms` ends single statements."""

    def __init__(self, connection: sqlite3.Connection, label: str, limit_ms: int) -> None:
        self.connection = connection
        self.label = f"{label}; its cost is thousands of steps of the virtual machine"
        self._limit = limit_ms / 1000
        self._tables: dict[str, str] = {}
        self._rows: dict[str, int] = {}
        self._costs: dict[tuple[str, str], float] = {}
        self._counted = 0
        self._deadline = math.inf
        connection.set_authorizer(inside_only)
        self._execute("analyze")

    def _step(self) -> int:
        self._counted += 1
        return int(perf_counter() > self._deadline)

    def build(self, candidate: Candidate, rank: int) -> Built:
        """Create the index under a name of our own."""
        name = f"bdm_candidate_{rank}"
        table = candidate.table.name
        before = self._bytes()
        self._execute(create_index(candidate, name))
        size = self._bytes() - before
        self._execute(f"analyze {name}")
        self._tables[name] = table
        if table not in self._rows:
            self._rows[table] = int(self._execute(f"select count(*) from {quote_identifier(table, 'sqlite')}")[0][0])
        return Built(candidate, name, rank, size)

    def settle(self, tables: Iterable[str]) -> None:
        """Nothing: statistics come with the index."""

    def explain(self, calls: Sequence[str], present: frozenset[str]) -> Estimate:
        """EXPLAIN QUERY PLAN of each call, and one run of each plan for its steps; steps are summed."""
        plans: list[str] = []
        cost = 0.0
        with self._only(present):
            for call in calls:
                plan = ", ".join(str(row[3]) for row in self._execute(f"explain query plan {call}"))
                plans.append(plan)
                if (call, plan) not in self._costs:
                    self._costs[call, plan] = self._steps(call)
                cost += self._costs[call, plan]
        text = "\n".join(plans)
        signature = hashlib.sha256(text.encode()).hexdigest()
        return Estimate(cost, frozenset(_OWN.findall(text)), tuple(_OWN.sub(r'"\g<0>"', p) for p in plans), signature)

    def time(self, calls: Sequence[str], present: frozenset[str], enough_ms: float = math.inf) -> float:
        """The first run of each call warms the cache and does not count, unless it is slow."""
        total = 0.0
        with self._only(present):
            for call in calls:
                first = self._ms(call)
                quick = math.isfinite(first) and first <= min(_SLOW_MS, enough_ms)
                total += min(self._ms(call) for _ in range(_RUNS)) if quick else first
        return total

    def drop(self, names: Iterable[str]) -> None:
        """Drop built candidates."""
        for name in names:
            self._execute(f"drop index {name}")
            del self._tables[name]

    def _steps(self, call: str) -> float:
        """Thousands of steps of one run, or of as much of it as the limit allows."""
        self._counted = 0
        self._ms(call, _STEPS)
        return max(1, self._counted) * _STEPS / 1000

    def _ms(self, call: str, watched: int = _WATCHED) -> float:
        """Milliseconds of one run that leaves nothing; infinite where it exceeded the limit."""
        self.connection.set_progress_handler(self._step, watched)
        self._execute("savepoint bdm_run")
        began = perf_counter()
        self._deadline = began + self._limit
        try:
            rows = self.connection.execute(call)
            while rows.fetchmany(1000):
                pass
            ms = (perf_counter() - began) * 1000
        except sqlite3.OperationalError as error:
            if "interrupted" not in str(error):
                raise TrialError(str(error)) from error
            return math.inf
        except sqlite3.Error as error:
            raise TrialError(str(error)) from error
        finally:
            self._deadline = math.inf
            if self.connection.in_transaction:
                self.connection.execute("rollback to bdm_run")
                self.connection.execute("release bdm_run")
        return ms

    @contextmanager
    def _only(self, present: frozenset[str]) -> Iterator[None]:
        """As if the other candidates had never been made, with their statistics."""
        hidden = [name for name in self._tables if name not in present]
        self._execute("begin")
        try:
            self._execute("pragma writable_schema = on")
            for table in {self._tables[name] for name in hidden}:
                # The statistics of a table without an index: https://www.sqlite.org/fileformat2.html#stat1tab
                self._execute("insert into sqlite_stat1 values (?, null, ?)", (table, str(self._rows[table])))
            for name in hidden:
                self._execute("delete from sqlite_schema where type = 'index' and name = ?", (name,))
                self._execute("delete from sqlite_stat1 where idx = ?", (name,))
            self._execute("pragma writable_schema = reset")
            yield
        finally:
            self._execute("rollback")
            self._execute("pragma writable_schema = on")
            self._execute("pragma writable_schema = reset")

    def _bytes(self) -> int:
        pages = self._execute("pragma page_count")[0][0] - self._execute("pragma freelist_count")[0][0]
        return int(pages * self._execute("pragma page_size")[0][0])

    def _execute(self, sql: str, values: Sequence[str] = ()) -> list[tuple[Any, ...]]:
        try:
            return self.connection.execute(sql, tuple(values)).fetchall()
        except (sqlite3.Error, sqlite3.Warning) as error:
            raise TrialError(str(error)) from error
