"""Telling what is being done, on standard error: a live line on a terminal, nothing anywhere else."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

QUIET_SECONDS = 1.0


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Gives a function that shows its message, once the run has lasted a second, until the block ends."""
    if not sys.stderr.isatty():
        yield lambda message: None
        return
    from rich.console import Console

    status = Console(stderr=True).status("")
    began = monotonic()
    started = False

    def tell(message: str) -> None:
        nonlocal started
        status.update(message.replace("[", r"\["))
        if not started and monotonic() - began >= QUIET_SECONDS:
            started = True
            status.start()

    try:
        yield tell
    finally:
        status.stop()
