"""Many-to-many pairs: those that an entity ties already, those with attributes, those that were taken for single."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import AttributeClaim, UniqueClaim
from backend_data_model.model.document import Entity, EntityKind, Relationship, Standing, Unique

if TYPE_CHECKING:
    from backend_data_model.analyst.resolve.draft import Draft
    from backend_data_model.model.document import Check


def drop_tied_junctions(draft: Draft) -> None:
    """A pair that an entity already ties (order line between order and product) needs no junction of its own."""
    holders: dict[str, set[str]] = defaultdict(set)
    for relation in draft.model.relationships:
        if not relation.many_to_many:
            holders[relation.entity].add(relation.target)
    kept = []
    for relation in draft.model.relationships:
        if relation.many_to_many and relation.entity != relation.target:
            ties = [
                e
                for e, targets in holders.items()
                if {relation.entity, relation.target} <= targets and e not in {relation.entity, relation.target}
            ]
            nominal = lex.NOMINALISATIONS
            named = [e for e in ties if e in nominal.values() or relation.entity in e or relation.target in e]
            if named or (ties and relation.standing == Standing.DEFAULT):
                continue
        kept.append(relation)
    draft.model.relationships = kept


def place_pair_attributes(draft: Draft) -> None:
    """Attributes of an association go to the junction of its pair, which then is an entity of its own."""
    for claim in draft.of(AttributeClaim):
        if claim.pair is None:
            continue
        first, second = claim.pair
        _widen(draft, claim, first, second)
        junction = next(
            (r for r in draft.model.relationships if r.many_to_many and {r.entity, r.target} == {first, second}), None
        )
        holder = next(
            (
                e
                for e in draft.model.entities
                if e not in {first, second} and {first, second} <= {r.target for r in draft.references(e)}
            ),
            None,
        )
        owner = draft.model.entities.get(claim.owner)
        if owner is None or claim.name not in owner.attributes:
            continue
        if junction is not None:
            junction.attributes[claim.name] = owner.attributes.pop(claim.name)
        elif holder is not None:
            draft.model.entities[holder].attributes.setdefault(claim.name, owner.attributes.pop(claim.name))
        else:
            continue
        moved = [c for c in owner.checks if getattr(c.rule, "attribute", None) == claim.name]
        owner.checks = [c for c in owner.checks if c not in moved]
        if holder is not None and junction is None:
            draft.model.entities[holder].checks.extend(moved)
        elif junction is not None:
            _as_entity(draft, junction, moved)


def _widen(draft: Draft, claim: AttributeClaim, first: str, second: str) -> None:
    """ "A rental can include several extras, each with a quantity": extras that live on their own are shared."""
    relation = next(
        (
            r
            for r in draft.model.relationships
            if r.entity == second and r.target == first and r.standing == Standing.IMPLIED
        ),
        None,
    )
    own = any(c.owner == second and c.pair is None and c.name != claim.name for c in draft.of(AttributeClaim))
    if relation is not None and own and claim.owner == second:
        share(relation)
        return
    listed = any(c.owner == first and not c.scope for c in draft.of(UniqueClaim))
    held = next((r for r in draft.model.relationships if r.entity == first and r.target == second), None)
    if held is not None and listed and claim.owner == first and held.standing == Standing.IMPLIED:
        share(held)


def share(relation: Relationship) -> None:
    """A reference that was only assumed to be single becomes many-to-many."""
    relation.entity, relation.target = relation.target, relation.entity
    relation.role, relation.via = relation.target, f"{relation.entity}_{relation.target}"
    relation.each_has, relation.each_is_had_by = relation.each_is_had_by, "0..*"
    relation.owned = False


def _as_entity(draft: Draft, relation: Relationship, checks: list[Check]) -> None:
    """A junction with rules of its own becomes an association entity with two references."""
    if not checks and not relation.attributes:
        return
    name = relation.via or f"{relation.entity}_{relation.target}"
    entity = draft.model.entities.setdefault(
        name, Entity(kind=EntityKind.ASSOCIATION, standing=Standing.EXPLICIT, evidence=list(relation.evidence))
    )
    draft.symbols.entities.setdefault(name, 1.0)
    entity.attributes |= relation.attributes
    entity.checks.extend(checks)
    draft.model.relationships.remove(relation)
    for target, back in ((relation.entity, relation.each_has), (relation.target, relation.each_is_had_by)):
        draft.model.relationships.append(
            Relationship(
                entity=name,
                role=target,
                target=target,
                each_has="1",
                each_is_had_by=back,
                owned=True,
                standing=relation.standing,
                evidence=list(relation.evidence),
            )
        )
    entity.unique.append(
        Unique(members=[relation.entity, relation.target], standing=Standing.DEFAULT, evidence=list(relation.evidence))
    )
