"""Relationships: the directions of each pair, merged; who holds the reference; what becomes a table of its own."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import LinkClaim
from backend_data_model.analyst.resolve.draft import article, cite, words
from backend_data_model.analyst.resolve.junctions import drop_tied_junctions
from backend_data_model.analyst.resolve.link_changes import in_force
from backend_data_model.model.document import Relationship, Standing

if TYPE_CHECKING:
    from backend_data_model.analyst.resolve.draft import Draft
    from backend_data_model.model.document import Cardinality, Evidence


@dataclass(slots=True)
class _Side:
    """What is known of one direction: each source has `min` to `max` targets."""

    min: int
    max: int | None
    strength: int
    verb: str | None
    owned: bool


def merge_links(draft: Draft) -> None:
    """One relationship for each pair and role."""
    claims: dict[tuple[str, str, str | None], list[LinkClaim]] = defaultdict(list)
    said: dict[int, list[LinkClaim]] = defaultdict(list)
    for claim in draft.of(LinkClaim):
        said[claim.statement].append(claim)
    for claim in draft.of(LinkClaim):
        if claim.source not in draft.symbols.entities or claim.target not in draft.symbols.entities:
            continue
        if (
            draft.symbols.subtypes.get(claim.source) == claim.target
            and claim.role is None
            and claim.rule != "list-item"
        ):
            continue
        first, second = sorted((claim.source, claim.target))
        claims[(first, second, claim.role or _verb_role(said[claim.statement], claim))].append(claim)
    _fold_roles(claims)
    ordered = sorted(claims.items(), key=lambda item: min(c.statement for c in item[1]))
    for (first, second, role), group in ordered:
        told = [claim for claim in group if claim.rule != "pair"]
        _relationship(draft, first, second, role, in_force(draft, told or group))
    _parts_of_named_wholes(draft)
    drop_tied_junctions(draft)


def _verb_role(said: list[LinkClaim], claim: LinkClaim) -> str | None:
    """A role from the verb, where one sentence refers twice to one thing: "entered by one, approved by another"."""
    verbs = {
        c.verb
        for c in said
        if (c.source, c.target, c.max, c.role) == (claim.source, claim.target, 1, None)
        and c.strength >= 2
        and c.verb not in {"have", "be", None}
    }
    if len(verbs) < 2 or claim.verb not in verbs:
        return None
    return f"{lex.participle(str(claim.verb))}_{claim.target}"


def _fold_roles(claims: dict[tuple[str, str, str | None], list[LinkClaim]]) -> None:
    """A pair told once with a role and otherwise without one is one relationship."""
    pairs: dict[tuple[str, str], list[str | None]] = defaultdict(list)
    for first, second, role in claims:
        pairs[(first, second)].append(role)
    for (first, second), roles in pairs.items():
        named = [role for role in roles if role is not None]
        if None in roles and len(named) == 1 and first != second:
            plain = claims[(first, second, None)]
            told = claims[(first, second, named[0])]
            if not any(
                c.source == t.source and t.max == 1 and c.statement != t.statement and c.strength >= 2
                for c in plain
                for t in told
            ):
                told.extend(plain)
                del claims[(first, second, None)]


_PARTS = frozenset(
    {"line", "item", "entry", "position", "row", "step", "detail", "part", "component", "revision", "version"}
)


def _parts_of_named_wholes(draft: Draft) -> None:
    """An order line is a line of an order, also where no sentence says so."""
    for name in list(draft.symbols.entities):
        whole, _, part = name.rpartition("_")
        tied = any({name, whole} == {r.entity, r.target} for r in draft.model.relationships)
        if part not in _PARTS or whole not in draft.symbols.entities or tied or name not in draft.model.entities:
            continue
        evidence = draft.entity(name).evidence[:1]
        side = _Side(1, 1, 0, None, False)
        _hold(draft, name, whole, None, side, "0..*", evidence, owned=True, standing=Standing.IMPLIED)


def _side(group: list[LinkClaim], source: str, target: str) -> _Side | None:
    found = [c for c in group if c.source == source and c.target == target]
    if not found:
        return None
    best = max(found, key=lambda c: (c.strength, c.max is None or c.max > 1, -c.statement))
    many = best.max is None or best.max > 1
    optional = any(c.min == 0 and c.max == 1 for c in found)
    return _Side(
        0 if optional and not many else best.min,
        None if many else 1,
        best.strength,
        best.verb,
        any(c.owned for c in found),
    )


def _relationship(draft: Draft, first: str, second: str, role: str | None, group: list[LinkClaim]) -> None:
    evidence = _evidence(group)
    if first == second:
        _self_reference(draft, first, role, group, evidence)
        return
    forward, backward = _side(group, first, second), _side(group, second, first)
    draft.entity(first, evidence[0])
    draft.entity(second, evidence[0])
    if forward is not None and backward is not None:
        _both(draft, first, second, role, forward, backward, evidence)
    elif forward is not None:
        _one(draft, first, second, role, forward, evidence)
    elif backward is not None:
        _one(draft, second, first, role, backward, evidence)


def _both(
    draft: Draft, first: str, second: str, role: str | None, forward: _Side, backward: _Side, evidence: list[Evidence]
) -> None:
    if forward.max is None and backward.max is None:
        _many_to_many(draft, first, second, forward, backward, evidence)
    elif forward.max == 1 and backward.max is None:
        _hold(
            draft, first, second, role, forward, "0..*" if backward.min == 0 else "1..*", evidence, owned=backward.owned
        )
    elif forward.max is None:
        _hold(
            draft, second, first, role, backward, "0..*" if forward.min == 0 else "1..*", evidence, owned=forward.owned
        )
    else:
        holder, held, side, other = (first, second, forward, backward)
        if (backward.min, backward.verb != "have") > (forward.min, forward.verb != "have"):
            holder, held, side, other = second, first, backward, forward
        _hold(draft, holder, held, role, side, "1" if other.min else "0..1", evidence)


def _one(draft: Draft, source: str, target: str, role: str | None, side: _Side, evidence: list[Evidence]) -> None:
    """Only one direction is told: many means the other side refers back; one means the reference is here."""
    if side.max is None:
        answer = draft.ask(
            "parents",
            f"{target}.{source}",
            f"Can {article(target)} belong to more than one {words(source)}?",
            [
                ("no", f"each {words(target)} is kept with the one {words(source)} that it belongs to"),
                (
                    "yes",
                    f"a list of pairs of {words(source)} and {words(target)} is kept (a table of its own)",
                ),
            ],
            "no",
            "low" if side.strength >= 2 else "medium",
            evidence,
            f"a second {words(source)} of {article(target)} cannot be entered, or a list is kept that nobody needs",
        )
        if answer.choice == "yes":
            other = _Side(0, None, 1, side.verb, False)
            _many_to_many(draft, source, target, side, other, answer.evidence_with(evidence))
            draft.model.relationships[-1].standing = answer.standing(Standing.EXPLICIT)
            return
        _hold(
            draft,
            target,
            source,
            None,
            _Side(1, 1, 0, side.verb, False),
            "1..*" if side.min else "0..*",
            answer.evidence_with(evidence),
            owned=side.owned,
            standing=answer.standing(Standing.IMPLIED),
        )
    elif side.verb == "have" and side.min == 0 and side.strength == 3:
        _hold(draft, target, source, None, _Side(1, 1, 0, side.verb, False), "0..1", evidence)
    elif side.verb == "have" and side.strength == 3 and not _shared(draft, source, target):
        answer = draft.ask(
            "shared",
            f"{source}.{role or target}",
            f"Can several {words(source)} records share one {words(target)}?",
            [
                ("yes", f"any number of {words(source)} records can have the same {words(target)}"),
                ("no", f"a {words(target)} that one {words(source)} has is refused for another"),
            ],
            "yes",
            "low",
            evidence,
            f"a {words(target)} is taken for two {words(source)} records that should have one each",
        )
        back: Cardinality = "0..*" if answer.choice == "yes" else "0..1"
        standing = answer.standing(Standing.EXPLICIT)
        _hold(draft, source, target, role, side, back, answer.evidence_with(evidence), standing=standing)
    else:
        _hold(draft, source, target, role, side, "0..*", evidence)


def _shared(draft: Draft, source: str, target: str) -> bool:
    """Whether anything else refers to `target`, so that it is no part of `source` alone."""
    return any(claim.target == target and claim.source != source for claim in draft.of(LinkClaim))


def _hold(
    draft: Draft,
    holder: str,
    target: str,
    role: str | None,
    side: _Side,
    back: Cardinality,
    evidence: list[Evidence],
    *,
    owned: bool = False,
    standing: Standing = Standing.EXPLICIT,
) -> None:
    name = role or target
    taken = {r.role for r in draft.model.relationships if r.entity == holder}
    if name in taken or name in draft.entity(holder).attributes:
        name = (
            f"{target}_{side.verb}"
            if side.verb and f"{target}_{side.verb}" not in taken
            else f"{name}_{len(taken) + 1}"
        )
    draft.model.relationships.append(
        Relationship(
            entity=holder,
            role=name,
            target=target,
            each_has="1" if side.min else "0..1",
            each_is_had_by=back,
            owned=owned,
            standing=standing,
            evidence=evidence,
        )
    )


def _many_to_many(
    draft: Draft, first: str, second: str, forward: _Side, backward: _Side, evidence: list[Evidence]
) -> None:
    weak = min(forward.strength, backward.strength) == 0
    standing = Standing.EXPLICIT
    if weak:
        one_first, one_second = (
            f"no, each {words(a)} has one {words(b)}" for a, b in ((second, first), (first, second))
        )
        answer = draft.ask(
            "pairs",
            f"{first}.{second}",
            f"Can one {words(second)} belong to several {words(first)} records, and the other way round?",
            [
                ("yes", "a list of pairs is kept (a table of its own)"),
                (one_first, f"each {words(second)} is kept with its one {words(first)}"),
                (one_second, f"each {words(first)} is kept with its one {words(second)}"),
            ],
            "yes",
            "medium",
            evidence,
            "a second one cannot be entered, or a list of pairs is kept that nobody needs",
        )
        standing, evidence = answer.standing(Standing.DEFAULT), answer.evidence_with(evidence)
        if answer.choice != "yes":
            holder, held, side = (second, first, backward) if answer.choice == one_first else (first, second, forward)
            single = _Side(1, 1, 1, side.verb, False)
            _hold(draft, holder, held, None, single, "0..*", evidence, standing=standing)
            return
    draft.model.relationships.append(
        Relationship(
            entity=first,
            role=second,
            target=second,
            each_has="1..*" if forward.min else "0..*",
            each_is_had_by="1..*" if backward.min else "0..*",
            via=f"{first}_{second}",
            standing=standing,
            evidence=evidence,
        )
    )


def _self_reference(
    draft: Draft, entity: str, role: str | None, group: list[LinkClaim], evidence: list[Evidence]
) -> None:
    side = _side(group, entity, entity)
    assert side is not None
    name = role or f"parent_{entity}"
    if side.max is None:
        draft.model.relationships.append(
            Relationship(
                entity=entity,
                role=name if name != entity else f"related_{entity}",
                target=entity,
                each_has="0..*",
                each_is_had_by="0..*",
                via=f"{entity}_{name}",
                standing=Standing.EXPLICIT,
                evidence=evidence,
            )
        )
    else:
        draft.model.relationships.append(
            Relationship(
                entity=entity,
                role=name,
                target=entity,
                each_has="0..1",
                each_is_had_by="0..*",
                standing=Standing.EXPLICIT,
                evidence=evidence,
            )
        )


def _evidence(group: list[LinkClaim]) -> list[Evidence]:
    found: list[Evidence] = []
    for claim in group:
        cite(found, claim.evidence, most=4)
    return found
