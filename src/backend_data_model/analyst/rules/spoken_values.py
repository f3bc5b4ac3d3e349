"""spoken-values: values told in turns - "Status of a case? Open, settled. Oh, and withdrawn. Open first."."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst import members
from backend_data_model.analyst.claims import AttributeClaim, DefaultClaim, QualifierClaim
from backend_data_model.analyst.enumerations import bare_values
from backend_data_model.analyst.morphology import identifier
from backend_data_model.analyst.qualifiers import Qualifier
from backend_data_model.analyst.spoken_topics import added_value

if TYPE_CHECKING:
    from backend_data_model.analyst.claims import Claim
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

RULE = "spoken-values"
_NEAR = 4
_FIRST_ASKED = re.compile(
    r"(?:beginning|starting|begins|starts) (?:with|as|at|in|out as)"
    r"|(?:which|what) (?:1 |one )?(?:is |comes |goes )?(?:first|at first)"
    r"|(?:and )?(?:at first|initially|by default|to (?:begin|start) with)"
)
_FIRST = re.compile(
    r"^(?:(?:and|so|well) )?(?P<value>[a-z][a-z -]*?) ?,? "
    r"(?:first|at first|initially|to (?:begin|start) with|by default|unless told otherwise)"
    r" ?[.!]?$"
)


def read(parsed: Parsed, context: Context) -> bool:
    """What a question asks the values of, the values that answer it, one more of them, and which of them is first."""
    if parsed.statement.speaker is None:
        return False
    if parsed.normal.endswith("?"):
        return _asks(parsed, context)
    told, context.asked_values = context.asked_values, None
    first, context.asked_first = context.asked_first, False
    if told is not None and (values := bare_values(parsed.tokens, need_or=False)) is not None:
        owner, noun = told
        noun.qualifiers = [*noun.qualifiers, Qualifier("enum", 0, len(parsed.tokens) - 1, values=values)]
        noun.of = noun.possessor = None
        return members.add_member(context, owner, noun, RULE)
    return _default(parsed, context, first) or _adds(parsed, context)


def _asks(parsed: Parsed, context: Context) -> bool:
    context.asked_first = _FIRST_ASKED.search(parsed.normal) is not None and len(parsed.tokens) <= 7
    clause = parsed.clauses[0] if len(parsed.clauses) == 1 else None
    if clause is None or clause.verb is not None or len(clause.objects) != 1 or clause.objects[0].qualifiers:
        return False
    noun = clause.objects[0]
    owner = context.entity(noun.of or noun.possessor) or context.focus
    if noun.head in lex.ENUM_HEADS and owner is not None and context.entity(noun) is None:
        context.focus, context.asked_values, context.asked = owner, (owner, noun), True
        return True
    return False


def _listed(context: Context) -> tuple[Claim, Qualifier, str | None, str] | None:
    """The list of values told last, a few statements ago at most."""
    for claim in reversed(context.claims):
        if claim.statement < context.index - _NEAR:
            return None
        if isinstance(claim, AttributeClaim):
            for qualifier in claim.qualifiers:
                if qualifier.kind == "enum":
                    return claim, qualifier, claim.owner, claim.name
        elif isinstance(claim, QualifierClaim) and claim.qualifier.kind == "enum":
            return claim, claim.qualifier, claim.owner, claim.attribute
    return None


def _default(parsed: Parsed, context: Context, asked: bool) -> bool:
    found = _FIRST.match(parsed.normal)
    value = found.group("value") if found else parsed.normal.rstrip(" .!") if asked else None
    listed = _listed(context) if value is not None else None
    if listed is None or value is None or value not in {v.lower() for v in listed[1].values}:
        return False
    _, _, owner, name = listed
    evidence = context.evidence(RULE)
    context.emit(DefaultClaim(evidence=evidence, rule=RULE, owner=owner, attribute=name, value=value))
    return True


def _adds(parsed: Parsed, context: Context) -> bool:
    """ "Oh, and cheque." adds to the list told before it."""
    value = added_value(parsed)
    listed = _listed(context) if value is not None else None
    if (
        value is None
        or listed is None
        or context.lookup(value) is not None
        or context.symbols.resolve(identifier(value.split())) is not None
    ):
        return False
    if {value.split()[0], value.split()[-1]} & (lex.DETERMINERS | lex.PRONOUNS | lex.ADVERBS | {*lex.TYPE_HEADS}):
        return False
    _, qualifier, owner, name = listed
    values = tuple(dict.fromkeys([*qualifier.values, value]))
    qualifier.values = values
    told = Qualifier("enum", 0, len(parsed.tokens) - 1, values=values)
    members.qualify(context, owner, name, [told], RULE)
    return True
