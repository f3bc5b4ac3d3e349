"""How far a rehearsal is: a bar on a terminal, a line for each stage elsewhere; on an interrupt, where it stopped."""

from __future__ import annotations

import re
import sys
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

import click

from backend_data_model.cli.stopping import telling_where_it_stops

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_STEP = re.compile(r"step (\d+) of (\d+): ")
# Where the bar stands when a stage begins, in hundredths; the steps share what lies between.
_STAGES = (
    ("starting", 0), ("planning", 2), ("trying", 4), ("filling", 8), ("gathering", 30), ("copying", 33),
    ("readers", 38), ("step", 40), ("comparing", 85), ("undoing", 95),
)  # fmt: skip
_STEPS_BEGIN, _STEPS_END = 40, 85
_QUIET_SECONDS = 5.0
_BAR, _CLOCK = 24, 11


def done_at(message: str) -> int:
    """How much is done when this stage begins, in hundredths."""
    step = _STEP.match(message)
    if step:
        return _STEPS_BEGIN + (_STEPS_END - _STEPS_BEGIN) * (int(step[1]) - 1) // int(step[2])
    return next((done for word, done in _STAGES if message.startswith(word)), 0)


@contextmanager
def bar() -> Iterator[Callable[[str], None]]:
    """Gives a function that shows the stage, until the block ends."""
    shown = _terminal_bar() if sys.stderr.isatty() else _lines()
    with shown as tell, telling_where_it_stops(tell, "reading the schemas") as told:
        yield told


@contextmanager
def _lines() -> Iterator[Callable[[str], None]]:
    """At most a line every few seconds, so that a log shows that something goes on."""
    shown = monotonic()

    def tell(message: str) -> None:
        nonlocal shown
        if monotonic() - shown >= _QUIET_SECONDS:
            shown = monotonic()
            click.echo(message, err=True)

    yield tell


@contextmanager
def _terminal_bar() -> Iterator[Callable[[str], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    # A longer text would push the bar out of the line.
    room = max(Console(stderr=True).width - _BAR - _CLOCK, 10)
    columns = (BarColumn(bar_width=_BAR), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=100)

        def tell(message: str) -> None:
            shown = message if len(message) <= room else f"{message[: room - 3]}..."
            progress.update(task, description=shown, completed=done_at(message))

        yield tell
