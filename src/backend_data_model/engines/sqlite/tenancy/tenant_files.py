"""An SQLite file for each tenant: make, list, migrate, back up and drop them.  Python 3.9 or later, nothing else.

    python3 tenant_files.py setup                        the template with ../schema.sql, and the registry
    python3 tenant_files.py create acme                  a file like the template
    python3 tenant_files.py list                         what there is, and what failed last
    python3 tenant_files.py migrate DIR [--keep-going]   DIR/*.sql by name, in the template first, then in every file
    python3 tenant_files.py backup acme FILE             a copy that is complete, also while others write
    python3 tenant_files.py drop acme acme               for good; the name twice

The files are in TENANT_FILES (default: the directory `tenants` here).  Each migration is one transaction with the note
that it ran, in each file: stopped or failed half-way, `migrate` goes on where it is called again.  Foreign keys sleep
in it, so that tables can be rebuilt, and are checked before it is committed; BEGIN, COMMIT and PRAGMA foreign_keys of
a migration are passed over for that.
"""

from __future__ import annotations

import contextlib
import os
import re
import sqlite3
import sys
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).resolve().parent
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
OURS = re.compile(r"(?:BEGIN|COMMIT|END)\b|PRAGMA\s+foreign_keys\b", re.IGNORECASE)
LEADING_COMMENT = re.compile(r"\s+|--[^\n]*(?:\n|$)|/\*.*?\*/", re.DOTALL)
REGISTRY = """
CREATE TABLE IF NOT EXISTS tenants (
    name       TEXT NOT NULL PRIMARY KEY,
    file       TEXT NOT NULL UNIQUE,
    failure    TEXT,
    created_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
)
"""
APPLIED = """
CREATE TABLE applied_migrations (
    name       TEXT NOT NULL PRIMARY KEY,
    checksum   INTEGER NOT NULL,
    applied_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
)
"""


class RefusedError(Exception):
    """What cannot be done, in words for the person who asked."""


def directory() -> Path:
    """Where the files are."""
    return Path(os.environ.get("TENANT_FILES") or HERE / "tenants")


@contextlib.contextmanager
def opened(path: Path, mode: str = "rw") -> Iterator[sqlite3.Connection]:
    """The database of a file, without transactions of Python's own; only the mode `rwc` makes the file."""
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode={mode}", uri=True, isolation_level=None, timeout=30)
    try:
        yield connection
    finally:
        connection.close()


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def statements(script: str) -> Iterator[str]:
    """The statements of a script, one by one; a semicolon inside a trigger ends none."""
    text = ""
    for piece in re.split(r"(?<=;)", script):
        text += piece
        if sqlite3.complete_statement(text):
            yield text
            text = ""
    if without_comments(text):
        yield text


def without_comments(statement: str) -> str:
    """The statement from its first word on."""
    while match := LEADING_COMMENT.match(statement):
        statement = statement[match.end() :]
    return statement


def setup() -> None:
    """The template, which is there under its name only when it is complete, and the registry."""
    directory().mkdir(mode=0o700, parents=True, exist_ok=True)
    with opened(directory() / "registry.db", "rwc") as registry:
        registry.execute(REGISTRY)
    template = directory() / "template.db"
    if template.exists():
        return
    part = template.with_suffix(".part")
    remove(part)
    with opened(part, "rwc") as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        with transaction(connection):
            run(connection, (HERE.parent / "schema.sql").read_text(encoding="utf-8"))
            connection.execute(APPLIED)
    part.replace(template)


def run(connection: sqlite3.Connection, script: str) -> None:
    """The statements of a script inside the transaction at hand."""
    for statement in statements(script):
        if not OURS.match(without_comments(statement)):
            connection.execute(statement)
    broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise RefusedError(f"{len(broken)} rows would refer to what is not there, first in {broken[0][0]}")


def known() -> dict[str, Path]:
    """The file of each tenant; RefusedError before `setup`."""
    if not (directory() / "registry.db").exists():
        raise RefusedError(f"there is nothing in {directory()}: call setup first")
    with opened(directory() / "registry.db") as registry:
        rows = registry.execute("SELECT name, file FROM tenants ORDER BY name").fetchall()
    return {name: directory() / file for name, file in rows}


def file_of(tenant: str) -> Path:
    """The file of a tenant that is in the registry."""
    files = known()
    if tenant not in files:
        raise RefusedError(f"there is no tenant {tenant!r}")
    return files[tenant]


def create(tenant: str) -> None:
    """A copy of the template, under its name when it is complete; then the registry knows it."""
    if not NAME.fullmatch(tenant) or tenant in ("registry", "template"):
        raise RefusedError(f"a tenant's name has a letter first, then letters, digits and _, 40 at most: {tenant!r}")
    if tenant in known():
        raise RefusedError(f"there is a tenant {tenant!r} already")
    path = directory() / f"{tenant}.db"
    if not path.exists():
        copy(directory() / "template.db", path)
    with opened(directory() / "registry.db") as registry:
        registry.execute("INSERT INTO tenants (name, file) VALUES (?, ?)", (tenant, path.name))


def copy(source: Path, target: Path) -> None:
    """A complete copy, also while others write to the source; the target must not be there."""
    if target.exists():
        raise RefusedError(f"{target} is there already")
    part = target.with_name(f"{target.name}.part")
    remove(part)
    with opened(source) as read, opened(part, "rwc") as written:
        read.backup(written)
        written.execute("PRAGMA journal_mode = WAL")
    part.replace(target)


def remove(path: Path) -> None:
    """A file and what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        with contextlib.suppress(FileNotFoundError):
            path.with_name(path.name + ending).unlink()


def migrate_one(path: Path, files: list[Path]) -> None:
    """The migrations that this file has not seen, in their order."""
    with opened(path) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for file in files:
            script = file.read_bytes()
            with transaction(connection):
                done = connection.execute("SELECT checksum FROM applied_migrations WHERE name = ?", (file.name,))
                row = done.fetchone()
                if row is None:
                    run(connection, script.decode("utf-8"))
                    values = (file.name, zlib.crc32(script))
                    connection.execute("INSERT INTO applied_migrations (name, checksum) VALUES (?, ?)", values)
                elif row[0] != zlib.crc32(script):
                    raise RefusedError(f"{file.name} is not what was applied under that name")


def migrate(source: str, keep_going: bool) -> None:
    """The template first: what fails there reaches no tenant."""
    files = sorted(Path(source).glob("*.sql"))
    if not files:
        raise RefusedError(f"no *.sql in {source}")
    tenants = known()
    try:
        migrate_one(directory() / "template.db", files)
    except (sqlite3.Error, RefusedError) as error:
        raise RefusedError(f"failed on the template, no tenant was touched: {error}") from error
    failed = 0
    for tenant, path in tenants.items():
        failure = None
        try:
            migrate_one(path, files)
        except (sqlite3.Error, RefusedError) as error:
            failure, failed = str(error), failed + 1
            sys.stderr.write(f"{tenant}: {failure}\n")
        with opened(directory() / "registry.db") as registry:
            registry.execute("UPDATE tenants SET failure = ? WHERE name = ?", (failure, tenant))
        if failed and not keep_going:
            break
    if failed:
        sys.stderr.write(f"{failed} failed: mend it and call this again\n")
        sys.exit(1)


def drop(tenant: str, again: str) -> None:
    """The file first: stopped half-way, the registry still knows it and `drop` goes on."""
    if tenant != again:
        raise RefusedError("name the tenant twice")
    remove(file_of(tenant))
    with opened(directory() / "registry.db") as registry:
        registry.execute("DELETE FROM tenants WHERE name = ?", (tenant,))


def main(words: list[str]) -> None:
    """What the command line asks for."""
    if words == ["setup"]:
        setup()
    elif words == ["list"]:
        known()
        with opened(directory() / "registry.db") as registry:
            for row in registry.execute("SELECT name, file, coalesce(failure, '') FROM tenants ORDER BY name"):
                sys.stdout.write("|".join(row) + "\n")
    elif len(words) == 2 and words[0] == "create":
        create(words[1])
    elif len(words) in (2, 3) and words[0] == "migrate" and words[2:] in ([], ["--keep-going"]):
        migrate(words[1], bool(words[2:]))
    elif len(words) == 3 and words[0] == "backup":
        copy(file_of(words[1]), Path(words[2]))
    elif len(words) == 3 and words[0] == "drop":
        drop(words[1], words[2])
    else:
        sys.stderr.write(__doc__)
        sys.exit(2)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except RefusedError as refused:
        sys.stderr.write(f"{refused}\n")
        sys.exit(2)
