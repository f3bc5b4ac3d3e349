"""From a B-tree as PostgreSQL has it to one of another engine: what MySQL and SQLite share."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.engines.identifiers import quote_identifier
from backend_data_model.indexing.candidate import Candidate, Key, Refusal
from backend_data_model.indexing.candidates import btree, not_worth_it

if TYPE_CHECKING:
    from backend_data_model.indexing.facts import SchemaFacts
    from backend_data_model.indexing.predicates import Access
    from backend_data_model.model.schema import Engine


def plain_btree(access: Access, facts: SchemaFacts, engine: Engine) -> Candidate | Refusal:
    """The B-tree for an access, as `adapt` writes it."""
    name = access.table.qualified_name
    found = not_worth_it.refuse(access, facts) or btree.candidate(access, facts)
    if found is None:
        return Refusal(access.query, name, "no condition or order in it could use an index")
    if isinstance(found, Refusal):
        return found
    return adapt(found, engine)


def adapt(found: Candidate, engine: Engine) -> Candidate:
    """The same B-tree, names quoted for `engine`, without operator classes and INCLUDE.

    Columns that would be included are further keys: neither engine has columns in an index that are none.
    """
    found.equality = [_named(key, engine) for key in found.equality]
    found.tail = [_named(key, engine) for key in found.tail]
    known = {key.column for key in found.keys}
    found.tail += [Key(quote_identifier(column, engine), column) for column in found.include if column not in known]
    found.include = []
    found.serves = [
        sentence.replace("is a range of an index that compares byte by byte", "is a range") for sentence in found.serves
    ]
    return found


def _named(key: Key, engine: Engine) -> Key:
    text = quote_identifier(key.column, engine) if key.column else key.text
    return replace(key, text=text, opclass=None)


def without_row_key(made: Candidate, row_key: list[str], carrier: str) -> bool:
    """Drop the last keys that every entry has anyway, the key of the row; whether that left any key.

    `row_key` are the columns by which the engine finds the row of an entry, in ascending order.
    """
    count = len(row_key)
    last = made.tail[-count:] if count else []
    if count and [key.column for key in last] == row_key and not any(key.descending for key in last):
        made.tail = made.tail[:-count]
        made.serves.append(f"{', '.join(row_key)} is in every {carrier} already")
    return bool(made.keys)
