"""The server on which a plan will run."""

from __future__ import annotations

import re
from dataclasses import dataclass

from backend_data_model.model.errors import InputError

_ROW_VERSIONS = 64
_ROW_VERSIONS_9_1 = 255


@dataclass(frozen=True, slots=True)
class Target:
    """A server by product and version."""

    mariadb: bool
    version: tuple[int, ...]

    @property
    def label(self) -> str:
        """For people."""
        return f"{'MariaDB' if self.mariadb else 'MySQL'} {'.'.join(str(part) for part in self.version)}"

    @property
    def row_versions(self) -> int:
        """How many INSTANT changes of columns a table takes before it must be rebuilt (error 4092 after that)."""
        return _ROW_VERSIONS_9_1 if self.version >= (9, 1) else _ROW_VERSIONS

    @property
    def has_instant(self) -> bool:
        """Whether the word ALGORITHM=INSTANT is known."""
        return self.version >= ((10, 3) if self.mariadb else (8, 0, 12))


def target_of(version: str) -> Target:
    """From `--engine-version`: `8.4`, `5.7`, `mariadb-10.11`.  `8.0` means the last 8.0."""
    match = re.fullmatch(r"(?:(?P<product>mysql|mariadb)[-\s]*)?(?P<number>\d+(?:\.\d+)*)", version.strip().lower())
    if match is None:
        raise InputError(f"no version of MySQL or MariaDB: {version!r}", help="write 8.0, 8.4.3, 5.7 or mariadb-10.11")
    number = tuple(int(part) for part in match["number"].split("."))
    mariadb = match["product"] == "mariadb" or (match["product"] is None and number[0] >= 10)
    if not mariadb and number in {(8,), (8, 0)}:
        number = (8, 0, 40)
    return Target(mariadb, number)
