"""What a model says that the decision on tenancy asks: the number of its tenants, and their needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.decisions.decide import Given

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.model.document import Fact, Model, TenancyDemand, TenancyNeed, Volume

ANSWERS: dict[TenancyDemand, tuple[str, str]] = {
    "own_database": ("isolation", "database"),
    "own_schema": ("isolation", "schema"),
    "strict_isolation": ("isolation", "strict"),
    "residency": ("compliance", "residency"),
    "regulated": ("compliance", "regulated"),
    "large_tenants": ("size", "enterprise"),
    "fast_growth": ("growth", "fast"),
    "own_restore": ("restore", "each"),
    "uneven_load": ("load", "uneven"),
}
"""The input of the tree and the answer that each demand means; of two for one input the first here is stronger."""


def given_by(model: Model) -> list[Given]:
    """What the decision can read from the model; a model without a tenant is taken to have one customer."""
    tenancy = model.tenancy
    if tenancy.tenant is None and not tenancy.needs:
        return [Given("tenants", 1, "assumed", "no customer is named whose data is kept apart from that of others")]
    return [*_count(model.volumes, tenancy.tenant), *needs_given(tenancy.needs)]


def needs_given(needs: Iterable[TenancyNeed]) -> list[Given]:
    """The answers that needs mean, the stronger first."""
    found = {need.demand: need for need in needs}
    return [
        Given(asked, value, "text" if found[demand].evidence else "model", _words(found[demand]))
        for demand, (asked, value) in ANSWERS.items()
        if demand in found
    ]


def _count(volumes: Iterable[Volume], tenant: str | None) -> list[Given]:
    told = [each for each in volumes if each.entity == tenant and each.per is None]
    return [Given("tenants", each.rows, "text" if each.evidence else "model", _words(each)) for each in told[:1]]


def _words(fact: Fact) -> str | None:
    return fact.evidence[0].quote if fact.evidence else None
