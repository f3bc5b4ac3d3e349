"""implicit: attributes that a verb or adjective implies - "is titled and priced in euros", "at least 21 years old"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import AttributeClaim
from backend_data_model.analyst.qualifiers import Qualifier

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun
    from backend_data_model.analyst.reading import Parsed

RULE = "implicit"
_IMPLIED = {
    "titled": "title",
    "named": "name",
    "priced": "price",
    "numbered": "number",
    "labelled": "label",
    "coded": "code",
    "described": "description",
}
_MEASURES = {
    "old": "age",
    "long": "length",
    "tall": "height",
    "wide": "width",
    "high": "height",
    "deep": "depth",
    "heavy": "weight",
    "thick": "thickness",
}
_VERBS = "|".join(_IMPLIED)
_UNITS = (
    r"years?|kilomet(?:er|re)s?|millimet(?:er|re)s?|miles?|feet|inches|months?|days?|cm|mm|m|km|kg"
    r"|centimet(?:er|re)s?|met(?:er|re)s?|grams?|kilos?|tonnes?"
)
_TOLD = rf"(?P<v>{_VERBS})(?! (?:by|as|after|in the|on the)\b)"
_PARTICIPLE = re.compile(rf"\b(?:is|are|be) (?:[a-z]+ , )?(?:[a-z]+ and )?{_TOLD}")
_FURTHER = re.compile(rf"(?:,|, and|and|is|are|be) {_TOLD}")
_MEASURED = re.compile(rf"(?P<u>{_UNITS}) (?P<adj>{'|'.join(_MEASURES)})\b(?! (?:on|at|when|by|before)\b)")
_MAY_OR_NOT = re.compile(
    r"\b(?:may|can|might)(?: be)? or (?:may|can|might) ?not (?:have been|be|already be|yet be|have yet been)"
    r" (?P<w>[a-z]+)(?= ?[.,;]|$)"
)


def read(parsed: Parsed, context: Context) -> bool:
    """Attributes of the subject that no noun names."""
    owner = (
        next((e for c in parsed.clauses for n in _spoken_of(c) if (e := context.entity(n)) is not None), None)
        or context.focus
    )
    if owner is None:
        return False
    found = False
    if may := _MAY_OR_NOT.search(parsed.normal):
        name = f"is_{may.group('w')}"
        context.emit(AttributeClaim(evidence=context.evidence(RULE), rule=RULE, owner=owner, name=name, type="boolean"))
        found = True
    matches = [*_PARTICIPLE.finditer(parsed.normal)]
    if matches:
        matches = [*_FURTHER.finditer(parsed.normal)]
    for match in matches:
        name = _IMPLIED[match.group("v")]
        kind = lex.TYPE_HEADS.get(name, "text")
        context.emit(AttributeClaim(evidence=context.evidence(RULE), rule=RULE, owner=owner, name=name, type=kind))
        context.last_attribute = (owner, name)
        found = True
    for match in _MEASURED.finditer(parsed.normal):
        bounds = [
            q
            for q in parsed.qualifiers
            if q.kind == "range" and q.unit is not None and q.unit.startswith(match.group("u")[:3])
        ]
        name = _MEASURES[match.group("adj")]
        if not bounds:
            continue
        unit = lex.UNIT_SUFFIX.get(match.group("u").rstrip("s")) or match.group("u")
        unit = None if name == "age" and unit == "years" else unit
        claim = AttributeClaim(
            evidence=context.evidence(RULE),
            rule=RULE,
            owner=owner,
            name=name,
            type="integer" if name == "age" else "decimal",
            unit=unit,
            qualifiers=_plain(bounds),
        )
        context.emit(claim)
        found = True
    return found


def _spoken_of(clause: Clause) -> list[Noun]:
    """The subjects; where a bound has taken the verb up ("drivers must be at least 21 years old"), the first noun."""
    return clause.subjects or (clause.objects[:1] if clause.verb is None else [])


def _plain(bounds: list[Qualifier]) -> list[Qualifier]:
    """The bounds without their unit, which is in the name of the attribute."""
    return [
        Qualifier(
            "range", q.first, q.last, min=q.min, max=q.max, min_exclusive=q.min_exclusive, max_exclusive=q.max_exclusive
        )
        for q in bounds[-1:]
    ]
