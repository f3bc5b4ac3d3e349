"""The effect of each step of a plan on the schema that the steps before it leave."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.effect import Effect
from backend_data_model.migrations.postgresql.predict.known import Known
from backend_data_model.migrations.postgresql.predict.script import predict_script

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.migrations.locks import Lock
    from backend_data_model.migrations.steps import Step

_WORD = re.compile(r"\w+")
_MADE = re.compile(
    r"create\s+(?:or\s+replace\s+)?(?:unlogged\s+|global\s+|local\s+|temp(?:orary)?\s+|foreign\s+|recursive\s+)*"
    r"(?:table|view|materialized\s+view|sequence|type|domain|function|procedure)\s+(?:if\s+not\s+exists\s+)?"
    r'(?:"?\w+"?\s*\.\s*)?"?(\w+)',
    re.IGNORECASE,
)


def predict_steps(steps: Sequence[Step], old: str, version: int) -> None:
    """Fill in `effect` of every step; `old` is the DDL before the first of them."""
    if not steps:
        return
    known = Known(_part_for(old, steps), version, assumes=False)
    for step in steps:
        step.effect = united([statement.effect for statement in predict_script(step.sql, known)])


def _part_for(old: str, steps: Sequence[Step]) -> str:
    """The statements of the old DDL about what the steps name, and about what those name in turn.

    Reading a thousand tables for a plan about three of them would take longer than the plan.
    """
    statements = [statement.sql for statement in split_statements(old, "postgresql")]
    made = {match.group(1).lower() for sql in statements if (match := _MADE.match(sql))}
    speaks_of = [{word.lower() for word in _WORD.findall(sql)} & made for sql in statements]
    named = {word.lower() for step in steps for word in _WORD.findall(step.sql)} & made
    wanted = named.union(*(words for words in speaks_of if words & named))
    kept = [sql for sql, words in zip(statements, speaks_of, strict=True) if not words or words & wanted]
    return ";\n".join(kept) + ";"


def united(effects: Sequence[Effect]) -> Effect:
    """The effect of several statements as of one: the strongest lock on each relation, all the work."""
    if len(effects) == 1:
        return effects[0]
    locks: dict[str, Lock] = {}
    for lock in (lock for effect in effects for lock in effect.locks):
        old = locks.get(lock.relation)
        locks[lock.relation] = lock if old is None or old.mode < lock.mode else old
    ways = {effect.transactional for effect in effects}
    return Effect(
        tuple(locks.values()),
        tuple(dict.fromkeys(name for effect in effects for name in effect.rewrites)),
        tuple(dict.fromkeys(name for effect in effects for name in effect.scans)),
        tuple(dict.fromkeys(name for effect in effects for name in effect.index_builds)),
        None if None in ways else False not in ways,
        tuple(dict.fromkeys(reason for effect in effects for reason in effect.reasons)),
        next((effect.unknown for effect in effects if effect.unknown), None),
    )
