"""What is said of the data as a whole: tenancy, look-ups, numbers of rows, retention, rules for the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.claims.result import Why
from backend_data_model.claims.support import says_number
from backend_data_model.documents.contradictions import is_duration
from backend_data_model.model.document import (
    AccessPattern,
    ApplicationRule,
    Retention,
    Standing,
    Tenancy,
    TenancyNeed,
    Volume,
)

if TYPE_CHECKING:
    from backend_data_model.claims.document import (
        StatedAccess,
        StatedApplicationRule,
        StatedRetention,
        StatedTenancy,
        StatedTenancyNeed,
        StatedVolume,
    )
    from backend_data_model.claims.draft import Draft, Ground


def take_tenancy(draft: Draft, ground: Ground, claim: StatedTenancy) -> None:
    """Whose data is kept apart; what the rules read, or the user set, stands until someone decides otherwise."""
    tenant = draft.entity(ground, claim.tenant)
    if tenant is None:
        return
    known = draft.model.tenancy
    if known.kind == claim.tenancy and known.tenant == tenant:
        draft.confirm(ground, known)
        return
    if known.standing is Standing.USER and known.kind != "none":
        draft.drop(ground.index, Why.CONTRADICTS, f"the tenancy was set to {known.kind!r}")
        return
    ours = f"{known.kind}: {known.tenant}" if known.tenant else "none"
    theirs = f"{claim.tenancy}: {tenant}" if claim.tenancy != "none" else "none"
    chosen, standing, evidence = draft.ask(
        ground,
        "tenancy:claimed",
        "tenancy",
        "Whose data is kept apart, and how?",
        [(ours, "as the rules read it"), (theirs, "as the claim reads it")],
        default=ours if known.kind != "none" else theirs,
        impact="high",
        evidence=known.evidence,
    )
    if chosen == theirs:
        kind = claim.tenancy
        draft.model.tenancy = Tenancy(
            kind=kind,
            tenant=tenant if kind != "none" else None,
            needs=known.needs,
            standing=standing,
            evidence=evidence,
        )


def take_tenancy_need(draft: Draft, ground: Ground, claim: StatedTenancyNeed) -> None:
    """Something that bears on the form of tenancy."""
    known = next((need for need in draft.model.tenancy.needs if need.demand == claim.demand), None)
    if known is not None:
        draft.confirm(ground, known)
    else:
        draft.model.tenancy.needs.append(TenancyNeed(demand=claim.demand, **draft.add(ground)))  # type: ignore[arg-type]


def take_access(draft: Draft, ground: Ground, claim: StatedAccess) -> None:
    """A look-up by known members."""
    entity = draft.entity(ground, claim.entity)
    if entity is None:
        return
    columns: dict[str, list[str]] = {}
    for key in ("equality", "sort", "range"):
        columns[key] = []
        for name in getattr(claim, key):
            member = draft.names.member(entity, name)
            if member is None:
                draft.drop(ground.index, Why.UNKNOWN_NAME, f"{entity!r} has no {name!r}")
                return
            columns[key].append(member)
    for known in draft.model.access_patterns:
        if known.entity == entity and all(getattr(known, key) == columns[key] for key in columns):
            draft.confirm(ground, known)
            return
    made = AccessPattern(entity=entity, description=claim.description, **columns, **draft.add(ground))  # type: ignore[arg-type]
    draft.model.access_patterns.append(made)


def take_volume(draft: Draft, ground: Ground, claim: StatedVolume) -> None:
    """How many rows are expected."""
    entity = draft.entity(ground, claim.entity)
    if entity is None:
        return
    known = next((v for v in draft.model.volumes if v.entity == entity and v.per == claim.per), None)
    if known is not None and known.rows == claim.rows:
        draft.confirm(ground, known)
    elif claim.rows < 0 or not says_number(claim.rows, ground.words.sentence):
        draft.drop(ground.index, Why.UNSUPPORTED, f"the quote does not say the number {claim.rows}")
    elif known is None:
        draft.model.volumes.append(Volume(entity=entity, rows=claim.rows, per=claim.per, **draft.add(ground)))  # type: ignore[arg-type]
    else:
        draft.drop(ground.index, Why.CONTRADICTS, f"{known.rows} {entity} are expected by what the rules read")


def take_retention(draft: Draft, ground: Ground, claim: StatedRetention) -> None:
    """How long rows are kept."""
    owner = draft.entity(ground, claim.entity)
    if owner is None or owner not in draft.model.entities:
        return
    entity = draft.model.entities[owner]
    counted = draft.names.member(owner, claim.counted_from) if claim.counted_from else None
    if not is_duration(claim.keep):
        draft.drop(ground.index, Why.BAD_VALUE, f"{claim.keep!r} is no ISO 8601 duration")
    elif claim.counted_from and counted is None:
        draft.drop(ground.index, Why.UNKNOWN_NAME, f"{owner!r} has no {claim.counted_from!r}")
    elif entity.retention is None:
        entity.retention = Retention(keep=claim.keep, counted_from=counted, **draft.add(ground))  # type: ignore[arg-type]
    elif entity.retention.keep == claim.keep:
        draft.confirm(ground, entity.retention)
    else:
        draft.drop(ground.index, Why.CONTRADICTS, f"{owner} is kept for {entity.retention.keep} by what the rules read")


def take_application_rule(draft: Draft, ground: Ground, claim: StatedApplicationRule) -> None:
    """A rule that the application keeps."""
    place = (ground.evidence.line, ground.evidence.column)
    for known in draft.model.application_rules:
        if any((one.line, one.column) == place for one in known.evidence):
            draft.confirm(ground, known)
            return
    added = draft.add(ground)
    draft.model.application_rules.append(ApplicationRule(text=claim.text, reason=claim.reason, **added))  # type: ignore[arg-type]
