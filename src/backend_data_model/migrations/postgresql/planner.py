"""From two catalogs to the steps between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import Default, Kind, Ref, Table
from backend_data_model.migrations.postgresql.changes import find_changes
from backend_data_model.migrations.postgresql.emit import columns, enum_switch, key_swap, tables, wider_view
from backend_data_model.migrations.postgresql.emit.column_switch import TableSwitch
from backend_data_model.migrations.postgresql.emit.draft import Context
from backend_data_model.migrations.postgresql.emit.registry import EMITTERS
from backend_data_model.migrations.postgresql.order import SWAPPED, in_order
from backend_data_model.migrations.steps import Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.postgresql.changes import Changes
    from backend_data_model.migrations.postgresql.emit.draft import Draft
    from backend_data_model.migrations.postgresql.order import Ordered

_LOCK_TIMEOUT = "2s"
_STATEMENT_TIMEOUT = "30s"


def steps_between(old: Catalog, new: Catalog, using: Mapping[Ref, str] | None = None) -> list[Step]:
    """The steps in the order in which they run; empty when the catalogs are equal.

    `using` gives expressions over the old columns for columns that change their type.
    """
    context = Context(old, new, using=dict(using or {}))
    changes = find_changes(context)
    drafts: list[Draft] = []
    for ordered in in_order(changes, context):
        found = _drafts(ordered, context, changes)
        if _swaps(ordered, changes, context):
            _join(found, drafts)
        drafts += found
    return steps_of(drafts)


def steps_of(drafts: list[Draft]) -> list[Step]:
    """The drafts as steps, those that belong together in one transaction."""
    steps = [step_of(draft) for draft in drafts]
    _number_transactions(drafts, steps)
    return steps


def _swaps(ordered: Ordered, changes: Changes, context: Context) -> bool:
    """Whether an object makes way for a moment, so that nobody may see the schema without it."""
    operation, ref = ordered.node
    if operation == "drop" and ref.kind is Kind.CONSTRAINT:
        return bool(context.old.needs.get(ref, set()) & set(context.switched.get(ref.of, ())))
    is_made_again = operation in {"drop", "create"} and ref in changes.replaced
    return operation == "switch" or (is_made_again and ref.kind in SWAPPED)


def _join(found: list[Draft], before: list[Draft]) -> None:
    """Let neighbours that swap objects share one transaction."""
    if not all(draft.transactional and draft.duration == "instant" and not draft.blocking for draft in found):
        return
    key = before[-1].together if before and before[-1].together else None
    for draft in found:
        draft.together = key or draft.together or "swap"


def _number_transactions(drafts: list[Draft], steps: list[Step]) -> None:
    number = 0
    for place, draft in enumerate(drafts):
        if draft.together is None:
            continue
        number += place == 0 or drafts[place - 1].together != draft.together
        steps[place].transaction = number


def _drafts(ordered: Ordered, context: Context, changes: Changes) -> list[Draft]:
    operation, ref = ordered.node
    if operation in {"prepare", "switch", "settle", "contract"} and ref.kind is Kind.TABLE:
        drafts: list[Draft] = getattr(TableSwitch(ref.name, context), operation)()
        return drafts
    if ref.kind is Kind.ENUM and ref.name in context.retyped:
        return enum_switch.begin(ref, context) if operation == "alter" else enum_switch.end(ref, context)
    emitter = EMITTERS[ref.kind]
    if operation == "drop":
        drafts = emitter.drop(context.old.objects[ref], context)
        _undo_along(drafts, ordered, context)
        for draft in drafts:
            draft.undo = draft.undo and enum_switch.with_aside(draft.undo, context.aside)
        return _as_replacement(drafts) if ref in changes.replaced and ref.kind not in _HOLDS_DATA else drafts
    new = context.new.objects[ref]
    if ref in context.key_swaps:
        return key_swap.swap(new, context)  # type: ignore[arg-type]
    if operation == "alter":
        drafts = emitter.alter(context.old.objects[ref], new, context) or []
        if ref.kind is Kind.VIEW and drafts and drafts[0].undo is None:
            drafts[0].undo = wider_view.undo(context.old.objects[ref], context, changes.dropped)  # type: ignore[arg-type]
        return drafts
    if ref.kind is Kind.TABLE:
        return tables.create(new, context, ordered.along)  # type: ignore[arg-type]
    if ref.kind is Kind.COLUMN:
        return columns.create(new, context, _default_along(ref, context, changes))  # type: ignore[arg-type]
    if ref.kind is Kind.DEFAULT and _comes_with_column(ref, changes, context):
        return []
    return emitter.create(new, context)


def _undo_along(drafts: list[Draft], ordered: Ordered, context: Context) -> None:
    """Let the undo of a drop make again what went with it, in the order in which it was read."""
    if not drafts or not drafts[-1].undo:
        return
    back = Context(context.new, context.old)
    table = context.old.get(ordered.node.ref, Table)
    if table is not None:
        # A constraint that was dropped on its own comes back on its own.
        drafts[-1].undo = "; ".join(draft.sql for draft in tables.create(table, back, ordered.along))
    kinds = {Kind.COLUMN, Kind.DEFAULT, Kind.CONSTRAINT} if ordered.node.ref.kind is Kind.TABLE else {Kind.DEFAULT}
    for ref in context.old.in_order(ordered.along):
        if ref.kind not in kinds:
            again = EMITTERS[ref.kind].create(context.old.objects[ref], back)
            drafts[-1].undo = "; ".join([drafts[-1].undo or "", *(draft.sql for draft in again)])


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


def step_of(draft: Draft) -> Step:
    """A draft as a step, with its time limits."""
    return Step(
        sql=draft.sql,
        phase=draft.phase,
        note=draft.note,
        undo=draft.undo,
        transactional=draft.transactional,
        loses_data=draft.loses_data,
        backward_incompatible=draft.backward_incompatible,
        blocking=draft.blocking,
        # CONCURRENTLY waits for older transactions as for a lock; cut off there, it leaves an invalid index.
        lock_timeout="0" if "CONCURRENTLY" in draft.sql and not draft.transactional else _LOCK_TIMEOUT,
        statement_timeout=_STATEMENT_TIMEOUT if draft.duration == "instant" and not draft.blocking else "0",
        duration=draft.duration,
        monitor=draft.monitor,
        plainly=draft.plainly,
    )
