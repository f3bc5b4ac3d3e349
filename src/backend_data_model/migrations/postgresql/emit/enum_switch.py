"""Enums that lose or move labels: the old type steps aside, its columns change over, then it goes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import Comment, Enum, Kind, Privileges, Ref
from backend_data_model.migrations.postgresql.emit import privileges, types
from backend_data_model.migrations.postgresql.emit.draft import Draft
from backend_data_model.migrations.postgresql.emit.names import bare, sibling, with_suffix

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.migrations.postgresql.emit.draft import Context

_LITERAL = r"'(?:[^']|'')*'|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$|\"(?:[^\"]|\"\")*\"(?!\.)"


def aside(name: str) -> str:
    """What the old type is called while its values are taken over."""
    return sibling(name, with_suffix(bare(name), "_bdm_old"))


def with_aside(sql: str, enums: Iterable[str]) -> str:
    """A statement that speaks of the old types of `enums`, as it is to be said while they have stepped aside.

    What stands in strings, quoted identifiers and bodies of functions is left as it is.
    """
    for name in sorted(enums):
        sql = _renamed(sql, name, aside(name))
    return sql


def _renamed(sql: str, name: str, other: str) -> str:
    spoken = re.compile(rf"{_LITERAL}|(?<![\w$.\"]){re.escape(name)}(?![\w$.\"(])", re.DOTALL)
    return spoken.sub(lambda found: other if found[0] == name else found[0], sql)


def begin(ref: Ref, context: Context) -> list[Draft]:
    """Rename the old type and make the new one under its name, in one transaction."""
    context.aside.add(ref.name)
    new = context.new.get(ref, Enum)
    assert new
    gone, name = aside(ref.name), bare(ref.name)
    drafts = [
        Draft(
            f"ALTER TYPE {ref.name} RENAME TO {bare(gone)}",
            f"The old values of {name} step aside.",
            undo=f"ALTER TYPE {gone} RENAME TO {name}",
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
    gone = aside(ref.name)
    undo = types.create_enum(Enum(Ref(Kind.ENUM, gone), old.labels), context)[0].sql
    return [Draft(f"DROP TYPE {gone}", f"Nothing has the old values of {ref.name}.", phase="contract", undo=undo)]
