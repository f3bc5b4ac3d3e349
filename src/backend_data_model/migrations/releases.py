"""Divides a plan into what can be rolled out at once and what has to wait until the old code is gone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backend_data_model.migrations.steps import Plan, Step

_PART = r'(?:"(?:[^"]|"")+"|`(?:[^`]|``)+`|[\w$]+)'
_NAME = rf"{_PART}(?:\.{_PART})*"
_KINDS = (
    "TABLE|FOREIGN TABLE|INDEX|VIEW|MATERIALIZED VIEW|SEQUENCE|TYPE|DOMAIN|FUNCTION|PROCEDURE|AGGREGATE|ROUTINE|"
    "TRIGGER|POLICY|RULE|SCHEMA|EXTENSION|COLLATION|STATISTICS|PUBLICATION|EVENT TRIGGER|COLUMN|CONSTRAINT|FOREIGN KEY"
)
_REMOVED = re.compile(
    rf"\bDROP (?:{_KINDS}) (?:CONCURRENTLY )?(?:IF EXISTS )?(?P<dropped>{_NAME})"
    rf"|\bRENAME (?:(?:COLUMN|CONSTRAINT|INDEX) )?(?P<renamed>(?!TO\b){_PART}) TO "
    rf"|\bALTER (?:{_KINDS}) (?:IF EXISTS )?(?P<moved>{_NAME}) RENAME TO ",
    re.IGNORECASE,
)
_MADE = re.compile(
    rf"\bCREATE (?:OR REPLACE )?(?:UNIQUE |UNLOGGED )?(?:{_KINDS}) (?:CONCURRENTLY )?(?:IF NOT EXISTS )?"
    rf"(?P<created>{_NAME})"
    rf"|\bADD (?:COLUMN|CONSTRAINT) (?P<added>{_PART})|\bRENAME .*?\bTO (?P<renamed>{_PART})"
    rf"|(?:\bSET|,) (?P<filled>{_PART}) = |\bNEW\.(?P<computed>{_PART}) := ",
    re.IGNORECASE,
)
_WORD = re.compile(_PART)


@dataclass(frozen=True, slots=True)
class Releases:
    """The steps that running code survives, and those that come later, as a release of their own."""

    first: list[Step]
    later: list[Step]


def releases(plan: Plan) -> Releases:
    """Holds the contract steps back, each with the later steps that need the name which it sets free.

    A contract step that breaks no running code and loses nothing stays where it is when a step after it needs its
    name: an old index makes way for the new one that takes its name over.  What names something that a held step makes
    is held too, and so is what takes a name away that a held step needs.  Steps of one transaction stay together.
    A plan of SQLite is one release: it rebuilds tables in one transaction, while nobody else uses the database.
    """
    if plan.engine == "sqlite":
        return Releases(plan.steps, [])
    first: list[Step] = []
    later: list[Step] = []
    freed: set[str] = set()
    needed: set[str] = set()
    groups = list(transactions(plan.steps))
    for place, group in enumerate(groups):
        rest = [step for following in groups[place + 1 :] for step in following]
        if any(_waits(step, rest, freed) or not needed.isdisjoint(names_removed_by(step.sql)) for step in group):
            later += group
            freed = freed.union(*(names_removed_by(step.sql) | names_made_by(step.sql) for step in group))
            needed = needed.union(*(names_in(step.sql) for step in group))
        else:
            first += group
    return Releases(first, later)


def transactions(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Steps that follow each other with the same `transaction` number, and each other step by itself."""
    run: list[Step] = []
    for step in steps:
        if run and (step.transaction is None or step.transaction != run[-1].transaction):
            yield run
            run = []
        run.append(step)
    if run:
        yield run


def _waits(step: Step, rest: Iterable[Step], freed: set[str]) -> bool:
    if not freed.isdisjoint(names_in(step.sql)):
        return True
    if step.phase != "contract":
        return False
    if step.loses_data or step.backward_incompatible:
        return True
    removed = names_removed_by(step.sql)
    return not any(after.phase != "contract" and not removed.isdisjoint(names_in(after.sql)) for after in rest)


def names_removed_by(sql: str) -> set[str]:
    """The last parts of the names, without quotes, that a statement drops or renames."""
    return {
        plain(_WORD.findall(found["dropped"] or found["moved"] or found["renamed"])[-1])
        for found in _REMOVED.finditer(sql)
    }


def names_made_by(sql: str) -> set[str]:
    """The last parts of the names, without quotes, that a statement makes, and of columns that it fills."""
    return {plain(_WORD.findall(next(name for name in found.groups() if name))[-1]) for found in _MADE.finditer(sql)}


def names_in(sql: str) -> set[str]:
    """Every word of a statement, names without their quotes."""
    return {plain(word) for word in _WORD.findall(sql)}


def plain(part: str) -> str:
    """A part of a name without quotes."""
    quote = part[0]
    return part[1:-1].replace(quote * 2, quote) if quote in {'"', "`"} else part
