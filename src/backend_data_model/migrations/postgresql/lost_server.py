"""What is told when the server for the trial goes away while we work on it."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def naming_the_stage_of_a_lost_server(tell: Callable[[str], None]) -> Iterator[Callable[[str], None]]:
    """Passes stages on to `tell`; EngineUnavailable, with the stage, where the server ends or can do no more.

    That is ServerLost, or psycopg's OperationalError: no SQLSTATE or class 57P where the server is gone, 53 where it
    lacks disk or memory.
    """
    import psycopg

    from backend_data_model.engines.postgresql.server import ServerLost

    stage = "starting"

    def told(message: str) -> None:
        nonlocal stage
        stage = message
        tell(message)

    try:
        yield told
    except (psycopg.OperationalError, ServerLost) as error:
        message = str(error).strip().partition("\n")[0]
        gone = isinstance(error, ServerLost) or error.sqlstate is None or error.sqlstate.startswith("57P")
        raise EngineUnavailable(
            f"the server {'went away' if gone else 'could not go on'} while {stage}: {message}",
            help="nothing was changed; run the command again",
        ) from error
