"""What the items of a list say of their owner: an attribute with its qualifiers, or a link to another entity."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.anaphora import one_of_two
from backend_data_model.analyst.claims import AttributeClaim, QualifierClaim, UniqueClaim
from backend_data_model.analyst.context import name_of
from backend_data_model.analyst.linking import Bounds, emit_link, emit_vice_versa
from backend_data_model.analyst.moments import find_moment
from backend_data_model.analyst.naming import attribute_type
from backend_data_model.analyst.ordinals import is_ordinal
from backend_data_model.analyst.phrase import Quantity
from backend_data_model.analyst.qualifiers import Qualifier
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun

_ANYTHING = frozenset({"everything", "anything", "nothing", "something"})
_FILLERS = word_set(
    """
    vice_versa right starting beginning thing detail details information data following kind case way default
    addition place total use respect sum turn course least most question record records field fields
    same other others one ones each both all nothing none attribute attributes property properties fact facts
    rest
    """
)
_TOLD_FILLERS = frozenset({"kind", "beginning", "total", "sum", "place", "question", "course", "turn", "addition"})


def add_members(context: Context, owner: str, nouns: list[Noun], rule: str, pair: tuple[str, str] | None = None) -> int:
    """Claims for each noun of a list that `owner` has; gives how many were understood."""
    unit = None
    for noun in reversed(nouns):
        if noun.unit is not None:
            unit = noun.unit
        elif unit is not None and lex.TYPE_HEADS.get(noun.head) == "decimal":
            noun.unit = unit
        else:
            unit = None
    nouns = [part for noun in nouns for part in _two_moments(noun)]
    _carry_maybe(context, nouns)
    count, owners = 0, [owner]
    for place, (noun, after) in enumerate(zip(nouns, [*nouns[1:], None], strict=False)):
        if (named := _gapped_owners(context, nouns, place)) and (named != [owner] or place == 0):
            owners = named
        elif after is None or not _gapped_later(context, nouns, place):
            count += sum(add_member(context, o, noun, rule, pair if o == owner else None) for o in owners)
    return count


def _gapped_owners(context: Context, nouns: list[Noun], place: int) -> list[str]:
    """The owners that a left-out verb follows at this place: "authors and editors a pen name" names two."""
    noun, after = nouns[place], nouns[place + 1] if place + 1 < len(nouns) else None
    if after is None or not gap(noun, after) or (last := context.entity(noun)) is None:
        return []
    owners = [last]
    while place and _joined(nouns[place - 1], nouns[place]):
        earlier = context.entity(nouns[place - 1])
        if earlier is None:
            break
        owners.insert(0, earlier)
        place -= 1
    return owners


def _gapped_later(context: Context, nouns: list[Noun], place: int) -> bool:
    """Whether the noun is the first of several owners before a left-out verb."""
    while place + 1 < len(nouns) and context.entity(nouns[place]) is not None:
        if not _joined(nouns[place], nouns[place + 1]):
            return gap(nouns[place], nouns[place + 1])
        place += 1
    return False


def _joined(noun: Noun, after: Noun) -> bool:
    """Whether two bare plurals stand side by side with only "and" between them."""
    return noun.plural and after.plural and noun.determiner is None and after.first == noun.last + 2


def _two_moments(noun: Noun) -> list[Noun]:
    """ "The dates it is valid from and to" are two."""
    said = noun.relatives[0].complement if noun.relatives and noun.plural else []
    if len(said) != 4:
        return [noun]
    return [replace(noun, words=said[at : at + 2], plural=False, relatives=[]) for at in (0, 2)]


_MAYBE = frozenset({"optionally", "possibly", "perhaps", "maybe"})


def _carry_maybe(context: Context, nouns: list[Noun]) -> None:
    """ "... and optionally a maker and a year": the adverb governs what is joined to its noun."""
    tokens = context.parsed.tokens if context.parsed is not None else []
    carried = whole = False
    for before, noun in zip([None, *nouns[:-1]], nouns, strict=False):
        joint = [t.lower for t in tokens[before.last + 1 : noun.first]] if before is not None else []
        opened = noun.first < len(tokens) and tokens[noun.first].lower in _MAYBE
        if opened:
            carried, whole = True, "and" in joint
        elif (
            carried
            and noun.determiner not in {"the", "its", "their"}
            and (joint == ["and"] or (whole and set(joint) <= {",", "and"} and joint))
        ):
            noun.optional = True
        else:
            carried = False


def gap(noun: Noun, after: Noun) -> bool:
    """Whether a verb is left out between two nouns: "tickets have a title, authors a pen name"."""
    return after.first == noun.last + 1 and after.determiner in lex.ARTICLES


def add_member(context: Context, owner: str, noun: Noun, rule: str, pair: tuple[str, str] | None = None) -> bool:
    """One item: a link when it names an entity, otherwise an attribute of `owner`."""
    if noun.words and noun.determiner == "no" and (absent := context.entity(noun)) not in {None, owner}:
        emit_link(context, "has-none", owner, str(absent), Bounds(0, 1, 0), told_by=rule)
        return True
    if not noun.words or noun.determiner in {"no", "same"} or _says_nothing(noun):
        return False
    if noun.determiner == "the" and is_ordinal(noun.name) and noun.qualifiers:
        qualify(context, owner, noun.name, noun.qualifiers, rule)
        return True
    entity = context.entity(noun)
    if entity == owner and (noun.plural or noun.quantity is not None) and noun.name == owner:
        return False
    if noun.words[0] in {"what", "which"} and len(noun.words) > 1:
        noun.words = noun.words[1:]
    name = context.attribute_name(noun)
    if entity is not None and not _reads_as_attribute(context, owner, noun, entity):
        link_member(context, owner, noun, entity, rule)
        return True
    if (
        noun.determiner == "the"
        and len(noun.words) > 1
        and (other := context.symbols.named("_".join(noun.name.split("_")[:-1]))) not in {None, owner}
        and any(q.kind == "unique" for q in noun.qualifiers)
    ):
        rest = noun.name.split("_")[-1]
        qualify(context, other, rest, noun.qualifiers, rule)
        return True
    if (
        (len(noun.words) == 1 and noun.head in lex.BOUNDARY_NOUNS and noun.head not in lex.TYPE_HEADS)
        or not name
        or not name[0].isalpha()
    ):
        return False
    if (
        noun.plural
        and noun.head not in lex.TYPE_HEADS
        and noun.words[-1] not in lex.TYPE_HEADS
        and not noun.qualifiers
        and noun.quantity is not None
        and noun.quantity.max != 1
    ):
        return False
    if (
        noun.qualifiers
        and all(q.kind == "compare" for q in noun.qualifiers)
        and noun.determiner in {None, "the"}
        and (
            _known_part(context, owner, name)
            or one_of_two(context, owner, name) is not None
            or (noun.determiner == "the" and find_moment(context.named.get(owner, ()), name) is not None)
        )
    ):
        qualify(context, owner, name, noun.qualifiers, rule)
        return True
    given = next(
        (
            r
            for r in noun.relatives
            if r.verb is not None
            and r.verb.lemma in {"give", "define", "describe", "specify", "determine", "express"}
            and r.preps
        ),
        None,
    )
    if given is not None and (parts := [n for w, ns in given.preps if w in {"by", "as", "through"} for n in ns]):
        return add_members(context, owner, parts, rule, pair) > 0
    if parts := parts_of(noun):
        return add_members(context, owner, parts, rule, pair) > 0
    optional = noun.optional or noun.conditional or noun.determiner == "any"
    context.emit(
        AttributeClaim(
            evidence=context.evidence(rule),
            rule=rule,
            owner=owner,
            name=name,
            type=attribute_type(name, noun),
            unit=noun.unit,
            optional=optional,
            qualifiers=[q for q in noun.qualifiers if q.kind not in {"unique", "compare"}],
            pair=pair,
        )
    )
    context.last_attribute = (owner, name)
    if "unique" in noun.modifiers or "distinct" in noun.modifiers:
        context.emit(
            UniqueClaim(
                evidence=context.evidence(rule), rule="unique-adjective", owner=owner, members=[name], focus=owner
            )
        )
    qualify(context, owner, name, [q for q in noun.qualifiers if q.kind in {"unique", "compare"}], rule)
    qualify_relatives(context, owner, name, noun, rule)
    return True


def _says_nothing(noun: Noun) -> bool:
    """Whether a noun stands for others or fills a phrase; "a kind" and "the beginning" are properties in a list."""
    if noun.head in lex.PRONOUNS | _ANYTHING:
        return True
    told = noun.name in _TOLD_FILLERS and noun.of is None and (noun.determiner in lex.ARTICLES or noun.qualifiers)
    return noun.name in _FILLERS and not told


def parts_of(noun: Noun) -> list[Noun]:
    """The bounded values in brackets that make up one: "a position (latitude from -90 to 90, longitude ...)"."""
    parts = [n for clause in noun.asides if clause.verb is None for n in clause.objects]
    bounded = [n for n in parts if any(q.kind in {"range", "length"} for q in n.qualifiers)]
    whole = len(noun.asides) > 0 and all(c.verb is None and not c.preps for c in noun.asides)
    return parts if whole and len(parts) >= 2 and len(bounded) == len(parts) else []


def entity_qualifiers(context: Context, entity: str, qualifiers: list[Qualifier], rule: str) -> bool:
    """ "A boiler is either running, idle or broken": the values are a status of the entity."""
    found = False
    for qualifier in qualifiers:
        if qualifier.kind == "range" and entity in context.symbols.events.values():
            context.emit(
                AttributeClaim(
                    evidence=context.evidence(rule),
                    rule="event-value",
                    owner=entity,
                    name=entity,
                    type=attribute_type(entity),
                    qualifiers=[qualifier],
                )
            )
            context.focus = entity
            found = True
        elif qualifier.kind == "enum":
            name = qualifier.other or "status"
            context.emit(
                AttributeClaim(
                    evidence=context.evidence(rule),
                    rule="entity-status",
                    owner=entity,
                    name=name,
                    type="text",
                    qualifiers=[qualifier],
                )
            )
            found = True
        elif qualifier.kind == "unique" and not qualifier.scope and context.focus not in {None, entity}:
            context.emit(
                UniqueClaim(
                    evidence=context.evidence(rule), rule="unique-entity", owner=entity, members=["name"], focus=entity
                )
            )
            found = True
    return found


def _known_part(context: Context, owner: str, name: str) -> bool:
    """Whether the words shorten the name of an attribute already read ("check-out" for the check-out date)."""
    return any(
        known != name and (known.startswith(name + "_") or known.endswith("_" + name))
        for known in context.named.get(owner, ())
    )


def tell_unit(context: Context, owner: str | None, name: str, noun: Noun, rule: str) -> None:
    """ "A duration in hours is not needed": what is qualified is told with its unit."""
    if noun.unit is None or owner is None:
        return
    kind = attribute_type(name, noun)
    context.emit(
        AttributeClaim(evidence=context.evidence(rule), rule="typed", owner=owner, name=name, type=kind, unit=noun.unit)
    )


def qualify(context: Context, owner: str | None, name: str, qualifiers: list[Qualifier], rule: str) -> None:
    """Claims for the qualifiers of an attribute whose owner may still be open."""
    for qualifier in qualifiers:
        if qualifier.kind == "compare" and qualifier.other is not None:
            told = one_of_two(context, owner or context.focus, name_of(qualifier.other))
            qualifier = replace(qualifier, other=told[1].replace("_", " ")) if told is not None else qualifier
            owner, name = one_of_two(context, owner or context.focus, name) or (owner, name)
        evidence = context.evidence(rule)
        if qualifier.kind == "unique":
            scope = [qualifier.scope] if qualifier.scope else []
            context.emit(
                UniqueClaim(
                    evidence=evidence,
                    rule="unique-qualifier",
                    owner=owner,
                    members=[name],
                    scope=scope,
                    everywhere=qualifier.everywhere,
                    focus=context.focus,
                )
            )
        else:
            context.emit(
                QualifierClaim(
                    evidence=evidence,
                    rule=f"{qualifier.kind}-qualifier",
                    owner=owner,
                    attribute=name,
                    qualifier=qualifier,
                    focus=context.focus,
                )
            )


def qualify_relatives(context: Context, owner: str, name: str, noun: Noun, rule: str) -> None:
    """Relative clauses of an attribute: "a termination date, which shall not precede the hire date"."""
    for relative in noun.relatives:
        if relative.verb is None:
            continue
        if relative.qualifiers:
            qualify(context, owner, name, relative.qualifiers, rule)
        if relative.verb.negated and relative.verb.lemma in {"have", "need", "require"} and noun in relative.objects:
            qualify(context, owner, name, [Qualifier("optional", 0, 0)], rule)
        if relative.verb.lemma == "precede" and relative.objects:
            other = context.attribute_name(relative.objects[-1])
            op = ">=" if relative.verb.negated else "<"
            qualifier = Qualifier("compare", 0, 0, op=op, other=other.replace("_", " "))
            context.emit(
                QualifierClaim(
                    evidence=context.evidence(rule),
                    rule="compare-relative",
                    owner=owner,
                    attribute=name,
                    qualifier=qualifier,
                    focus=owner,
                )
            )


def link_member(context: Context, owner: str, noun: Noun, entity: str, rule: str) -> None:
    """`owner` has an entity: one of it (a reference) or many (the other way round)."""
    if entity == context.once:
        return
    quantity = noun.quantity
    optional = noun.optional or noun.conditional or any(q.kind == "optional" for q in noun.qualifiers)
    role = context.symbols.role_of(noun)
    if quantity is None:
        told = next((q.min for q in noun.qualifiers if q.kind == "range" and q.min is not None), None)
        if noun.plural:
            quantity = Quantity(int(told or 0), None, explicit=told is not None)
        else:
            quantity = Quantity(0 if optional else 1, 1, explicit=False)
    low, strength = 0 if optional else quantity.min, 3 if quantity.explicit else 2
    bounds = Bounds(low, quantity.max, strength)
    emit_link(context, rule, owner, entity, bounds, verb="have", role=role, owned=quantity.max != 1)
    emit_vice_versa(context, rule, owner, entity, "have")
    for qualifier in noun.qualifiers:
        if qualifier.kind == "unique":
            scope = [qualifier.scope] if qualifier.scope else []
            context.emit(
                UniqueClaim(
                    evidence=context.evidence(rule),
                    rule="unique-link",
                    owner=owner,
                    members=[role or entity],
                    scope=scope,
                    focus=owner,
                )
            )


def _reads_as_attribute(context: Context, owner: str, noun: Noun, entity: str) -> bool:
    """A noun in an entity's name is a property when it has bounds or values of its own, or names its own owner."""
    if any(q.kind in {"length", "enum"} for q in noun.qualifiers):
        return True
    if any(q.kind == "range" for q in noun.qualifiers) and not noun.plural:
        return True
    return (
        entity == owner
        and context.symbols.named(noun.name) == owner
        and not noun.plural
        and noun.determiner not in {"another", "other", "one"}
    )
