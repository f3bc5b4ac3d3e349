"""The order in which each tool runs its files, and the files of a tool's directory that ran before one of them.

Sources: Flyway 12 (versions compare by number, repeatable migrations come last), Alembic 1.20 (`down_revision` and
`depends_on`), Django 5.2 (`dependencies`, `run_before`), Sqitch 1.6 (the plan; a reworked change's first file carries
its tag), Atlas (names as text).  All others number or date their names.
"""

from __future__ import annotations

import heapq
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backend_data_model.migrations.lint.source import Migration, Tool

_VERSION = re.compile(r"^[VB](\d+(?:[._]\d+)*)__")
# Each migration of these tools is a folder of its own.
_FOLDER_EACH: set[Tool] = {"prisma", "diesel"}


def in_order(migrations: Sequence[Migration]) -> list[Migration]:
    """Migrations as their tools run them.  Those of one tool keep the places that they have among the others."""
    by_tool: dict[Tool, list[Migration]] = {}
    for migration in migrations:
        by_tool.setdefault(migration.tool, []).append(migration)
    ordered = {tool: iter(_ORDERS[tool](found) if tool in _ORDERS else found) for tool, found in by_tool.items()}
    return [next(ordered[migration.tool]) for migration in migrations]


def home(migration: Migration) -> Path | None:
    """The directory that holds the history of a migration; None for a file of no tool."""
    if migration.tool == "sql" or migration.file is None:
        return None
    path = Path(migration.file)
    if migration.tool == "sqitch":
        return next(folder for folder in path.parents if folder.name == "deploy")
    return path.parent.parent if migration.tool in _FOLDER_EACH else path.parent


def _by_version(migrations: list[Migration]) -> list[Migration]:
    def key(migration: Migration) -> tuple[bool, list[int], str]:
        name = _name(migration)
        found = _VERSION.match(name)
        return (found is None, [int(part) for part in re.split(r"[._]", found[1])] if found else [], name)

    return sorted(migrations, key=key)


def _by_name(migrations: list[Migration]) -> list[Migration]:
    return sorted(migrations, key=_name)


def _by_plan(migrations: list[Migration]) -> list[Migration]:
    ranks: dict[Path, dict[str, int]] = {}

    def key(migration: Migration) -> tuple[int, str]:
        folder = home(migration)
        if folder is None:
            return (0, "")
        plan = next((p / "sqitch.plan" for p in folder.resolve().parents if (p / "sqitch.plan").exists()), None)
        if plan is not None and plan not in ranks:
            ranks[plan] = _planned(plan.read_text(encoding="utf-8", errors="replace"))
        name = Path(str(migration.file)).relative_to(folder).with_suffix("").as_posix()
        known = ranks[plan] if plan is not None else {}
        return (known.get(name, len(known)), name)

    return sorted(migrations, key=key)


def _planned(plan: str) -> dict[str, int]:
    """Names of deploy scripts, without their suffix, and when each runs."""
    lines = [line.split() for line in plan.splitlines() if line.strip() and line.lstrip()[0] not in "%#"]
    order: list[str] = []
    last: dict[str, int] = {}
    for words in lines:
        if words[0].startswith("@"):
            tag = words[0]
            for place, name in enumerate(order):
                if "@" not in name:
                    last.setdefault(f"{name}{tag}", place)
            continue
        order.append(words[0].lstrip("+-"))
    ranks = {name: place for place, name in enumerate(order)}
    reworked = {name: place for name, place in last.items() if ranks[name.partition("@")[0]] != place}
    return reworked | ranks


def _by_graph(migrations: list[Migration]) -> list[Migration]:
    """What others come after comes first; else as given.  A cycle is taken in the order given."""
    place = {migration.identity: number for number, migration in enumerate(migrations)}
    waits = [{place[name] for name in migration.after if name in place} - {n} for n, migration in enumerate(migrations)]
    followers: dict[int, list[int]] = {}
    for number, before in enumerate(waits):
        for other in before:
            followers.setdefault(other, []).append(number)
    ready = [number for number, before in enumerate(waits) if not before]
    heapq.heapify(ready)
    order: list[int] = []
    while ready:
        number = heapq.heappop(ready)
        order.append(number)
        for other in followers.get(number, ()):
            waits[other].discard(number)
            if not waits[other]:
                heapq.heappush(ready, other)
    done = set(order)
    return [migrations[n] for n in [*order, *(n for n in range(len(migrations)) if n not in done)]]


def _name(migration: Migration) -> str:
    return Path(str(migration.file)).name


_ORDERS: dict[Tool, Callable[[list[Migration]], list[Migration]]] = {
    "flyway": _by_version,
    "alembic": _by_graph,
    "django": _by_graph,
    "sqitch": _by_plan,
    "atlas": _by_name,
}
