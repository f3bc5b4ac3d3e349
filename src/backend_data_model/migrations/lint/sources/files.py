"""From the command line's targets to migrations: which files count, in which order, and which tool each belongs to."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from backend_data_model.migrations.lint.sources import python_files, ruby_files, sql_files
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backend_data_model.migrations.lint.source import Migration

_SUFFIXES = {".sql", ".py", ".rb", ".psql"}
# Scripts that undo, that check, and that are no migrations.
_LEFT_OUT = re.compile(r"(?i)(^|[._-])down\.sql$|^U\d+([._]\d+)*__.*\.sql$|^down\.sql$|^__init__\.py$|^env\.py$")
_LEFT_OUT_FOLDERS = {"revert", "verify", "__pycache__", "node_modules", ".git", ".venv"}


def read_migrations(targets: Sequence[str], *, in_transaction: bool = False) -> Iterator[Migration]:
    """The migrations of files, directories and `-`, in the order given; in a directory by name, numbers as numbers.

    `in_transaction` says that plain SQL is run in a transaction by its runner.  Raises InputError for what is missing
    or no text.
    """
    for target in targets:
        path = Path(target)
        if target == "-":
            text = _decoded(sys.stdin.buffer.read(), "standard input")
            yield sql_files.read(None, text, in_transaction)
        elif path.is_dir():
            yield from _directory(path, in_transaction)
        elif path.exists():
            yield _read(path, in_transaction)
        else:
            raise InputError(f"{target} does not exist", help="name a migration file, a directory of them, or -")


def _directory(path: Path, in_transaction: bool) -> Iterator[Migration]:
    found = sorted(
        (file for file in path.rglob("*") if _counts(file, path)), key=lambda p: _natural(p.relative_to(path))
    )
    empty = True
    for file in found:
        migration = _read(file, in_transaction)
        if file.suffix in {".py", ".rb"} and migration.tool == "sql":
            continue
        empty = False
        yield migration
    if empty:
        raise InputError(f"there are no migrations in {path}", help="expected .sql, .py or .rb files")


def _counts(file: Path, root: Path) -> bool:
    if file.suffix not in _SUFFIXES or not file.is_file() or _LEFT_OUT.search(file.name):
        return False
    return not _LEFT_OUT_FOLDERS & set(file.relative_to(root).parts[:-1])


def _read(path: Path, in_transaction: bool) -> Migration:
    text = _decoded(path.read_bytes(), str(path))
    if path.suffix == ".py":
        return python_files.read(path, text)
    if path.suffix == ".rb":
        return ruby_files.read(path, text)
    return sql_files.read(path, text, in_transaction)


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8: {error.reason} at byte {error.start}") from None


def _natural(path: Path) -> list[list[tuple[int, int, str]]]:
    return [
        [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name) if part]
        for name in path.parts
    ]
