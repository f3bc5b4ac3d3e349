"""What part a table plays: a junction, a lookup, an audit trail, the book-keeping of a migration tool."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.keys import is_unique
from backend_data_model.reviewer.facts.names import name_words
from backend_data_model.reviewer.facts.types import is_text

if TYPE_CHECKING:
    from backend_data_model.model.schema import Column, Engine, Table

TOOL_TABLES_TEXT = """
    schema_migrations ar_internal_metadata alembic_version flyway_schema_history schema_version schema_versions
    databasechangelog databasechangeloglock django_migrations knex_migrations knex_migrations_lock migrations
    _prisma_migrations goose_db_version __diesel_schema_migrations refinery_schema_history gorp_migrations
    spatial_ref_sys sqlite_sequence sqlite_stat1
"""
TOOL_TABLES = frozenset(TOOL_TABLES_TEXT.split())
_RECORD_WORDS_TEXT = """
    audit audits log logs history histories event events outbox inbox journal archive archives snapshot snapshots
    checkpoint checkpoints version versions
"""
_RECORD_WORDS = frozenset(_RECORD_WORDS_TEXT.split())
_LABEL_WORDS_TEXT = """
    name label title description code symbol abbreviation abbr key value iso iso2 iso3 position order rank sort
    active enabled
"""
_LABEL_WORDS = frozenset(_LABEL_WORDS_TEXT.split())
_LIST_WORDS_TEXT = """
    type types kind kinds status statuses state states category categories role roles country countries currency
    currencies unit units color colors colour colours language languages tag tags reason reasons
"""
_LIST_WORDS = frozenset(_LIST_WORDS_TEXT.split())
_CREATED = re.compile(
    r"(row|record|rec)?(creat(ed|ion)(at|on|date|time|timestamp|ts|datetime|stamp|utc|ms)?|creat(e|ed)(at|on|date|time|ts)"
    r"|insert(ed)?(at|on|date|time|ts)?|date(added|created|creation|add)|added(at|on)|ctime|time(created)|dateadd)"
)
_UPDATED = re.compile(
    r"(row|record|rec)?((last)?(updat(ed|e)?|modif(ied|ication)?|chang(ed|e)|edited)(at|on|date|time|timestamp|ts|datetime|stamp|utc|ms)?"
    r"|date(updated|modified|upd)|mtime|time(updated|modified)|lastupd|dateupd)"
)


def is_tool_table(table: Table) -> bool:
    """Whether a migration tool or the engine keeps its own state in it."""
    return table.name.lower() in TOOL_TABLES


def is_record_keeping(table: Table) -> bool:
    """Whether rows are only ever added: audit trails, logs, histories, events."""
    return table.audit or not _RECORD_WORDS.isdisjoint(name_words(table.name)[-2:])


def foreign_key_columns(table: Table) -> set[str]:
    """The columns that take part in some foreign key."""
    return {column for key in table.foreign_keys for column in key.columns}


def is_junction(table: Table) -> bool:
    """Whether the table holds pairs: two foreign keys or more, and a primary key or all else made of them."""
    if table.junction:
        return True
    references = foreign_key_columns(table)
    if len(table.foreign_keys) < 2 or len(references) < 2:
        return False
    key = set(table.primary_key.columns) if table.primary_key else set()
    if key and key <= references:
        return True
    rest = [c for c in table.columns if c.name not in references and c.name not in key and not is_bookkeeping(c)]
    return not rest


def is_lookup(table: Table, engine: Engine) -> bool:
    """Whether it is a short list of codes: no foreign keys, a key, and beside it only labels and what orders them.

    The key must be a text, a label unique, or the table named after such a list (`order_types`).
    """
    if table.foreign_keys or table.primary_key is None or len(table.primary_key.columns) > 1:
        return False
    key = table.column(table.primary_key.columns[0])
    rest = [c for c in table.columns if c is not key and not is_bookkeeping(c)]
    if key is None or any(_LABEL_WORDS.isdisjoint(name_words(column.name)[-1:]) for column in rest):
        return False
    named = not _LIST_WORDS.isdisjoint(name_words(table.name)[-1:])
    return named or is_text(key.type, engine) or any(is_unique(table, [column.name]) for column in rest)


def is_created_column(column: Column) -> bool:
    """Whether the column says when a row was made, judged by its name."""
    return _CREATED.fullmatch(_flat(column.name)) is not None


def is_updated_column(column: Column) -> bool:
    """Whether the column says when a row was last changed, judged by its name."""
    return _UPDATED.fullmatch(_flat(column.name)) is not None


def is_bookkeeping(column: Column) -> bool:
    """Whether the column only records when a row was made or changed."""
    return is_created_column(column) or is_updated_column(column)


def _flat(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())
