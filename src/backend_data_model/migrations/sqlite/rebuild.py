"""Builds a table anew: the procedure of https://www.sqlite.org/lang_altertable.html#otheralter.

New table under another name, copy, drop the old one, rename; `legacy_alter_table` keeps views and the triggers of other
tables out of the rename.  Foreign keys are not enforced meanwhile and are checked before the end of the transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.sqlite.catalog.definition import with_name
from backend_data_model.migrations.sqlite.draft import Draft, literal, quoted

if TYPE_CHECKING:
    from backend_data_model.migrations.sqlite.catalog.objects import Column, Table
    from backend_data_model.migrations.sqlite.changes import TableChange


def rebuild_table(change: TableChange, names: set[str]) -> list[Draft]:
    """The statements; indexes and triggers of the table are not among them."""
    old, new = change.old, change.new
    copy = free_name(f"bdm_new_{new.name}", names)
    kept = kept_columns(change)
    questions: list[str] = []
    filled = column_values(change, questions)
    lost = [old.columns[name].name for name in change.dropped if not old.columns[name].generated]
    drafts = [
        Draft(
            with_name(new.sql, new.name, quoted(copy)),
            f"ALTER TABLE cannot make this change: {new.name} is built anew under the name {copy}.",
            undo=f"DROP TABLE {quoted(copy)}",
            keys_off=True,
        )
    ]
    if filled:
        drafts.append(
            Draft(
                f"INSERT INTO {quoted(copy)} ({', '.join(quoted(column.name) for column, _ in filled)})"
                f" SELECT {', '.join(value for _, value in filled)} FROM {quoted(old.name)}",
                f"Copy the rows of {old.name}. Nobody else can write until the transaction ends." + _warning(change),
                undo=f"INSERT INTO {quoted(old.name)} ({_names(kept)}) SELECT {_names(kept)} FROM {quoted(copy)}"
                if kept
                else None,
                duration="grows with the rows",
                blocking="SQLite has one writer at a time and cannot make this change in place",
                keys_off=True,
                questions=questions,
            )
        )
    if old.autoincrement and new.autoincrement:
        drafts += _keep_sequence(old, copy)
    drafts.append(
        Draft(
            f"DROP TABLE {quoted(old.name)}",
            f"The old {old.name} goes; its rows are in {copy}.",
            undo=old.sql,
            loses_data=", ".join(f"{old.name}.{name}" for name in lost) or None,
            backward_incompatible=f"code that names {', '.join(lost)} of {old.name} fails" if lost else None,
            keys_off=True,
        )
    )
    drafts.append(
        Draft(
            f"ALTER TABLE {quoted(copy)} RENAME TO {quoted(new.name)}",
            f"{copy} takes the name {new.name}.",
            undo=f"ALTER TABLE {quoted(new.name)} RENAME TO {quoted(copy)}",
            keys_off=True,
        )
    )
    return drafts


def kept_columns(change: TableChange) -> list[Column]:
    """The columns of the old table whose values the new one has as well."""
    old, new = change.old.columns, change.new.columns
    there = [column for name, column in old.items() if name in new and not column.generated]
    return [column for column in there if not new[column.name.lower()].generated]


def column_values(change: TableChange, questions: list[str]) -> list[tuple[Column, str]]:
    """The columns of the new table that are filled, each with its expression over the old one."""
    columns = change.new.columns.items()
    filled = [column for name, column in columns if not column.generated and _source(change, name)]
    return [(column, _value(change, column, questions)) for column in filled]


def free_name(name: str, names: set[str]) -> str:
    """The name, made longer until nothing else has it."""
    while name.lower() in names:
        name += "_"
    return name


def _names(columns: list[Column]) -> str:
    return ", ".join(quoted(column.name) for column in columns)


def _source(change: TableChange, name: str) -> bool:
    """Whether the copy gives a value: from the old table, or where the new column refuses NULL and has no default."""
    return name in change.old.columns or (
        change.new.columns[name].not_null and change.new.columns[name].default is None
    )


def _value(change: TableChange, column: Column, questions: list[str]) -> str:
    """The expression that fills a column of the new table."""
    table, name = change.new, column.name.lower()
    before = change.old.columns.get(name)
    if before is None:
        if column.inline and any(part.startswith("primary key") for part in column.inline):
            return "NULL"
        value = _zero(column)
        questions.append(
            f"{table.name}.{column.name} is NOT NULL without a default: which value do the rows that are there get? "
            f"The plan gives them {value}."
        )
        return value
    if column.not_null and not before.not_null and column.default is not None and column.default.lower() != "null":
        return f"coalesce({quoted(before.name)}, {column.default})"
    return quoted(before.name)


def _zero(column: Column) -> str:
    """The empty value of the column's affinity (https://www.sqlite.org/datatype3.html, 3.1)."""
    kind = column.type
    if "int" in kind:
        return "0"
    if any(word in kind for word in ("char", "clob", "text")):
        return "''"
    return "x''" if "blob" in kind or not kind else "0"


def _warning(change: TableChange) -> str:
    stricter = [
        column.name
        for name, column in change.new.columns.items()
        if name in change.old.columns and column.not_null and not change.old.columns[name].not_null
    ]
    said = [
        f" NULL in {name} becomes {change.new.columns[name.lower()].default}."
        if change.new.columns[name.lower()].default
        else f" A row with NULL in {name} makes this fail, and the transaction is taken back."
        for name in stricter
    ]
    return "".join(said)


def _keep_sequence(old: Table, copy: str) -> list[Draft]:
    """An AUTOINCREMENT table remembers the largest id that it ever gave, even when that row is gone."""
    note = "The sequence of ids goes on where it was."
    return [
        Draft(f"DELETE FROM sqlite_sequence WHERE name = {literal(copy)}", note, keys_off=True),
        Draft(
            f"INSERT INTO sqlite_sequence (name, seq) SELECT {literal(copy)}, seq FROM sqlite_sequence"
            f" WHERE name = {literal(old.name)}",
            note,
            keys_off=True,
        ),
    ]
