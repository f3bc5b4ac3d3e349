"""Index advice as text for people and as JSON for programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backend_data_model.indexing.advice import Advice, IndexAdvice


def render_json(found: IndexAdvice) -> str:
    """{"advice": [{"create", "queries", "reason", ...}], "refused", "unread", "notes", "assumed"}."""
    document: dict[str, Any] = {
        "engine": found.engine,
        "verified_on": found.verified_on,
        "advice": [_item(one) for one in found.advice],
        "refused": [{"query": one.query, "table": one.table, "reason": one.reason} for one in found.refused],
        "unread": [{"query": name, "line": line, "reason": reason} for name, line, reason in found.unread],
        "weights": {
            name: {"calls": one.calls, "mean_ms": round(one.mean_ms, 4), "share": round(one.share, 4)}
            for name, one in found.weights.items()
        },
        "notes": [{"query": name, "note": note} for name, note in found.notes],
        "assumed": found.assumed,
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _item(one: Advice) -> dict[str, Any]:
    return {
        "create": one.create,
        "queries": one.queries,
        "reason": one.reason,
        "table": one.table,
        "name": one.name,
        "method": one.method,
        "requires": one.requires,
        "write_cost": {"entry_bytes": one.entry_bytes, "written_by": one.written_by},
        "time_share": None if one.share is None else round(one.share, 4),
        "time_saved_share": None if one.saved_share is None else round(one.saved_share, 4),
        "measured": one.measured,
    }


def render_human(found: IndexAdvice) -> str:
    """Each index with its queries, its reason and what it costs; then what gets none and why."""
    lines: list[str] = []
    for one in found.advice:
        lines += [f"{one.create};", f"    for     {', '.join(one.queries)}", f"    because {one.reason}"]
        if one.share is not None:
            lines.append(f"    weighs  {_weight(one, found)}")
        written = ", ".join(one.written_by)
        lines += [f"    costs   about {one.entry_bytes} bytes a row, and a write whenever {written} changes"]
        lines += [*_measured(one), ""]
    if found.refused:
        lines.append("No index:")
        lines += [f"    {one.query} on {one.table}: {one.reason}" for one in found.refused]
        lines.append("")
    if found.notes:
        lines.append("Notes:")
        lines += [f"    {name}: {note}" for name, note in found.notes]
        lines.append("")
    if found.unread:
        lines.append("Not read:")
        lines += [f"    {name} (line {line}): {reason}" for name, line, reason in found.unread]
        lines.append("")
    checked = f"verified on {found.verified_on}" if found.verified_on else "not verified on a server"
    lines.append(f"{len(found.advice)} indexes for {found.queries} queries; {checked}.")
    lines += [f"Assumed: {text}." for text in found.assumed]
    return "\n".join(lines) + "\n"


def _weight(one: Advice, found: IndexAdvice) -> str:
    known = [found.weights[name] for name in one.queries if name in found.weights]
    calls, seconds = sum(w.calls for w in known), sum(w.calls * w.mean_ms for w in known) / 1000
    text = f"{one.share or 0:.1%} of the time of all queries ({calls:,.0f} calls, {seconds:,.1f} s)"
    return text if one.saved_share is None else f"{text}, of which it saves {one.saved_share / (one.share or 1):.0%}"


def _measured(one: Advice) -> list[str]:
    if one.measured is None:
        return []
    lines = [f"    size    {one.measured['bytes'] / 1024 / 1024:.1f} MiB where it was checked"]
    for query, both in one.measured["queries"].items():
        before, after = both["before"], both["after"]
        lines.append(
            f"    checked {query}: {_time(before)} -> {_time(after)}, cost {before['cost']} -> {after['cost']}"
        )
        lines += [f"            was {'; '.join(before['plan'])}", f"            now {'; '.join(after['plan'])}"]
    return lines


def _time(seen: dict[str, Any]) -> str:
    return "over the limit" if seen["ms"] is None else f"{seen['ms']} ms"
