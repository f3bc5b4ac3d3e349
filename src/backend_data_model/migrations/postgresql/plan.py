"""Plans a migration of PostgreSQL: both schemas are loaded, their catalogs compared, and the plan is tried."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.postgresql.catalog.read import read_catalog
from backend_data_model.migrations.postgresql.online.derivations import check_group, find_groups
from backend_data_model.migrations.postgresql.online.derived_columns import DerivedColumns
from backend_data_model.migrations.postgresql.online.release_check import is_reordered, order_as_released
from backend_data_model.migrations.postgresql.planner import steps_between, steps_of
from backend_data_model.migrations.postgresql.predict.plans import predict_steps
from backend_data_model.migrations.postgresql.rename_questions import rename_questions
from backend_data_model.migrations.postgresql.renames import (
    equal_renames,
    said_renames,
    said_table_renames,
    using_expressions,
)
from backend_data_model.migrations.postgresql.scratch import loaded, run_with_roles
from backend_data_model.migrations.postgresql.unspoken import reading_role
from backend_data_model.migrations.rename_hints import RenameHints, read_rename_hints
from backend_data_model.migrations.steps import Plan
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.postgresql.online.derivations import Group
    from backend_data_model.migrations.postgresql.unspoken import Unspoken
    from backend_data_model.migrations.steps import Step

_MOST_ROUNDS = 4


def plan_ddl(
    server: PostgresServer, old: str, new: str, kept: Unspoken | None = None, *, online_renames: bool = False
) -> Plan:
    """The plan from the schema of one DDL text to that of another, tried on an empty copy of the old one.

    `kept` is what the new text says nothing of, where the old one was made from a live database.
    """
    with loaded(server, old, "OLD") as before, loaded(server, new, "NEW") as after:
        wanted = read_catalog(after)
        hints = read_rename_hints(new, "postgresql")
        plan = plan_on(before, wanted, server.version, hints, kept, online_renames=online_renames)
    if (online_renames or hints.derived) and is_reordered(plan):
        with loaded(server, old, "OLD") as again:
            order_as_released(again, plan, wanted)
    predict_steps(plan.steps, old, server.version_tuple[0])
    return plan


def plan_on(
    connection: psycopg.Connection[Any],
    wanted: Catalog,
    version: str,
    hints: RenameHints | None = None,
    kept: Unspoken | None = None,
    *,
    online_renames: bool = False,
) -> Plan:
    """The plan for the schema in a scratch database; the plan is run there, and what it leaves is planned again.

    Renames come first, so that everything after them is compared under the new names; with `online_renames` both names
    serve until the contract steps.  `kept` is what `wanted` says nothing of, and what therefore stays.  Raises
    InputError when the schema does not become equal to the wanted one.
    """
    plan = Plan("postgresql", version)
    catalog = read_catalog(connection)
    said = hints or RenameHints()
    for renames in (
        partial(said_table_renames, hints=said, online=online_renames),
        partial(said_renames, hints=said, online=online_renames),
        equal_renames,
    ):
        steps = steps_of(renames(catalog, wanted))
        for step in steps:
            _run(connection, step)
        _append(plan, steps)
        catalog = read_catalog(connection) if steps else catalog
    groups = find_groups(said, catalog, wanted)
    if groups:
        for group in groups:
            check_group(connection, group, catalog, wanted)
        derived = [DerivedColumns(group, catalog, wanted) for group in groups]
        drafts = [draft for one in derived for draft in one.expand()]
        steps = steps_of(drafts + [draft for one in derived for draft in one.contract()])
        for step in steps:
            _run(connection, step)
        _append(plan, steps)
        catalog = read_catalog(connection)
    plan.questions = rename_questions(catalog, wanted)
    reader = reading_role(connection) if kept else ""
    told = kept.told(catalog, reader) if kept else []
    for _ in range(_MOST_ROUNDS):
        if kept:
            kept.keep(catalog, wanted, reader)
        steps = steps_between(catalog, wanted, using_expressions(wanted, hints))
        if not steps:
            plan.verified = f"run on an empty copy of the old schema on PostgreSQL {version}: it becomes the new one"
            plan.unmanaged = [*_unmanaged(catalog, wanted), *told]
            _say_what_is_kept(plan, groups)
            return plan
        for step in steps:
            _run(connection, step)
        _append(plan, steps)
        catalog = read_catalog(connection)
    raise InputError(
        f"no plan makes the two schemas equal; what is left: {'; '.join(step.sql for step in steps[:3])}",
        help="Please report both schemas.",
    )


def _say_what_is_kept(plan: Plan, groups: Sequence[Group]) -> None:
    """The values of a column that is split or merged are not all lost with it."""
    for step in plan.steps:
        for group in groups:
            if step.loses_data and step.sql in {
                f"ALTER TABLE {group.table} DROP COLUMN {name}" for name in group.sources
            }:
                step.loses_data += f", as far as {', '.join(group.forth)} do not hold them"


def _append(plan: Plan, steps: list[Step]) -> None:
    """Add the steps of a further round; the numbers of its transactions go on."""
    last = max((step.transaction for step in plan.steps if step.transaction is not None), default=0)
    for step in steps:
        if step.transaction is not None:
            step.transaction += last
    plan.steps += steps


def _unmanaged(old: Catalog, new: Catalog) -> list[str]:
    """What is not compared: of what both have, only the name is known to be the same."""
    before, after = set(old.unmanaged), set(new.unmanaged)
    alone = [f"{name} (only in OLD, and stays)" for name in before - after]
    alone += [f"{name} (only in NEW, and is not made)" for name in after - before]
    return sorted([*(before & after), *alone])


def _run(connection: psycopg.Connection[Any], step: Step) -> None:
    import psycopg

    try:
        run_with_roles(connection, step.sql)
    except psycopg.Error as error:
        if connection.broken:
            raise
        message = str(error).strip().partition("\n")[0]
        raise InputError(
            f"a step of the plan is refused: {message} [{error.sqlstate}]: {step.sql}",
            help="Please report both schemas; the plan must be made by hand.",
        ) from error
