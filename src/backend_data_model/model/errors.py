"""The errors that a user can cause and mend; the command line turns them into exit codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.model.position import Position


class InputError(Exception):
    """The input cannot be used: what is wrong, where, and what to do about it (exit code 2)."""

    def __init__(self, message: str, *, position: Position | None = None, help: str | None = None) -> None:  # noqa: A002 - the word users see
        super().__init__(f"{position}: {message}" if position else message)
        self.message = message
        self.position = position
        self.help = help


class EngineUnavailable(Exception):  # noqa: N818 - the name says what happened, as ConnectionRefused would
    """A database engine could not be started or reached (exit code 3)."""

    def __init__(self, message: str, *, help: str | None = None) -> None:  # noqa: A002 - the word users see
        super().__init__(message)
        self.message = message
        self.help = help
