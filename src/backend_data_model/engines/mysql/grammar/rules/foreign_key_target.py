"""Refuses a foreign key to a table made later, to columns that are missing or that no key has first and in this order,
and since 8.4 to columns that no unique key has exactly (15.1.20.5, 7.1.8 restrict_fk_on_non_standard_key; errors
1824, 3734, 1822, 6125); warns when the script never makes the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.read_tables import find_column, has_foreign_keys, key_serves

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject

if TYPE_CHECKING:
    from backend_data_model.model.schema import Table


def _unique(parent: Table, columns: list[str]) -> bool:
    wanted = [name.lower() for name in columns]
    keys = [parent.primary_key.columns] if parent.primary_key else []
    keys += [unique.columns for unique in parent.uniques]
    return any([name.lower() for name in key] == wanted for key in keys)


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    if not subject.script.foreign_key_checks or subject.result is None or not has_foreign_keys(subject.result):
        return
    for key in subject.foreign_keys():
        if len(key.columns) != len(key.ref_columns) and key.ref_columns:
            yield Problem("the foreign key has other numbers of columns on its two sides", key.offset)
            continue
        parent = subject.script.table(key.ref_schema, key.ref_table)
        if parent is None:
            later = subject.script.created_later(key.ref_table)
            when = "is made only later; put it first" if later else "is not made in this script"
            yield Problem(f"the table {key.ref_table} {when}", key.offset, warning=not later)
            continue
        missing = [name for name in key.ref_columns if find_column(parent, name) is None]
        if missing:
            yield Problem(f"{parent.name} has no column {missing[0]} to refer to", key.offset)
        elif parent.partition_by:
            yield Problem("partitioned tables have no foreign keys", key.offset)
        elif key.ref_columns and not key_serves(parent, key.ref_columns):
            yield Problem(f"no key of {parent.name} starts with ({', '.join(key.ref_columns)})", key.offset)
        elif subject.version >= (8, 4, 0) and key.ref_columns and not _unique(parent, key.ref_columns):
            message = (
                f"no unique key of {parent.name} is exactly ({', '.join(key.ref_columns)}), which MySQL 8.4 asks for"
            )
            yield Problem(message, key.offset)
