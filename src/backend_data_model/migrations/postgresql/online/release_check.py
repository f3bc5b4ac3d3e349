"""Whether a plan also leads to the new schema in the order in which its two releases run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.postgresql.catalog.read import read_catalog
from backend_data_model.migrations.postgresql.planner import steps_between
from backend_data_model.migrations.postgresql.scratch import run_with_roles
from backend_data_model.migrations.releases import releases
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    import psycopg

    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.steps import Plan

_HELP = "plan the renames, splits and merges alone first, the other changes of those tables in a second plan"


def is_reordered(plan: Plan) -> bool:
    """Whether steps are held back past later ones."""
    divided = releases(plan)
    return [*divided.first, *divided.later] != plan.steps


def order_as_released(connection: psycopg.Connection[Any], plan: Plan, wanted: Catalog) -> None:
    """Run both releases, one after the other, on an empty copy of the old schema, and order the steps so.

    Raises InputError where that fails or does not make the copy equal to the wanted schema.
    """
    import psycopg

    divided = releases(plan)
    for step in [*divided.first, *divided.later]:
        try:
            run_with_roles(connection, step.sql)
        except psycopg.Error as error:
            if connection.broken:
                raise
            message = str(error).strip().partition("\n")[0]
            raise InputError(
                f"the changes get into each other's way: with the contract steps held back, PostgreSQL refuses a step: "
                f"{message} [{error.sqlstate}]: {step.sql}",
                help=_HELP,
            ) from error
    if left := steps_between(read_catalog(connection), wanted):
        raise InputError(
            f"the changes get into each other's way: with the contract steps held back, this is left: {left[0].sql}",
            help=_HELP,
        )
    plan.steps = [*divided.first, *divided.later]
