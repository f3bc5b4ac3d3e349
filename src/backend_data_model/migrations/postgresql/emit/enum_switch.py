"""Enums that lose or move labels: the old type steps aside, its columns change over, then it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import Comment, Enum, Kind, Privileges, Ref
from backend_data_model.migrations.postgresql.emit import privileges, types
from backend_data_model.migrations.postgresql.emit.draft import Draft
from backend_data_model.migrations.postgresql.emit.names import bare, sibling, with_suffix

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.emit.draft import Context


def begin(ref: Ref, context: Context) -> list[Draft]:
    """Rename the old type and make the new one under its name, in one transaction."""
    new = context.new.get(ref, Enum)
    assert new
    aside, name = with_suffix(bare(ref.name), "_bdm_old"), bare(ref.name)
    drafts = [
        Draft(
            f"ALTER TYPE {ref.name} RENAME TO {aside}",
            f"The old values of {name} step aside.",
            undo=f"ALTER TYPE {sibling(ref.name, aside)} RENAME TO {name}",
        ),
        *types.create_enum(new, context),
    ]
    for other, item in context.new.objects.items():
        if ref in context.new.needs.get(other, set()):
            if isinstance(item, Comment):
                drafts += privileges.create_comment(item, context)
            elif isinstance(item, Privileges):
                drafts += privileges.create(item, context)
    for draft in drafts:
        draft.together = f"enum {ref.name}"
    return drafts


def end(ref: Ref, context: Context) -> list[Draft]:
    """Drop the old type, which no column has any more."""
    old = context.old.get(ref, Enum)
    assert old
    aside = sibling(ref.name, with_suffix(bare(ref.name), "_bdm_old"))
    undo = types.create_enum(Enum(Ref(Kind.ENUM, aside), old.labels), context)[0].sql
    return [Draft(f"DROP TYPE {aside}", f"Nothing has the old values of {ref.name}.", phase="contract", undo=undo)]
