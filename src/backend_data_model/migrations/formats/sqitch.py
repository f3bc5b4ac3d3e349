"""Sqitch: a change with deploy, revert and verify scripts for each transaction, and the lines of the plan.

Sources: Sqitch 1.3 to 1.5, `sqitchtutorial`, `App::Sqitch::Plan` (line format; Sqitch computes the change ids itself).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.formats._stamp import moment
from backend_data_model.migrations.formats._text import backward, comment, forward, slug, terminated
from backend_data_model.migrations.formats._units import units
from backend_data_model.migrations.formats._verify import verify
from backend_data_model.migrations.releases import releases

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from backend_data_model.migrations.formats._units import Unit
    from backend_data_model.migrations.steps import Plan, Step

_ENGINES = {"postgresql": "pg", "mysql": "mysql", "sqlite": "sqlite"}
_PLANNER = "backend-data-model <bdm@localhost>"
LINES = "sqitch.plan.lines"


def render(
    plan: Plan, name: str = "migration", *, at: datetime | None = None, after: str | None = None
) -> dict[str, str]:
    """`sqitch.plan`, `sqitch.conf` and `{deploy,revert,verify}/<change>.sql`; the next release under `contract/`.

    With `after`, a change of a project that is there, the lines for its plan come in `sqitch.plan.lines` instead, as
    those of the next release always do: `cat sqitch.plan.lines >> sqitch.plan`.
    """
    begun, divided = moment(at).strftime("%Y-%m-%dT%H:%M:%SZ"), releases(plan)
    ordered = [*divided.first, *divided.later]
    files: dict[str, str] = {}
    lines: dict[str, list[str]] = {"": [], "contract/": []}
    previous, number, done = after, 0, 0
    for root, steps in (("", divided.first), ("contract/", divided.later)):
        for unit in units(steps, plan.engine):
            number += 1
            done += len(unit.steps)
            change = f"{slug(name)}_{number:03}_{unit.phase}"
            needs = f" [{previous}]" if previous else ""
            note = " ".join(unit.steps[0].note.split())
            lines[root].append(f"{change}{needs} {begun} {_PLANNER} # {note}\n")
            scripts = _scripts(plan, unit, ordered[done:])
            files |= {f"{root}{act}/{change}.sql": _headed(act, change, plan, text) for act, text in scripts.items()}
            previous = change
    if lines[""]:
        head = "" if after else f"%syntax-version=1.0.0\n%project={slug(name)}\n\n"
        files[LINES if after else "sqitch.plan"] = head + "".join(lines[""])
    if lines["contract/"]:
        files[f"contract/{LINES}"] = "".join(lines["contract/"])
    if files and not after:
        files["sqitch.conf"] = f"[core]\n\tengine = {_ENGINES[plan.engine]}\n"
    return files


def _scripts(plan: Plan, unit: Unit, later: Sequence[Step]) -> dict[str, str]:
    deploy, revert = forward(unit, plan.engine), backward(unit, plan.engine)
    return {
        "deploy": _in_transaction(deploy) if unit.transactional else deploy,
        "revert": _in_transaction(revert) if unit.undone_in_transaction and plan.engine != "mysql" else revert,
        "verify": _verify(plan, unit, later),
    }


def _headed(act: str, change: str, plan: Plan, text: str) -> str:
    preposition = {"deploy": "to", "revert": "from", "verify": "on"}[act]
    return f"-- {act.title()} {change} {preposition} {_ENGINES[plan.engine]}\n\n{text}"


def _in_transaction(text: str) -> str:
    return f"BEGIN;\n\n{text}\nCOMMIT;\n"


def _verify(plan: Plan, unit: Unit, later: Sequence[Step]) -> str:
    lines = []
    for place, step in enumerate(unit.steps, 1):
        queries = verify(step, [*unit.steps[place:], *later]) if plan.engine == "postgresql" else []
        lines.append(comment(step.note if queries else f"No query tells whether this is done: {step.note}"))
        lines += [terminated(query) for query in queries]
    return "BEGIN;\n\n" + "\n".join(lines) + "\n\nROLLBACK;\n"
