"""tenant-market: who the customers are and how many - "about 60 operators will use the system", "Tenants are clubs"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import TenantClaim, VolumeClaim
from backend_data_model.analyst.rules.tenancy import NOT_TENANTS
from backend_data_model.analyst.tenant_names import tenant_named

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "tenant-market"
_ABOUT = r"(?:(?:about|around|roughly|some|approximately|up to|nearly|almost|over|more than|at least|close to) )?"
_COUNT = rf"{_ABOUT}(?P<n>\d+(?:\.\d+)?)(?P<k> (?:hundred|thousand|million))? "
_SOME = r"(?:many|several|multiple|a number of|hundreds of|thousands of|dozens of) "
_LIKE = r"(?:(?:independent|small|large|different|separate|customer|paying|mid-sized|regional|local|private) )*"
_T = r"(?P<t>[a-z][\w-]*(?: [a-z][\w-]*)?)"
_PRODUCT = r"(?:software|app|application|platform|system|tool|product|service|saas|portal|solution)"
_END = r"(?= ?[.,;:(]|$| (?:on|in|at|with|and|that|who|which|to|as|across|by|from|within|today|now) )"
_SELL = [
    re.compile(
        rf"\b(?:we|{_PRODUCT}) (?:will |can |must |shall |should )?(?:sell|sells|is sold|offer it|serves?"
        rf"|hosts?|supports?"
        rf"|is used|is offered|is rented out|have|has|expect|expects|onboard|run it|is made|is built|is meant|is)"
        rf"(?: by| to| for)? (?:{_COUNT}|{_SOME})?{_LIKE}{_T}{_END}"
    ),
    re.compile(
        rf"\b(?:{_COUNT}|{_SOME})?{_LIKE}{_T} (?:will |already |currently |all |can |now )*(?:use|uses"
        rf"|work with|sign up"
        rf" (?:for|to|on)|subscribe to|run on|rely on|share|pay for) (?:our|the|this|1|same) (?:\w+ )?{_PRODUCT}\b"
    ),
    re.compile(rf"\b{_PRODUCT} for {_LIKE}{_T}{_END}"),
    re.compile(
        rf"\bwe (?:already |currently |will )*(?:have|expect|serve|plan for) (?:{_COUNT}|{_SOME}){_LIKE}{_T}"
        rf"(?: as (?:customers|clients|tenants))?{_END}"
    ),
]
_SAID = [
    re.compile(rf"^tenants? ?(?::|is|are) (?:a |an |the |our )?{_T}{_END}"),
    re.compile(rf"\b{_T} (?:is|are) (?:our|the) (?:tenants?|customers)\b"),
    re.compile(rf"\b(?:our|the) (?:customers|clients|tenants|subscribers) are {_LIKE}{_T}{_END}"),
]
_THOUSANDS = {" hundred": 100, " thousand": 1000, " million": 1_000_000}


def read(parsed: Parsed, context: Context) -> bool:
    """A tenant where the text says that it is one; else only a hint, and the number of them."""
    text = parsed.normal
    for pattern in _SAID:
        if (match := pattern.search(text)) and (tenant := _tenant(match["t"], context)):
            context.emit(TenantClaim(evidence=context.evidence(RULE), rule=RULE, tenant=tenant))
            return False
    for pattern in _SELL:
        for match in pattern.finditer(text):
            tenant = _tenant(match["t"], context) if _several(match) else None
            if tenant is None:
                continue
            context.emit(TenantClaim(evidence=context.evidence(RULE), rule=RULE, tenant=tenant, hint=True))
            if match.groupdict().get("n"):
                rows = round(float(match["n"]) * _THOUSANDS.get(match["k"] or "", 1))
                context.emit(
                    VolumeClaim(evidence=context.evidence(RULE), rule=RULE, entity=tenant, rows=rows, said=match[0])
                )
            return False
    return False


def _several(match: re.Match[str]) -> bool:
    """Whether the customers are more than one: a plural."""
    return match["t"].endswith(("s", "people", "men", "children"))


def _tenant(words: str, context: Context) -> str | None:
    for said in (words, words.split()[0]):
        found = tenant_named(said, context)
        if found is not None and found.split("_")[-1] not in NOT_TENANTS:
            return found
    return None
