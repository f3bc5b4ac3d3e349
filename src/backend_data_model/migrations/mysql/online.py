"""ALGORITHM and LOCK: what an operation needs on a server (`online_ddl.yaml` has the facts and their sources)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

import yaml

from backend_data_model.migrations.effect import Effect
from backend_data_model.migrations.locks import Lock, LockMode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.migrations.mysql.target import Target

Algorithm = Literal["INSTANT", "NOCOPY", "INPLACE", "COPY"]
LockClause = Literal["NONE", "SHARED", "EXCLUSIVE"]
Held = Literal["compressed", "fulltext", "spatial", "partitions", "cascade"]

_ALGORITHMS: tuple[Algorithm, ...] = ("INSTANT", "NOCOPY", "INPLACE", "COPY")
_LOCKS: tuple[LockClause, ...] = ("NONE", "SHARED", "EXCLUSIVE")
_MYSQL_8 = (8,)
_COLUMN_COUNTED = {"add_column", "add_column_between", "drop_column"}


@dataclass(frozen=True, slots=True)
class Online:
    """How an operation runs.

    `algorithm` is None where neither clause is taken (partition clauses of MariaDB and of MySQL 5.7).
    `rebuilds`: all rows are written anew, `rebuilds_else`: they would be if it could not be INSTANT.  `builds`: an
    index is built.  `counted`: it uses up one of the row versions.
    """

    algorithm: Algorithm | None
    lock: LockClause | None
    rebuilds: bool = False
    builds: bool = False
    counted: bool = False
    rebuilds_else: bool = False

    @property
    def clauses(self) -> str:
        """`ALGORITHM=..., LOCK=...`; INSTANT takes no LOCK (MySQL 8.0, 17.12.1)."""
        if self.algorithm is None:
            return ""
        if self.algorithm == "INSTANT" or self.lock is None:
            return f", ALGORITHM={self.algorithm}"
        return f", ALGORITHM={self.algorithm}, LOCK={self.lock}"

    @property
    def works(self) -> bool:
        """Whether its duration grows with the rows."""
        return self.rebuilds or self.builds

    @property
    def blocks_writes(self) -> bool:
        """Whether rows cannot be changed meanwhile."""
        return self.works and self.lock != "NONE"

    def and_(self, other: Online) -> Online:
        """Both in one statement: the weaker of each."""
        lock = max(self.lock or "NONE", other.lock or "NONE", key=_LOCKS.index)
        if self.algorithm is None or other.algorithm is None:
            return Online(None, lock, self.rebuilds or other.rebuilds, self.builds or other.builds)
        algorithm = max(self.algorithm, other.algorithm, key=_ALGORITHMS.index)
        forced = any(part.rebuilds_else and part.algorithm == "INSTANT" for part in (self, other))
        if forced and algorithm == "NOCOPY":
            algorithm = "INPLACE"
        rebuilds = self.rebuilds or other.rebuilds or algorithm == "COPY" or (forced and algorithm == "INPLACE")
        counted = algorithm == "INSTANT" and (self.counted or other.counted)
        return Online(algorithm, lock, rebuilds, self.builds or other.builds, counted, forced)

    def weaker(self) -> Online | None:
        """The next thing to ask for when the server refuses this."""
        if self.algorithm is None or self.algorithm == "COPY":
            return None
        if self.algorithm != "INSTANT" and self.lock == "NONE" and self.algorithm == "INPLACE":
            return Online("INPLACE", "SHARED", True, self.builds)
        if self.algorithm == "INPLACE":
            return Online("COPY", "SHARED", True, self.builds)
        return Online("INPLACE", self.lock or "NONE", self.rebuilds or self.rebuilds_else, self.builds)

    def effect(self, table: str) -> Effect:
        """In the terms of the other engines.

        A metadata lock that excludes everything is taken at the end by each (8.4, 17.12.2); while rows are written or
        an index is built, LOCK=NONE lets others read and write, SHARED only read.
        """
        mode = LockMode.ACCESS_EXCLUSIVE
        if self.works:
            mode = {"NONE": LockMode.SHARE_UPDATE_EXCLUSIVE, "SHARED": LockMode.SHARE}.get(
                self.lock or "EXCLUSIVE", LockMode.ACCESS_EXCLUSIVE
            )
        return Effect(
            locks=(Lock(table, mode),),
            rewrites=(table,) if self.rebuilds else (),
            index_builds=(table,) if self.builds and not self.rebuilds else (),
            transactional=False,
            reasons=(f"ALGORITHM={self.algorithm or 'DEFAULT'}, LOCK={(self.algorithm and self.lock) or 'DEFAULT'}",),
        )


@cache
def _facts() -> dict[str, dict[str, Any]]:
    text = files("backend_data_model.migrations.mysql").joinpath("online_ddl.yaml").read_text(encoding="utf-8")
    facts: dict[str, dict[str, Any]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return facts


def online(operation: str, target: Target, held: frozenset[Held] = frozenset()) -> Online:
    """The best that the target takes on a table that has what `held` names.

    No INSTANT change of columns on compressed tables and those with a FULLTEXT index (MySQL 8.0, 17.12.1, notes); no
    writes during a rebuild that a FULLTEXT or SPATIAL index must survive (8.0, handler0alter.cc).
    """
    facts = _facts()[operation]
    if target.mariadb:
        return _on_mariadb(operation, facts, held)
    mysql = facts["mysql"] if target.version >= _MYSQL_8 else {**facts["mysql"], **facts.get("mysql57", {})}
    if held & set(mysql.get("copied_with", ())):
        return Online("COPY", "SHARED", rebuilds=True)
    instant = not held & {"compressed", "fulltext"}
    builds, rebuilds = bool(mysql.get("builds")), mysql["rebuilds"]
    since = mysql.get("instant")
    if since and instant and target.version >= tuple(int(part) for part in str(since).split(".")):
        return Online("INSTANT", None, counted=operation in _COLUMN_COUNTED, rebuilds_else=rebuilds)
    if mysql["inplace"] is None:
        return Online(None, "SHARED" if rebuilds else None, rebuilds)
    if not mysql["inplace"]:
        return Online("COPY", "SHARED", rebuilds=True)
    if operation == "add_fulltext" and "fulltext" in held:
        rebuilds = False
    blocked = not mysql["dml"] or (rebuilds and held & {"fulltext", "spatial"}) or "cascade" in held
    return Online("INPLACE", "SHARED" if blocked else "NONE", rebuilds, builds)


def _on_mariadb(operation: str, facts: dict[str, Any], held: frozenset[Held]) -> Online:
    algorithm, lock = facts["mariadb"]
    builds, counted = bool(facts["mysql"].get("builds")), operation in _COLUMN_COUNTED
    if algorithm is None:
        return Online(None, "SHARED" if facts["mysql"]["rebuilds"] else None, facts["mysql"]["rebuilds"])
    if "partitions" in held and "partitions" in facts["mysql"].get("copied_with", ()):
        return Online("COPY", "SHARED", rebuilds=True)
    if operation == "add_fulltext" and "fulltext" in held:
        algorithm = "NOCOPY"
    if algorithm == "INSTANT" and counted and held & {"compressed", "fulltext"}:
        return Online("INPLACE", "SHARED", rebuilds=True)
    rebuilds = algorithm == "COPY" or (algorithm == "INPLACE" and not builds)
    if rebuilds and algorithm == "INPLACE" and held & {"fulltext", "spatial"}:
        lock = "SHARED"
    return Online(algorithm, lock, rebuilds, builds, rebuilds_else=operation.startswith("add_column"))


def on_all(operation: str, targets: Iterable[Target], held: frozenset[Held] = frozenset()) -> Online:
    """What every one of the targets takes."""
    found = [online(operation, target, held) for target in targets]
    best = found[0]
    for other in found[1:]:
        best = best.and_(other)
    if best.algorithm == "NOCOPY" and len(found) > 1:
        return replace(best, algorithm="INPLACE")
    return best
