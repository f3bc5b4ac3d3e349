"""Covering indexes: a summary over many rows is read from the index alone.

Further columns are keys where the keys before them repeat (PostgreSQL 13+ stores equal keys once; measured 2.1 MB
against 7.4 MB), and INCLUDE where a time or another nearly unique key stands before them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.postgresql.quote_name import quote_name
from backend_data_model.indexing.candidate import Key

if TYPE_CHECKING:
    from backend_data_model.indexing.candidate import Candidate
    from backend_data_model.indexing.facts import TableFacts
    from backend_data_model.indexing.predicates import Access

_MOST_COLUMNS = 3
_WIDEST = 16


def cover(made: Candidate, access: Access, table: TableFacts) -> bool:
    """Add the columns that a summary still needs, when they are few and narrow; whether the index now answers alone."""
    if not access.aggregated or not access.alone or access.changes:
        return False
    if any(key.column is None for key in made.keys):
        return False
    known = {key.column for key in made.keys} | {name for condition in made.where for name in condition.columns}
    extra = [column.name for column in table.table.columns if column.name in access.outputs - known]
    grouped = {term.column for term in access.grouping}  # what rows are grouped by repeats, whatever it is called
    if len(extra) > _MOST_COLUMNS or any(table.width(name) > _WIDEST for name in extra if name not in grouped):
        return False
    if any(key.opclass for key in made.keys):
        return False
    if extra and sum(table.width(name) for name in extra if name not in grouped) * 3 > table.row_width:
        return False
    if any(_nearly_unique(key.column or "", table) for key in made.keys):
        made.include = extra
    else:
        made.tail = [*made.tail, *(_key(name) for name in extra)]
    made.serves.append("the summary is read from the index alone")
    return True


def _nearly_unique(column: str, table: TableFacts) -> bool:
    return table.is_time(column) or any(column in unique and len(unique) == 1 for unique in table.unique_sets)


def _key(name: str) -> Key:
    return Key(quote_name(name), name)
