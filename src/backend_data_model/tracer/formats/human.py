"""A trace as text for a person: what goes against the text first, then what is missing, then the counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from backend_data_model.tracer.result import STATUSES

if TYPE_CHECKING:
    from backend_data_model.tracer.result import Enforcer, FactRow, Trace

_COLOURS = {"contradicted": "red", "missing": "red", "not_checked": "yellow", "enforced": "green"}
_WIDEST = 100
_SURE = 0.75


def render(trace: Trace, *, colour: bool, verbose: bool) -> str:
    """Facts by status; those that are enforced and the whole matching only with `verbose`."""
    lines: list[str] = []
    for status in STATUSES:
        if status == "enforced" and not verbose:
            continue
        for row in trace.facts:
            if row.status == status:
                lines += _fact(row, colour)
    if trace.unsupported:
        lines += ["", "No sentence supports:"]
        lines += [f"  {_enforcer(item)}{_cut(': ' + item.text) if item.text else ''}" for item in trace.unsupported]
    lines += ["", *_matching(trace, verbose)]
    for line, text in trace.unparsed:
        lines.append(f"not understood, line {line}: {_cut(text)}")
    if trace.unread:
        lines.append(f"{trace.unread} statements of the schema could not be read")
    counts = ", ".join(f"{trace.counts[status]} {status.replace('_', ' ')}" for status in reversed(STATUSES))
    lines.append(f"{len(trace.facts)} facts: {counts}; {len(trace.unsupported)} without a sentence")
    lines.append(f"proved on {trace.proved_on}" if trace.proved_on else f"not proved: {trace.unproved}")
    return "\n".join(lines).lstrip("\n") + "\n"


def _fact(row: FactRow, colour: bool) -> list[str]:
    status = row.status.replace("_", " ")
    shown = click.style(status, fg=_COLOURS[row.status], bold=True) if colour else status
    lines = [f"{shown}: {row.subject}: {row.statement}"]
    if row.quote:
        place = f"line {row.line}" if row.line else "text"
        lines.append(f"    {f'{row.source}, ' if row.source else ''}{place}: {_cut(row.quote)}")
    if row.detail:
        lines.append(f"    {row.detail}")
    lines += [f"    by {_enforcer(item)}" for item in row.by]
    return lines


def _enforcer(item: Enforcer) -> str:
    place = f" ({item.position})" if item.position else ""
    proof = f" [{item.proof.replace('_', ' ')}]" if item.proof else ""
    within = "" if item.table in item.name else f" of {item.table}"
    return f"{item.label}{within}{place}{proof}"


def _matching(trace: Trace, verbose: bool) -> list[str]:
    shown = trace.pairings if verbose else [p for p in trace.pairings if p.score < _SURE]
    if not shown:
        return []
    title = "Matching:" if verbose else "Matching that is unsure (correct it with --glossary; all of it with -v):"
    return [title, *(f"  {p.model} -> {p.schema or 'nothing'}  {p.score:.2f}  {p.by}" for p in shown), ""]


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _WIDEST else flat[: _WIDEST - 1] + "…"
