"""all-but: which of a thing's properties must be given, told by the exceptions - "all but the name are optional"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import RestClaim
from backend_data_model.analyst.context import name_of

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "all-but"
_REQUIRED = r"(?:mandatory|required|compulsory|obligatory|a must|needed|always given|always filled in)"
_OPTIONAL = (
    r"(?:optional|not mandatory|not required|not needed|left empty|left blank|empty|blank|missing|left out|null)"
)
_STATE = (
    r"(?:is|are|must be|can be|may be|have to be|has to be|should be|stays?|can stay|may stay)"
    rf" (?:(?P<m>{_REQUIRED})|(?P<o>{_OPTIONAL}))"
)
_FIELDS = (
    r"(?: (?:of )?(?:the |its |their )?(?:other )?(?:fields|attributes|properties|details|values|data|information"
    r"|columns|things|of them|of these|rest))?"
)
_OF = r"(?: (?:of|for|about|on) (?:an? |the |each |every )?(?P<e>[a-z][\w-]*(?: [a-z][\w-]*)?))?"
_BUT = r"(?:but not|but|except for|except|excepting|besides|apart from|other than|with the exception of|save for|save)"
_OWN = r"(?: of (?:an? |the |each )?(?P<e>[a-z][\w-]*))?"
_LIST = r"(?P<list>[a-z][\w-]*(?: (?:, )?[a-z][\w-]*){0,11}?)"
_PATTERNS = [
    re.compile(rf"\b(?:all|every|everything|any){_FIELDS}{_OF} ?,? {_BUT} {_LIST} ?,? {_STATE}"),
    re.compile(rf"\b(?:all|every|everything){_FIELDS}{_OF} {_STATE} ?,? {_BUT} {_LIST}(?= ?[.;!)]|$)"),
    re.compile(rf"(?:^|[,;:] |\band )(?:only|just) (?!for |if |when |in ){_LIST}{_OWN} {_STATE}(?= ?[.;,!)]|$)"),
]


def read(parsed: Parsed, context: Context) -> bool:
    """The named properties are the exceptions; the rest are optional or must be given."""
    text = parsed.normal
    if "all" not in text and "every" not in text and "only" not in text and "just" not in text:
        return False
    for index, pattern in enumerate(_PATTERNS):
        match = pattern.search(text)
        if match is None:
            continue
        named = [
            n for part in re.split(r" ?, | and ", match["list"]) if (n := name_of(part.strip(" ,"))) and n != "and"
        ]
        owner = context.lookup(match["e"]) or context.topic or context.focus
        if not named or owner is None:
            return False
        optional = match["o"] is not None
        if index == 2:
            optional = not optional
        context.emit(
            RestClaim(evidence=context.evidence(RULE), rule=RULE, owner=owner, excepted=named, rest_optional=optional)
        )
        return True
    return False
