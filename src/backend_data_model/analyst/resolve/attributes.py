"""Attributes: their owners, types, bounds, value lists, optionality and defaults."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import AttributeClaim, DefaultClaim, EntityClaim, QualifierClaim, RestClaim
from backend_data_model.analyst.context import name_of
from backend_data_model.analyst.moments import find_moment
from backend_data_model.analyst.naming import attribute_type
from backend_data_model.analyst.resolve.bounds import add_check
from backend_data_model.analyst.resolve.draft import cite, words
from backend_data_model.model.document import Attribute, AttributeType, EntityKind, Standing
from backend_data_model.model.expression import Compare, Length, OneOf, Range, names_in

if TYPE_CHECKING:
    from backend_data_model.analyst.claims import Claim
    from backend_data_model.analyst.qualifiers import Qualifier
    from backend_data_model.analyst.resolve.draft import Draft
    from backend_data_model.model.document import Evidence


def place_attributes(draft: Draft) -> None:
    """Gives each entity the attributes that are claimed for it, in the order of the text."""
    for entity_claim in draft.of(EntityClaim):
        draft.entity(entity_claim.name, entity_claim.evidence).kind = EntityKind(entity_claim.kind)
    for claim in draft.of(AttributeClaim):
        owner = claim.owner
        if owner not in draft.symbols.entities:
            continue
        entity = draft.entity(owner, claim.evidence)
        _add(draft, owner, claim.name, claim.type, claim.unit, claim.evidence, optional=claim.optional)
        attribute = entity.attributes[claim.name]
        for qualifier in claim.qualifiers:
            apply_qualifier(draft, owner, claim.name, attribute, qualifier, claim)


def _add(
    draft: Draft,
    owner: str,
    name: str,
    kind: str,
    unit: str | None,
    evidence: Evidence,
    *,
    optional: bool = False,
    standing: Standing = Standing.EXPLICIT,
) -> Attribute:
    attributes = draft.entity(owner, evidence).attributes
    known = attributes.get(name)
    if known is None:
        known = attributes[name] = Attribute(
            type=AttributeType(kind),
            unit=_unit(name, unit),
            required=not optional,
            standing=standing,
            evidence=[evidence],
        )
        known.required_standing = Standing.EXPLICIT if optional else Standing.DEFAULT
        if optional:
            known.required_evidence = [evidence]
    else:
        cite(known.evidence, evidence)
        known.unit = known.unit or _unit(name, unit)
        if optional:
            known.required, known.required_standing, known.required_evidence = False, Standing.EXPLICIT, [evidence]
    return known


def _unit(name: str, unit: str | None) -> str | None:
    return None if unit is None or unit in name.split("_") else unit


def apply_qualifier(
    draft: Draft, owner: str, name: str, attribute: Attribute, qualifier: Qualifier, claim: Claim
) -> None:
    """One qualifier phrase on one attribute."""
    if qualifier.kind in {"optional", "required"}:
        set_required(draft, owner, name, attribute, claim, required=qualifier.kind == "required")
    elif qualifier.kind == "enum":
        if any(
            names_in(check.rule)[0] == name and isinstance(check.rule, Range) for check in draft.entity(owner).checks
        ):
            draft.unresolved.append((claim, f"{words(name)} is a number with bounds, not a list of values"))
            return
        if qualifier.unit is not None:
            _sizes(draft, owner, name, attribute, qualifier, claim)
            return
        set_values(draft, owner, name, attribute, [value_name(v) for v in qualifier.values], claim)
    elif qualifier.kind == "length":
        attribute.type = AttributeType.TEXT if attribute.type not in {AttributeType.TEXT} else attribute.type
        add_check(draft, owner, Length(attribute=name, min=_whole(qualifier.min), max=_whole(qualifier.max)), claim)
    elif qualifier.kind in {"range", "nonzero"} and attribute.type in {AttributeType.DATE, AttributeType.TIMESTAMP}:
        draft.unresolved.append((claim, f"{words(name)} is a moment, not a number"))
    elif qualifier.kind in {"range", "nonzero"} and attribute.values:
        draft.unresolved.append((claim, f"{words(name)} is a list of values, not a number"))
    elif qualifier.kind == "range" and claim.rank and _has_length(draft, owner, name):
        low, high = _whole(qualifier.min), _whole(qualifier.max)
        add_check(draft, owner, Length(attribute=name, min=low, max=high), claim)
    elif qualifier.kind == "range":
        _type_for_range(name, attribute, qualifier)
        add_check(
            draft,
            owner,
            Range(
                attribute=name,
                min=_number(qualifier.min),
                max=_number(qualifier.max),
                min_exclusive=qualifier.min_exclusive,
                max_exclusive=qualifier.max_exclusive,
            ),
            claim,
        )
    elif qualifier.kind == "nonzero":
        _type_for_range(name, attribute, qualifier)
        add_check(draft, owner, Compare(left=name, op="<>", value=0), claim)


def _has_length(draft: Draft, owner: str, name: str) -> bool:
    """Whether a bare range that a change gives ("make it 2 to 5") is one of characters."""
    return any(isinstance(c.rule, Length) and c.rule.attribute == name for c in draft.entity(owner).checks)


def set_required(draft: Draft, owner: str, name: str, attribute: Attribute, claim: Claim, *, required: bool) -> None:
    """Whether each row must have a value."""
    before = attribute.required_evidence or (attribute.evidence[:1] if claim.rank else [])
    if required != attribute.required:
        about = f"{owner}.{name}"
        was, now = ("required", "optional") if attribute.required else ("optional", "required")
        wins = draft.wins(claim, before)
        if wins is False:
            draft.override(about, now, was, claim.grounds[:1], before)
            return
        if wins:
            draft.override(about, was, now, before, claim.grounds)
    attribute.required = required
    attribute.required_standing, attribute.required_evidence = claim.known_as, claim.grounds


def set_values(draft: Draft, owner: str, name: str, attribute: Attribute, values: list[str], claim: Claim) -> None:
    """The list of values of an attribute."""
    values = list(dict.fromkeys(values))
    key = (owner, name, "values")
    if attribute.values is not None and set(attribute.values) != set(values):
        before = draft.grounds.get(key, [])
        was, now = ", ".join(attribute.values), ", ".join(values)
        wins = draft.wins(claim, before)
        if wins is False:
            draft.override(f"{owner}.{name}", now, was, claim.grounds[:1], before)
            return
        if wins:
            draft.override(f"{owner}.{name}", was, now, before, claim.grounds)
    if attribute.values is None or set(attribute.values) != set(values):
        draft.grounds[key] = claim.grounds
    attribute.values = values
    attribute.type = AttributeType.TEXT


def _sizes(draft: Draft, owner: str, name: str, attribute: Attribute, qualifier: Qualifier, claim: Claim) -> None:
    """A list of figures is a check on a number."""
    figures = [float(value) for value in qualifier.values]
    if attribute.type not in {AttributeType.INTEGER, AttributeType.DECIMAL, AttributeType.MONEY}:
        attribute.type = AttributeType.INTEGER if all(f.is_integer() for f in figures) else AttributeType.DECIMAL
    attribute.unit = attribute.unit or _unit(name, qualifier.unit)
    add_check(draft, owner, OneOf(attribute=name, values=tuple(_number(f) or 0 for f in figures)), claim)


def _type_for_range(name: str, attribute: Attribute, qualifier: Qualifier) -> None:
    if attribute.type in {AttributeType.TEXT, AttributeType.DATE, AttributeType.TIMESTAMP, AttributeType.BOOLEAN}:
        bounds = [b for b in (qualifier.min, qualifier.max) if b is not None]
        whole = all(float(b).is_integer() for b in bounds) and not qualifier.min_exclusive
        hint = attribute_type(name)
        attribute.type = (
            AttributeType(hint)
            if hint in {"integer", "decimal", "money"}
            else AttributeType.INTEGER
            if whole
            else AttributeType.DECIMAL
        )
    if qualifier.unit and attribute.unit is None and attribute.type in {AttributeType.DECIMAL, AttributeType.INTEGER}:
        from_lexicon = lex.UNIT_SUFFIX.get(qualifier.unit.rstrip("s")) or lex.UNIT_SUFFIX.get(qualifier.unit)
        if from_lexicon and from_lexicon != "percent":
            attribute.unit = _unit(name, from_lexicon)


def apply_open_qualifiers(draft: Draft) -> None:
    """Qualifiers that were told apart from their list: their owner is looked for in the whole document."""
    for claim in draft.of(QualifierClaim):
        owner, name = owner_of(draft, claim.owner, claim.attribute, claim.focus, claim)
        if owner is None and claim.owner is None and claim.qualifier.kind == "compare":
            owner = _owner_of_moment(draft, claim)
        if owner is None:
            draft.unresolved.append((claim, f"no owner for {words(claim.attribute)}"))
            continue
        if claim.qualifier.kind == "compare":
            _compare(draft, owner, name, claim)
            continue
        relation = next((r for r in draft.references(owner) if claim.attribute in {r.role, r.target}), None)
        if name is None and relation is not None:
            if claim.qualifier.kind == "optional":
                if relation.each_has == "1":
                    about = f"{owner}: its {words(relation.target)}"
                    if draft.wins(claim, relation.evidence[:1]):
                        draft.override(about, "exactly one", "at most one", relation.evidence[:1], claim.grounds)
                relation.each_has = "0..1"
                relation.evidence.append(claim.evidence)
            continue
        if name is None:
            told = claim.owner is not None and claim.qualifier.kind == "optional"
            if claim.qualifier.kind in {"optional", "required"} and not told and not _known_head(claim.attribute):
                draft.unresolved.append((claim, f"nothing known is called {words(claim.attribute)}"))
                continue
            name = claim.attribute
            _add(draft, owner, name, attribute_type(name), None, claim.evidence, standing=Standing.IMPLIED)
        apply_qualifier(draft, owner, name, draft.entity(owner).attributes[name], claim.qualifier, claim)


def place_rest(draft: Draft) -> None:
    """ "All but the name are optional": what the exceptions leave; what is told of one by name stays."""
    for claim in draft.of(RestClaim):
        if claim.owner not in draft.model.entities:
            draft.unresolved.append((claim, f"nothing is known of {words(claim.owner)}"))
            continue
        attributes = draft.entity(claim.owner).attributes
        named = {draft.find_attribute(claim.owner, name) for name in claim.excepted}
        if None in named:
            draft.unresolved.append((claim, f"not all exceptions are known for {words(claim.owner)}"))
            continue
        for name, attribute in attributes.items():
            optional = (name not in named) == claim.rest_optional
            if optional and attribute.required_standing != Standing.EXPLICIT:
                attribute.required, attribute.required_standing = False, claim.known_as
                attribute.required_evidence = claim.grounds


def owner_of(
    draft: Draft, owner: str | None, attribute: str, focus: str | None, claim: Claim
) -> tuple[str | None, str | None]:
    """The owner of an attribute, and its name there (None: not yet there).  Several candidates become a question."""
    if owner is not None:
        return (owner, draft.find_attribute(owner, attribute)) if owner in draft.symbols.entities else (None, None)
    if focus is not None and (name := draft.find_attribute(focus, attribute)) is not None:
        return focus, name
    exact = [e for e, entity in draft.model.entities.items() if attribute in entity.attributes]
    owners = exact or [e for e in draft.model.entities if draft.find_attribute(e, attribute) is not None]
    if len(owners) == 1:
        return owners[0], draft.find_attribute(owners[0], attribute)
    if len(owners) > 1:
        chosen = owners[0]
        answer = draft.ask(
            "owner",
            attribute,
            f"Whose {words(attribute)} is meant?",
            [(words(o), f"the rule holds for the {words(o)}") for o in owners],
            words(chosen),
            "high",
            [claim.evidence],
            "the rule holds for the wrong thing, and not for the right one",
        )
        chosen = next(o for o in owners if words(o) == answer.choice)
        claim.decided = answer.evidence
        return chosen, draft.find_attribute(chosen, attribute)
    if focus is not None and focus in draft.symbols.entities and _known_head(attribute):
        return focus, None
    return None, None


def _owner_of_moment(draft: Draft, claim: QualifierClaim) -> str | None:
    """The entity that has the event of a comparison: the one spoken of, else the only one."""
    having = [e for e in draft.model.entities if _moment(draft, e, claim.attribute) is not None]
    return claim.focus if claim.focus in having else having[0] if len(having) == 1 else None


def _known_head(attribute: str) -> bool:
    last = attribute.split("_")[-1]
    return last in lex.TYPE_HEADS or last.rstrip("s") in lex.TYPE_HEADS or last in {"at", "on"}


def _compare(draft: Draft, owner: str, name: str | None, claim: QualifierClaim) -> None:
    """A comparison of two attributes of one row; the other side is found by its words."""
    qualifier = claim.qualifier
    if name is None:
        name = draft.find_attribute(owner, claim.attribute) or _moment(draft, owner, claim.attribute)
    other_words = name_of(qualifier.other or "")
    other = _other_side(draft, owner, name, other_words)
    if qualifier.op == "<>" and other is None:
        relation = next(
            (r for r in draft.references(owner) if r.role == claim.attribute or r.target == claim.attribute), None
        )
        if relation is not None and relation.target == owner:
            add_check(draft, owner, Compare(left=relation.role, op="<>", right="id"), claim)
            return
    if name is None or other is None or name == other:
        draft.unresolved.append((claim, f"cannot tell what is compared with {words(claim.attribute)}"))
        return
    if qualifier.of_size:
        _as_numbers(draft, owner, name, other)
    if not _comparable(draft, owner, name, other, qualifier.op or "<>"):
        draft.unresolved.append((claim, f"{words(name)} and {words(other)} are of different types"))
        return
    left, op, right = name, qualifier.op or "<>", other
    if op in {">", ">="}:
        left, right, op = right, left, {">": "<", ">=": "<="}[op]
    add_check(draft, owner, Compare(left=left, op=op, right=right), claim)  # type: ignore[arg-type]


def drop_unlike(draft: Draft) -> None:
    """Takes out comparisons whose sides turned out to be of different types as the rest of the text was read."""
    for owner, entity in draft.model.entities.items():
        for check in [c for c in entity.checks if isinstance(c.rule, Compare) and c.rule.right is not None]:
            rule = check.rule
            if isinstance(rule, Compare) and not _comparable(draft, owner, rule.left, str(rule.right), rule.op):
                entity.checks.remove(check)
                message = f"{words(rule.left)} and {words(str(rule.right))} are of different types"
                draft.dropped.extend((one, message) for one in check.evidence[-1:])


_FAMILIES = (
    {"date"},
    {"timestamp", "local_timestamp"},
    {"time"},
    {"integer", "bigint", "decimal", "money", "float"},
    {"text"},
)


def _is_text(name: str) -> bool:
    return lex.TYPE_HEADS.get(name.split("_")[-1]) == "text"


def _as_numbers(draft: Draft, owner: str, *names: str) -> None:
    """What is more or less than another is a number, unless its words say that it is a text."""
    for name in names:
        attribute = draft.attribute(owner, name)
        if (
            attribute is not None
            and attribute.type == AttributeType.TEXT
            and not attribute.values
            and not _known_head(name)
        ):
            attribute.type = AttributeType.DECIMAL


def _comparable(draft: Draft, owner: str, left: str, right: str, op: str) -> bool:
    """Whether two attributes may be compared; an untyped side takes the type of the other."""
    attributes = draft.entity(owner).attributes
    one, two = attributes.get(left), attributes.get(right)
    if one is None or two is None:
        return True
    if one.type == AttributeType.TEXT and two.type != AttributeType.TEXT and not (one.values or _is_text(left)):
        one.type = two.type
    elif two.type == AttributeType.TEXT and one.type != AttributeType.TEXT and not (two.values or _is_text(right)):
        two.type = one.type
    elif {one.type, two.type} == {AttributeType.DATE, AttributeType.TIMESTAMP}:
        one.type = two.type = AttributeType.TIMESTAMP
    if one.type == two.type == AttributeType.TEXT:
        return op in {"=", "<>"}
    return any({one.type.value, two.type.value} <= family for family in _FAMILIES)


def _other_side(draft: Draft, owner: str, name: str | None, other_words: str) -> str | None:
    parts = other_words.split("_")
    for stop in range(len(parts), 0, -1):
        found = draft.find_attribute(owner, "_".join(parts[:stop]))
        if found is not None and found != name:
            return found
    for part in parts:
        found = draft.find_attribute(owner, part)
        if found is not None and found != name:
            return found
    moment = _moment(draft, owner, other_words)
    return moment if moment != name else None


def _moment(draft: Draft, owner: str, words_: str) -> str | None:
    """The attribute that an event means, when its words do not name one."""
    return find_moment(draft.entity(owner).attributes, words_)


def apply_defaults(draft: Draft) -> None:
    """Default values; a value that the attribute's list does not have is left out."""
    for claim in draft.of(DefaultClaim):
        owner, attribute = claim.owner, claim.attribute
        if owner is None or attribute is None or owner not in draft.model.entities:
            continue
        name = draft.find_attribute(owner, attribute)
        if name is None:
            continue
        target = draft.entity(owner).attributes[name]
        value = value_name(claim.value)
        if target.values:
            if value in target.values:
                target.default = value
        elif value in {"true", "false"}:
            target.type, target.default = AttributeType.BOOLEAN, value == "true"
        elif target.type in {AttributeType.INTEGER, AttributeType.DECIMAL, AttributeType.MONEY}:
            number = float(value) if value.replace(".", "", 1).lstrip("-").isdigit() else None
            target.default = _number(number)


def value_name(text: str) -> str:
    """A value as it stands in a list of values."""
    if text.isupper() and len(text) <= 3 and text.isalpha() and len(text) != 2:
        return text
    return "_".join(text.lower().replace("-", " ").split())


def _number(value: float | None) -> int | float | None:
    return None if value is None else int(value) if float(value).is_integer() else value


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
