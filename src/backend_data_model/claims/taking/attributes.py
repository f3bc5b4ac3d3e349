"""Attributes: new ones, and two readings of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.claims.draft import TRUSTED
from backend_data_model.claims.names import identifier
from backend_data_model.claims.result import Why
from backend_data_model.claims.support import missing_values, names_it, says_number
from backend_data_model.model.document import Attribute, AttributeType, Standing
from backend_data_model.tracer.words import Vocabulary

if TYPE_CHECKING:
    from backend_data_model.claims.document import StatedAttribute
    from backend_data_model.claims.draft import Draft, Ground
    from backend_data_model.model.expression import Scalar

_ALIKE = 0.75
_LONGEST_NAME = 63
_VOCABULARY = Vocabulary()


def take_attribute(draft: Draft, ground: Ground, claim: StatedAttribute) -> None:
    """A property of an entity or association that is known."""
    owner = draft.entity(ground, claim.entity)
    if owner is None:
        return
    holder = _attributes(draft, owner)
    if holder is None:
        draft.drop(ground.index, Why.UNKNOWN_NAME, f"{claim.entity!r} has no attributes of its own")
        return
    name = identifier(claim.name)
    if not name or len(name) > _LONGEST_NAME:
        draft.drop(ground.index, Why.BAD_VALUE, f"{claim.name!r} is no name of an attribute")
        return
    if claim.values and (lost := missing_values(claim.values, ground.words)):
        draft.drop(ground.index, Why.UNSUPPORTED, f"the quote does not say {lost}")
        return
    known = _same(draft, ground, owner, claim, holder)
    if known is not None:
        draft.confirm(ground, holder[known])
        draft.names.call(owner, claim.name, known)
        _compare(draft, ground, claim, f"{owner}.{known}", holder[known])
        return
    if draft.names.member(owner, claim.name) is not None:
        message = f"{owner!r} has a reference called {claim.name!r}; claim the relationship instead"
        draft.drop(ground.index, Why.CONTRADICTS, message)
        return
    if not names_it(ground.words.all, claim.name):
        draft.drop(ground.index, Why.UNSUPPORTED, f"the quote says nothing of {claim.name!r}")
        return
    if claim.unit and identifier(claim.unit) and not name.endswith(identifier(claim.unit)):
        unit: str | None = claim.unit
    else:
        unit = None
    holder[name] = Attribute(
        type=claim.type,
        required=claim.required,
        values=claim.values or None,
        default=_default(claim.default, ground),
        unit=unit,
        personal=claim.personal,
        required_standing=Standing.LLM,
        required_evidence=[ground.evidence],
        **draft.add(ground),  # type: ignore[arg-type]
    )


def _attributes(draft: Draft, owner: str) -> dict[str, Attribute] | None:
    if owner in draft.model.entities:
        return draft.model.entities[owner].attributes
    return next((r.attributes for r in draft.model.relationships if r.via == owner), None)


def _same(draft: Draft, ground: Ground, owner: str, claim: StatedAttribute, holder: dict[str, Attribute]) -> str | None:
    """The attribute that a claim means: of the same words, or of like words read at the same place of the text."""
    found = draft.names.member(owner, claim.name)
    if found in holder:
        return found
    start = ground.evidence.line
    near = [
        name
        for name, attribute in holder.items()
        if any(one.line == start for one in attribute.evidence) and _VOCABULARY.alike(name, claim.name) >= _ALIKE
    ]
    return near[0] if len(near) == 1 else None


def _compare(draft: Draft, ground: Ground, claim: StatedAttribute, about: str, known: Attribute) -> None:
    if claim.required != known.required:
        _settle_required(draft, ground, claim, about, known)
    if claim.values and not known.values:
        known.values = claim.values
    elif claim.values and known.values and {v.casefold() for v in claim.values} != {v.casefold() for v in known.values}:
        _settle_values(draft, ground, claim, about, known)
    if known.default is None:
        known.default = _default(claim.default, ground)
    if claim.type is not known.type and known.type is AttributeType.TEXT and not known.values:
        known.type = claim.type
    known.personal = known.personal or claim.personal


def _settle_required(draft: Draft, ground: Ground, claim: StatedAttribute, about: str, known: Attribute) -> None:
    words = {True: "required", False: "optional"}
    if known.required_standing not in TRUSTED:
        chosen, standing, evidence = words[claim.required], Standing.LLM, [ground.evidence]
    else:
        chosen, standing, evidence = draft.ask(
            ground,
            f"required:{about}",
            about,
            f"Is {about} always given?",
            [("required", "the column is NOT NULL"), ("optional", "the column may be empty")],
            default=words[known.required],
            evidence=known.required_evidence or known.evidence,
        )
    if chosen != words[known.required]:
        known.required = claim.required
        known.required_standing, known.required_evidence = standing, evidence


def _settle_values(draft: Draft, ground: Ground, claim: StatedAttribute, about: str, known: Attribute) -> None:
    ours, theirs = ", ".join(known.values or []), ", ".join(claim.values or [])
    if known.standing in TRUSTED:
        chosen, standing, evidence = draft.ask(
            ground,
            f"values:{about}",
            about,
            f"Which values may {about} have?",
            [(ours, "a CHECK allows these"), (theirs, "a CHECK allows these")],
            default=ours,
            evidence=known.evidence,
        )
        if chosen == ours:
            return
        known.standing, known.evidence = standing, [*known.evidence, *evidence]
    known.values = claim.values


def _default(value: Scalar | None, ground: Ground) -> Scalar | None:
    """A default that the words can say; what they do not say is no default."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return value if says_number(value, ground.words.sentence) else None
    return value if missing_values([value], ground.words) is None else None
