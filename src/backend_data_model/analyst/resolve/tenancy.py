"""Whose data is kept apart and how, and which entities belong to one tenant or to all."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Literal

from backend_data_model.analyst.claims import (
    AttributeClaim,
    GlobalClaim,
    LinkClaim,
    TenancyNeedClaim,
    TenantClaim,
    VolumeClaim,
)
from backend_data_model.analyst.resolve.draft import words
from backend_data_model.decisions.decide import Given, decide
from backend_data_model.decisions.tenancy import TREE, kind_of
from backend_data_model.decisions.tenancy_inputs import needs_given
from backend_data_model.model.document import Standing, Tenancy, TenancyNeed

if TYPE_CHECKING:
    from backend_data_model.analyst.claims import Claim
    from backend_data_model.analyst.resolve.draft import Draft
    from backend_data_model.decisions.decide import Decision
    from backend_data_model.model.document import Evidence, TenancyKind

_TENANT_WORDS = ("tenant", "workspace", "organization", "organisation", "account")
_PERSONS = ("er", "or", "ist", "ee", "ant", "ent", "man", "woman")
_SEPARATE = frozenset({"strict_isolation", "residency", "own_restore"})
"""Demands that, told of customers, say as well that their data is kept apart."""

_FORMS: dict[str, tuple[TenancyKind, str]] = {
    "together": ("shared", "all share the same tables, and each access is held to one of them: the least to run"),
    "section": ("schema", "each has a set of tables of its own in one database: every change is made once for each"),
    "database": ("database", "each has a database of its own: furthest apart, and the most to run"),
}


def place_tenancy(draft: Draft, tenancy: TenancyKind | Literal["auto"], tenant: str | None) -> None:
    """The tenant, from the settings or the text, and the form, by the decision tree; what is unsure is a question."""
    claims = draft.of(TenantClaim)
    if tenancy != "none":
        named = tenant or _stated(draft, claims)
        if named is not None or tenancy != "auto":
            _apart(draft, tenancy, named or _usual(draft) or "tenant")
        else:
            _ask_who(draft, claims)
    for claim in claims:
        claim.idle = claim.tenant != draft.model.tenancy.tenant
    needed = {need.demand for need in draft.model.tenancy.needs}
    for need in draft.of(TenancyNeedClaim):
        need.idle = need.demand not in needed


def _usual(draft: Draft) -> str | None:
    return next((word for word in _TENANT_WORDS if word in draft.symbols.entities), None)


def _stated(draft: Draft, claims: list[TenantClaim]) -> str | None:
    """The tenant that is named most often; people who are part of another thing only keep things from each other."""
    needy = {name for need in draft.of(TenancyNeedClaim) for name in need.about if need.demand in _SEPARATE}
    counts = Counter(
        claim.tenant for claim in claims if (claim.tenant in needy if claim.hint else not _is_part(draft, claim))
    )
    return max(counts, key=lambda name: counts[name]) if counts else None


def _is_part(draft: Draft, claim: TenantClaim) -> bool:
    """ "A student never sees the grades of another student" of a school is no tenancy of students."""
    if not claim.tenant.endswith(_PERSONS):
        return False
    links = [link for link in draft.of(LinkClaim) if link.source != link.target]
    within = any(link.source == claim.tenant and link.max == link.min == 1 for link in links)
    return within or any(link.target == claim.tenant and link.owned and link.max is None for link in links)


def _ask_who(draft: Draft, claims: list[TenantClaim]) -> None:
    """Where somebody may be a tenant but nothing says so, a person has to."""
    hinted = [claim for claim in claims if claim.tenant in draft.symbols.entities]
    suspect = hinted[0].tenant if hinted else _usual(draft)
    if suspect is None:
        return
    evidence = [claim.evidence for claim in hinted if claim.tenant == suspect][:1]
    evidence = evidence or [claim.evidence for claim in draft.claims if suspect in _about(claim)][:1]
    answer = draft.ask(
        "tenancy",
        suspect,
        f"Is each {words(suspect)} a customer whose data the others must never see?",
        [
            ("yes", f"every record says whose it is, and is hidden from every other {words(suspect)}"),
            ("no", "one body of data, in which rules hold for all together"),
        ],
        "no",
        "high",
        evidence,
        "one customer sees another's data, or what must be told apart everywhere is told apart for each alone",
    )
    if answer.choice == "yes":
        draft.entity(suspect)
        found = answer.evidence_with(evidence)
        _decide(draft, Tenancy(tenant=suspect, standing=answer.standing(Standing.IMPLIED), evidence=found))


def _about(claim: Claim) -> tuple[str | None, ...]:
    """The entities of which a claim tells a property or a link."""
    if isinstance(claim, LinkClaim):
        return claim.source, claim.target
    return (claim.owner,) if isinstance(claim, AttributeClaim) else ()


def _apart(draft: Draft, tenancy: TenancyKind | Literal["auto"], named: str) -> None:
    draft.symbols.entities.setdefault(named, 3.0)
    evidence = [claim.evidence for claim in draft.of(TenantClaim) if claim.tenant == named]
    draft.entity(named, evidence[0] if evidence else None)
    standing = Standing.EXPLICIT if evidence else Standing.USER
    found = Tenancy(tenant=named, standing=standing, evidence=list({e.line: e for e in evidence}.values())[:3])
    if tenancy == "auto":
        _decide(draft, found)
        return
    draft.model.tenancy = found.model_copy(update={"kind": tenancy, "needs": _needs(draft, named)})


def _needs(draft: Draft, tenant: str) -> list[TenancyNeed]:
    """What is said of the tenants, or of nobody in particular; each demand once."""
    found: dict[str, TenancyNeed] = {}
    for claim in draft.of(TenancyNeedClaim):
        if claim.of_all or tenant in claim.about:
            known = found.setdefault(claim.demand, TenancyNeed(demand=claim.demand, standing=claim.standing))
            known.evidence.append(claim.evidence)
    return list(found.values())


def _decide(draft: Draft, found: Tenancy) -> None:
    """The form by the tree; where needs are told and what is not told would change the answer, that is asked."""
    tenant = found.tenant or ""
    needs = _needs(draft, tenant)
    counts = [c for c in draft.of(VolumeClaim) if c.entity == tenant and c.per is None and c.rows > 1]
    given = [Given("tenants", claim.rows, "text", claim.evidence.quote) for claim in counts[:1]]
    decision = decide(TREE, [*given, *needs_given(needs)])
    kind, standing, evidence = kind_of(decision.option.name), found.standing, found.evidence
    stated = any(need.demand in ("own_database", "own_schema") for need in needs)
    if needs and decision.open and not stated:
        kind, answered = _ask_form(draft, tenant, decision, [e for need in needs for e in need.evidence])
        if answered is not None:
            standing, evidence = Standing.USER, [*evidence, answered]
    draft.model.tenancy = Tenancy(
        kind=kind, tenant=tenant, standing=standing, evidence=evidence, needs=needs, reasons=_reasons(decision, kind)
    )


def _reasons(decision: Decision, kind: TenancyKind) -> list[str]:
    if kind != kind_of(decision.option.name):
        return ["so a person answered"]
    return [*decision.reasons, *decision.warnings]


def _ask_form(
    draft: Draft, tenant: str, decision: Decision, evidence: list[Evidence]
) -> tuple[TenancyKind, Evidence | None]:
    open_ = " ".join(asked.question for asked in decision.open)
    answer = draft.ask(
        "tenancy-form",
        tenant,
        f"Is what each {words(tenant)} stores kept together with the others, in a section or in a database of its own?",
        [(answer, effect) for answer, (_, effect) in _FORMS.items()],
        next(answer for answer, (kind, _) in _FORMS.items() if kind == kind_of(decision.option.name)),
        "high",
        evidence[:3],
        f"all data must move when the form changes later; it hangs on: {open_}",
    )
    kind, _ = _FORMS[answer.choice]
    return kind, answer.evidence


def scope_entities(draft: Draft) -> None:
    """Which entities belong to a tenant and which are for all; links to the tenant are the tenancy itself."""
    tenant = draft.model.tenancy.tenant
    if draft.model.tenancy.kind == "none" or tenant is None:
        return
    for claim in draft.of(GlobalClaim):
        if claim.name in draft.model.entities and claim.name != tenant:
            draft.entity(claim.name).scope = "global"
    for relation in draft.model.relationships:
        ends = {relation.entity, relation.target}
        if relation.many_to_many and tenant in ends:
            for member in ends - {tenant}:
                entity = draft.entity(member)
                entity.scope = entity.scope or "global"
    kept = []
    for relation in draft.model.relationships:
        if relation.target == tenant and not relation.many_to_many and relation.entity != tenant:
            continue
        if relation.entity == tenant and not relation.many_to_many:
            continue
        kept.append(relation)
    draft.model.relationships = kept
    changed = True
    while changed:
        changed = False
        for name, entity in draft.model.entities.items():
            if entity.scope is None and name != tenant:
                children = [r for r in kept if r.target == name and not r.many_to_many]
                parents = [r for r in kept if r.entity == name and not r.many_to_many]
                owned_by_global = any(r.owned and draft.model.entities[r.target].scope == "global" for r in parents)
                if owned_by_global and not children:
                    entity.scope, changed = "global", True
    for entity in draft.model.entities.values():
        if entity.scope == "global":
            for unique in entity.unique:
                unique.everywhere = True
