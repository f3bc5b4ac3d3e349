"""twice-but: a pair that may come again when something differs - "may appear twice, but not in the same role"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import UniqueClaim
from backend_data_model.analyst.context import name_of

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "twice-but"
_N = r"[a-z][\w-]*(?: [a-z][\w-]*)?"
_AGAIN = r"(?:2 times|twice|again|more than once|several times|many times|repeatedly)"
_TWICE = re.compile(
    rf"^(?:and |but |so )?(?:the same|a|an|1|each|every) (?P<a>{_N}?) (?:may|can|could|might) (?:well |also )?"
    rf"(?:be [a-z]+ |[a-z]+ )?{_AGAIN} (?:on|in|for|at|to|with|under) (?:the same|a|an|the|1|each) (?P<b>{_N}?) ?,? "
    rf"(?:but|though|only|just|as long as it is) (?:not|never) (?:in|with|for|at|on|under|as) the same "
    rf"(?P<c>{_N}) ?[.;!]?$"
)


def read(parsed: Parsed, context: Context) -> bool:
    """The pair with what differs is unique; the pair alone is not."""
    found = _TWICE.search(parsed.normal) if " the same " in parsed.normal else None
    if found is None:
        return False
    ends = [context.lookup(found.group(key)) for key in ("a", "b")]
    if None in ends or ends[0] == ends[1]:
        return False
    members = [*(str(end) for end in ends), name_of(found.group("c"))]
    evidence = context.evidence(RULE)
    context.emit(UniqueClaim(evidence=evidence, rule=RULE, owner=None, members=members))
    return True
