"""People who sign in: whether the same e-mail may come again in another tenant, where the text does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import UniqueClaim
from backend_data_model.analyst.resolve.draft import words
from backend_data_model.analyst.resolve.tenancy import scope_entities
from backend_data_model.analyst.word_set import word_set
from backend_data_model.model.document import Relationship, Standing

if TYPE_CHECKING:
    from backend_data_model.analyst.resolve.draft import Draft
    from backend_data_model.model.document import Entity, Unique

_WHO = word_set("user member account login operator agent administrator admin")
_NAMES = word_set("email mail login username")


def ask_about_tenants_of_users(draft: Draft) -> None:
    """Where users of one tenant are told apart by an e-mail: is it one user for all tenants, or one in each?"""
    tenant = draft.model.tenancy.tenant
    if draft.model.tenancy.kind == "none" or tenant is None:
        return
    for name, entity in list(draft.model.entities.items()):
        if name == tenant or name.split("_")[-1] not in _WHO or entity.scope not in (None, "tenant") or entity.is_a:
            continue
        for unique in entity.unique:
            if _is_open(draft, name, unique):
                _ask(draft, tenant, name, entity, unique)
                return


def _is_open(draft: Draft, name: str, unique: Unique) -> bool:
    """Whether the rule is about what one signs in with, and nothing says inside what it holds."""
    if unique.everywhere or unique.within or unique.when or len(unique.members) != 1:
        return False
    member = unique.members[0]
    scoped = any(
        claim.scope and claim.owner in (None, name) and member in claim.members for claim in draft.of(UniqueClaim)
    )
    return member.split("_")[-1] in _NAMES and not scoped


def _ask(draft: Draft, tenant: str, name: str, entity: Entity, unique: Unique) -> None:
    key, who, place = words(unique.members[0]), words(name), words(tenant)
    answer = draft.ask(
        "sign-in",
        f"{name}.{unique.members[0]}",
        f"Can the same {key} be used in more than one {place}?",
        [
            ("yes, apart", f"each {place} has a {who} of its own with that {key}, who knows nothing of the other"),
            ("yes, as one", f"a {key} is one {who} for all, and a list says of which {place} each is a member"),
            ("no", f"a {key} that is taken in one {place} is refused in every other, and so shows that it is taken"),
        ],
        "yes, apart",
        "high",
        unique.evidence[:3],
        "people need a second sign-in for another place, or cannot be invited there at all; joining them later is hard",
    )
    if answer.evidence is None:
        return
    unique.evidence = answer.evidence_with(unique.evidence)
    if answer.choice == "no":
        unique.everywhere = True
    elif answer.choice == "yes, as one":
        draft.model.relationships.append(
            Relationship(
                entity=name,
                role=tenant,
                target=tenant,
                each_has="0..*",
                each_is_had_by="0..*",
                via=f"{tenant}_{name}",
                standing=Standing.USER,
                evidence=[answer.evidence],
            )
        )
        scope_entities(draft)
