"""The trial on MySQL 8, or MariaDB from 10.6.

All candidates exist at once; those that are not `present` are INVISIBLE (MySQL 8.0 manual, 8.3.12) or IGNORED (MariaDB
since 10.6), which changes metadata only.  The planner's cost of a whole statement cannot be asked of both; here it is
the rows that the storage engine hands over and those that are sorted, as the session counts them.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from time import perf_counter
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.identifiers import quote_identifier
from backend_data_model.indexing.engines.mysql import create_index
from backend_data_model.indexing.verification.trial import Built, Estimate, TrialError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pymysql

    from backend_data_model.indexing.candidate import Candidate

_RUNS = 5
_SLOW_MS = 300.0
_OWN = re.compile(r"\bbdm_candidate_\d+\b")
# What EXPLAIN guesses, or names without using it.
_IGNORED = re.compile(r"rows|filtered|cost|possible_keys|loops|data_read|used_columns|time")
_TOO_LONG = (3024, 1969, 1317)


class MysqlTrial:
    """On a scratch database; `limit_ms` ends single statements (on MySQL only SELECT)."""

    def __init__(self, connection: pymysql.Connection[Any], label: str, limit_ms: int, *, mariadb: bool) -> None:
        self.connection = connection
        self.label = f"{label}; its cost is rows that were read and sorted"
        self._off, self._on = ("IGNORED", "NOT IGNORED") if mariadb else ("INVISIBLE", "VISIBLE")
        self._tables: dict[str, str] = {}
        self._visible: set[str] = set()
        self._costs: dict[tuple[str, str], float] = {}
        seconds = limit_ms / 1000
        self._ask(f"set max_statement_time = {seconds}" if mariadb else f"set max_execution_time = {limit_ms}")

    def build(self, candidate: Candidate, rank: int) -> Built:
        """Create the index under a name of our own and hide it."""
        name = f"bdm_candidate_{rank}"
        table = quote_identifier(candidate.table.name, "mysql")
        self._ask(create_index(candidate, name))
        self._ask(f"alter table {table} alter index {name} {self._off}")
        self._tables[name] = table
        self._ask(f"analyze table {table}")
        rows = self._ask(
            "select stat_value * @@innodb_page_size from mysql.innodb_index_stats where stat_name = 'size'"
            f" and database_name = database() and index_name = '{name}'"
        )
        return Built(candidate, name, rank, int(rows[0][0]) if rows else 0)

    def settle(self, tables: Iterable[str]) -> None:
        """Nothing: statistics come with the index."""

    def explain(self, calls: Sequence[str], present: frozenset[str]) -> Estimate:
        """EXPLAIN of each call, and one run of each plan for what it reads; that is summed."""
        self._show(present)
        plans: list[str] = []
        signatures: list[str] = []
        cost = 0.0
        for call in calls:
            rows = self._ask(f"explain format=json {call}")
            plan = _shape(json.loads(rows[0][0]))
            text = json.dumps(plan, sort_keys=True)
            signatures.append(text)
            plans.append(", ".join(_lines(plan)))
            if (call, text) not in self._costs:
                self._costs[call, text] = self._read_rows(call)
            cost += self._costs[call, text]
        whole = "\n".join(signatures)
        return Estimate(cost, frozenset(_OWN.findall(whole)), tuple(plans), hashlib.sha256(whole.encode()).hexdigest())

    def time(self, calls: Sequence[str], present: frozenset[str], enough_ms: float = math.inf) -> float:
        """The first run of each call warms the cache and does not count, unless it is slow."""
        self._show(present)
        total = 0.0
        for call in calls:
            first = self._ms(call)
            quick = math.isfinite(first) and first <= min(_SLOW_MS, enough_ms)
            total += min(self._ms(call) for _ in range(_RUNS)) if quick else first
        return total

    def drop(self, names: Iterable[str]) -> None:
        """Drop built candidates."""
        for name in names:
            self._ask(f"alter table {self._tables.pop(name)} drop index {name}")
            self._visible.discard(name)

    def _show(self, present: frozenset[str]) -> None:
        changes: dict[str, list[str]] = {}
        for name, table in self._tables.items():
            if (name in present) != (name in self._visible):
                state = self._on if name in present else self._off
                changes.setdefault(table, []).append(f"alter index {name} {state}")
        for table, parts in changes.items():
            self._ask(f"alter table {table} {', '.join(parts)}")
        self._visible = set(present) & set(self._tables)

    def _read_rows(self, call: str) -> float:
        before = self._counters()
        self._ms(call)
        # Reading the counters itself is not counted.
        return float(max(1, self._counters() - before))

    def _counters(self) -> int:
        names = "'Handler_read_%' or variable_name = 'Sort_rows'"
        return sum(int(row[1]) for row in self._ask(f"show session status where variable_name like {names}"))

    def _ms(self, call: str) -> float:
        """Milliseconds of one run that leaves nothing, as this end sees them; infinite where it exceeded the limit."""
        import pymysql

        with self.connection.cursor() as cursor:
            cursor.execute("begin")
            began = perf_counter()
            try:
                cursor.execute(call)
                cursor.fetchall()
                return (perf_counter() - began) * 1000
            except pymysql.MySQLError as error:
                if error.args and error.args[0] in _TOO_LONG:
                    return math.inf
                raise TrialError(str(error.args[-1])) from error
            finally:
                cursor.execute("rollback")

    def _ask(self, sql: str) -> Sequence[tuple[Any, ...]]:
        import pymysql

        try:
            with self.connection.cursor() as cursor:
                cursor.execute(sql)
                rows: Sequence[tuple[Any, ...]] = cursor.fetchall()
                return rows
        except pymysql.MySQLError as error:
            raise TrialError(str(error.args[-1] if error.args else error)) from error


def _shape(plan: Any) -> Any:
    """What a plan does, without what it guesses."""
    if isinstance(plan, dict):
        return {
            key: _shape(value) for key, value in plan.items() if not _IGNORED.search(key) and key != "query_block_id"
        }
    return [_shape(item) for item in plan] if isinstance(plan, list) else plan


def _lines(plan: Any) -> Iterator[str]:
    """Tables with how they are read, and sorts, from the outermost node."""
    if isinstance(plan, list):
        for item in plan:
            yield from _lines(item)
    elif isinstance(plan, dict):
        if "table_name" in plan:
            index = f' by "{plan["key"]}"' if isinstance(plan.get("key"), str) else ""
            yield f"{plan['table_name']}: {plan.get('access_type', 'read')}{index}"
        for key, value in plan.items():
            if key in {"filesort", "read_sorted_file", "temporary_table"} or value is True:
                yield key.replace("_", " ")
            yield from _lines(value)
