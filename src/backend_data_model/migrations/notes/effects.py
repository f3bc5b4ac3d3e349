"""A predicted effect in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.locks import LockMode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.migrations.effect import Effect

WAITING = {
    "none": "readers and writers go on",
    "brief_write_block": "writers wait for a moment",
    "brief_access_exclusive": "readers and writers wait for a moment",
    "high": "writers wait until it is done",
    "critical": "readers and writers wait until it is done",
}


def in_words(effect: Effect) -> str:
    """The locks on tables, the work, and who waits."""
    if effect.unknown:
        return f"not predicted: {effect.unknown}"
    parts = []
    by_mode: dict[LockMode, list[str]] = {}
    for lock in effect.locks:
        if lock.kind == "table" and lock.mode > LockMode.ACCESS_SHARE:
            by_mode.setdefault(lock.mode, []).append(lock.relation.removeprefix("public."))
    locks = [f"{mode} on {', '.join(sorted(by_mode[mode]))}" for mode in sorted(by_mode, reverse=True)]
    if locks:
        parts.append(", ".join(locks))
    parts += work_in_words(effect)
    parts.append(WAITING[effect.hazard])
    if effect.transactional is False:
        parts.append("cannot stand in a transaction")
    return "; ".join(parts)


def work_in_words(effect: Effect) -> list[str]:
    """What grows with the rows; an index that is built is more to say than the rows read for it."""
    tables = {lock.relation for lock in effect.locks if lock.kind == "table"}
    parts = []
    if effect.rewrites:
        parts.append(f"writes every row of {_names(effect.rewrites)} anew")
    elif effect.index_builds:
        named = [name for name in effect.index_builds if name not in tables]
        parts.append(f"builds {_names(named)}" if named else "builds its index")
    elif effect.scans:
        parts.append(f"reads every row of {_names(effect.scans)}")
    return parts


def _names(names: Sequence[str]) -> str:
    return ", ".join(sorted(name.removeprefix("public.") for name in names))
