"""What keys and indexes at hand already do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.engines.identifiers import quote_identifier
from backend_data_model.engines.postgresql.quote_name import quote_name
from backend_data_model.indexing.candidate import Key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.indexing.candidate import Candidate
    from backend_data_model.model.schema import Engine, Index, IndexKey, Table


@dataclass(frozen=True, slots=True)
class Existing:
    """An index at hand, in the terms of candidates; `name` is what the schema calls it."""

    name: str
    keys: tuple[Key, ...]
    method: str = "btree"
    where: str | None = None
    include: tuple[str, ...] = ()


def existing_indexes(table: Table, engine: Engine = "postgresql") -> list[Existing]:
    """The indexes of a table with those of its keys, and on MySQL those that foreign keys make."""
    found = []
    if table.primary_key:
        found.append(Existing("the primary key", _columns(table.primary_key.columns, engine)))
    found += [Existing(f"UNIQUE ({', '.join(u.columns)})", _columns(u.columns, engine)) for u in table.uniques]
    if engine == "mysql":
        found += [
            Existing(
                f"the index that InnoDB has for the foreign key ({', '.join(k.columns)})", _columns(k.columns, engine)
            )
            for k in table.foreign_keys
        ]
    for index in table.indexes:
        keys = tuple(
            Key(
                _text(key, engine),
                key.column,
                key.descending,
                key.descending if key.nulls is None else key.nulls == "first",
                key.opclass,
            )
            for key in index.keys
        )
        name = f"the index {index.name}" if index.name else f"the index on {', '.join(key.text for key in keys)}"
        found.append(Existing(name, keys, _method(index), index.where, tuple(index.include)))
    return found


def _method(index: Index) -> str:
    return "gist" if index.exclusion and not index.method else index.method or "btree"


def _columns(names: Sequence[str], engine: Engine) -> tuple[Key, ...]:
    return tuple(Key(_quoted(name, engine), name) for name in names)


def _quoted(name: str, engine: Engine) -> str:
    return quote_name(name) if engine == "postgresql" else quote_identifier(name, engine)


def _text(key: IndexKey, engine: Engine) -> str:
    if not key.column:
        return key.expression or ""
    return _quoted(key.column, engine) + (f"({key.prefix_length})" if key.prefix_length else "")


def served_by(made: Candidate, indexes: Sequence[Existing]) -> Existing | None:
    """The index that does for these queries what the candidate would."""
    for index in indexes:
        if index.method != made.method or (index.where and not _implied(index.where, made)):
            continue
        if made.method == "btree":
            if leads(made, list(index.keys)) and set(made.include) <= {*index.include, *(k.column for k in index.keys)}:
                return index
        elif {(k.text, k.opclass) for k in made.keys} <= {(k.text, k.opclass) for k in index.keys}:
            return index
    return None


def _implied(where: str, made: Candidate) -> bool:
    """Whether the candidate's condition has every part of the index's."""
    parts = {_bare(part) for part in where.split(" AND ")}
    return parts <= {_bare(condition.sql) for condition in made.where}


def _bare(text: str) -> str:
    return text.replace("(", "").replace(")", "").replace("::text", "").strip().lower()


def leads(made: Candidate, keys: Sequence[Key]) -> bool:
    """Whether an index with `keys` begins with the candidate's: equalities in any order, the others as they stand."""
    count = len(made.equality)
    if len(keys) < count + len(made.tail):
        return False
    if {key.text for key in made.equality} != {key.text for key in keys[:count]}:
        return False
    rest = list(keys[count : count + len(made.tail)])
    return rest == made.tail or [key.flipped for key in rest] == made.tail
