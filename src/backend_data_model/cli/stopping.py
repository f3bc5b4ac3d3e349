"""Saying on an interrupt (Ctrl-C, SIGTERM) where a run stopped."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NOTHING_LEFT = "no database, server or file of this run is left"


@contextmanager
def telling_where_it_stops(
    tell: Callable[[str], None], first: str, left: str = NOTHING_LEFT
) -> Iterator[Callable[[str], None]]:
    """Passes stages on to `tell`, and says on an interrupt at which of them the run stopped, and what is left of it."""
    last = first

    def told(message: str) -> None:
        nonlocal last
        last = message
        tell(message)

    try:
        yield told
    except (KeyboardInterrupt, SystemExit):
        click.echo(f"stopped while {last}; {left}", err=True)
        raise
