"""Migration notes: for each object of a schema, how it is brought into a database that is in use."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.schema import Schema, Trigger


@dataclass(frozen=True, slots=True)
class Note:
    """How one statement is applied: what it waits for and blocks, and the SQL to use on a live database.

    Each text in `steps` is a transaction of its own.
    """

    statement: str
    effect: str
    steps: tuple[str, ...] = ()


@dataclass(slots=True)
class Section:
    """The notes on one table, or on what belongs to none."""

    title: str
    notes: list[Note] = field(default_factory=list)


def render_notes(title: str, opening: Sequence[str], sections: Sequence[Section]) -> str:
    """The notes as Markdown."""
    lines = [f"# {title}", ""]
    for paragraph in opening:
        lines += [paragraph, ""]
    for section in sections:
        if not section.notes:
            continue
        lines += [f"## {section.title}", ""]
        for note in section.notes:
            lines += [f"- {note.statement}: {note.effect}"]
            if note.steps:
                lines += ["", "  ```sql", *_indented(note.steps), "  ```", ""]
        if lines[-1]:
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _indented(steps: Sequence[str]) -> list[str]:
    found = []
    for number, step in enumerate(steps, 1):
        if len(steps) > 1:
            found.append(f"  -- step {number}, a transaction of its own")
        found += [f"  {line}".rstrip() for line in step.splitlines()]
    return found


def code(text: str) -> str:
    """`text` as inline code of Markdown, whatever backticks it holds."""
    one_line = " ".join(text.split())
    if "`" not in one_line:
        return f"`{one_line}`"
    return f"`` {one_line} ``"


def triggers_by_table(schema: Schema) -> dict[str, list[Trigger]]:
    """The triggers of each table."""
    found: dict[str, list[Trigger]] = {}
    for trigger in schema.triggers:
        found.setdefault(trigger.table, []).append(trigger)
    return found
