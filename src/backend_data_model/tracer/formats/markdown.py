"""A trace as Markdown tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.tracer.result import STATUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.tracer.result import Enforcer, FactRow, Trace

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~&])")


def render(trace: Trace) -> str:
    """The counts, a table of the facts with the worst first, what no sentence supports, and the matching."""
    counts = ", ".join(f"{trace.counts[status]} {status.replace('_', ' ')}" for status in reversed(STATUSES))
    proof = f"proved on {trace.proved_on}" if trace.proved_on else f"not proved: {trace.unproved}"
    parts = [
        "# Trace",
        f"{escape(trace.requirements)} against {escape(trace.target)} ({trace.engine}): {counts}. {escape(proof)}.",
        "## Facts",
        _table(
            ("Status", "Fact", "Says", "Kept by", "Detail", "Sentence"),
            [_fact(row) for status in STATUSES for row in trace.facts if row.status == status],
        ),
    ]
    if trace.unsupported:
        rows = [(item.kind.replace("_", " "), item.name, item.table, item.text) for item in trace.unsupported]
        parts += ["## Without a sentence", _table(("Kind", "Name", "Table", "Text"), rows)]
    rows = [(p.model, p.schema or "nothing", f"{p.score:.2f}", p.by) for p in trace.pairings]
    parts += ["## Matching", _table(("Model", "Schema", "Score", "By"), rows)]
    if trace.unparsed:
        parts += ["## Not understood", "\n".join(f"- line {line}: {escape(text)}" for line, text in trace.unparsed)]
    return "\n\n".join(parts) + "\n"


def _fact(row: FactRow) -> tuple[str, ...]:
    place = f" (line {row.line})" if row.line else ""
    by = "; ".join(_enforcer(item) for item in row.by)
    return (row.status.replace("_", " "), row.subject, row.statement, by, row.detail, f"{row.quote or ''}{place}")


def _enforcer(item: Enforcer) -> str:
    return item.label + (f" [{item.proof.replace('_', ' ')}]" if item.proof else "")


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    lines += [f"| {' | '.join(escape(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines)


def escape(text: str) -> str:
    """Text as Markdown that shows it as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))
