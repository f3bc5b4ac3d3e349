"""From two catalogs to the steps between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import Default, Kind, Ref
from backend_data_model.migrations.postgresql.changes import find_changes
from backend_data_model.migrations.postgresql.emit import columns, tables
from backend_data_model.migrations.postgresql.emit.draft import Context
from backend_data_model.migrations.postgresql.emit.registry import EMITTERS
from backend_data_model.migrations.postgresql.order import in_order
from backend_data_model.migrations.steps import Step

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.postgresql.changes import Changes
    from backend_data_model.migrations.postgresql.emit.draft import Draft
    from backend_data_model.migrations.postgresql.order import Ordered

_LOCK_TIMEOUT = "2s"
_STATEMENT_TIMEOUT = "30s"


def steps_between(old: Catalog, new: Catalog) -> list[Step]:
    """The steps in the order in which they run; empty when the catalogs are equal."""
    context = Context(old, new)
    changes = find_changes(context)
    drafts = [draft for ordered in in_order(changes, context) for draft in _drafts(ordered, context, changes)]
    return [_step(draft) for draft in drafts]


def _drafts(ordered: Ordered, context: Context, changes: Changes) -> list[Draft]:
    operation, ref = ordered.node
    emitter = EMITTERS[ref.kind]
    if operation == "drop":
        drafts = emitter.drop(context.old.objects[ref], context)
        return _as_replacement(drafts) if ref in changes.replaced and ref.kind not in _HOLDS_DATA else drafts
    new = context.new.objects[ref]
    if operation == "alter":
        return emitter.alter(context.old.objects[ref], new, context) or []
    if ref.kind is Kind.TABLE:
        return tables.create(new, context, ordered.along)  # type: ignore[arg-type]
    if ref.kind is Kind.COLUMN:
        return columns.create(new, context, _default_along(ref, context, changes))  # type: ignore[arg-type]
    if ref.kind is Kind.DEFAULT and _comes_with_column(ref, changes, context):
        return []
    return emitter.create(new, context)


_HOLDS_DATA = {Kind.TABLE, Kind.COLUMN, Kind.SEQUENCE}


def _as_replacement(drafts: list[Draft]) -> list[Draft]:
    """What is dropped only to be made again is no loss to the code that uses it."""
    for draft in drafts:
        draft.phase = "expand"
        draft.backward_incompatible = None
    return drafts


def _default_along(ref: Ref, context: Context, changes: Changes) -> Default | None:
    """The default that ADD COLUMN can give at once: one that needs nothing that is made later."""
    default = Ref(Kind.DEFAULT, ref.name, ref.of)
    if not _comes_with_column(default, changes, context):
        return None
    return context.new.get(default, Default)


def _comes_with_column(default: Ref, changes: Changes, context: Context) -> bool:
    column = Ref(Kind.COLUMN, default.name, default.of)
    return (
        default in changes.created and column in changes.created and Ref(Kind.TABLE, default.of) not in changes.created
    )


def _step(draft: Draft) -> Step:
    return Step(
        sql=draft.sql,
        phase=draft.phase,
        note=draft.note,
        undo=draft.undo,
        transactional=draft.transactional,
        loses_data=draft.loses_data,
        backward_incompatible=draft.backward_incompatible,
        blocking=draft.blocking,
        lock_timeout=_LOCK_TIMEOUT,
        statement_timeout=_STATEMENT_TIMEOUT if draft.duration == "instant" and not draft.blocking else "0",
        duration=draft.duration,
        monitor=draft.monitor,
    )
