"""A table under its old and its new name at once: a view under the old one, through which the old code goes on.

A view of one table without more passes INSERT, UPDATE and DELETE on to it (PostgreSQL 18, CREATE VIEW, "Updatable
Views").  `security_invoker` (15 and later) lets the rights and the row-level security of the caller decide.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import Kind, Privileges, Ref, Table
from backend_data_model.migrations.postgresql.emit import privileges
from backend_data_model.migrations.postgresql.emit.draft import Context, Draft
from backend_data_model.migrations.postgresql.emit.names import bare, sibling

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog

_SECURITY_INVOKER_SINCE = 15


def reason_against(table: str, catalog: Catalog, major: int) -> str | None:
    """Why a table cannot have two names for a time; None where it can."""
    found = catalog.get(Ref(Kind.TABLE, table), Table)
    if found is None:
        return "it is no table"
    if found.row_security and major < _SECURITY_INVOKER_SINCE:
        return "a view on it would pass its row-level security by before PostgreSQL 15"
    if any(ref.kind is Kind.RULE for ref in catalog.on(table)):
        return "a rule rewrites what is written"
    return None


def online_table_rename(table: str, now: str, catalog: Catalog, major: int) -> list[Draft]:
    """The rename and the view in one short transaction; the contract step that drops the view."""
    found = catalog.get(Ref(Kind.TABLE, table), Table)
    assert found
    after = sibling(table, now)
    invoker = " WITH (security_invoker=true)" if major >= _SECURITY_INVOKER_SINCE else ""
    view = f"CREATE VIEW {table}{invoker} AS SELECT {', '.join(found.columns)} FROM {after}"
    rights = _rights(table, catalog)
    drafts = [
        Draft(
            f"ALTER TABLE {table} RENAME TO {now}",
            f"{table} becomes {now}; the old code finds it by a view.",
            undo=f"ALTER TABLE {after} RENAME TO {bare(table)}",
        ),
        Draft(
            view,
            f"For a time {table} is a view that passes on what the old code reads and writes. COPY, TRUNCATE, LOCK and "
            "new foreign keys need the table itself.",
            undo=f"DROP VIEW {table}",
        ),
        *rights,
    ]
    for draft in drafts:
        draft.together = f"rename {table}"
    gone = Draft(
        f"DROP VIEW {table}",
        f"The old code was the last that said {table}.",
        phase="contract",
        undo="; ".join([view, *(draft.sql for draft in rights)]),
        backward_incompatible=f"code that still says {table} fails",
    )
    for draft in (*drafts, gone):
        draft.plainly = drafts[0].sql
    return [*drafts, gone]


def _rights(table: str, catalog: Catalog) -> list[Draft]:
    context = Context(catalog, catalog)
    drafts: list[Draft] = []
    for item in catalog.of_kind(Kind.PRIVILEGES):
        if isinstance(item, Privileges) and item.ref.name == f"TABLE {table}":
            others = frozenset(grant for grant in item.grants if grant not in item.born_with)
            drafts += privileges.create(replace(item, grants=others, born_with=frozenset()), context)
    for draft in drafts:
        draft.sql = draft.sql.replace(f"ALTER TABLE {table} OWNER", f"ALTER VIEW {table} OWNER")
        # The view takes them along.
        draft.undo = ""
    return drafts
