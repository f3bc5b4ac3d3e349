"""Small pieces that several sections share: chips, quotes with their source, collapsible blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.report.markup import Markup, anchor, join, tag
from backend_data_model.report.provenance import quote_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.model.schema import Reason
    from backend_data_model.report.provenance import Provenance

STANDINGS = {
    "explicit": "stated in the requirements",
    "implied": "follows from the requirements",
    "default": "assumed, because it is usual",
    "user": "decided by a person",
    "llm": "read by a language model",
}


def section(id_: str, title: str, *content: object, note: object = None) -> Markup:
    """A section with its heading; `note` is a short remark beside it."""
    heading = tag("h2", title, tag("small", note) if note else None, id=f"{id_}-title")
    return tag("section", heading, content, id=id_, aria_labelledby=f"{id_}-title")


def chip(label: str, kind: str, title: str | None = None) -> Markup:
    """A small label with a meaning; `kind` is its class."""
    return tag("span", label, class_=f"chip {kind}", title=title)


def standing_chip(standing: str) -> Markup:
    """How a fact is known."""
    label = {"default": "assumed", "llm": "model", "user": "decided"}.get(standing, standing)
    return tag("i", label, class_=f"s-{standing}")


def sources(reasons: Iterable[Reason], provenance: Provenance) -> Markup:
    """The words that something rests on, each with a link to its sentence and its standing."""
    pieces: list[Markup] = []
    for text, standing, line, rule in dict.fromkeys((r.text, r.standing, r.line, r.rule) for r in reasons):
        quote = quote_in(text)
        number = provenance.sentence_of(quote or text, line)
        words = tag("q", quote, title=f"read by the rule {rule}" if rule else None) if quote else text
        link = (
            tag("a", f"line {line}", href=f"#{anchor('s', str(number))}", class_="src") if number is not None else None
        )
        alone = tag("span", f"line {line}", class_="src") if line is not None and number is None else None
        place = [" ", link or alone] if link or alone else None
        pieces.append(tag("p", standing_chip(standing), " ", words, place))
    return join(pieces)


def details(summary: object, *content: object, open_: bool = False, class_: str | None = None) -> Markup:
    """A block that opens on a click or key."""
    return tag("details", tag("summary", summary), content, open=open_, class_=class_)


def table(
    heads: Iterable[object], rows: Iterable[object], *, class_: str | None = None, caption: str | None = None
) -> Markup:
    """A table that scrolls sideways on its own when it is too wide."""
    head = tag("thead", tag("tr", [tag("th", cell, scope="col") for cell in heads]))
    title = tag("caption", caption, class_="sr") if caption else None
    return tag("div", tag("table", title, head, tag("tbody", list(rows)), class_=class_), class_="scroll")


def row(*cells: object, id_: str | None = None, class_: str | None = None) -> Markup:
    """A row; cells that are `td` already stay as they are."""
    made = [c if isinstance(c, Markup) and c.startswith("<td") else tag("td", c) for c in cells]
    return tag("tr", made, id=id_, class_=class_)
