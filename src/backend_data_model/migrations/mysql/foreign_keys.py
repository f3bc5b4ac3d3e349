"""Foreign keys stand apart: they are dropped before tables change and added when all tables are there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.migrations.mysql.draft import Clause

if TYPE_CHECKING:
    from backend_data_model.migrations.mysql.catalog.objects import Catalog, Table

_REFERENCES = re.compile(r"FOREIGN KEY \((?P<columns>[^)]*)\) REFERENCES `(?P<table>(?:[^`]|``)+)`")


def to_drop(old: Catalog, new: Catalog, loosened: set[str]) -> dict[str, list[str]]:
    """By table the names of the foreign keys that go, or that stand in the way of a change of a loosened table."""
    found: dict[str, list[str]] = {}
    for table in old.tables.values():
        wanted = new.tables.get(table.name)
        for name, text in table.foreign_keys.items():
            stays = wanted is not None and wanted.foreign_keys.get(name) == text
            held = loosened & {table.name, *_target(text)}
            if held or (wanted is not None and not stays):
                found.setdefault(table.name, []).append(name)
    return found


def _target(text: str) -> set[str]:
    match = _REFERENCES.search(text)
    return {match["table"].replace("``", "`")} if match else set()


def drop_clause(table: Table, name: str) -> Clause:
    """DROP FOREIGN KEY."""
    return Clause(
        f"DROP FOREIGN KEY `{name.replace('`', '``')}`",
        frozenset({"drop_foreign_key"}),
        f"Drop the foreign key {name}.",
        f"ADD {table.foreign_keys[name]}",
    )


def add_clause(table: Table, name: str) -> Clause:
    """ADD FOREIGN KEY, with the rows checked: a COPY that fails when one has no parent."""
    return Clause(
        f"ADD {table.foreign_keys[name]}",
        frozenset({"add_foreign_key"}),
        f"Add the foreign key {name}; a row without its parent makes this fail.",
        f"DROP FOREIGN KEY `{name.replace('`', '``')}`",
    )


def in_creation_order(tables: list[Table]) -> list[tuple[Table, list[str]]]:
    """Parents first; with each table the foreign keys that must wait because their parent comes later."""
    names = {table.name: table for table in tables}
    done: list[tuple[Table, list[str]]] = []
    placed: set[str] = set()

    def visit(table: Table, above: tuple[str, ...]) -> None:
        for parent in sorted(table.references() & set(names)):
            if parent not in above and parent not in placed:
                visit(names[parent], (*above, parent))
        if table.name in placed:
            return
        late = [
            name
            for name, text in table.foreign_keys.items()
            if any(parent in names and parent not in placed and parent != table.name for parent in _target(text))
        ]
        placed.add(table.name)
        done.append((table, late))

    for table in tables:
        visit(table, (table.name,))
    return done
