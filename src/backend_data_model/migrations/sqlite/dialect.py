"""The members of the SQLite family and what ALTER TABLE can do in each.

https://www.sqlite.org/lang_altertable.html and changes.html: RENAME COLUMN since 3.25.0, DROP COLUMN since 3.35.0,
adding and removing NOT NULL and CHECK since 3.53.0.  libSQL (docs of libsql, `ALTER TABLE ... ALTER COLUMN ... TO`)
changes a column in place and does not look at old rows; its base is 3.45.  Cloudflare D1 follows SQLite without these,
keeps foreign keys on, and refuses BEGIN (measured on workerd 1.20260426).
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import Literal

from backend_data_model.model.errors import InputError

Variant = Literal["sqlite", "libsql", "d1"]

_BASES: dict[Variant, tuple[int, ...]] = {"libsql": (3, 45, 1), "d1": (3, 45, 0)}


@dataclass(frozen=True, slots=True)
class Dialect:
    """A member of the family in one version."""

    variant: Variant
    version: tuple[int, ...]

    @property
    def renames_columns(self) -> bool:
        """ALTER TABLE ... RENAME COLUMN."""
        return self.version >= (3, 25)

    @property
    def drops_columns(self) -> bool:
        """ALTER TABLE ... DROP COLUMN."""
        return self.version >= (3, 35)

    @property
    def alters_constraints(self) -> bool:
        """ALTER COLUMN ... SET NOT NULL, ADD CONSTRAINT ... CHECK, DROP CONSTRAINT."""
        return self.version >= (3, 53)

    @property
    def replaces_columns(self) -> bool:
        """libSQL's ALTER COLUMN ... TO."""
        return self.variant == "libsql"

    @property
    def has_transactions(self) -> bool:
        """Whether a script may say BEGIN: on D1 each batch is one transaction, and foreign keys cannot be put off."""
        return self.variant != "d1"

    @property
    def label(self) -> str:
        """For people."""
        name = {"sqlite": "SQLite", "libsql": "libSQL", "d1": "Cloudflare D1"}[self.variant]
        return f"{name} {'.'.join(str(part) for part in self.version)}"


def dialect_of(version: str | None = None) -> Dialect:
    """From `--engine-version`: `3.53`, `libsql`, `d1`; without it the SQLite of this Python."""
    if version is None:
        return Dialect("sqlite", sqlite3.sqlite_version_info)
    text = version.strip().lower()
    if text in {"libsql", "turso"}:
        return Dialect("libsql", _BASES["libsql"])
    if text == "d1":
        return Dialect("d1", _BASES["d1"])
    if re.fullmatch(r"\d+(\.\d+)*", text):
        return Dialect("sqlite", tuple(int(part) for part in text.split(".")))
    raise InputError(f"no version of SQLite: {version!r}", help="write 3.45, 3.53.1, libsql or d1")
