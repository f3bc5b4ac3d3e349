"""Uniqueness: the table a rule is about, its members, and the scope inside which it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import UniqueClaim
from backend_data_model.analyst.morphology import identifier
from backend_data_model.analyst.naming import attribute_type
from backend_data_model.analyst.resolve.attributes import owner_of
from backend_data_model.analyst.resolve.draft import article, cite, words
from backend_data_model.analyst.resolve.junctions import share
from backend_data_model.analyst.word_set import word_set
from backend_data_model.model.document import Attribute, AttributeType, Relationship, Standing, Unique

if TYPE_CHECKING:
    from backend_data_model.analyst.resolve.draft import Draft

_OWN_SCOPE = word_set("list menu inventory catalogue catalog register time 1 name key person")

_MOST_SCOPES = 3


def place_uniques(draft: Draft) -> None:
    """Every uniqueness claim on the table that can enforce it."""
    for claim in draft.of(UniqueClaim):
        if claim.rule == "twice-but":
            _but_with(draft, claim)
        elif claim.owner is None and (len(claim.members) > 1 or claim.members[0] in draft.symbols.entities):
            _together(draft, claim)
        else:
            _members(draft, claim)


def _but_with(draft: Draft, claim: UniqueClaim) -> None:
    """A pair that may come again with another of the third: the three together are unique, the pair alone is not."""
    first, second, third = claim.members
    for name, entity in draft.model.entities.items():
        roles = [draft.role_to(name, end) for end in (first, second)]
        told = draft.find_attribute(name, third)
        if None in roles or told is None:
            continue
        pair = {str(role) for role in roles}
        entity.unique = [u for u in entity.unique if {*u.members, *u.within} != pair]
        _add(draft, name, [*(str(role) for role in roles), told], [], claim)
        return
    draft.unresolved.append((claim, f"no table ties {words(first)} and {words(second)} with {words(third)}"))


def _members(draft: Draft, claim: UniqueClaim) -> None:
    owner = claim.owner
    if owner is None:
        owner, _ = owner_of(draft, None, claim.members[0], claim.focus, claim)
        if owner is None:
            draft.unresolved.append((claim, f"no owner for {words(claim.members[0])}"))
            return
    if owner not in draft.model.entities:
        if owner not in draft.symbols.entities or claim.members[0].split("_")[-1] not in lex.TYPE_HEADS:
            return
        draft.entity(owner, claim.evidence)
    found = [_member(draft, owner, name, claim) for name in claim.members]
    members = [m for m in found if m is not None]
    if not members or (len(members) < len(found) and claim.rule in {"no-two", "same-twice"}):
        return
    if claim.rule == "told-apart" and draft.references(owner):
        return  # things inside others are told apart there, or everywhere: nothing was said of which
    within: list[str] = []
    for phrase in claim.scope:
        role = _scope(draft, owner, phrase, claim)
        if role is None:
            known, role = _ask_scope(draft, owner, members[0], phrase, claim)
            if not known:
                return
        if role and role not in members:
            within.append(role)
    if len(members) == 1 and not within and _reference(draft, owner, members[0], claim):
        return
    _add(draft, owner, members, within, claim)


def _ask_scope(draft: Draft, owner: str, member: str, phrase: str, claim: UniqueClaim) -> tuple[bool, str | None]:
    """What a person says of a scope that cannot be told: whether the rule holds, and the role inside which it does."""
    roles = {f"within one {words(r.role)}": r.role for r in draft.references(owner)[:_MOST_SCOPES] if r.role != member}
    one, key = article(owner), words(member)
    answer = draft.ask(
        "scope",
        f"{owner}.{member}",
        f'Inside what is the {key} of {one} unique? The text says "{phrase}".',
        [
            ("everywhere", f"a second {words(owner)} with the same {key} is refused, whatever it belongs to"),
            *(
                (said, f"two {words(owner)} records of one {words(role)} cannot share it")
                for said, role in roles.items()
            ),
            ("not enforced", f"the same {key} can be entered more than once, until this is known"),
        ],
        "not enforced",
        "high",
        [claim.evidence],
        "entries are refused that should be accepted, or duplicates get in",
    )
    if answer.choice == "not enforced":
        return False, None
    claim.decided = answer.evidence
    return True, roles.get(answer.choice)


def _reference(draft: Draft, owner: str, member: str, claim: UniqueClaim) -> bool:
    """A unique reference is a one-to-one relationship."""
    relation = next((r for r in draft.references(owner) if r.role == member), None)
    if relation is None:
        return False
    relation.each_is_had_by = "1" if relation.each_is_had_by == "1..*" else "0..1"
    cite(relation.evidence, claim.evidence)
    return True


def _member(draft: Draft, owner: str, name: str, claim: UniqueClaim) -> str | None:
    name = name.removeprefix("@")
    if name in draft.symbols.entities and name != owner and draft.attribute(owner, name) is None:
        role = draft.role_to(owner, name)
        if role is not None:
            return role
    found = draft.find_attribute(owner, name)
    if found is not None:
        return found
    relation = next((r for r in draft.references(owner) if name in {r.role, r.target}), None)
    if relation is not None:
        return relation.role
    if name in draft.symbols.entities and claim.rule in {"at-most-once", "save-as"} and name != owner:
        if (back := draft.role_to(name, owner)) is not None:
            _reference(draft, name, back, claim)
            return None
        return _through(draft, owner, name)
    if name in draft.symbols.entities or name.split("_")[-1] not in {*lex.TYPE_HEADS, "time"}:
        draft.unresolved.append((claim, f"{words(owner)} has nothing called {words(name)}"))
        return None
    draft.entity(owner).attributes[name] = Attribute(
        type=AttributeType(attribute_type(name)),
        standing=Standing.IMPLIED,
        evidence=[claim.evidence],
        required_standing=Standing.DEFAULT,
    )
    return name


def _scope(draft: Draft, owner: str, phrase: str, claim: UniqueClaim) -> str | None:
    """The role that a scope phrase means; "" for the tenant or the table itself; None when it cannot be told."""
    parts = [w for w in phrase.replace("'s", " ").split() if w not in lex.DETERMINERS]
    tenant = draft.model.tenancy.tenant
    for stop in range(len(parts), 0, -1):
        name = identifier(parts[:stop])
        if tenant is not None and (name == tenant or draft.symbols.named(name) == tenant):
            return ""
        if name in draft.symbols.bodies:
            return ""
        entity = draft.symbols.resolve(name)
        if entity is not None:
            if entity == owner:
                return ""
            role = draft.role_to(owner, entity)
            if role is not None:
                return role
            return _through(draft, owner, entity)
        found = draft.find_attribute(owner, name)
        if found is not None and found not in claim.members:
            return found
        if parts[0] in _OWN_SCOPE:
            return ""
    return _property_scope(draft, owner, parts, claim)


def _property_scope(draft: Draft, owner: str, parts: list[str], claim: UniqueClaim) -> str | None:
    """A scope that is a property: the only date for "day", one that is not told elsewhere for "per floor"."""
    attributes = draft.entity(owner).attributes
    dates = [name for name, known in attributes.items() if known.type == AttributeType.DATE]
    if parts[-1:] in (["day"], ["date"]):
        return dates[0] if len(dates) == 1 else None
    name = identifier(parts)
    if parts and parts[-1] in lex.TYPE_HEADS and len(parts) <= 2:
        attributes[name] = Attribute(
            type=AttributeType(attribute_type(name)),
            standing=Standing.IMPLIED,
            evidence=[claim.evidence],
            required_standing=Standing.DEFAULT,
        )
        return name
    return None


def _through(draft: Draft, owner: str, entity: str) -> str | None:
    """A scope that is not referred to yet: the text says the owner lives in it, so it refers to it."""
    if draft.model.tenancy.kind == "shared" and entity == draft.model.tenancy.tenant:
        return ""
    if any(r.many_to_many and {r.entity, r.target} == {owner, entity} for r in draft.model.relationships):
        return None
    draft.entity(entity)
    draft.model.relationships.append(
        Relationship(
            entity=owner, role=entity, target=entity, each_has="1", each_is_had_by="0..*", standing=Standing.IMPLIED
        )
    )
    return entity


def _together(draft: Draft, claim: UniqueClaim) -> None:
    """Things that may come together once: the entity that refers to all of them."""
    entities = [m for m in claim.members if not m.startswith("@")]
    attributes = [m.removeprefix("@") for m in claim.members if m.startswith("@")]
    if claim.rule == "same-twice" and _word_in_a_place(draft, claim):
        return
    for owner in [*entities, *draft.model.entities]:
        others = [e for e in dict.fromkeys(entities) if e != owner]
        if not others:
            continue
        roles = [draft.role_to(owner, e) for e in others]
        if all(roles):
            extra = [a for a in (draft.find_attribute(owner, name) for name in attributes) if a is not None]
            members = [r for r in roles if r is not None] + extra
            if len(members) == 1:
                loose = next(
                    (
                        r
                        for r in draft.references(owner)
                        if r.role == members[0] and r.standing == Standing.IMPLIED and r.each_is_had_by.endswith("*")
                    ),
                    None,
                )
                if loose is not None and len(set(entities)) == 2:
                    share(loose)
                    loose.evidence.append(claim.evidence)
                    return
                if owner in entities and claim.owner is None:
                    _reference(draft, owner, members[0], claim)
                return
            _as_reference(draft, owner, members)
            if claim.rule == "may-repeat":
                entity = draft.entity(owner)
                entity.unique = [
                    u for u in entity.unique if u.standing != Standing.DEFAULT or set(u.members) - {*members}
                ]
                if not extra:
                    return
            _add(draft, owner, members, [], claim)
            return
    for relation in draft.model.relationships:
        if relation.many_to_many and {relation.entity, relation.target} <= {*entities}:
            relation.evidence.append(claim.evidence)
            return
    draft.unresolved.append((claim, "no table ties " + " and ".join(words(e) for e in entities)))


_NAMING = ("name", "title", "label", "code", "number", "word", "text")


def _word_in_a_place(draft: Draft, claim: UniqueClaim) -> bool:
    """ "A term shall not occur twice in a glossary": the term itself is text that is unique in its glossary."""
    thing, place = claim.members
    holders = [e for e in draft.model.entities if draft.role_to(e, thing) and draft.role_to(e, place)]
    pairs = [r for r in draft.model.relationships if r.many_to_many and {r.entity, r.target} == {thing, place}]
    if holders or pairs or thing not in draft.model.entities:
        return False
    attributes = draft.entity(thing).attributes
    name = next((n for n in _NAMING if n in attributes), None)
    if name is not None and draft.role_to(thing, place) is None:
        return False
    role = draft.role_to(thing, place) or _through(draft, thing, place)
    if role is None:
        return False
    if name is None:
        name = thing
        attributes[name] = Attribute(
            type=AttributeType.TEXT,
            standing=Standing.IMPLIED,
            evidence=[claim.evidence],
            required_standing=Standing.DEFAULT,
        )
    _add(draft, thing, [name], [role], claim)
    return True


def _as_reference(draft: Draft, owner: str, members: list[str]) -> None:
    """A kind of thing that may occur several times for one parent is no subtype but refers to it."""
    entity = draft.entity(owner)
    parent = entity.is_a
    if parent is None or parent not in members:
        return
    entity.is_a = entity.inheritance = None
    draft.model.relationships.append(
        Relationship(
            entity=owner,
            role=parent,
            target=parent,
            each_has="1",
            each_is_had_by="0..*",
            standing=Standing.IMPLIED,
            evidence=list(entity.evidence),
        )
    )


def _add(draft: Draft, owner: str, members: list[str], within: list[str], claim: UniqueClaim) -> None:
    entity = draft.entity(owner)
    every = set(members) | set(within)
    for known in entity.unique:
        if set(known.members) | set(known.within) == every:
            known.identifies = known.identifies or claim.identifies
            known.everywhere = known.everywhere or claim.everywhere
            known.standing = claim.known_as
            for evidence in claim.grounds:
                cite(known.evidence, evidence)
            return
    if _keeps_other_scope(draft, owner, members, within, claim):
        return
    entity.unique.append(
        Unique(
            members=members,
            within=within,
            everywhere=claim.everywhere,
            identifies=claim.identifies,
            standing=claim.known_as,
            evidence=claim.grounds,
        )
    )
    entity.unique = _without_wider(entity.unique)


def _keeps_other_scope(draft: Draft, owner: str, members: list[str], within: list[str], claim: UniqueClaim) -> bool:
    """Whether the same members are unique in another scope and that holds; a scope that was taken back is removed."""
    entity = draft.entity(owner)
    for known in [u for u in entity.unique if set(u.members) == set(members)]:
        about = f"{owner}.{' and '.join(members)}"
        was, now = _scope_words(known.within), _scope_words(within)
        wins = draft.wins(claim, known.evidence)
        if wins is False:
            draft.override(about, now, was, claim.grounds[:1], known.evidence)
            return True
        if wins:
            draft.override(about, was, now, known.evidence, claim.grounds)
            entity.unique.remove(known)
    return False


def _scope_words(within: list[str]) -> str:
    return f"unique within {' and '.join(map(words, within))}" if within else "unique"


def _without_wider(uniques: list[Unique]) -> list[Unique]:
    """ "Unique" said without a scope in one place and with one in another means the scoped rule."""
    kept = []
    for unique in uniques:
        scoped = any(
            o is not unique
            and o.within
            and set(o.members) == set(unique.members)
            and not unique.within
            and not unique.everywhere
            for o in uniques
        )
        if not scoped:
            kept.append(unique)
    return kept
