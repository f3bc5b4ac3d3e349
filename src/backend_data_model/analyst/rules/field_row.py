"""field-row: a row of a table that lists the fields of a thing - "plate (text, unique)"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst import members
from backend_data_model.analyst.claims import AttributeClaim, DefaultClaim, UniqueClaim
from backend_data_model.analyst.linking import Bounds, emit_link
from backend_data_model.analyst.morphology import identifier
from backend_data_model.analyst.phrase import Noun
from backend_data_model.analyst.qualifiers import Qualifier
from backend_data_model.analyst.rules import default_value

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.field_tables import FieldRow
    from backend_data_model.analyst.reading import Parsed

RULE = "field-row"
_DEFAULT = re.compile(
    r"\b(?:default(?:s to)?|as a rule|normally|usually|initially)(?: ?[:=]| is)?"
    r" +(?P<value>yes|no|on|off|true|false|-?\d+)\b"
)
_BOOLEANS = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_ONCE_PER = re.compile(
    r"\b(?:only )?once (?:per|for each|for every|in each|in every|in a|in the|for a) (?P<scope>[a-z][\w-]*)"
)
_END_AFTER_START = re.compile(
    r"\b(?:(?:ends?|finish(?:es)?|closes?|returns?) (?:only )?(?:after|later than) (?:it |the )?"
    r"(?:starts?|begin(?:s|ning)?|opens?|departs?)"
    r"|(?:starts?|begins?|opens?) (?:before|earlier than) (?:it |the )?(?:ends?|finish(?:es)?|closes?))\b"
)
_ONLY_SOME = re.compile(r"[,;] (?:only (?:if|when|for|where|once|with)|(?:if|when|where) (?:any|known|given|there))\b")


def read(parsed: Parsed, context: Context) -> bool:
    """Each name of the row is a field of the owner, with the type, values and rules of the other cells."""
    row, owner = parsed.statement.row, context.topic
    if row is None:
        return False
    if owner is None:
        return True
    context.focus = owner
    qualifiers = list(parsed.qualifiers)
    if row.values:
        qualifiers.append(Qualifier("enum", 0, 0, values=row.values))
    if row.optional or _ONLY_SOME.search(parsed.normal):
        qualifiers.append(Qualifier("optional", 0, 0))
    start = len(context.claims)
    for name in row.names:
        alone = len(row.names) == 1
        noun = Noun(name.lower().split(), 0, 0, qualifiers=qualifiers if alone else _shared(qualifiers))
        noun.unit = _unit(parsed, len(name.split()))
        if row.target is not None and _reference(noun, row.target, owner, context):
            continue
        members.add_member(context, owner, noun, RULE)
    _state_type(row, context, start)
    _once_per(parsed, owner, context)
    _in_order(parsed, owner, context, start)
    if not default_value.read(parsed, context):
        _default(row, context, owner)
    return True


def _once_per(parsed: Parsed, owner: str, context: Context) -> None:
    """ "Once per shift": what the row names may come once with each of these."""
    told = _ONCE_PER.search(parsed.normal)
    row = parsed.statement.row
    if told is None or row is None or len(row.names) != 1:
        return
    evidence = context.evidence(RULE)
    name = identifier(row.names[0].lower().split())
    context.emit(
        UniqueClaim(evidence=evidence, rule=RULE, owner=owner, members=[name], scope=[told.group("scope")], focus=owner)
    )


def _in_order(parsed: Parsed, owner: str, context: Context, start: int) -> None:
    """ "Starts at / ends at | ends after it starts": the second of the two names comes after the first."""
    told = [claim.name for claim in context.claims[start:] if isinstance(claim, AttributeClaim)]
    if len(told) != 2 or _END_AFTER_START.search(parsed.normal) is None:
        return
    later = Qualifier("compare", 0, 0, op=">", other=told[0].replace("_", " "))
    members.qualify(context, owner, told[1], [later], RULE)


def _default(row: FieldRow, context: Context, owner: str) -> None:
    """ "Default no", "as a rule yes", "default 3"."""
    told = _DEFAULT.search(row.reads.lower())
    if told is None or context.last_attribute is None or context.last_attribute[0] != owner:
        return
    value = _BOOLEANS.get(told.group("value"), told.group("value"))
    evidence = context.evidence(RULE)
    attribute = context.last_attribute[1]
    context.emit(DefaultClaim(evidence=evidence, rule=RULE, owner=owner, attribute=attribute, value=value))


def _shared(qualifiers: list[Qualifier]) -> list[Qualifier]:
    """What holds for each of several names in one cell."""
    return [q for q in qualifiers if q.kind in {"optional", "required", "range", "length"}]


def _reference(noun: Noun, target: str, owner: str, context: Context) -> bool:
    """A field whose type is another thing refers to it, by its own name where that is another."""
    entity = context.lookup(target.lower())
    if entity is None:
        return False
    if context.entity(noun) == entity:
        members.link_member(context, owner, noun, entity, RULE)
        return True
    optional = any(q.kind == "optional" for q in noun.qualifiers)
    emit_link(context, RULE, owner, entity, Bounds(0 if optional else 1, 1, 3), role=identifier(noun.words))
    return True


def _unit(parsed: Parsed, after: int) -> str | None:
    """The unit that the remarks open with ("kg, greater than 0")."""
    words = [token.lower for token in parsed.tokens[after : after + 2] if token.kind == "word"]
    return next((w for w in words if w in lex.UNIT_SUFFIX or w.rstrip("s") in lex.UNIT_SUFFIX), None)


def _state_type(row: FieldRow, context: Context, start: int) -> None:
    for claim in context.claims[start:]:
        if row.type is not None and isinstance(claim, AttributeClaim) and not (row.type == "integer" and claim.unit):
            claim.type = row.type
