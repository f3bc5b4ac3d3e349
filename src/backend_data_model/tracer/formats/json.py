"""A trace as one JSON object."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backend_data_model.tracer.result import Enforcer, Trace


def render(trace: Trace) -> str:
    """The counts, every fact with its sentence and what enforces it, what no sentence supports, and the matching."""
    return (
        json.dumps(
            {
                "requirements": trace.requirements,
                "target": trace.target,
                "engine": trace.engine,
                "ok": trace.ok,
                "counts": trace.counts,
                "proved_on": trace.proved_on,
                "unproved": trace.unproved,
                "unread_statements": trace.unread,
                "facts": [
                    {
                        "kind": row.kind,
                        "subject": row.subject,
                        "statement": row.statement,
                        "status": row.status,
                        "detail": row.detail or None,
                        "enforced_by": [_enforcer(item) for item in row.by],
                        "standing": row.standing,
                        "quote": row.quote,
                        "line": row.line,
                        "source": row.source,
                    }
                    for row in trace.facts
                ],
                "unsupported": [_enforcer(item) for item in trace.unsupported],
                "matching": [
                    {"model": p.model, "schema": p.schema, "score": p.score, "by": p.by} for p in trace.pairings
                ],
                "unparsed_sentences": [{"line": line, "text": text} for line, text in trace.unparsed],
            },
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
    )


def _enforcer(item: Enforcer) -> dict[str, Any]:
    place = item.position
    return {
        "kind": item.kind,
        "table": item.table,
        "name": item.name,
        "columns": list(item.columns),
        "text": item.text,
        "proof": item.proof,
        "file": place.file if place else None,
        "line": place.line if place else None,
    }
