"""Subtypes, deletion, exclusive references and what else the claims say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import (
    AccessClaim,
    ApplicationClaim,
    ConditionalClaim,
    DeletionClaim,
    ExclusiveClaim,
)
from backend_data_model.analyst.resolve.draft import cite, words
from backend_data_model.model.document import AccessPattern, ApplicationRule, Check, Relationship, Standing
from backend_data_model.model.expression import ExactlyOneOf, Implies, OneOf, Present

if TYPE_CHECKING:
    from backend_data_model.analyst.resolve.draft import Draft


def place_subtypes(draft: Draft) -> None:
    """ "A lawyer is a staff member who has ..." gives a table of its own that shares the parent's key."""
    for name, parent in draft.symbols.subtypes.items():
        if name in draft.model.entities and parent in draft.model.entities and name != parent:
            entity = draft.entity(name)
            entity.is_a, entity.inheritance = parent, "table_per_type"


def place_deletions(draft: Draft) -> None:
    """ON DELETE as the text tells it."""
    for claim in draft.of(DeletionClaim):
        hits = [
            r
            for r in draft.model.relationships
            if r.target == claim.parent and not r.many_to_many and (claim.child is None or r.entity == claim.child)
        ]
        if not hits and claim.child is not None:
            hits = [
                r
                for r in draft.model.relationships
                if r.many_to_many and {r.entity, r.target} == {claim.child, claim.parent}
            ]
        for relation in hits:
            if claim.action == "set_null" and relation.each_has == "1":
                continue
            relation.on_delete = claim.action
            relation.on_delete_reason = claim.evidence.quote
            cite(relation.evidence, claim.evidence)
        if not hits:
            draft.unresolved.append((claim, f"nothing refers to {words(claim.parent)}"))


def place_exclusive(draft: Draft) -> None:
    """ "Attached either to a policy or to a claim": two optional references, exactly one of which is set."""
    for claim in draft.of(ExclusiveClaim):
        if claim.owner not in draft.symbols.entities:
            continue
        entity = draft.entity(claim.owner, claim.evidence)
        roles = []
        for target in claim.targets:
            role = draft.role_to(claim.owner, target)
            if role is None:
                draft.model.relationships.append(
                    Relationship(
                        entity=claim.owner,
                        role=target,
                        target=target,
                        each_has="0..1",
                        each_is_had_by="0..*",
                        standing=Standing.EXPLICIT,
                        evidence=[claim.evidence],
                    )
                )
                role = target
            for relation in draft.model.relationships:
                if relation.entity == claim.owner and relation.role == role:
                    relation.each_has = "0..1"
            roles.append(role)
        entity.checks.append(
            Check(rule=ExactlyOneOf(members=tuple(roles)), standing=Standing.EXPLICIT, evidence=[claim.evidence])
        )


def place_conditionals(draft: Draft) -> None:
    """ "A cancelled appointment has a reason": an implication between a value and a presence."""
    for claim in draft.of(ConditionalClaim):
        entity = draft.model.entities.get(claim.owner)
        name = draft.find_attribute(claim.owner, claim.attribute)
        if entity is None or name is None:
            continue
        value = "_".join(claim.value.split())
        holder = next((n for n, a in entity.attributes.items() if a.values and value in a.values), None)
        if holder is None:
            continue
        rule = Implies(when=(OneOf(attribute=holder, values=(value,)),), then=(Present(attribute=name),))
        entity.checks.append(Check(rule=rule, standing=Standing.EXPLICIT, evidence=[claim.evidence]))


def place_access_patterns(draft: Draft) -> None:
    """Access patterns whose columns are known; an unknown one is left to the questions of the engines that need it."""
    for claim in draft.of(AccessClaim):
        if claim.entity not in draft.model.entities:
            continue
        columns = {
            name: draft.role_to(claim.entity, name) or draft.find_attribute(claim.entity, name)
            for name in [*claim.equality, *claim.sort]
        }
        equality = [c for c in (columns[n] for n in claim.equality) if c is not None]
        sort = [c for c in (columns[n] for n in claim.sort) if c is not None and c not in equality]
        tenant = draft.model.tenancy.tenant
        equality = list(dict.fromkeys(c for c in equality if c != tenant))
        if equality or sort:
            draft.model.access_patterns.append(
                AccessPattern(
                    entity=claim.entity,
                    description=claim.description,
                    equality=equality,
                    sort=sort,
                    standing=Standing.EXPLICIT,
                    evidence=[claim.evidence],
                )
            )


def place_application_rules(draft: Draft) -> None:
    """Rules for the application, each once."""
    seen = set()
    for claim in draft.of(ApplicationClaim):
        if claim.text not in seen:
            seen.add(claim.text)
            draft.model.application_rules.append(
                ApplicationRule(
                    text=claim.text, reason=claim.reason, standing=Standing.EXPLICIT, evidence=[claim.evidence]
                )
            )
