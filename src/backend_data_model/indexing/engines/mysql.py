"""MySQL 8.0 and MariaDB with InnoDB.

Sources: MySQL 8.0 manual, 15.6.2.1 (clustered and secondary indexes), 13.1.15 (CREATE INDEX: prefixes, functional key
parts since 8.0.13, descending since 8.0, multi-valued since 8.0.17), 12.10 (full-text search), 15.22 (3072 bytes).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.engines.identifiers import quote_identifier
from backend_data_model.indexing.candidate import Candidate, Key, Refusal
from backend_data_model.indexing.engines.adapted import adapt, plain_btree, without_row_key
from backend_data_model.indexing.engines.dialect import IndexDialect
from backend_data_model.indexing.statements.portable.read import read_workload

if TYPE_CHECKING:
    from backend_data_model.indexing.facts import SchemaFacts, TableFacts
    from backend_data_model.indexing.predicates import Access

LONGEST_KEY = 3072
"""Bytes of all keys of an InnoDB index (DYNAMIC row format, 16 KB pages)."""
BYTES_PER_CHARACTER = 4
PREFIX = 50
_LONG = re.compile(r"(tiny|medium|long)?(text|blob)\b")
_TEXT = re.compile(r"(var)?(char|binary)\((\d+)\)")


def candidate_for(access: Access, facts: SchemaFacts) -> Candidate | Refusal:
    """The index for one access."""
    table, name = facts.of(access.table), access.table.qualified_name
    searched = access.of_kind("search")
    if searched:
        keys = [Key(quote_identifier(column, "mysql"), column) for column in searched[0].term.columns]
        made = Candidate(access.table, [access.query], tail=keys, method="fulltext")
        made.serves = ["MATCH needs a FULLTEXT index on exactly its columns"]
        return made
    found = plain_btree(access, facts, "mysql")
    if isinstance(found, Refusal):
        return _what_instead(access, table, found)
    json = next((key.text for key in found.keys if key.column and table.type(key.column) == "json"), None)
    if json:
        return Refusal(access.query, name, f"{json} is JSON: index a generated column of the value that is asked for")
    if _fitted(found, access, table) is None:
        return Refusal(access.query, name, "the table itself lies in the order of its primary key")
    return found


def fit(made: Candidate, access: Access, facts: SchemaFacts) -> Candidate | None:
    """A B-tree of PostgreSQL as MySQL has it, without keys on JSON, of which there are none."""
    made = adapt(made, "mysql")
    table = facts.of(access.table)
    if any(key.column and table.type(key.column) == "json" for key in made.keys):
        return None
    return _fitted(made, access, table)


def _fitted(made: Candidate, access: Access, table: TableFacts) -> Candidate | None:
    _without_conditions(made, access)
    _with_prefixes(made, table)
    key = access.table.primary_key.columns if access.table.primary_key else []
    if not without_row_key(made, key, "secondary index"):
        return None
    if any(part.column is None for part in made.keys):
        made.serves.append(
            "functional keys need MySQL 8.0.13; MariaDB wants a generated column with an index, which the query names"
        )
    return made


def _what_instead(access: Access, table: TableFacts, refusal: Refusal) -> Refusal:
    for predicate in access.of_kind("infix"):
        text = predicate.term.text
        told = (
            f"{text} LIKE '%x%' has no range: a FULLTEXT index WITH PARSER ngram, asked by MATCH, finds parts of words"
        )
        return Refusal(access.query, refusal.table, told)
    for predicate in access.of_kind("contains"):
        text = predicate.term.text
        told = (
            f"a multi-valued index could have {text} since 8.0.17, ((CAST({text} AS UNSIGNED ARRAY))) or as CHAR(n),"
            " as its elements are; MariaDB has none: use a table of the elements"
        )
        return Refusal(access.query, refusal.table, told)
    return refusal


def _without_conditions(made: Candidate, access: Access) -> None:
    """There is no partial index: a condition that leaves few rows becomes a key, others go."""
    known = {key.column for key in made.keys}
    for condition in made.where:
        column = condition.columns[0] if condition.columns else None
        if condition.leaves == "most" or column is None or column in known:
            continue
        key = Key(quote_identifier(column, "mysql"), column)
        kinds = {p.kind for p in access.predicates if p.term.column == column}
        if kinds & {"equal", "null"}:
            made.equality.append(key)
        else:
            made.tail.insert(0, key)
        known.add(column)
        made.serves.append(f"{condition.sql} is looked up by a key, as MySQL has no partial index")
    made.where = ()


def _with_prefixes(made: Candidate, table: TableFacts) -> None:
    """Texts without a length, and what is too long, are indexed by their beginning, which gives no order."""
    room = LONGEST_KEY
    kept: list[Key] = []
    at_hand = {
        k.column: k.prefix_length for index in table.table.indexes for k in index.keys if k.column and k.prefix_length
    }
    for number, key in enumerate(made.keys):
        kind = table.type(key.column or "")
        sized = _TEXT.match(kind)
        width = int(sized[3]) * (BYTES_PER_CHARACTER if sized[2] == "char" else 1) if sized else 8
        if not _LONG.match(kind) and width <= room:
            room -= width
            kept.append(key)
            continue
        length = min(at_hand.get(key.column or "", PREFIX), room // BYTES_PER_CHARACTER)
        if length:
            kept.append(replace(key, text=f"{key.text}({length})"))
            made.serves.append(
                f"only the first {length} characters of {key.text} are in it: look whether they tell values apart"
            )
        if number >= len(made.equality):
            break
        room -= length * BYTES_PER_CHARACTER
    count = len(made.equality)
    made.equality, made.tail = kept[:count], kept[count:]


def create_index(made: Candidate, name: str) -> str:
    """The statement, every name quoted where it has to be."""
    kind = "FULLTEXT INDEX" if made.method == "fulltext" else "INDEX"
    title = quote_identifier(name, "mysql")
    table = quote_identifier(made.table.name, "mysql")
    if made.table.schema:
        table = f"{quote_identifier(made.table.schema, 'mysql')}.{table}"
    return f"CREATE {kind} {title} ON {table} ({', '.join(_key(key) for key in made.keys)})"


def _key(key: Key) -> str:
    text = key.text if key.column else f"({_comparable(key.text)})"
    return text + (" DESC" if key.descending else "")


def _comparable(expression: str) -> str:
    """`->>` gives a LONGTEXT, which no index has: the manual's form of it, which the same query then uses."""
    if re.fullmatch(r".*->>\s*'[^']*'", expression):
        return f"CAST({expression} AS CHAR(255)) COLLATE utf8mb4_bin"
    return expression


DIALECT = IndexDialect(
    read_workload,
    candidate_for,
    create_index,
    (
        "the tables are InnoDB with the character set utf8mb4: rows lie in the order of the primary key, and every"
        " secondary index carries that key, so a short one keeps all of them small",
    ),
    fit,
)
