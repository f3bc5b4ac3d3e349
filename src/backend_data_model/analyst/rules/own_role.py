"""own-role: what a thing may not be for itself - "nobody can be their own manager"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import QualifierClaim
from backend_data_model.analyst.context import name_of
from backend_data_model.analyst.qualifiers import Qualifier

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "own-role"
_OWN = re.compile(
    r"\b(?:nobody|no 1|no-one|nothing|no [a-z]+|not|never) (?:can |may |must |shall |should |ever |will )*(?:be|is|are)"
    r"(?: set as)? (?:their|its|his|her|his or her|your) own (?P<role>[a-z][\w-]*(?: [a-z][\w-]*)?)(?= ?[.,;)!]|$)"
)


def read(parsed: Parsed, context: Context) -> bool:
    """A reference of a thing to its own kind that must lead to another row."""
    match = _OWN.search(parsed.normal)
    if match is None:
        return False
    role = name_of(match.group("role"))
    owner = context.symbols.named(role) or context.focus
    if owner is None:
        return False
    different = Qualifier("compare", 0, 0, op="<>", other="itself")
    context.emit(
        QualifierClaim(
            evidence=context.evidence(RULE), rule=RULE, owner=owner, attribute=role, qualifier=different, focus=owner
        )
    )
    return True
