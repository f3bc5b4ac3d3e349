"""How tenants are kept apart: the decision, its reasons and price, what would change it, and whose each table is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.decisions.decide import decide, said
from backend_data_model.decisions.tenancy import TREE, kind_of
from backend_data_model.decisions.tenancy_inputs import given_by
from backend_data_model.report.markup import Markup, join, tag
from backend_data_model.report.sections.pieces import details, row, section, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from backend_data_model.decisions.decide import Decision
    from backend_data_model.model.document import Model, TenancyKind
    from backend_data_model.model.schema import Engine, Schema

FORMS: dict[TenancyKind, str] = {
    "none": "Nobody's data is kept apart",
    "shared": "All share the same tables",
    "schema": "A schema for each",
    "database": "A database for each",
}
HELD: dict[Engine, str] = {
    "postgresql": "row-level security holds each access to one tenant, for the application's role",
    "mysql": "MySQL has no row-level security: an account for each tenant that has rights on views alone "
    "(tenancy/tenant_views.sql); with any other account every query must name the tenant",
    "sqlite": "nothing in SQLite keeps tenants in one file apart: every query must name the tenant, "
    "or choose a file for each (--tenancy database)",
}


def render_tenancy(model: Model, schemas: Mapping[Engine, Schema]) -> Markup | None:
    """The section; None where no customers are told apart."""
    tenancy = model.tenancy
    if tenancy.kind == "none" or tenancy.tenant is None:
        return None
    decision = decide(TREE, given_by(model))
    chosen = kind_of(decision.option.name) == tenancy.kind
    if chosen:
        lead = [tag("b", FORMS[tenancy.kind]), f", because {decision.branch.reason}."]
    else:
        lead = [
            tag("b", FORMS[tenancy.kind]),
            f", as was decided. By what is known the tree answers {_other(decision)}.",
        ]
    return section(
        "tenancy",
        "Tenancy",
        tag("p", lead, class_="lead"),
        _list("It rests on", [said(given) for given in decision.given if given.origin != "assumed"]),
        _list("Mind", decision.warnings) if chosen else None,
        _list("Held by", [f"{engine}: {HELD[engine]}" for engine in schemas]) if tenancy.kind == "shared" else None,
        _scopes(schemas.values()),
        details("What it brings and what it costs", _price(decision)) if chosen else None,
        details("What would change it", _changes(decision)) if decision.changes else None,
        _list("Worth asking", [asked.question for asked in decision.open]),
        note=f"each {tenancy.tenant.replace('_', ' ')} is a tenant",
    )


def _other(decision: Decision) -> str:
    return f"“{decision.option.title}”, because {decision.branch.reason}"


def _list(title: str, lines: Iterable[str]) -> Markup | None:
    items = [tag("li", line) for line in lines]
    return join([tag("h3", title), tag("ul", items, class_="rules")]) if items else None


def _price(decision: Decision) -> Markup:
    option = decision.option
    return join(piece for piece in (_list("Brings", option.brings), _list("Price", option.price)) if piece)


def _changes(decision: Decision) -> Markup:
    rows = [row(change.input, change.value, change.option, change.reason) for change in decision.changes]
    return table(["If", "were", "the answer is", "because"], rows, caption="Single values that lead to another answer")


def _scopes(schemas: Iterable[Schema]) -> Markup | None:
    """Whose rows each table holds, where tenants share tables."""
    first = next(iter(schemas), None)
    if first is None or first.tenancy != "shared":
        return None
    named = (
        ("of one tenant", [t.name for t in first.tables if t.scope == "tenant"]),
        ("of one tenant or of all", [t.name for t in first.tables if t.scope == "both"]),
        ("of all tenants", [t.name for t in first.tables if t.scope in (None, "global")]),
    )
    rows = [row(whose, join([tag("code", name) for name in names], ", ")) for whose, names in named if names]
    return table(["Rows", "Tables"], rows, caption="Whose rows the tables hold")
