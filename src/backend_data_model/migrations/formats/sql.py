"""A plan as SQL scripts with comments: expand and migrate, the contract part held back, and what undoes each."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from backend_data_model.migrations.formats._text import comment, terminated, timeouts, undo_timeouts
from backend_data_model.migrations.releases import releases

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from backend_data_model.migrations.steps import Phase, Plan, Step

_PHASES: dict[Phase, str] = {
    "expand": "expand: the old code goes on running beside what is added here",
    "migrate": "migrate: rows are brought into the new form",
    "contract": "contract: only once no running code needs what goes away here, as a release of its own",
}
_RUN = {
    "postgresql": "psql -X -v ON_ERROR_STOP=1 -f",
    "mysql": "mysql <",
    "sqlite": "sqlite3 -bail DATABASE <",
}
_RETRY = {
    "postgresql": "Each step commits by itself unless it stands between BEGIN and COMMIT.  One that ends with\n"
    "lock_not_available (55P03) has done nothing: run it again, a little later.",
    "mysql": "Each step commits by itself.  One that ends with ER_LOCK_WAIT_TIMEOUT (1205) has done nothing: run it\n"
    "again, a little later.  One that ends with 1845 or 1846 cannot be done that way on this server and this\n"
    "table, and has done nothing either.",
}

Numbered = tuple[int, "Step"]


def render(
    plan: Plan, name: str = "migration", *, at: datetime | None = None, after: str | None = None
) -> dict[str, str]:
    """`NAME.expand.sql`, `NAME.contract.sql` and an `.undo.sql` for each, as far as there are such steps."""
    numbered, divided = list(enumerate(plan.steps, 1)), releases(plan)
    waits = {id(step) for step in divided.later}
    parts = {
        "expand": [item for item in numbered if id(item[1]) not in waits],
        "contract": [item for item in numbered if id(item[1]) in waits],
    }
    files: dict[str, str] = {}
    for part, steps in parts.items():
        if steps:
            files[f"{name}.{part}.sql"] = _text(_forward(plan, steps, f"{name}.{part}.sql"))
            files[f"{name}.{part}.undo.sql"] = _text(_backward(plan, steps, f"{name}.{part}.undo.sql"))
    return files


def script(plan: Plan, *, with_data_loss: bool = True) -> str:
    """The whole plan as one text.  Without `with_data_loss` the steps that lose data are there as comments only."""
    return _text(_forward(plan, list(enumerate(plan.steps, 1)), None, with_data_loss=with_data_loss))


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def _heading(plan: Plan, steps: list[Numbered], file: str | None) -> Iterator[str]:
    count = f"{len(steps)} step{'' if len(steps) == 1 else 's'}"
    yield comment(f"Migration plan for {plan.engine} {plan.version}: {count}.")
    if plan.verified:
        yield comment(f"Verified: {plan.verified}.")
    if file:
        yield comment(f"Run: {_RUN[plan.engine]} {file}")
    for question in plan.questions:
        yield comment(f"Question: {question}")
    for item in plan.unmanaged:
        yield comment(f"Not managed: {item}")


def _forward(plan: Plan, steps: list[Numbered], file: str | None, *, with_data_loss: bool = True) -> Iterator[str]:
    yield from _heading(plan, steps, file)
    if not steps:
        yield comment("Nothing changes.")
        return
    if plan.engine in _RETRY:
        yield comment(_RETRY[plan.engine])
    if not with_data_loss and any(step.loses_data for _, step in steps):
        yield comment("Steps that lose data are comments here; --allow-data-loss makes them statements.")
    for phase, members in groupby(steps, key=lambda item: item[1].phase):
        yield ""
        yield comment(f"=== {_PHASES[phase]}")
        for _, together in groupby(members, key=_transaction):
            yield from _transaction_of(plan, list(together), with_data_loss)


def _transaction(item: Numbered) -> tuple[str, int]:
    number, step = item
    return ("alone", number) if step.transaction is None else ("transaction", step.transaction)


def _transaction_of(plan: Plan, members: list[Numbered], with_data_loss: bool) -> Iterator[str]:
    is_block = members[0][1].transaction is not None and len(members) > 1
    if is_block:
        yield ""
        yield "BEGIN;"
    for number, step in members:
        yield ""
        yield from _remarks(number, step)
        if step.loses_data and not with_data_loss:
            yield comment(f"{step.sql};")
            continue
        yield from map(terminated, timeouts(step, plan.engine, local=is_block))
        yield terminated(step.sql)
    if is_block:
        yield "COMMIT;"


def _remarks(number: int, step: Step) -> Iterator[str]:
    yield comment(f"Step {number}. {step.note}")
    if step.loses_data:
        yield comment(f"LOSES DATA: {step.loses_data}")
    if step.backward_incompatible:
        yield comment(f"Breaks running code: {step.backward_incompatible}")
    if step.blocking:
        yield comment(f"BLOCKS: {step.blocking}")
    if step.alternative:
        yield comment(f"In its place, beside the traffic: {step.alternative}")
    if step.locks:
        yield comment("Locks: " + ", ".join(f"{lock.relation} {lock.mode}" for lock in step.locks))
    if step.duration != "instant":
        yield comment(f"Takes time: {step.duration}.")
    if not step.transactional:
        yield comment("Refuses to run in a transaction block.")
    if step.monitor:
        yield comment(f"Watch it from another session: {step.monitor}")


def _backward(plan: Plan, steps: list[Numbered], file: str) -> Iterator[str]:
    yield comment(f"Takes back the {len(steps)} steps of {file.replace('.undo', '')}, the last first.")
    yield comment(f"Run: {_RUN[plan.engine]} {file}")
    for number, step in reversed(steps):
        yield ""
        if step.undo is None:
            yield comment(f"Step {number} cannot be taken back: {step.note}")
        elif not step.undo:
            yield comment(f"Step {number} needs no undoing: {step.note}")
        else:
            yield comment(f"Step {number}, back: {step.note}")
            if step.loses_data:
                yield comment(f"What was lost stays lost: {step.loses_data}")
            yield from map(terminated, undo_timeouts(step, plan.engine, local=False))
            yield terminated(step.undo)
