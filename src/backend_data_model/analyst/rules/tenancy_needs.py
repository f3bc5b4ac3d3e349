"""tenancy-needs: what bears on how tenants are kept apart - "falls under HIPAA", "each gets its own database"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import TenancyNeedClaim, TenantClaim
from backend_data_model.analyst.rules.tenancy import NOT_TENANTS
from backend_data_model.analyst.tenant_names import entities_named, tenant_named

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed
    from backend_data_model.model.document import TenancyDemand

RULE = "tenancy-needs"
_T = r"(?P<t>[a-z][\w-]*(?: [a-z][\w-]*)?)"
_OWN = r"(?:its|their|a|an|1|his|her)(?: very)? (?:own|separate|dedicated|private|isolated|distinct)(?: [a-z]+)?"
_GETS = (
    r"(?:gets?|has|have|receives?|needs?|uses?|must have|should have|will have|shall have|must get|will get|lives? in"
    r"|runs? (?:in|on)|sits? in|stays? in|is (?:kept|stored|held) in|are (?:kept|stored|held) in|works? (?:in|on))"
)
_OWN_STORE = [
    re.compile(rf"\b(?:each|every|all) {_T}(?: 's [a-z]+)? {_GETS} {_OWN} (?P<d>database|schema|db)\b"),
    re.compile(rf"\b{_T} {_GETS} {_OWN} (?P<d>databases?|schemas?|db)\b"),
    re.compile(
        rf"\b(?:a|1|{_OWN}) (?:separate |own |dedicated )?(?P<d>database|schema|db)(?: each)?"
        rf" (?:per|for each|for every) {_T}(?= ?[.,;]|$)"
    ),
    re.compile(r"\b(?P<d>database|schema)-per-(?P<t>[a-z][\w-]*)\b"),
]
_SIGNS: tuple[tuple[TenancyDemand, re.Pattern[str]], ...] = (
    (
        "strict_isolation",
        re.compile(
            r"\b(?:physically|strictly|completely|fully|entirely|totally) (?:kept )?"
            r"(?:separate|isolated|apart|segregated)"
            r"|\bphysical(?:ly)? (?:separation|isolation)\b|\bseparate (?:storage|hardware|servers?)\b"
        ),
    ),
    (
        "regulated",
        re.compile(
            r"\b(?:hipaa|hitech|gdpr|pci(?:[ -]dss)?|soc ?2|iso ?27001|fedramp|ferpa|ccpa|glba|dora|regulated"
            r"|regulatory|data protection (?:law|act|authority)|under regulation)\b"
        ),
    ),
    (
        "residency",
        re.compile(
            r"\bdata residency\b|\b(?:stay|stays|remain|remains|kept|stored|held|hosted|processed|leaves?)\b"
            r"(?: \w+){0,3}?"
            r" (?:in|inside|within|leave|leaves|the|its|their)(?: \w+){0,2}? (?:country|countries|region|jurisdiction"
            r"|continent|eu|european union|home state|territory)\b"
            r"|\b(?:encryption key of (?:its|their) own|own encryption keys?|customer-managed keys?)\b"
        ),
    ),
    ("large_tenants", re.compile(r"\b(?:enterprise|large corporate) (?:customers?|clients?|tenants?|accounts?)\b")),
    (
        "fast_growth",
        re.compile(
            r"\b(?:self-service|self-serve|sign-up without)\b|\bsigns? up (?:online|themselves|by themselves"
            r"|on (?:its|their) own|without|with a credit card)\b|\b(?:10 times as many|tenfold|ten-fold)\b"
            r"|\b(?:grow|double|triple|multiply)s? (?:quickly|fast|rapidly|every (?:year|month|quarter))\b"
        ),
    ),
    (
        "own_restore",
        re.compile(
            r"\b(?:restored?|restores|back(?:ed)? up|backups?|roll(?:ed)? back|migrated?)\b.*"
            r"\b(?:on (?:its|their) own|alone"
            r"|separately|individually|independently|without (?:touching |affecting )?the others?)\b"
            r"|\b(?:restore|backup) (?:a|an|1|of a|of 1) single\b|\bper-(?:tenant|customer) (?:backups?|restore)\b"
        ),
    ),
    (
        "uneven_load",
        re.compile(
            r"\b(?:a few|some|1 or 2|2 or 3|the (?:largest|biggest|big)|a handful of|few)(?: \w+){0,3}?"
            r" (?:make|makes|cause"
            r"|causes|generate|generates|produce|produces|account for|accounts for|create|are responsible for) (?:most"
            r"|nearly all|almost all|the bulk|half|the majority|\d+ ?(?:%|percent)|much)\b"
            r"|\bnoisy (?:neighbou?rs?|tenants?|customers?)\b"
        ),
    ),
)
_ANYBODY = re.compile(r"\b(?:tenants?|customers?|clients?|data)\b")


def read(parsed: Parsed, context: Context) -> bool:
    """Needs as told.  A store of its own names the tenant; the others count once there is one (`place_tenancy`).

    True where a store of its own is told: no property of the tenant.
    """
    text, found = parsed.normal, False
    for pattern in _OWN_STORE:
        match = pattern.search(text)
        tenant = tenant_named(match["t"], context) if match is not None else None
        if match is None or tenant is None or tenant.split("_")[-1] in NOT_TENANTS:
            continue
        demand: TenancyDemand = "own_schema" if match["d"].startswith("schema") else "own_database"
        evidence = context.evidence(RULE)
        context.emit(TenantClaim(evidence=evidence, rule=RULE, tenant=tenant))
        context.emit(TenancyNeedClaim(evidence=evidence, rule=RULE, demand=demand, about=(tenant,)))
        found = True
        break
    for demand, sign in _SIGNS:
        if sign.search(text):
            named = entities_named(text, context)
            of_all = not named or _ANYBODY.search(text) is not None
            evidence = context.evidence(RULE)
            context.emit(TenancyNeedClaim(evidence=evidence, rule=RULE, demand=demand, about=named, of_all=of_all))
    return found
