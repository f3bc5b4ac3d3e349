"""From two catalogs to the statements between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.sqlite.alter import alter_table
from backend_data_model.migrations.sqlite.changes import find_changes, table_change
from backend_data_model.migrations.sqlite.draft import Draft, quoted
from backend_data_model.migrations.sqlite.rebuild import rebuild_table
from backend_data_model.migrations.sqlite.rebuild_enforced import held_together, parents_first, rebuild_enforced

if TYPE_CHECKING:
    from backend_data_model.migrations.sqlite.catalog.objects import Catalog, Dependent, Table
    from backend_data_model.migrations.sqlite.changes import Changes, Renames
    from backend_data_model.migrations.sqlite.dialect import Dialect

_WORDS = {"indexes": "INDEX", "views": "VIEW", "triggers": "TRIGGER"}


def rename_drafts(renames: Renames) -> list[Draft]:
    """SQLite itself carries a rename into indexes, triggers, views and references."""
    drafts = []
    for old, new in renames.tables:
        drafts.append(
            Draft(
                f"ALTER TABLE {quoted(old)} RENAME TO {quoted(new)}",
                f"Rename the table {old}; indexes, triggers, views and references follow.",
                undo=f"ALTER TABLE {quoted(new)} RENAME TO {quoted(old)}",
                phase="contract",
                backward_incompatible=f"code that names {old} fails",
            )
        )
    for table, old, new in renames.columns:
        drafts.append(
            Draft(
                f"ALTER TABLE {quoted(table)} RENAME COLUMN {quoted(old)} TO {quoted(new)}",
                f"Rename the column {old}; indexes, triggers, views and references follow.",
                undo=f"ALTER TABLE {quoted(table)} RENAME COLUMN {quoted(new)} TO {quoted(old)}",
                phase="contract",
                backward_incompatible=f"code that names {table}.{old} fails",
            )
        )
    return drafts


def drafts_between(old: Catalog, new: Catalog, dialect: Dialect, rebuilt: set[str]) -> list[Draft]:
    """The statements in order; `rebuilt` are tables (lower case) whose ALTERs SQLite has refused."""
    changes = find_changes(old, new)
    by_table: dict[str, list[Draft]] = {}
    anew: set[str] = set()
    for change in changes.tables:
        name = change.new.name.lower()
        drafts = None if name in rebuilt else alter_table(change, dialect)
        if drafts is None or any(draft.instead is not None for draft in drafts):
            made = rebuild_table(change, old.names | new.names)
            if drafts is None:
                anew.add(name)
                drafts = made
            else:
                _stand_in(drafts, made)
        by_table[name] = drafts
    held = set() if dialect.has_transactions else held_together(anew, old) & set(new.tables)
    tables = [draft for name, drafts in by_table.items() if name not in held for draft in drafts]
    tables += rebuild_enforced([table_change(old.tables[name], new.tables[name]) for name in sorted(held)], old.names)
    anew |= held
    _take_along(changes, old, new, anew)
    before = [
        _removal(item, _WORDS[kind], changes)
        for kind in ("triggers", "views", "indexes")
        for item in changes.removed[kind]
    ]
    after = [_making(item, _WORDS[kind]) for kind in ("indexes", "views", "triggers") for item in changes.made[kind]]
    replaced = {table.name.lower() for table in changes.created}
    dropped = [_drop_table(table, old) for table in reversed(parents_first(changes.dropped))]
    early = [draft for draft in dropped if draft.table in replaced or held]
    late = [draft for draft in dropped if draft not in early]
    created = [_create_table(table) for table in changes.created]
    for draft in (*early, *late):
        draft.table = None
    return [*before, *early, *created, *tables, *late, *after]


def _stand_in(drafts: list[Draft], made: list[Draft]) -> None:
    """An SQLite that cannot run a statement tries a rebuild in its place."""
    statements = [draft.sql for draft in made]
    for draft in drafts:
        if draft.instead is not None:
            draft.instead, statements = statements, []


def _take_along(changes: Changes, old: Catalog, new: Catalog, anew: set[str]) -> None:
    """What stands on a table that is built anew is dropped with it and made again."""
    for kind in ("indexes", "triggers"):
        there: dict[str, Dependent] = getattr(old, kind)
        wanted: dict[str, Dependent] = getattr(new, kind)
        for name, item in there.items():
            if item.table in anew and item not in changes.removed[kind]:
                changes.removed[kind].append(item)
                changes.made[kind].append(wanted[name])


def _removal(item: Dependent, word: str, changes: Changes) -> Draft:
    kind = {"INDEX": "indexes", "VIEW": "views", "TRIGGER": "triggers"}[word]
    back = any(made.name.lower() == item.name.lower() for made in changes.made[kind])
    return Draft(
        f"DROP {word} {quoted(item.name)}",
        f"Drop the {word.lower()} {item.name}" + ("; it is made again below." if back else "."),
        undo=item.sql,
        phase="expand" if back else "contract",
        comes_back=back,
        backward_incompatible=f"code that reads {item.name} fails" if word == "VIEW" and not back else None,
    )


def _making(item: Dependent, word: str) -> Draft:
    return Draft(
        item.sql,
        f"Create the {word.lower()} {item.name}."
        + (" Nobody else can write while it is built." if word == "INDEX" else ""),
        undo=f"DROP {word} {quoted(item.name)}",
        duration="grows with the rows" if word == "INDEX" else "instant",
    )


def _create_table(table: Table) -> Draft:
    return Draft(table.sql, f"Create the table {table.name}.", undo=f"DROP TABLE {quoted(table.name)}")


def _drop_table(table: Table, old: Catalog) -> Draft:
    name = table.name.lower()
    return Draft(
        f"DROP TABLE {quoted(table.name)}",
        f"Drop the table {table.name} with its rows.",
        undo=table.sql,
        phase="contract",
        loses_data=f"the table {table.name}",
        backward_incompatible=f"code that names {table.name} fails",
        table=name,
        keys_off=any(name in other.referenced for other in old.tables.values()),
    )
