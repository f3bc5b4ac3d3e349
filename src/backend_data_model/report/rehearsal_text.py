"""A rehearsal as text for a terminal, as Markdown, and as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from backend_data_model.migrations.rehearse.outcome import as_dict

if TYPE_CHECKING:
    from backend_data_model.migrations.locks import Lock
    from backend_data_model.migrations.rehearse.outcome import Rehearsal, StepRun, TableAudit

_GREEN, _RED, _DIM, _RESET = "\x1b[32m", "\x1b[31m", "\x1b[2m", "\x1b[0m"


def render_json(found: Rehearsal) -> str:
    """One object; its shape is that of `as_dict`."""
    return json.dumps(as_dict(found), indent=2, ensure_ascii=False) + "\n"


def seconds(value: float) -> str:
    """`4 ms`, `0.35 s`, `12.4 s`."""
    if value < 0.1:
        return f"{value * 1000:.0f} ms"
    return f"{value:.2f} s" if value < 10 else f"{value:.1f} s"


def locks_told(locks: tuple[Lock, ...]) -> str:
    """The locks on tables, strongest first, without those that nobody feels."""
    felt = sorted((lock for lock in locks if lock.kind != "index"), key=lambda lock: (-lock.mode, lock.relation))
    return ", ".join(f"{lock.mode} on {lock.relation}" for lock in felt)


def verdict(found: Rehearsal) -> str:
    """The last word, in one line."""
    if found.ok:
        return f"ready: no writer waited longer than {seconds(found.longest('writer'))}"
    count = len(found.problems)
    return f"not ready: {count} problem{'s' if count > 1 else ''}"


def tables_told(found: Rehearsal) -> str:
    """The rows of the tables that the migration touches."""
    return ", ".join(f"{name} {found.rows[name]:,}" for name in found.touched if name in found.rows) or "no table"


def facts(found: Rehearsal) -> list[tuple[str, str]]:
    """What was compared, as label and text."""
    statements = {role: sum(use.role == role for use in found.uses) for role in ("reader", "writer")}
    told = [
        ("engine", found.engine),
        ("rows", tables_told(found)),
        ("migration", f"{len(found.steps)} statements in {seconds(found.seconds)}"),
        ("traffic", f"{statements['reader']:,} reads and {statements['writer']:,} writes"),
        (
            "longest wait",
            f"writer {seconds(found.longest('writer'))}, reader {seconds(found.longest('reader'))} "
            f"(before: {seconds(found.calm.get('writer', 0))}, {seconds(found.calm.get('reader', 0))})",
        ),
        ("prediction", _predicted(found)),
        ("result", _result(found)),
    ]
    if found.on_empty:
        told = [
            ("engine", found.engine),
            ("rows", "none: the migration fails on an empty copy of OLD, so it was not run under traffic"),
        ]
    if any(step.error for step in found.steps):
        told.append(("stays", "; ".join(found.stays) or "nothing: the schema is as before"))
    if found.on_empty:
        return told
    if found.not_valid:
        told.append(("not validated", ", ".join(found.not_valid)))
    told += [("kept", audit_told(audit)) for audit in found.audits]
    told.append(("undo", _compared(found.restored.verdict, found.restored.detail, "leads back to OLD", "differs")))
    told += [("not filled", f"{name}: {reason}") for name, reason in found.short.items()]
    return told


def _predicted(found: Rehearsal) -> str:
    """How many statements did what was predicted for them."""
    known = [step for step in found.steps if step.predicted and not step.predicted.unknown and not step.error]
    right = sum(not step.differences for step in known)
    return f"{right} of {len(known)} statements locked and rewrote what was predicted"


def _result(found: Rehearsal) -> str:
    equal, different = ("equals NEW", "differs from NEW; still needed")
    if not found.has_new:
        equal, different = ("equals what the migration makes of an empty copy", "differs from that on an empty copy")
    return _compared(found.result.verdict, found.result.detail, equal, different)


def _compared(word: str, detail: list[str], equal: str, different: str) -> str:
    if word == "equal":
        return equal
    text = different if word == "different" else "not checked"
    return f"{text}: {'; '.join(detail)}" if detail else text


def audit_told(audit: TableAudit) -> str:
    """What became of the rows of a table."""
    if audit.problem:
        return f"{audit.table}: {audit.problem}"
    parts = [f"{audit.rows:,} rows and {audit.inserted:,} that writers added"]
    parts.append(f"{audit.lost + audit.lost_inserts:,} lost" if audit.lost + audit.lost_inserts else "none lost")
    if audit.changed:
        asked = {True: "as the migration says", False: "unasked"}
        parts += [f"{column} changed in {n:,} ({asked[column in audit.asked]})" for column, n in audit.changed.items()]
    elif "*" not in audit.not_compared:
        parts.append("none changed")
    parts += [f"{column} not compared: {why}" for column, why in audit.not_compared.items()]
    return f"{audit.table}: {', '.join(parts)}"


def notes_of(step: StepRun) -> list[str]:
    """What is worth a line of its own under a step."""
    notes = [f"failed: {step.error}"] if step.error else []
    if step.attempts > 1:
        notes.append(f"{step.attempts} attempts")
    if step.paused:
        notes.append(f"writers were paused after {seconds(step.paused[0])}; it ended {seconds(step.paused[1])} later")
    if step.rewritten:
        notes.append(f"rewritten: {', '.join(step.rewritten)}")
    notes += [f"prediction: {text}" for text in step.differences]
    notes += [f"running code: {text}" for text in step.breaks]
    return notes + [f"code for the new schema: {text}" for text in step.broken_new]


def render_human(found: Rehearsal, *, colour: bool) -> str:
    """Each statement with what it did, then what was compared, then the problems."""

    def paint(text: str, code: str) -> str:
        return f"{code}{text}{_RESET}" if colour else text

    lines = []
    for step in found.steps:
        place = f"{step.position}  " if step.position else ""
        lines.append(f"{step.number:>3}  {place}{step.title}")
        waits = f"writer waited {seconds(step.writer.seconds)}, reader {seconds(step.reader.seconds)}"
        lines.append(paint(f"     {seconds(step.seconds)}; {waits}; {locks_told(step.locks) or 'no lock seen'}", _DIM))
        lines += [f"     {note}" for note in notes_of(step)]
    lines.append("")
    lines += [f"{label:<13} {text}" for label, text in facts(found)]
    lines.append("")
    lines += [paint(f"problem: {problem}", _RED) for problem in found.problems]
    lines.append(paint(verdict(found), _GREEN if found.ok else _RED))
    return "\n".join(lines) + "\n"


def render_markdown(found: Rehearsal) -> str:
    """A report for a pull request."""
    lines = ["# Rehearsal", "", f"**{_cell(verdict(found))}**", ""]
    lines += [f"- {_cell(problem)}" for problem in found.problems]
    lines += ["", "| | |", "|---|---|"]
    lines += [f"| {label} | {_cell(text)} |" for label, text in facts(found)]
    lines += [
        "",
        "| # | statement | took | writer waited | reader waited | locks | notes |",
        "|--:|---|--:|--:|--:|---|---|",
    ]
    for step in found.steps:
        cells = [
            str(step.number),
            f"`{_cell(step.title.replace('`', ''))}`",
            seconds(step.seconds),
            seconds(step.writer.seconds),
            seconds(step.reader.seconds),
            _cell(locks_told(step.locks)),
            _cell("; ".join(notes_of(step))),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    """Text that cannot end its cell or become markup."""
    flat = " ".join(text.split())
    return flat.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")
