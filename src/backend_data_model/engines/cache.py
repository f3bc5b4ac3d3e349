"""The user's cache directory, and how to put something into it so that two processes cannot spoil each other's work."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


def cache_directory() -> Path:
    """`$XDG_CACHE_HOME/backend-data-model`, or where that is not writable a private temporary one."""
    home = os.environ.get("XDG_CACHE_HOME")
    wanted = (Path(home) if home else Path("~/.cache").expanduser()) / "backend-data-model"
    fallback = Path(tempfile.gettempdir()) / f"backend-data-model-{os.geteuid()}"
    for directory in (wanted, fallback):
        try:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(directory, os.W_OK | os.X_OK) and directory.stat().st_uid == os.geteuid():
            return directory
    return Path(tempfile.mkdtemp(prefix="backend-data-model-"))


@contextlib.contextmanager
def publish(target: Path) -> Iterator[Path]:
    """Give a fresh directory to fill; when that went well it becomes `target` in one step.

    When another process was faster its directory stays and ours is dropped.
    """
    fresh = Path(tempfile.mkdtemp(prefix=f"{target.name}.", suffix=".partial", dir=target.parent))
    try:
        yield fresh
        with contextlib.suppress(OSError):
            fresh.rename(target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    if not target.is_dir():
        raise OSError(f"{target} could not be created")
