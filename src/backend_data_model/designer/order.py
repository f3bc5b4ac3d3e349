"""Tables in the order in which they can be made: what is referred to comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from backend_data_model.model.schema import Table


def parents_first(tables: list[Table]) -> list[Table]:
    """`tables` with parents before children as far as the foreign keys allow; otherwise the order given is kept.

    Where foreign keys go in a circle, the required ones decide.
    """
    return _visit(_visit(tables, _all_parents), _required_parents)


def _all_parents(table: Table) -> list[str]:
    return [key.ref_table for key in table.foreign_keys]


def _required_parents(table: Table) -> list[str]:
    nullable = {column.name for column in table.columns if column.nullable}
    return [key.ref_table for key in table.foreign_keys if not nullable & set(key.columns)]


def _visit(tables: list[Table], parents_of: Callable[[Table], list[str]]) -> list[Table]:
    by_name = {table.name: table for table in tables}
    parents = {
        table.name: list(dict.fromkeys(name for name in parents_of(table) if name in by_name)) for table in tables
    }
    found: dict[str, Table] = {}
    entered: set[str] = set()
    for table in tables:
        work: list[tuple[str, Iterator[str]]] = []
        if table.name not in entered:
            entered.add(table.name)
            work.append((table.name, iter(parents[table.name])))
        while work:
            name, rest = work[-1]
            parent = next((p for p in rest if p not in entered), None)
            if parent is None:
                work.pop()
                found[name] = by_name[name]
            else:
                entered.add(parent)
                work.append((parent, iter(parents[parent])))
    return list(found.values())
