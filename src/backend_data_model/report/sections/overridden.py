"""What the requirements say first and take back later, each with both places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.report.markup import Markup, anchor, count, tag
from backend_data_model.report.sections.pieces import section

if TYPE_CHECKING:
    from backend_data_model.model.document import Evidence, Model
    from backend_data_model.report.provenance import Provenance


def render_overridden(model: Model, provenance: Provenance) -> Markup | None:
    """The statements that later ones override: what was said, and what holds instead."""
    if not model.overridden:
        return None
    items = [
        tag(
            "li",
            tag("div", tag("code", one.about), f": {one.was} ", tag("b", f"now {one.now}")),
            _said("first", one.old, provenance),
            _said("later", one.new, provenance),
        )
        for one in model.overridden
    ]
    lead = tag("p", "The requirements contradict themselves here and say which place holds.", class_="lead")
    return section("overridden", "Overridden", lead, tag("ul", items, class_="rules"), note=count(len(items), "fact"))


def _said(when: str, one: Evidence, provenance: Provenance) -> Markup:
    number = provenance.sentence_of(one.quote, one.line)
    link = tag("a", f"line {one.line}", href=f"#{anchor('s', str(number))}", class_="src") if number is not None else ""
    return tag("div", f"{when}: ", tag("q", one.quote), " ", link, class_="why")
