"""Runs plans in the order of their two releases, and takes them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.releases import releases, transactions

if TYPE_CHECKING:
    import psycopg

    from backend_data_model.migrations.steps import Plan, Step

READY = "From here on the new code can run"


def steps_as_released(plan: Plan) -> list[list[Step]]:
    """The groups of steps of one transaction, in the order of the two releases."""
    divided = releases(plan)
    return [*transactions(divided.first), *transactions(divided.later)]


def run(connection: psycopg.Connection[Any], group: list[Step]) -> None:
    """Run the steps of one transaction."""
    if len(group) == 1:
        connection.execute(group[0].sql.encode())
        return
    with connection.transaction():
        for step in group:
            connection.execute(step.sql.encode())


def take_back(connection: psycopg.Connection[Any], groups: list[list[Step]]) -> None:
    """Run every undo, the last first."""
    for step in [step for group in groups for step in group][::-1]:
        for statement in split_statements(step.undo or "", "postgresql"):
            connection.execute(statement.sql.encode())
