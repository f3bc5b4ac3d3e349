"""Plans a migration of SQLite: both schemas are loaded and compared, and the plan is tried on an empty copy."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from backend_data_model.migrations.rename_hints import RenameHints, read_rename_hints
from backend_data_model.migrations.rename_questions import column_questions, table_questions
from backend_data_model.migrations.sqlite.catalog.read import read_catalog
from backend_data_model.migrations.sqlite.changes import find_changes, find_renames
from backend_data_model.migrations.sqlite.dialect import Dialect, dialect_of
from backend_data_model.migrations.sqlite.planner import drafts_between, rename_drafts
from backend_data_model.migrations.sqlite.scratch import loaded
from backend_data_model.migrations.sqlite.transaction import as_steps
from backend_data_model.migrations.steps import Plan
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from backend_data_model.migrations.sqlite.catalog.objects import Catalog
    from backend_data_model.migrations.sqlite.draft import Draft

_MOST_ROUNDS = 4
_HELP = "Please report both schemas; the plan must be made by hand."


def plan_ddl(old: str, new: str, version: str | None = None) -> Plan:
    """The plan from the schema of one DDL text to that of another.

    `version` is the SQLite on which it will run (`3.45`), or `libsql` or `d1`; without it that of this Python.
    Comments in `new` say renames (see `rename_hints`).  InputError when a text does not load.
    """
    hints = read_rename_hints(new, "sqlite")
    with loaded(old, "OLD") as before, loaded(new, "NEW") as after:
        return plan_on(before, read_catalog(after), dialect_of(version), hints)


def plan_on(
    connection: sqlite3.Connection, wanted: Catalog, dialect: Dialect, hints: RenameHints | None = None
) -> Plan:
    """The plan for the schema in a scratch database, which has the wanted one afterwards."""
    plan = Plan("sqlite", dialect.label)
    drafts: list[Draft] = []
    _switches(connection, on=False)
    if dialect.renames_columns and hints:
        renames = rename_drafts(find_renames(read_catalog(connection), wanted, hints))
        refused = _run(connection, renames)
        if refused:
            raise InputError(f"SQLite refuses a rename: {refused[1]}: {refused[0].sql}", help=_HELP)
        drafts += renames
    legacy_from = len(drafts)
    questions = _questions(read_catalog(connection), wanted)
    for _ in range(_MOST_ROUNDS):
        found = _round(connection, wanted, dialect)
        if not found:
            break
        drafts += found
    else:
        left = "; ".join(draft.sql for draft in found[:3])
        raise InputError(f"no plan makes the two schemas equal; what is left: {left}", help="Please report both.")
    plan.steps = as_steps(drafts, dialect, legacy_from)
    plan.questions = questions + [question for draft in drafts for question in draft.questions]
    plan.verified = _verified(drafts, dialect)
    return plan


def _questions(old: Catalog, new: Catalog) -> list[str]:
    changes = find_changes(old, new)
    questions = table_questions(
        {table.name: frozenset(table.columns) for table in changes.dropped},
        {table.name: frozenset(table.columns) for table in changes.created},
    )
    for change in changes.tables:
        questions += column_questions(
            change.new.name,
            {change.old.columns[name].name: change.old.columns[name].type for name in change.dropped},
            {change.new.columns[name].name: change.new.columns[name].type for name in change.added},
        )
    return questions


def _round(connection: sqlite3.Connection, wanted: Catalog, dialect: Dialect) -> list[Draft]:
    """One set of statements that runs; a table whose ALTER is refused is built anew instead."""
    rebuilt: set[str] = set()
    catalog = read_catalog(connection)
    while True:
        drafts = drafts_between(catalog, wanted, dialect, rebuilt)
        refused = _run(connection, drafts)
        if refused is None:
            return drafts
        draft, message = refused
        if draft.table is None or draft.table in rebuilt:
            raise InputError(f"a step of the plan is refused: {message}: {draft.sql}", help=_HELP)
        rebuilt.add(draft.table)


def _run(connection: sqlite3.Connection, drafts: list[Draft]) -> tuple[Draft, str] | None:
    """Run all of them or none; gives the one that was refused and why."""
    connection.execute("begin")
    legacy = False
    for draft in drafts:
        try:
            if legacy != (draft.keys_off or draft.instead is not None):
                legacy = not legacy
                connection.execute(f"pragma legacy_alter_table = {'on' if legacy else 'off'}")
            for sql in [draft.sql] if draft.instead is None else draft.instead:
                connection.execute(sql)
        except (sqlite3.Error, sqlite3.Warning) as error:
            connection.execute("rollback")
            connection.execute("pragma legacy_alter_table = off")
            return draft, str(error)
    connection.execute("commit")
    connection.execute("pragma legacy_alter_table = off")
    return None


def _switches(connection: sqlite3.Connection, *, on: bool) -> None:
    connection.execute(f"pragma foreign_keys = {'on' if on else 'off'}")


def _verified(drafts: list[Draft], dialect: Dialect) -> str:
    tried = f"SQLite {sqlite3.sqlite_version}"
    if any(draft.instead is not None for draft in drafts):
        return (
            f"tried on an empty copy of the old schema on {tried}, with a rebuild in the place of the statements that"
            f" only {dialect.label} has: these were not checked"
        )
    note = "" if dialect.variant == "sqlite" else f" (stand-in for {dialect.label})"
    return f"run on an empty copy of the old schema on {tried}{note}: it becomes the new one"
