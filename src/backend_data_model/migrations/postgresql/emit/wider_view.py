"""The undo of a view that gained columns: CREATE OR REPLACE cannot take any away, so it makes way and is made again."""

from __future__ import annotations

from graphlib import TopologicalSorter
from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import Kind, Ref
from backend_data_model.migrations.postgresql.emit.draft import Context
from backend_data_model.migrations.postgresql.emit.registry import EMITTERS

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.objects import View

_GOES_ALONG = {Kind.COMMENT, Kind.PRIVILEGES}
_ON_VIEW = {Kind.TRIGGER, Kind.RULE}
_MADE_AGAIN = {Kind.VIEW, Kind.FUNCTION, Kind.PROCEDURE, *_ON_VIEW, *_GOES_ALONG}


def undo(old: View, context: Context, absent: set[Ref]) -> str | None:
    """Drop the view with what needs it, and make all of it again as it was; None where rows hang on it.

    `absent` are the objects that are gone before the view changes: they come back by an undo of their own.
    """
    needed_by = context.old.needed_by()
    found, left = {old.ref}, [old.ref]
    while left:
        new = needed_by.get(left.pop(), set()) - found - absent
        found |= new
        left += new
    if any(ref.kind not in _MADE_AGAIN for ref in found):
        return None
    place = {ref: number for number, ref in enumerate(context.old.objects)}
    sorter = TopologicalSorter(
        {ref: sorted(context.old.needs.get(ref, set()) & found) for ref in sorted(found, key=lambda ref: place[ref])}
    )
    ordered = list(sorter.static_order())
    back = Context(context.new, context.old)
    drops = [
        draft.sql
        for ref in reversed(ordered)
        if ref.kind not in _GOES_ALONG and not (ref.kind in _ON_VIEW and Ref(Kind.VIEW, ref.of) in found)
        for draft in EMITTERS[ref.kind].drop(context.old.objects[ref], context)
    ]
    creates = [draft.sql for ref in ordered for draft in EMITTERS[ref.kind].create(context.old.objects[ref], back)]
    return "; ".join([*drops, *creates])
