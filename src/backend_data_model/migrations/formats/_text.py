"""Comments, settings and statements as they stand in the scripts of every tool."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.releases import transactions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from backend_data_model.migrations.formats._units import Unit
    from backend_data_model.migrations.steps import Step
    from backend_data_model.model.schema import Engine


def slug(text: str) -> str:
    """A name that every tool takes in a file name: lower-case letters, digits and underscores."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "migration"


def comment(text: str) -> str:
    """The text as comment lines; whatever it holds, nothing of it becomes SQL."""
    return "\n".join(f"-- {line}".rstrip() for line in text.splitlines() or [""])


def terminated(sql: str) -> str:
    """The statement with its semicolon, on a line of its own where a comment may end the text."""
    text = sql.rstrip().rstrip(";").rstrip()
    return f"{text}\n;" if "--" in text.rpartition("\n")[2] else f"{text};"


def statements(sql: str, engine: Engine) -> list[str]:
    """The statements of a text, each without its terminator."""
    return [statement.sql for statement in split_statements(sql, engine)]


def remarks(step: Step) -> Iterator[str]:
    """What the operator must know of a step, one remark each."""
    yield step.note
    if step.loses_data:
        yield f"LOSES DATA: {step.loses_data}"
    if step.backward_incompatible:
        yield f"Breaks running code: {step.backward_incompatible}"
    if step.blocking:
        yield f"BLOCKS: {step.blocking}"
    if step.locks:
        yield "Locks: " + ", ".join(f"{lock.relation} {lock.mode}" for lock in step.locks)
    if step.duration != "instant":
        yield f"Takes time: {step.duration}."
    if step.monitor:
        yield f"Watch it from another session: {step.monitor}"


def undo_remark(step: Step) -> str:
    """What taking the step back does and does not bring back."""
    if step.undo is None:
        return f"Cannot be taken back: {step.note}"
    if not step.undo:
        return f"Nothing to take back: {step.note}"
    lost = f"\nWhat was lost stays lost: {step.loses_data}" if step.loses_data else ""
    return f"Takes back: {step.note}{lost}"


def timeouts(step: Step, engine: Engine, *, local: bool) -> list[str]:
    """The settings before a step; `local` ones end with the transaction.

    MySQL's `lock_wait_timeout` is whole seconds, and how long a statement waits for the metadata lock of a table.
    """
    if engine == "mysql" and step.lock_timeout:
        return [f"SET SESSION lock_wait_timeout = {step.lock_timeout.removesuffix('s')}"]
    if engine != "postgresql":
        return []
    word = "SET LOCAL" if local else "SET"
    wanted = (("lock_timeout", step.lock_timeout), ("statement_timeout", step.statement_timeout))
    return [f"{word} {name} = '{value}'" for name, value in wanted if value]


_LONG = re.compile(
    r"\b(?:CREATE (?:UNIQUE )?INDEX|ADD CONSTRAINT|PRIMARY KEY|VALIDATE|SET NOT NULL|TYPE|UPDATE|INSERT)\b",
    re.IGNORECASE,
)


def undo_timeouts(step: Step, engine: Engine, *, local: bool) -> list[str]:
    """The settings before what takes a step back: no statement_timeout where that may build, read or write rows."""
    long = step.undo is not None and step.statement_timeout is not None and _LONG.search(step.undo)
    return timeouts(replace(step, statement_timeout="0") if long else step, engine, local=local)


def resets(steps: Iterable[Step], engine: Engine) -> list[str]:
    """What ends the settings of `timeouts` outside a transaction."""
    if engine == "mysql" and any(step.lock_timeout for step in steps):
        return ["SET SESSION lock_wait_timeout = DEFAULT"]
    if engine != "postgresql":
        return []
    names = {
        name
        for step in steps
        for name, value in (("lock_timeout", step.lock_timeout), ("statement_timeout", step.statement_timeout))
        if value
    }
    return [f"RESET {name}" for name in sorted(names)]


def forward(unit: Unit, engine: Engine, *, in_transaction: bool | None = None) -> str:
    """The steps of a unit with comments; the tool opens the transaction where there is one.

    Settings are local to the transaction, or reset at the end of the script without one.
    """
    local = unit.transactional if in_transaction is None else in_transaction
    blocks = []
    for enclosed, group in enclosings(unit.steps, within=local):
        for step in group:
            lines = [comment(remark) for remark in remarks(step)]
            lines += [terminated(sql) for sql in (*timeouts(step, engine, local=local), step.sql)]
            blocks.append("\n".join(lines))
        _enclose(blocks, len(group), enclosed)
    return _script(blocks, () if local else resets(unit.steps, engine))


def backward(unit: Unit, engine: Engine, *, in_transaction: bool | None = None) -> str:
    """What takes the steps of a unit back, the last first, with comments."""
    local = unit.undone_in_transaction if in_transaction is None else in_transaction
    blocks = []
    undone: list[Step] = []
    for enclosed, group in enclosings(unit.steps[::-1], within=local):
        for step in group:
            lines = [comment(undo_remark(step))]
            if step.undo:
                undone.append(step)
                lines += [terminated(sql) for sql in (*undo_timeouts(step, engine, local=local), step.undo)]
            blocks.append("\n".join(lines))
        _enclose(blocks, len(group), enclosed)
    return _script(blocks, () if local else resets(undone, engine))


def enclosings(steps: Sequence[Step], *, within: bool) -> Iterator[tuple[bool, list[Step]]]:
    """The steps in groups, and whether a script that is not `within` a transaction has to open one for the group."""
    for group in transactions(steps):
        yield not within and len(group) > 1, group


def _enclose(blocks: list[str], count: int, enclosed: bool) -> None:
    if enclosed:
        blocks.insert(len(blocks) - count, "BEGIN;")
        blocks.append("COMMIT;")


def _script(blocks: Sequence[str], after: Iterable[str]) -> str:
    text = "\n\n".join(blocks) + "\n"
    closing = "".join(f"{terminated(sql)}\n" for sql in after)
    return text + closing
