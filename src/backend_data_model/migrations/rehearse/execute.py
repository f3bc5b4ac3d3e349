"""Sends one action to the server as psql would."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

    from backend_data_model.migrations.rehearse.actions import Action

# "cannot run inside a transaction block", and COMMIT in a DO block or a procedure inside one.
REFUSES_TRANSACTION = {"25001", "2D000"}


def execute(connection: psycopg.Connection[Any], action: Action) -> None:
    """Run the statement, and then each value that it gives where the action says so."""
    cursor = connection.execute(action.sql.encode())
    if action.results_run:
        for row in cursor.fetchall():
            for value in row:
                if value is not None:
                    connection.execute(str(value).encode())


def reason(error: psycopg.Error) -> str:
    """The server's message on one line, with its SQLSTATE."""
    message = (error.diag.message_primary or str(error)).strip().partition("\n")[0]
    return f"{message} [{error.sqlstate}]" if error.sqlstate else message
