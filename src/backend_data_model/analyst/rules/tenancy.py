"""tenancy: whose data is kept apart, and what all share - "no merchant ever sees another merchant's data"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import GlobalClaim, TenantClaim
from backend_data_model.analyst.context import name_of
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "tenancy"
_W = r"[a-z][\w'-]*(?: [a-z][\w'-]*)?"
_TENANT = [
    re.compile(rf"\b(?:every|each|a|an) (?P<t>{_W}?) is (?:a|an|our|the) (?:separate |own )?tenant\b"),
    re.compile(
        rf"\bnothing of (?:1|a|an|any) (?P<t>{_W}?) (?:may|must|can|should|shall|will|is|ever)\b.*\b(?:another|other"
        r"|others)\b"
    ),
    re.compile(
        r"\b(?:on which|where) (?:many|several|multiple|independent|different)(?: independent"
        rf"| separate)? (?P<t>{_W}?)(?= [a-z]+ )"
    ),
    re.compile(
        rf"\b(?:data|records?|information|rows) of (?:1|a|an|each|1 of the) (?P<t>{_W}?) (?:shall|must|may|can"
        r"|should|is|are|will|never|not)\b.*\b(?:another|other|others)\b"
    ),
    re.compile(
        rf"\b(?:a|an|no|each|1|every) (?P<t>{_W}?) (?:must|may|can|should|shall|will|ever|never|not"
        rf"|cannot)*(?: (?:never|not|ever))? ?(?:see|sees|access|accesses|read|reads)(?: [a-z]+){{0,4}}? (?:another"
        r"|other|of another|of others|anything of another)\b"
    ),
    re.compile(
        rf"\b(?:each|every) (?P<t>{_W}?) (?:sees|can see|may see|has access to|works with|accesses) (?:only )?(?:its"
        r"|their|his|her) own (?:records|data|information|rows)(?: only)?"
    ),
    re.compile(
        rf"\b(?:all )?(?:of )?(?:the|each|every|a|an) (?P<t>{_W}?) 's (?:data|records) (?:is|are|stay|stays|must be"
        r"|must stay) (?:strictly |kept )*(?:its|their)? ?(?:own|separate|isolated|private|apart)"
    ),
    re.compile(
        r"\b(?:records|data|everything|information)(?: is| are| must be| be)? (?:kept|held|stored|is) (?:strictly "
        r"|completely )?(?:apart|separate|separated|isolated|separately) (?:by|per|for each|for every"
        rf"|between) (?P<t>{_W}?)(?= ?[.,;]|$)"
    ),
    re.compile(
        r"\b(?:system|platform|installation|product|software|app|application|we|tool|service"
        rf"|it)(?: [a-z]+){{0,6}}? (?:serves?|serve|hosts?|for|by|used by|supports?|across) (?:many|multiple|several"
        r"|hundreds of|thousands of|lots of|independent|different) (?:independent |small |different |separate "
        rf"|customer )*(?P<t>{_W}?)(?= ?[.,;]|$| on | in | at | with | and | that | who )"
    ),
    re.compile(
        rf"\b(?:every|each|any) (?P<t>{_W}?) (?:on our platform|on the platform|that signs up|in our system"
        r"|which signs up|using our (?:software|product|app|platform))"
    ),
    re.compile(
        rf"\b(?:many|multiple|several) (?P<t>{_W}?) share (?:1|a|the same|our|this) (?:installation|system|database"
        r"|instance|platform)"
    ),
    re.compile(rf"\b(?:our|the) customers are (?:small |independent |large |many )*(?P<t>{_W}?)(?= ?[.,;]|$)"),
    re.compile(rf"\beach customer of ours is (?:a|an) (?P<t>{_W}?)(?= ?[.,;]|$)"),
    re.compile(
        r"\b(?P<t>workspace|organi[sz]ation|tenant|account|company|team|firm|clinic|store|shop|school)-(?:level|wide"
        r"|specific|scoped)\b"
    ),
    re.compile(
        r"\b(?:everything|all data|every record|each record|all records|all of (?:it|this)) (?:belongs? to"
        rf"|is scoped to|lives? in|is per) (?:a|an|1|exactly 1|the) (?P<t>{_W}?)(?= ?[.,;]|$)"
    ),
    re.compile(
        rf"\b(?:multi-tenant|multitenant)\b.*\b(?:each|every|tenant is an?|tenants are) (?P<t>{_W}?)(?= ?[.,;]|$)"
    ),
]
_GLOBAL = [
    re.compile(
        rf"\b(?P<g>{_W}?)(?: catalogue| catalog| list)? (?:is|are)(?: also| all)? (?:shared|common|used) (?:by"
        rf"|between|among|across|to|for) (?!several |many |2 |some |more )(?:all |every |the |different )?{_W}"
    ),
    re.compile(rf"\b(?P<g>{_W}?) (?:is|are) the same for (?:all|every|everybody|everyone|each)\b"),
    re.compile(
        rf"\b(?P<g>{_W}?) (?:is|are) (?:maintained|managed|kept|provided|supplied|curated|set) (?:by us|centrally"
        r"|by the platform|globally|by our team)\b"
    ),
    re.compile(rf"\b(?P<g>{_W}?) belongs? to us\b"),
    re.compile(rf"\b(?P<g>{_W}?) (?:is|are) (?:our content|global|platform-wide|system-wide)\b"),
]
# What every pattern of _GLOBAL holds: sentences without it are left at once.
_FOR_ALL = re.compile(
    r"(?:shared|common|used) |the same for|by us\b|centrally|global|by the platform|our team|to us\b|our content|-wide"
)
NOT_TENANTS = lex.BOUNDARY_NOUNS | word_set(
    """
    user person people customer reason year day one thing device order visitor employee language country
    """
)


_OURS = re.compile(
    r"\b(?:our|my|your|the) (?P<t>account|workspace|organi[sz]ation|company|team|shop|store|firm|clinic|school"
    r"|club|tenant)\b"
)


def read(parsed: Parsed, context: Context) -> bool:
    """The tenant, and what all tenants share."""
    text = parsed.normal
    found = False
    for pattern in _TENANT:
        match = pattern.search(text)
        if match is None:
            continue
        tenant = name_of(match.group("t"))
        words = tenant.split("_")
        if words and words[0] in {"independent", "small", "many", "different", "other"}:
            tenant = "_".join(words[1:])
        if tenant and tenant.split("_")[-1] not in NOT_TENANTS:
            context.emit(
                TenantClaim(evidence=context.evidence(RULE), rule=RULE, tenant=context.symbols.named(tenant) or tenant)
            )
            found = True
            break
    if not found and context.stories and (match := _OURS.search(text)):
        name = match.group("t")
        if (parsed.statement.role or "").startswith(name) or f"my {name}" in text or f"our {name}" in text:
            context.emit(TenantClaim(evidence=context.evidence(RULE), rule=RULE, tenant=name))
            found = True
    for pattern in _GLOBAL if _FOR_ALL.search(text) else ():
        match = pattern.search(text)
        if match is not None:
            name = context.lookup(match.group("g")) or (context.focus if match.group("g") in {"it", "they"} else None)
            if name is not None:
                context.emit(GlobalClaim(evidence=context.evidence(RULE), rule="global", name=name))
                found = True
    return found
