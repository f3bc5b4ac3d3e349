"""nobody-same: an attribute that no two share, told of the people - "nobody in the firm has the same badge"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import UniqueClaim
from backend_data_model.analyst.context import name_of

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "nobody-same"
_N = r"[a-z][\w-]*(?: [a-z][\w-]*)?"
_SAME = re.compile(
    rf"\b(?:nobody|no 1|no one|none of them)(?: else)?(?: (?:in|within|at|of|on) (?P<where>(?:the |our )?{_N}?))? "
    rf"(?:has|have|had|shares?|gets?|carries|bears|uses?) the same (?P<name>{_N})(?: ?[.,;!]|$)"
)


def read(parsed: Parsed, context: Context) -> bool:
    """The attribute is unique, inside the place where one is named."""
    found = _SAME.search(parsed.normal) if "same" in parsed.normal else None
    if found is None or context.focus is None or found.group("name").split()[0] in {"one", "as", "way", "time"}:
        return False
    name = name_of(found.group("name"))
    told = list(context.named.get(context.focus, ()))
    known = [other for other in told if other == name or other.endswith("_" + name)]
    if len(known) != 1:
        return False
    where = context.lookup(found.group("where"))
    scope = [where] if where is not None and where != context.focus else []
    evidence = context.evidence(RULE)
    context.emit(UniqueClaim(evidence=evidence, rule=RULE, owner=context.focus, members=known, scope=scope))
    return True
