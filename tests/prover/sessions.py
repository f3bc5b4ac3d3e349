"""Sessions on real engines for the tests, skipped with the reason where an engine is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backend_data_model.engines.mysql.session import mysql_session
from backend_data_model.engines.postgresql.session import postgres_session
from backend_data_model.engines.sqlite.server import sqlite_session
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from contextlib import ExitStack

    from backend_data_model.engines.session import EngineSession


def open_or_skip(stack: ExitStack, target: str) -> EngineSession:
    """A session for `sqlite`, `mysql`, `postgresql` or a major version of it (`postgresql 15`)."""
    engine, _, major = target.partition(" ")
    try:
        if engine == "sqlite":
            return stack.enter_context(sqlite_session())
        if engine == "mysql":
            return stack.enter_context(mysql_session())
        return stack.enter_context(postgres_session(major=int(major) if major else None))
    except EngineUnavailable as error:
        pytest.skip(f"{target}: {error}")
