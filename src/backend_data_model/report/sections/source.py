"""The DDL of each engine, and the requirements sentence by sentence with what came of each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.model.document import Outcome
from backend_data_model.report.markup import Markup, anchor, count, join, tag
from backend_data_model.report.sections.pieces import chip, details, section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend_data_model.model.document import Model
    from backend_data_model.model.schema import Engine
    from backend_data_model.report.provenance import Provenance

LABELS = {
    Outcome.USED: "used",
    Outcome.PARTLY: "partly understood",
    Outcome.OVERRIDDEN: "overridden",
    Outcome.NOT_SCHEMA: "not schema",
    Outcome.UNPARSED: "not understood",
}
MOST_LINKS = 24
_COMMENT = re.compile(r"(?m)^([^'\n]*?)(--.*)$")


def render_ddl(ddl: Mapping[Engine, str]) -> Markup:
    """The DDL, one block an engine, closed at first."""
    blocks = [
        details(
            join([tag("b", engine), tag("span", f" {count(text.count(chr(10)), 'line')}", class_="muted")]),
            tag("pre", tag("code", _dimmed(text)), tabindex="0", aria_label=f"DDL for {engine}"),
            class_="ddl",
        )
        for engine, text in ddl.items()
    ]
    return section("ddl", "DDL", blocks)


def _dimmed(ddl: str) -> Markup:
    pieces: list[object] = []
    at = 0
    for found in _COMMENT.finditer(ddl):
        pieces += [ddl[at : found.start(2)], tag("i", found.group(2))]
        at = found.end()
    return join([*pieces, ddl[at:]])


def render_sentences(model: Model, provenance: Provenance) -> Markup | None:
    """Each sentence of the requirements with its outcome and links to what came of it."""
    if not model.sentences:
        return None
    counts = ", ".join(f"{provenance.count(outcome)} {LABELS[outcome]}" for outcome in Outcome)
    items = [_sentence(number, model, provenance) for number in range(len(model.sentences))]
    return section("requirements", "Requirements", tag("ol", items, class_="sentences"), note=counts)


def _sentence(number: int, model: Model, provenance: Provenance) -> Markup:
    sentence = model.sentences[number]
    results = list(provenance.results.get(number, {}))
    links = [tag("a", result.label, href=f"#{result.target}") for result in results[:MOST_LINKS]]
    more = f" and {len(results) - MOST_LINKS} more" if len(results) > MOST_LINKS else None
    return tag(
        "li",
        tag("span", sentence.line, class_="line"),
        tag(
            "div",
            tag("p", sentence.text),
            tag(
                "div",
                chip(LABELS[sentence.outcome], f"o-{sentence.outcome.value}"),
                tag("span", sentence.reason, class_="muted") if sentence.reason else None,
                links,
                more,
                class_="came",
            ),
        ),
        id=anchor("s", str(number)),
        class_=f"o-{sentence.outcome.value}",
    )
