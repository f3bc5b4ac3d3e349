"""A trace as one HTML page that needs nothing beside it.  Everything that is shown is escaped."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from backend_data_model.tracer.result import STATUSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.tracer.result import Enforcer, FactRow, Trace

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
_STYLE = """
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; margin: 1rem 0 2rem; }
th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: .35rem .6rem; }
th, td { text-align: left; vertical-align: top; overflow-wrap: anywhere; }
.contradicted, .missing { color: #c62828; font-weight: 600; }
.not_checked { color: #b26a00; font-weight: 600; }
.enforced { color: #2e7d32; font-weight: 600; }
q { font-style: italic; }
@media (prefers-color-scheme: dark) {
  .contradicted, .missing { color: #ff8a80; } .not_checked { color: #ffcc80; } .enforced { color: #a5d6a7; }
}
"""


def render(trace: Trace) -> str:
    """The counts, the matrix with the worst first, what no sentence supports, and the matching."""
    counts = ", ".join(f"{trace.counts[status]} {status.replace('_', ' ')}" for status in reversed(STATUSES))
    proof = f"proved on {trace.proved_on}" if trace.proved_on else f"not proved: {trace.unproved}"
    facts = "".join(_fact(row) for status in STATUSES for row in trace.facts if row.status == status)
    body = [
        "<h1>Trace</h1>",
        f"<p>{show(trace.requirements)} against {show(trace.target)} ({trace.engine}): {counts}. {show(proof)}.</p>",
        "<h2>Facts</h2>",
        _table(("Status", "Fact", "Says", "Kept by", "Sentence"), facts),
    ]
    if trace.unsupported:
        rows = "".join(
            _row((show(i.kind.replace("_", " ")), show(i.name), show(i.table), f"<code>{show(i.text)}</code>"))
            for i in trace.unsupported
        )
        body += ["<h2>Without a sentence</h2>", _table(("Kind", "Name", "Table", "Text"), rows)]
    rows = "".join(
        _row((show(p.model), show(p.schema or "nothing"), f"{p.score:.2f}", show(p.by))) for p in trace.pairings
    )
    body += ["<h2>Matching</h2>", _table(("Model", "Schema", "Score", "By"), rows)]
    if trace.unparsed:
        items = "".join(f"<li>line {line}: {show(text)}</li>" for line, text in trace.unparsed)
        body += ["<h2>Not understood</h2>", f"<ul>{items}</ul>"]
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>Trace</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n" + "\n".join(body) + "\n</body>\n</html>\n"
    )


def show(text: str) -> str:
    """Text as HTML; control characters and bidirectional overrides become a visible replacement."""
    return escape(_UNPRINTABLE.sub("\ufffd", text))


def _fact(row: FactRow) -> str:
    sentence = f"<q>{show(row.quote)}</q>" if row.quote else show(row.standing)
    sentence += f" (line {row.line})" if row.line else ""
    by = "<br>".join(_enforcer(item) for item in row.by)
    detail = f"<br>{show(row.detail)}" if row.detail else ""
    status = f'<span class="{row.status}">{row.status.replace("_", " ")}</span>'
    return _row((status, show(row.subject), show(row.statement), by + detail, sentence))


def _enforcer(item: Enforcer) -> str:
    code = f" <code>{show(item.text)}</code>" if item.text else ""
    return show(item.label) + code + (f" [{show(item.proof.replace('_', ' '))}]" if item.proof else "")


def _table(head: Sequence[str], rows: str) -> str:
    heads = "".join(f"<th>{cell}</th>" for cell in head)
    return f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>{rows}</tbody>\n</table>"


def _row(cells: Sequence[str]) -> str:
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>\n"
