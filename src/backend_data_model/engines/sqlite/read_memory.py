"""A throw-away SQLite database that runs one statement after the other and reaches nothing outside."""

from __future__ import annotations

import sqlite3

_VALUE_LIMIT = 50_000_000
_STEPS_BETWEEN_CHECKS = 100_000
_CHECKS = 200


class Memory:
    """A database in memory without ATTACH, values over 50 MB, and statements of more than 20 million steps."""

    def __init__(self) -> None:
        self.connection = sqlite3.connect(":memory:", isolation_level=None)
        self.connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _VALUE_LIMIT)
        self.connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        self.connection.set_progress_handler(self._spend, _STEPS_BETWEEN_CHECKS)
        self._left = _CHECKS

    def _spend(self) -> bool:
        self._left -= 1
        return self._left < 0

    def run(self, sql: str) -> str | None:
        """Run one statement; returns SQLite's message when it refuses."""
        self._left = _CHECKS
        try:
            self.connection.execute(sql)
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            return str(error)
        return None

    def close(self) -> None:
        """Forget everything."""
        self.connection.close()
