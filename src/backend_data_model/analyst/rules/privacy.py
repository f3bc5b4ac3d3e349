"""privacy: personal data - "names and addresses of donors are personal data", "patients' data is sensitive data"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import PersonalClaim

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "privacy"
_IS = re.compile(
    r"\b(?:is|are|counts? as|be treated as|treated as|contains?|constitutes?) (?:all |also |both )?"
    r"(?:personal|sensitive|personally identifiable|private|confidential)(?: personal)? (?:data|information)\b"
)
_ALL = frozenset({"data", "detail", "information", "record"})


def read(parsed: Parsed, context: Context) -> bool:
    """What stands before "are personal data": attributes with their owner, or all of an entity."""
    match = _IS.search(parsed.normal)
    if match is None:
        return False
    found = False
    before = len(parsed.normal[: match.start()].split())
    for clause in parsed.clauses:
        owner = None
        for noun in reversed(clause.subjects or [n for n in clause.objects if n.first < before]):
            named = context.entity(noun.of) or context.entity(noun.possessor)
            owner = named or owner
            entity = None if named else context.entity(noun)
            if entity is not None or (named and noun.head in _ALL):
                found |= _emit(context, match[0], entity or str(named), None)
            elif owner or context.focus:
                found |= _emit(context, match[0], owner or str(context.focus), context.attribute_name(noun))
    return found


def _emit(context: Context, said: str, entity: str, attribute: str | None) -> bool:
    evidence = context.evidence(RULE)
    context.emit(PersonalClaim(evidence=evidence, rule=RULE, entity=entity, said=said, attribute=attribute))
    return True
