"""A draft that has run becomes a step: what it blocks, how long it takes, what to watch, and what else could do it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.mysql.online_tools import tool_for
from backend_data_model.migrations.steps import Step

if TYPE_CHECKING:
    from backend_data_model.migrations.mysql.catalog.objects import Catalog
    from backend_data_model.migrations.mysql.draft import Draft
    from backend_data_model.migrations.mysql.target import Target

# `lock_wait_timeout`: how long a statement waits for the metadata lock of a table.
_LOCK_WAIT = "2s"
# The stages of ALTER TABLE show here when the instruments `stage/innodb/alter%` are on (MySQL 8.4, 17.16.1).
_MONITOR = (
    "SELECT EVENT_NAME, WORK_COMPLETED, WORK_ESTIMATED FROM performance_schema.events_stages_current"
    " WHERE EVENT_NAME LIKE 'stage/innodb/alter%'"
)


def as_step(draft: Draft, catalog: Catalog, targets: list[Target], there: set[str]) -> Step:
    """No statement of MySQL that changes a schema can be rolled back: each is a transaction of its own.

    `there` are the tables that are there before the plan: nobody waits for others.
    """
    online = draft.online
    works = online is not None and online.works and draft.table in there
    step = Step(
        sql=draft.statement,
        phase=draft.phase,
        note=draft.note,
        undo=draft.undo,
        transactional=False,
        loses_data=draft.loses_data,
        backward_incompatible=draft.backward_incompatible,
        lock_timeout=_LOCK_WAIT,
        duration="grows with the rows" if works else "instant",
        monitor=_MONITOR if works else None,
    )
    if draft.table is None or online is None or draft.table not in there:
        return step
    step.effect = online.effect(draft.table)
    if online.counted:
        limit = min((target.row_versions for target in targets if not target.mariadb), default=None)
        if limit:
            step.note += (
                f" An INSTANT change of columns adds a row version, and a table has at most {limit}:"
                " see TOTAL_ROW_VERSIONS in INFORMATION_SCHEMA.INNODB_TABLES."
            )
    if online.blocks_writes:
        table = catalog.tables.get(draft.table)
        plain = ", ".join(clause.sql for clause in draft.clauses)
        command, reason = tool_for(table, plain, catalog) if table else (None, "the table is gone afterwards")
        step.blocking = f"nothing lets {draft.table} be changed by others while this works; {reason}"
        step.alternative = command
    return step
