"""Let nothing of a run be left however the process ends: told to (SIGINT, SIGTERM), or killed outright."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The shell's standard input is a pipe from us: it ends when we do, even without a chance to clean up.
_WATCH = 'read _; kill -"$1" "$2" && sleep 1; rm -rf -- "$3"'


@contextlib.contextmanager
def termination_unwinds() -> Iterator[None]:
    """Inside, SIGTERM raises SystemExit so that `finally` blocks run; a handler that the program has set stays."""
    if threading.current_thread() is not threading.main_thread() or signal.getsignal(signal.SIGTERM) != signal.SIG_DFL:
        yield
        return
    signal.signal(signal.SIGTERM, _unwind)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Lets SIGINT and SIGTERM wait until the block has ended: for cleaning up, and for what must be done as a whole."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    waiting: list[int] = []
    before = {
        number: signal.signal(number, lambda number, frame: waiting.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        if waiting:
            signal.raise_signal(waiting[0])


def _unwind(number: int, _frame: object) -> NoReturn:
    raise SystemExit(128 + number)


@contextlib.contextmanager
def outlived_by_nothing(process: subprocess.Popen[bytes], directory: Path, stop: signal.Signals) -> Iterator[None]:
    """When we are killed inside, the server gets the signal `stop` and its directory is deleted."""
    command = ["sh", "-c", _WATCH, "sh", stop.name.removeprefix("SIG"), str(process.pid), str(directory)]
    quiet = subprocess.DEVNULL
    watcher = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, start_new_session=True)
    try:
        yield
    finally:
        watcher.kill()
        watcher.communicate()
