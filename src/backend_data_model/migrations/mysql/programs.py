"""Views, triggers, routines, events and sequences: made anew, because MySQL alters none of them in full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.mysql.draft import Draft
from backend_data_model.migrations.mysql.names import quoted

if TYPE_CHECKING:
    from backend_data_model.migrations.mysql.catalog.objects import Program
    from backend_data_model.migrations.mysql.changes import Changes

_FIRST = ("SEQUENCE", "FUNCTION", "PROCEDURE", "VIEW", "TRIGGER", "EVENT")


def drop_programs(changes: Changes) -> list[Draft]:
    """Those that go, and those that cannot be replaced in place: everything but views."""
    made = {(item.kind, item.name) for item in changes.made}
    drafts = []
    for item in reversed(_in_order(changes.removed)):
        comes_back = (item.kind, item.name) in made
        if item.kind == "VIEW" and comes_back:
            continue
        drafts.append(
            Draft(
                f"DROP {item.kind} {quoted(item.name)}",
                f"Drop the {item.kind.lower()} {item.name}" + (", which is made again below." if comes_back else "."),
                undo=item.sql,
                phase="expand" if comes_back else "contract",
                backward_incompatible=None if comes_back else f"code that uses {item.name} fails",
                loses_data=f"the sequence {item.name}" if item.kind == "SEQUENCE" else None,
            )
        )
    return drafts


def make_programs(changes: Changes) -> list[Draft]:
    """New ones and new versions; a view that another reads is made before it."""
    there = {(item.kind, item.name): item for item in changes.removed}
    drafts = []
    for item in _in_order(changes.made):
        before = there.get((item.kind, item.name))
        sql, undo = item.sql, f"DROP {item.kind} {quoted(item.name)}"
        if item.kind == "VIEW" and before:
            sql, undo = _replacing(item.sql), _replacing(before.sql)
        drafts.append(Draft(sql, f"Create the {item.kind.lower()} {item.name}.", undo=undo))
    return drafts


def _replacing(sql: str) -> str:
    return sql.replace("CREATE ", "CREATE OR REPLACE ", 1)


def _in_order(items: list[Program]) -> list[Program]:
    ordered = sorted(items, key=lambda item: (_FIRST.index(item.kind), item.table or "", item.order, item.name))
    views = {item.name: item for item in ordered if item.kind == "VIEW"}
    done: list[Program] = []

    def visit(view: Program, above: tuple[str, ...]) -> None:
        for name, other in views.items():
            if name not in above and other not in done and quoted(name) in view.sql.partition(" AS ")[2]:
                visit(other, (*above, name))
        if view not in done:
            done.append(view)

    for item in ordered:
        if item.kind == "VIEW":
            visit(item, (item.name,))
        else:
            done.append(item)
    return done
