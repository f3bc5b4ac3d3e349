"""Short multi-tenant texts: who the tenant is, what all share, inside what keys hold, and which form follows."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from backend_data_model.analyst import analyse

if TYPE_CHECKING:
    from backend_data_model.model.document import Model

CASES = yaml.safe_load(Path(__file__).with_name("seen.yaml").read_text(encoding="utf-8"))


def in_all_tenants(model: Model) -> set[str]:
    """The entities that belong to no single tenant."""
    return {name for name, entity in model.entities.items() if entity.scope == "global"}


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_reads_tenancy(case: dict[str, Any]) -> None:
    model = analyse(case["text"])
    tenant = model.tenancy.tenant
    assert (tenant or "").endswith(case["tenant"] or "")
    assert (tenant is None) == (case["tenant"] is None)
    assert model.tenancy.kind == case.get("kind", "shared")
    assert bool(model.tenancy.reasons) == (tenant is not None)
    assert in_all_tenants(model) == set(case.get("global", []))
    assert {need.demand for need in model.tenancy.needs} == set(case.get("needs", []))
    counts = [volume.rows for volume in model.volumes if volume.entity == tenant and volume.per is None]
    assert counts == ([case["count"]] if "count" in case else [])


@pytest.mark.parametrize("case", [c for c in CASES if "many" in c], ids=lambda case: str(case["id"]))
def test_people_in_several_tenants_are_global_and_their_memberships_are_not(case: dict[str, Any]) -> None:
    model = analyse(case["text"])
    tenant = model.tenancy.tenant or ""
    for person, _ in case["many"]:
        ties = [n for n in model.entities if {person, tenant} <= {r.target for r in model.relationships_of(n)}]
        assert len(ties) == 1
        assert model.entities[ties[0]].scope is None
        assert model.entities[person].scope == "global"


def test_people_within_a_tenant_that_keep_things_from_each_other_are_no_tenants() -> None:
    model = analyse("A school has students. A student never sees the grades of another student. A grade has a value.")
    assert model.tenancy.tenant != "student"


def test_needs_without_a_tenant_say_nothing_of_tenancy() -> None:
    model = analyse("A visit has a date. The data falls under GDPR.")
    assert model.tenancy.needs == []


def test_what_is_unsure_is_asked_and_an_answer_decides() -> None:
    text = "Each clinic has its patients. A clinic never sees the patients of another clinic. We have about 40 clinics."
    model = analyse(f"{text} The data must be strictly separated.")
    assert model.tenancy.kind == "database"
    model = analyse(f"{text} The data falls under HIPAA.")
    asked = next(question for question in model.questions if question.id == "tenancy-form:clinic")
    assert (model.tenancy.kind, asked.default) == ("shared", "together")
    told = analyse(f"{text} The data falls under HIPAA.", answers={"tenancy-form:clinic": "database"})
    assert told.tenancy.kind == "database"
    assert told.tenancy.standing == "user"
