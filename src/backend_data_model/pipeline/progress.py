"""How a long run tells what it is doing."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Progress = Callable[[str], None]


def stay_silent(message: str) -> None:
    """The progress of those who do not ask for it."""
