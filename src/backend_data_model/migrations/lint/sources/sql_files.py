"""Migrations in SQL: which tool a file is for, which part of it runs, and in what transaction.

Sources: the documentation of Flyway 10 (executeInTransaction, mixed), Sqitch 1.4 (deploy scripts bring their BEGIN),
Prisma Migrate 5, Atlas (txmode), goose 3 (NO TRANSACTION), dbmate 2 (transaction:false), sql-migrate (notransaction),
sqlx 0.8 (no-transaction), Diesel 2.1 (metadata.toml), golang-migrate 4.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING

from backend_data_model.migrations.lint.source import Migration, Piece

if TYPE_CHECKING:
    from pathlib import Path

_FLYWAY = re.compile(r"^(V\d+([._]\d+)*|R)__.+\.sql$")
_SECTIONS = re.compile(
    r"(?im)^--\s*(?:\+(?P<plus>goose|migrate)\s+(?P<way>up|down)|migrate:(?P<dbmate>up|down))\b[^\n]*"
)
_GOOSE_ALONE = re.compile(r"(?im)^--\s*\+goose\s+no\s+transaction\b")
_ATLAS = re.compile(r"(?im)\A(?:--[^\n]*\n|\s)*?--\s*atlas:txmode\s+(?P<mode>\w+)")
_SQLX_ALONE = re.compile(r"\A--\s*no-transaction\b")
_ALONE = re.compile(r"(?im)^--\s*(?:disable[ -]transaction|no[ -]transaction|transaction\s*:\s*false)\b")


def read(path: Path | None, text: str, in_transaction: bool) -> Migration:
    """The migration in an SQL file, or in the text of standard input (no path)."""
    file = None if path is None else str(path)
    sections = list(_SECTIONS.finditer(text))
    if sections:
        return _sections(file, text, sections)
    migration = Migration(file, text, pieces=[Piece(text)])
    piece = migration.pieces[0]
    if path is None:
        piece.wrapped = in_transaction
    elif _FLYWAY.match(path.name):
        migration.tool = "flyway"
        _flyway(path, migration)
    elif "deploy" in path.parts and _above(path, "sqitch.plan"):
        migration.tool = "sqitch"
    elif path.name == "migration.sql" and (path.parent.parent / "migration_lock.toml").exists():
        migration.tool = "prisma"
        migration.wrapped_if_several = True
    elif (path.parent / "atlas.sum").exists() or _ATLAS.match(text):
        migration.tool = "atlas"
        mode = _ATLAS.match(text)
        piece.wrapped = mode is None or mode["mode"] != "none"
    elif path.name == "up.sql":
        migration.tool = "diesel"
        piece.wrapped = _diesel_wraps(path)
    elif path.name.endswith(".up.sql") or _SQLX_ALONE.match(text):
        alone = _SQLX_ALONE.match(text) is not None
        migration.tool = "sqlx" if alone else "golang-migrate"
        migration.wrapped_if_several = not alone
    else:
        piece.wrapped = in_transaction and not _ALONE.search(text)
    return migration


def _sections(file: str | None, text: str, sections: list[re.Match[str]]) -> Migration:
    """goose, sql-migrate and dbmate: only what stands below an Up mark runs."""
    first = sections[0]
    migration = Migration(file, text)
    if first["dbmate"]:
        migration.tool = "dbmate"
    else:
        migration.tool = "goose" if first["plus"].lower() == "goose" else "sql-migrate"
    for number, section in enumerate(sections):
        if (section["way"] or section["dbmate"]).lower() == "down":
            continue
        end = sections[number + 1].start() if number + 1 < len(sections) else len(text)
        line = text.count("\n", 0, section.end()) + 1
        column = section.end() - text.rfind("\n", 0, section.end())
        mark = section.group().lower()
        alone = "transaction:false" in mark.replace(" ", "") or "notransaction" in mark
        alone = alone or (migration.tool == "goose" and _GOOSE_ALONE.search(text) is not None)
        migration.pieces.append(Piece(text[section.end() : end], line, column, wrapped=not alone))
    return migration


def _flyway(path: Path, migration: Migration) -> None:
    settings = path.with_name(f"{path.name}.conf")
    text = settings.read_text(encoding="utf-8") if settings.exists() else ""
    if re.search(r"(?im)^\s*executeInTransaction\s*=\s*false", text):
        return
    migration.wrapped_unless_refused = True


def _above(path: Path, name: str) -> bool:
    """Whether a file of that name stands beside the folder of the path, or above."""
    return any((folder / name).exists() for folder in list(path.resolve().parents)[:4])


def _diesel_wraps(path: Path) -> bool:
    settings = path.with_name("metadata.toml")
    if not settings.exists():
        return True
    try:
        return bool(tomllib.loads(settings.read_text(encoding="utf-8")).get("run_in_transaction", True))
    except tomllib.TOMLDecodeError:
        return True
