"""Alembic: a chain of revisions, one for each transaction, so that a failed one can be run again.

Sources: Alembic 1.13 to 1.18, "Operation Reference" and `MigrationContext.autocommit_block`.
"""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from backend_data_model.migrations.formats._stamp import moment, stamp
from backend_data_model.migrations.formats._text import (
    enclosings,
    remarks,
    resets,
    slug,
    statements,
    timeouts,
    undo_remark,
    undo_timeouts,
)
from backend_data_model.migrations.formats._units import units
from backend_data_model.migrations.releases import releases

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from backend_data_model.migrations.formats._units import Unit
    from backend_data_model.migrations.steps import Plan
    from backend_data_model.model.schema import Engine

_HEAD = '''\
"""{message}

Revision ID: {revision}
Revises: {after}
Create Date: {created}
"""

import sqlalchemy as sa
from alembic import op

revision = {revision!r}
down_revision = {down_revision!r}
branch_labels = None
depends_on = None


def run(sql):
    """Run SQL as it stands: a colon begins no parameter."""
    op.execute(sa.text(sql.replace(":", "\\\\:")))


'''


def render(
    plan: Plan, name: str = "migration", *, at: datetime | None = None, after: str | None = None
) -> dict[str, str]:
    """`versions/<revision>_<name>.py`, and `contract/versions/` for the next release; the first one revises `after`."""
    begun, divided = moment(at), releases(plan)
    files: dict[str, str] = {}
    previous, number = after, 0
    for directory, steps in (("versions", divided.first), ("contract/versions", divided.later)):
        for unit in units(steps, plan.engine):
            number += 1
            title = f"{slug(name)}_{number:03}_{unit.phase}"
            body = "\n".join(_functions(plan, unit))
            made = f"{previous}\n{title}\n{stamp(begun)}\n{body}"
            revision = sha256(made.encode()).hexdigest()[:12]
            head = _HEAD.format(
                message=f"{name}: {unit.phase}, part {number}".replace("\\", "/").replace('"', "'"),
                revision=revision,
                after=previous or "",
                created=begun.strftime("%Y-%m-%d %H:%M:%S"),
                down_revision=previous,
            )
            files[f"{directory}/{revision}_{title}.py"] = head + body + "\n"
            previous = revision
    return files


def _functions(plan: Plan, unit: Unit) -> Iterator[str]:
    engine, local, back = plan.engine, unit.transactional, unit.undone_in_transaction
    yield "def upgrade() -> None:"
    acts = [
        Act(tuple(remarks(step)), timeouts(step, engine, local=local), step.sql, enclosed)
        for enclosed, group in enclosings(unit.steps, within=local)
        for step in group
    ]
    yield from _function(engine, acts, local, resets(unit.steps, engine))
    yield from ("", "", "def downgrade() -> None:")
    undone = [step for step in reversed(unit.steps) if step.undo]
    acts = [
        Act((undo_remark(step),), undo_timeouts(step, engine, local=back), step.undo or "", enclosed)
        for enclosed, group in enclosings(unit.steps[::-1], within=back)
        for step in group
    ]
    yield from _function(engine, acts, back, resets(undone, engine))


class Act(NamedTuple):
    """Comments, settings, SQL (empty where there is nothing to do), and whether a transaction must be opened for it."""

    told: tuple[str, ...]
    settings: list[str]
    sql: str
    enclosed: bool


_END = Act((), [], "", enclosed=False)


def _function(engine: Engine, acts: Sequence[Act], transactional: bool, after: Sequence[str]) -> Iterator[str]:
    """The body of a function: in the transaction of the migration, or each statement by itself."""
    indent = "    "
    if not transactional:
        yield f"{indent}with op.get_context().autocommit_block():"
        indent *= 2
    enclosed = False
    for act in (*acts, _END):
        if act.enclosed != enclosed:
            yield f'{indent}run("{"BEGIN" if act.enclosed else "COMMIT"}")'
            enclosed = act.enclosed
        for remark in act.told:
            yield from (f"{indent}# {line}".rstrip() for line in remark.splitlines())
        if act.sql:
            yield from (f"{indent}run({_literal(sql)})" for sql in (*act.settings, *statements(act.sql, engine)))
    if not transactional:
        yield from (f"{indent}run({_literal(sql)})" for sql in after)
    if not any(act.sql for act in acts):
        yield f"{indent}pass"


def _literal(sql: str) -> str:
    """The SQL as Python: over several lines where it has them, and only then."""
    if "\n" not in sql or '"""' in sql or sql.endswith('"') or "\\" in sql or "\r" in sql:
        return repr(sql)
    return f'"""{sql}"""'
