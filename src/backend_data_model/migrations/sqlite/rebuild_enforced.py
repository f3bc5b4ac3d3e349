"""Builds tables anew where foreign keys cannot be switched off, as on Cloudflare D1.

DROP TABLE deletes the rows of the table first, and the actions of the keys that refer to it (CASCADE, SET NULL) run
even while keys are deferred (https://www.sqlite.org/foreignkeys.html#fk_schemacommands).  So all tables that refer to
a table, however far, are set aside with it: copied, dropped from the leaves up, made and filled from the roots down.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.sqlite.draft import Draft, quoted
from backend_data_model.migrations.sqlite.rebuild import column_values, free_name, kept_columns

if TYPE_CHECKING:
    from collections.abc import Collection

    from backend_data_model.migrations.sqlite.catalog.objects import Catalog, Table
    from backend_data_model.migrations.sqlite.changes import TableChange


def held_together(anew: Collection[str], old: Catalog) -> set[str]:
    """The tables (lower case) among `anew` to which others refer, and all that refer to them."""
    found: set[str] = set()
    left = [name for name in anew if any(name in table.referenced for table in old.tables.values())]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += [other for other, table in old.tables.items() if name in table.referenced]
    return found


def parents_first(tables: list[Table]) -> list[Table]:
    """A table after those to which it refers, as far as there is no circle."""
    names = {table.name.lower(): table for table in tables}
    done: list[Table] = []

    def visit(table: Table, above: tuple[str, ...]) -> None:
        for parent in sorted(table.referenced & set(names)):
            if parent not in above:
                visit(names[parent], (*above, parent))
        if table not in done:
            done.append(table)

    for name, table in names.items():
        visit(table, (name,))
    return done


def rebuild_enforced(changes: list[TableChange], names: set[str]) -> list[Draft]:
    """The statements for tables of which each is there before and after."""
    by_name = {change.new.name.lower(): change for change in changes}
    ordered = [by_name[table.name.lower()] for table in parents_first([change.new for change in changes])]
    leaves_first = [table.name.lower() for table in reversed(parents_first([change.old for change in changes]))]
    copies = {name: free_name(f"bdm_copy_{change.old.name}", names) for name, change in by_name.items()}
    return [
        *(_set_aside(change, copies[change.new.name.lower()]) for change in ordered),
        *(_drop(by_name[name]) for name in leaves_first),
        *(_create(change) for change in ordered),
        *(draft for change in ordered for draft in _fill(change, copies[change.new.name.lower()])),
        *(_forget(change, copies[change.new.name.lower()]) for change in ordered),
    ]


def _set_aside(change: TableChange, copy: str) -> Draft:
    kept = ", ".join(quoted(column.name) for column in kept_columns(change))
    back = f"INSERT INTO {quoted(change.old.name)} ({kept}) SELECT {kept} FROM {quoted(copy)};\n" if kept else ""
    return Draft(
        f"CREATE TABLE {quoted(copy)} AS SELECT * FROM {quoted(change.old.name)}",
        f"Set the rows of {change.old.name} aside: keys that refer to a table that is dropped would act on them.",
        undo=f"{back}DROP TABLE {quoted(copy)}",
        duration="grows with the rows",
        blocking="the table cannot be changed in place, and its foreign keys cannot be switched off",
        keys_off=True,
    )


def _drop(change: TableChange) -> Draft:
    old = change.old
    lost = [old.columns[name].name for name in change.dropped if not old.columns[name].generated]
    return Draft(
        f"DROP TABLE {quoted(old.name)}",
        f"The old {old.name} goes; its rows are set aside.",
        undo=old.sql,
        loses_data=", ".join(f"{old.name}.{name}" for name in lost) or None,
        backward_incompatible=f"code that names {', '.join(lost)} of {old.name} fails" if lost else None,
        keys_off=True,
    )


def _create(change: TableChange) -> Draft:
    name = quoted(change.new.name)
    return Draft(change.new.sql, f"Make {change.new.name} anew.", undo=f"DROP TABLE {name}", keys_off=True)


def _fill(change: TableChange, copy: str) -> list[Draft]:
    questions: list[str] = []
    values = column_values(change, questions)
    if not values:
        return []
    columns = ", ".join(quoted(column.name) for column, _ in values)
    return [
        Draft(
            f"INSERT INTO {quoted(change.new.name)} ({columns}) SELECT {', '.join(value for _, value in values)}"
            f" FROM {quoted(copy)}",
            f"The rows of {change.new.name} come back.",
            undo="",
            duration="grows with the rows",
            keys_off=True,
            questions=questions,
        )
    ]


def _forget(change: TableChange, copy: str) -> Draft:
    return Draft(
        f"DROP TABLE {quoted(copy)}",
        f"{change.new.name} has its rows again.",
        undo=f"CREATE TABLE {quoted(copy)} AS SELECT * FROM {quoted(change.new.name)}",
        keys_off=True,
    )
