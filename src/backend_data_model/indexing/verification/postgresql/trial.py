"""The trial on PostgreSQL.

All candidates exist at once; those that are not `present` are dropped in a transaction that is rolled back, so that the
planner is asked without building anything twice.
"""

from __future__ import annotations

import hashlib
import json
import math
from typing import TYPE_CHECKING, Any

from backend_data_model.indexing.create_statement import create_index
from backend_data_model.indexing.verification.trial import Built, Estimate, TrialError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import psycopg

    from backend_data_model.indexing.candidate import Candidate

_SETTINGS = (
    # Parallel workers and compilation make times jump without saying anything of an index.
    "set jit = off",
    "set max_parallel_workers_per_gather = 0",
    "set lock_timeout = '10s'",
    "set client_min_messages = error",
    "set synchronous_commit = off",
    "set maintenance_work_mem = '256MB'",
)
_RUNS = 5
_SLOW_MS = 300.0
_IGNORED = ("Startup Cost", "Total Cost", "Plan Rows", "Plan Width", "Plans")


class PostgresTrial:
    """On a scratch database; `limit_ms` ends single statements."""

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]], label: str, limit_ms: int) -> None:
        self.connection = connection
        self.label = label
        self._schemas: dict[str, str] = {}
        for setting in (*_SETTINGS, f"set statement_timeout = {limit_ms}"):
            connection.execute(setting.encode())
        self._offered = {str(row[0]) for row in connection.execute("select extname from pg_catalog.pg_extension")}

    def build(self, candidate: Candidate, rank: int) -> Built:
        """Create the index under a name of our own."""
        import psycopg

        name = f"bdm_candidate_{rank}"
        try:
            for extension in candidate.requires:
                if extension not in self._offered:
                    self.connection.execute(f'create extension "{extension}"'.encode())
                    self._offered.add(extension)
            self.connection.execute(create_index(candidate, name).encode())
            row = self.connection.execute(
                "select pg_catalog.pg_relation_size(i.indexrelid), pg_catalog.format('%%I.%%I', n.nspname, c.relname)"
                " from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid"
                " join pg_catalog.pg_namespace n on n.oid = c.relnamespace where c.relname = %s",
                (name,),
            ).fetchone()
        except psycopg.Error as error:
            raise TrialError(_first_line(error)) from error
        if row is None:
            raise TrialError("the index was not made")
        self._schemas[name] = str(row[1])
        return Built(candidate, name, rank, int(row[0]))

    def settle(self, tables: Iterable[str]) -> None:
        """Statistics of expressions come with ANALYZE after the index."""
        for table in sorted(tables):
            quoted = ".".join('"' + part.replace('"', '""') + '"' for part in table.split("."))
            self.connection.execute(f"analyze {quoted}".encode())

    def explain(self, calls: Sequence[str], present: frozenset[str]) -> Estimate:
        """EXPLAIN of each call; costs are summed."""
        plans = [plan["Plan"] for plan in self._run("explain (format json) ", calls, present)]
        used = frozenset(
            node["Index Name"] for plan in plans for node in _walk(plan) if node.get("Index Name") in self._schemas
        )
        signature = json.dumps([_shape(plan) for plan in plans], sort_keys=True)
        return Estimate(
            sum(float(plan["Total Cost"]) for plan in plans),
            used,
            tuple(_line(plan) for plan in plans),
            hashlib.sha256(signature.encode()).hexdigest(),
        )

    def time(self, calls: Sequence[str], present: frozenset[str], enough_ms: float = math.inf) -> float:
        """The first run of each call warms the cache and does not count, unless it is slow."""
        import psycopg.errors

        total = 0.0
        try:
            for call in calls:
                total += self._fastest(call, present, min(_SLOW_MS, enough_ms))
        except TrialError as error:
            if isinstance(error.__cause__, psycopg.errors.QueryCanceled):
                return math.inf
            raise
        return total

    def _fastest(self, call: str, present: frozenset[str], slow_ms: float) -> float:
        command = "explain (analyze, timing off, summary on, format json) "
        first = float(self._run(command, [call], present)[0]["Execution Time"])
        if first > slow_ms:
            return first
        plans = self._run(command, [call] * _RUNS, present)
        return min(float(plan["Execution Time"]) for plan in plans)

    def drop(self, names: Iterable[str]) -> None:
        """Drop built candidates."""
        for name in names:
            self.connection.execute(f"drop index {self._schemas.pop(name)}".encode())

    def _run(self, command: str, calls: Sequence[str], present: frozenset[str]) -> list[dict[str, Any]]:
        """Each call explained in a transaction of its own that leaves nothing."""
        import psycopg

        hidden = [title for name, title in self._schemas.items() if name not in present]
        found: list[dict[str, Any]] = []
        try:
            with self.connection.transaction(force_rollback=True):
                if hidden:
                    self.connection.execute(f"drop index {', '.join(hidden)}".encode())
                for call in calls:
                    with self.connection.transaction(force_rollback=True):
                        row = self.connection.execute(f"{command}{call}".encode()).fetchone()
                    found.append(row[0][0] if row else {})
        except psycopg.Error as error:
            raise TrialError(_first_line(error)) from error
        return found


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _walk(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from _walk(child)


def _shape(plan: dict[str, Any]) -> list[Any]:
    return [{k: v for k, v in plan.items() if k not in _IGNORED}, [_shape(child) for child in plan.get("Plans", [])]]


def _line(plan: dict[str, Any]) -> str:
    """The scans and the sorts of a plan, from the outermost node."""
    parts = []
    for node in _walk(plan):
        kind = node["Node Type"]
        if kind == "Bitmap Heap Scan":
            continue
        if "Index Name" in node:
            parts.append(f'{kind} "{node["Index Name"]}"')
        elif "Relation Name" in node:
            parts.append(f"{kind} on {node['Relation Name']}")
        elif kind in {"Sort", "Incremental Sort", "Nested Loop", "Hash Join", "Merge Join", "BitmapAnd", "BitmapOr"}:
            parts.append(kind)
    return ", ".join(parts)
