"""What migration notes are made of, and their Markdown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.schema import Schema, Trigger


@dataclass(frozen=True, slots=True)
class Told:
    """A statement to run, with what is predicted of it; `sql` None is work without a fixed statement."""

    sql: str | None
    effect: str


@dataclass(frozen=True, slots=True)
class Note:
    """One change: what its plain statement does, and the statements to use in its place, each on its own."""

    change: str
    effect: str
    steps: tuple[Told, ...] = ()


@dataclass(slots=True)
class Section:
    """The notes on one table: how each object of it is added, and the changes to what is there."""

    title: str
    added: list[Note] = field(default_factory=list)
    changed: list[Note] = field(default_factory=list)


def render_notes(title: str, opening: Sequence[str], sections: Sequence[Section]) -> str:
    """The notes as Markdown."""
    lines = [f"# {title}", ""]
    for paragraph in opening:
        lines += [paragraph, ""]
    for section in sections:
        if section.added or section.changed:
            lines += [f"## {section.title}", ""]
        for heading, notes in (("Added to the table in use", section.added), ("Next changes", section.changed)):
            if not notes:
                continue
            lines += [f"### {heading}", ""]
            for note in notes:
                lines += _note(note)
            if lines[-1]:
                lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _note(note: Note) -> list[str]:
    lines = [f"- {note.change}: {note.effect}"]
    if note.steps:
        lines += ["", "  ```sql"]
        for step in note.steps:
            lines.append(f"  -- {step.effect}")
            lines += [f"  {line}".rstrip() for line in (step.sql or "").splitlines()]
        lines += ["  ```", ""]
    return lines


def code(text: str) -> str:
    """`text` as inline code of Markdown, whatever backticks it holds."""
    one_line = " ".join(text.split())
    return f"`` {one_line} ``" if "`" in one_line else f"`{one_line}`"


def listed(names: Sequence[str]) -> str:
    """Names as inline code, with commas."""
    return ", ".join(code(name) for name in names)


def triggers_by_table(schema: Schema) -> dict[str, list[Trigger]]:
    """The triggers of each table."""
    found: dict[str, list[Trigger]] = {}
    for trigger in schema.triggers:
        found.setdefault(trigger.table, []).append(trigger)
    return found
