"""From the command line's targets to migrations: which files count, in which order, and which tool each belongs to."""

from __future__ import annotations

import codecs
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from backend_data_model.migrations.lint.source import Migration
from backend_data_model.migrations.lint.sources import python_files, ruby_files, sql_files
from backend_data_model.migrations.lint.sources.order import home, in_order
from backend_data_model.model.errors import InputError
from backend_data_model.model.position import Position
from backend_data_model.model.schema import Unparsed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_SUFFIXES = {".sql", ".py", ".rb", ".psql"}
# Scripts that undo, that check, and that are no migrations.
_LEFT_OUT = re.compile(r"(?i)(^|[._-])down\.sql$|^U\d+([._]\d+)*__.*\.sql$|^down\.sql$|^__init__\.py$|^env\.py$")
_LEFT_OUT_FOLDERS = {"revert", "verify", "__pycache__", "node_modules", ".git", ".venv"}


def read_migrations(targets: Sequence[str], *, in_transaction: bool = False, history: bool = False) -> list[Migration]:
    """The migrations of files, directories and `-`, as their tools run them; else as given, in a directory by name.

    `in_transaction` says that plain SQL is run in a transaction by its runner.  With `history` the files that stand in
    a tool's directory before those asked for are read too, not to be judged.  Raises InputError for what is missing or
    no text.
    """
    asked = {migration.file: migration for migration in _each(targets, in_transaction)}
    if not history:
        return in_order(list(asked.values()))
    return _with_history(list(asked.values()), {Path(target) for target in targets}, in_transaction)


def _with_history(asked: list[Migration], targets: set[Path], in_transaction: bool) -> list[Migration]:
    homes = {folder: migration.tool for migration in asked if (folder := home(migration)) is not None}
    older: list[Migration] = []
    present = {Path(migration.file).resolve() for migration in asked if migration.file and homes}
    for folder, tool in homes.items():
        if folder in targets:
            continue
        for path in _sorted_files(folder):
            if path.resolve() in present:
                continue
            try:
                migration = _read(path, in_transaction)
            except InputError:
                continue
            if migration.tool == tool and home(migration) == folder:
                migration.judged = False
                older.append(migration)
    ordered = in_order([*older, *asked])
    last = {home(migration): number for number, migration in enumerate(ordered) if migration.judged}
    return [m for number, m in enumerate(ordered) if m.judged or number < last.get(home(m), 0)]


def _each(targets: Sequence[str], in_transaction: bool) -> Iterator[Migration]:
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
    empty = True
    for file in _sorted_files(path):
        try:
            migration = _read(file, in_transaction)
        except InputError as error:
            migration = Migration(str(file), "", unread=[Unparsed("", str(error), Position(1, 1, str(file)))])
            empty = False
            yield migration
            continue
        if file.suffix in {".py", ".rb"} and migration.tool == "sql":
            continue
        empty = False
        yield migration
    if empty:
        raise InputError(f"there are no migrations in {path}", help="expected .sql, .py or .rb files")


def _sorted_files(folder: Path) -> list[Path]:
    """What may be a migration, by name, numbers as numbers."""
    found = (file for file in folder.rglob("*") if _counts(file, folder))
    return sorted(found, key=lambda file: _natural(file.relative_to(folder)))


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
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return data.decode(encoding).replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8: {error.reason} at byte {error.start}") from None


def _natural(path: Path) -> list[list[tuple[int, int, str]]]:
    return [
        [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name) if part]
        for name in path.parts
    ]
