"""Changes of partitioning, as the least that ALTER TABLE can do (MySQL 8.4, 26.3)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from backend_data_model.migrations.mysql.draft import Clause
from backend_data_model.migrations.mysql.names import unquoted

_PIECE = re.compile(r"'(?:[^'\\]|''|\\.)*'|`(?:[^`]|``)*`|[(),]|[^'`(),]+", re.DOTALL)
_COUNT = re.compile(r" PARTITIONS (\d+)$")
_NAMED = re.compile(r"PARTITION (`(?:[^`]|``)*`|\w+)")


@dataclass(frozen=True, slots=True)
class _Partitioning:
    """`head` is everything before the list of partitions; `parts` by name."""

    head: str
    parts: dict[str, str]
    count: int | None


def _parse(text: str) -> _Partitioning:
    counted = _COUNT.search(text)
    if counted:
        return _Partitioning(text[: counted.start()], {}, int(counted[1]))
    at = text.find(" (PARTITION ")
    if at < 0:
        return _Partitioning(text, {}, None)
    parts: dict[str, str] = {}
    depth, start = 0, at + 2
    for piece in _PIECE.finditer(text, at + 1):
        depth += {"(": 1, ")": -1}.get(piece.group(), 0)
        if (piece.group() == "," and depth == 1) or depth == 0:
            part = text[start : piece.start()].strip()
            name = _NAMED.match(part)
            parts[unquoted(name[1]) if name else part] = part
            start = piece.end()
        if depth == 0:
            break
    return _Partitioning(text[:at], parts, None)


def partition_clauses(table: str, old: str | None, new: str | None) -> list[Clause]:
    """Each of them must be a statement of its own."""
    if old == new:
        return []
    if new is None:
        return [_clause("REMOVE PARTITIONING", "remove_partitioning", f"{table} is no longer partitioned.", old)]
    whole = _clause(
        new, "partition_by", f"{table} is partitioned anew: every row is copied.", old or "REMOVE PARTITIONING"
    )
    if old is None:
        return [whole]
    before, after = _parse(old), _parse(new)
    if before.head != after.head:
        return [whole]
    if before.count and after.count:
        return [_count_clause(table, before.count, after.count)]
    gone = [name for name in before.parts if name not in after.parts]
    kept = [name for name in before.parts if name in after.parts]
    come = [name for name in after.parts if name not in before.parts]
    is_range = " RANGE " in f"{after.head} "
    if any(before.parts[name] != after.parts[name] for name in kept) or (is_range and list(after.parts) != kept + come):
        return [whole]
    clauses = []
    if gone:
        clauses.append(
            Clause(
                f"DROP PARTITION {', '.join(f'`{name}`' for name in gone)}",
                frozenset({"drop_partition"}),
                f"The partitions {', '.join(gone)} of {table} go with their rows.",
                None if is_range else f"ADD PARTITION ({', '.join(before.parts[name] for name in gone)})",
                phase="contract",
                loses_data=f"the rows in {', '.join(gone)} of {table}",
                last=True,
            )
        )
    if come:
        clauses.append(
            Clause(
                f"ADD PARTITION ({', '.join(after.parts[name] for name in come)})",
                frozenset({"add_partition"}),
                f"{table} gets the partitions {', '.join(come)}; no row is copied.",
                f"DROP PARTITION {', '.join(f'`{name}`' for name in come)}",
                last=True,
            )
        )
    return clauses


def _count_clause(table: str, before: int, after: int) -> Clause:
    more, fewer = f"ADD PARTITION PARTITIONS {abs(after - before)}", f"COALESCE PARTITION {abs(after - before)}"
    grows = after > before
    return _clause(
        more if grows else fewer,
        "add_hash_partition" if grows else "coalesce_partition",
        f"{table} gets {after} partitions in the place of {before}: rows move.",
        fewer if grows else more,
    )


def _clause(sql: str, operation: str, note: str, undo: str | None) -> Clause:
    return Clause(sql, frozenset({operation}), note, undo, last=True)
