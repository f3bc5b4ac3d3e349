"""conditional: an attribute that one state asks for - "if an appointment is cancelled, a reason is required"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import AttributeClaim, ConditionalClaim
from backend_data_model.analyst.context import name_of
from backend_data_model.analyst.naming import attribute_type

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "conditional"
_W = r"[a-z][\w'-]*(?: [a-z][\w'-]*){0,3}?"
_IF = re.compile(
    rf"^(?:if|when|once|whenever) (?:the |a |an )?(?P<e>{_W}) (?:is|was|are|has been|have been"
    r"|gets) (?P<v>[a-z][\w-]*(?: [a-z]+)?) ,? ?(?:then )?(?:we (?:record|store|note|keep|need) )?(?:the |a "
    rf"|an |its )?(?P<a>{_W})"
    r"(?: (?:is|are|must be|has to be|shall be|should be|will be) (?:also )?(?:required|mandatory|noted"
    r"|recorded|given|stored|kept|filled in|entered|known|set|needed|captured))?(?= ?[.,;!]|$)"
)
_MUST_HAVE = re.compile(
    rf"^(?:a|an|every|each|all) (?P<v>[a-z][\w-]*) (?P<e>{_W}) (?:must|shall|has to|have to|needs to"
    rf"|need to) have (?:a |an |its )?(?P<a>{_W})(?= ?[.,;!]|$)"
)

_REQUIRED_ONCE = re.compile(
    rf"^(?:the |a |an )?(?P<a>{_W}) (?:is|are|must be|becomes?) (?:only )?(?:required|mandatory|needed|compulsory"
    rf"|obligatory|filled in|given|set) (?:only )?(?:once|when|if|as soon as|after) (?:the |a |an )?(?P<e>{_W})"
    r" (?:is|was|are|has been|have been|gets) (?P<v>[a-z][\w-]*)(?= ?[.,;!]|$)"
)
_HAS_WHEN = re.compile(
    rf"^(?:if|when|once|whenever) (?:the |a |an )?(?P<e>{_W}) (?:is|was|are|has been) (?P<v>[a-z][\w-]*) ,? ?"
    rf"(?:it|they) (?:has|have|must have|needs?|gets?) (?:a |an |its )?(?P<a>{_W})(?= ?[.,;!]|$)"
)


def read(parsed: Parsed, context: Context) -> bool:
    """An attribute that is there, and must be, only in one state of its owner."""
    match = next((m for p in (_REQUIRED_ONCE, _HAS_WHEN, _IF, _MUST_HAVE) if (m := p.match(parsed.normal))), None)
    if match is None:
        return False
    phrase = match.group("e")
    owner = context.focus if phrase in {"it", "they", "he", "she"} else context.lookup(phrase)
    attribute = name_of(match.group("a"))
    if (
        owner is None
        or not attribute
        or context.symbols.named(attribute) is not None
        or attribute.split("_")[-1] not in lex.TYPE_HEADS
    ):
        return False
    evidence = context.evidence(RULE)
    context.emit(
        AttributeClaim(
            evidence=evidence, rule=RULE, owner=owner, name=attribute, type=attribute_type(attribute), optional=True
        )
    )
    context.emit(
        ConditionalClaim(evidence=evidence, rule=RULE, owner=owner, value=match.group("v"), attribute=attribute)
    )
    context.last_attribute = (owner, attribute)
    context.focus = owner
    return True
