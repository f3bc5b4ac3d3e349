"""What is told for later stages: how long rows are kept, what is personal, how many there will be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import PersonalClaim, RetentionClaim, VolumeClaim
from backend_data_model.analyst.context import name_of
from backend_data_model.analyst.resolve.draft import cite
from backend_data_model.model.document import Retention, Volume

if TYPE_CHECKING:
    from backend_data_model.analyst.resolve.draft import Draft

# Attributes by which a person can be told, when all data of an entity is called personal.
_TELLING = ("name", "mail", "phone", "mobile", "address", "birth", "ssn", "passport", "photo", "gender", "iban")


def place_retention(draft: Draft) -> None:
    """The first span told of an entity; another one is reported, not taken."""
    for claim in draft.of(RetentionClaim):
        entity = draft.model.entities.get(claim.entity)
        if entity is None:
            draft.unresolved.append((claim, f"{claim.entity!r} is not kept"))
            continue
        if entity.retention is not None and entity.retention.keep != claim.keep:
            draft.unresolved.append((claim, f"{claim.entity!r} is already kept for {entity.retention.keep}"))
            continue
        since = draft.find_attribute(claim.entity, name_of(claim.since)) if claim.since else None
        note = f"counted from: {claim.since}" if claim.since and since is None else None
        entity.retention = Retention(
            keep=claim.keep, counted_from=since, note=note, standing=claim.standing, evidence=[claim.evidence]
        )


def place_privacy(draft: Draft) -> None:
    """Marks the attributes that are told to be personal data."""
    for claim in draft.of(PersonalClaim):
        entity = draft.model.entities.get(claim.entity)
        if entity is None:
            draft.unresolved.append((claim, f"{claim.entity!r} is not kept"))
            continue
        named = draft.find_attribute(claim.entity, claim.attribute) if claim.attribute else None
        hits = [named] if named else [n for n in entity.attributes if any(part in n for part in _TELLING)]
        if claim.attribute and named is None:
            draft.unresolved.append((claim, f"{claim.entity!r} has no {claim.attribute!r}"))
            continue
        for name in hits:
            entity.attributes[name].personal = True
            cite(entity.attributes[name].evidence, claim.evidence)


def place_volumes(draft: Draft) -> None:
    """One expected number for an entity and period, the first told."""
    told: set[tuple[str, str | None]] = set()
    for claim in draft.of(VolumeClaim):
        if claim.entity not in draft.model.entities:
            draft.unresolved.append((claim, f"{claim.entity!r} is not kept"))
        elif (claim.entity, claim.per) not in told:
            told.add((claim.entity, claim.per))
            draft.model.volumes.append(
                Volume(
                    entity=claim.entity,
                    rows=claim.rows,
                    per=claim.per,
                    standing=claim.standing,
                    evidence=[claim.evidence],
                )
            )
