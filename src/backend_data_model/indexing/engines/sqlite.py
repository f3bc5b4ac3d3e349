"""SQLite: partial indexes (3.8.0), expressions (3.9.0), covering by further keys; no INCLUDE, no other methods.

Sources: https://www.sqlite.org/queryplanner.html, partialindex.html, expridx.html, optoverview.html (5: LIKE),
withoutrowid.html.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.engines.identifiers import quote_identifier
from backend_data_model.indexing.candidate import Candidate, Key, Refusal
from backend_data_model.indexing.engines.adapted import adapt, plain_btree, without_row_key
from backend_data_model.indexing.engines.dialect import IndexDialect
from backend_data_model.indexing.statements.portable.read import read_workload

if TYPE_CHECKING:
    from backend_data_model.indexing.facts import SchemaFacts
    from backend_data_model.indexing.predicates import Access
    from backend_data_model.model.schema import Table


def candidate_for(access: Access, facts: SchemaFacts) -> Candidate | Refusal:
    """The index for one access."""
    name = access.table.qualified_name
    found = plain_btree(access, facts, "sqlite")
    if isinstance(found, Refusal):
        infix = access.of_kind("infix")
        if infix:
            text = infix[0].term.text
            told = (
                f"{text} LIKE '%x%' has no range: an FTS5 table with the trigram tokenizer (3.34) finds parts of words"
            )
            return Refusal(access.query, name, told)
        return found
    if _fitted(found, access) is None:
        return Refusal(access.query, name, "the table itself lies in that order")
    return found


def fit(made: Candidate, access: Access, facts: SchemaFacts) -> Candidate | None:
    """A B-tree of PostgreSQL as SQLite has it."""
    return _fitted(adapt(made, "sqlite"), access)


def _fitted(made: Candidate, access: Access) -> Candidate | None:
    _fold_patterns(made, access)
    return made if without_row_key(made, _row_key(access.table), "index") else None


def _fold_patterns(made: Candidate, access: Access) -> None:
    """LIKE takes letters as equal in either case, so its index must; GLOB does not."""
    folded = {p.term.column for p in access.of_kind("prefix") if p.operator == "like" and p.term.column}
    sorted_by = {key.term.column for key in access.sort}
    for number, key in enumerate(made.tail):
        column = access.table.column(key.column or "")
        if key.column in folded - sorted_by and column is not None and (column.collation or "").lower() != "nocase":
            made.tail[number] = replace(key, text=f"{key.text} COLLATE NOCASE")
            made.serves.append("LIKE compares without case, so the index does")


def _row_key(table: Table) -> list[str]:
    """The columns by which an index finds its row: the rowid under its name, or the key of a table without one."""
    key = table.primary_key.columns if table.primary_key else []
    if table.without_rowid:
        return list(key)
    column = table.column(key[0]) if len(key) == 1 else None
    return list(key) if column is not None and column.type.lower() == "integer" else []


def create_index(made: Candidate, name: str) -> str:
    """The statement, every name quoted where it has to be."""
    title, table = quote_identifier(name, "sqlite"), quote_identifier(made.table.name, "sqlite")
    text = f"CREATE INDEX {title} ON {table} ({', '.join(_key(key) for key in made.keys)})"
    if made.where:
        text += f" WHERE {' AND '.join(condition.sql for condition in made.where)}"
    return text


def _key(key: Key) -> str:
    return key.text + (" DESC" if key.descending else "")


DIALECT = IndexDialect(
    read_workload,
    candidate_for,
    create_index,
    ("ANALYZE (or PRAGMA optimize) is run after the indexes are made: without its statistics SQLite guesses",),
    fit,
)
