"""Links between two entities: how many the noun phrase of one of them tells, and the claim for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import LinkClaim

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun

MAY = frozenset({"may", "can", "might", "could"})


class Bounds(NamedTuple):
    """Each source has from `min` to `max` targets (None: no limit); the reading of most `strength` counts."""

    min: int
    max: int | None
    strength: int


def emit_link(
    context: Context,
    rule: str,
    source: str,
    target: str,
    bounds: Bounds,
    *,
    verb: str | None = None,
    role: str | None = None,
    owned: bool = False,
    told_by: str | None = None,
) -> None:
    """Claims a link; `told_by` is the rule of its evidence where that is not `rule` itself."""
    context.emit(
        LinkClaim(
            evidence=context.evidence(told_by or rule),
            rule=rule,
            source=source,
            target=target,
            min=bounds.min,
            max=bounds.max,
            strength=bounds.strength,
            role=role,
            verb=verb,
            owned=owned,
        )
    )


def emit_vice_versa(context: Context, rule: str, source: str, target: str, verb: str | None) -> None:
    """ "... and vice versa": the target has many of the source as well."""
    if context.parsed is not None and "vice versa" in context.parsed.normal:
        emit_link(context, "vice-versa", target, source, Bounds(0, None, 3), verb=verb, told_by=rule)


def link_to(
    context: Context,
    clause: Clause,
    source: str,
    noun: Noun,
    target: str,
    rule: str,
    *,
    owned: bool = False,
    keep_singular: bool = False,
    whoever: bool = False,
) -> None:
    """Each `source` has as many of `target` as the noun phrase says; `keep_singular` when a plural tells nothing.

    `whoever` when a modal says what may be done, and not whether the source has a target.
    """
    bounds = _bounds(clause, noun, keep_singular=keep_singular, whoever=whoever)
    verb = clause.verb.lemma if clause.verb is not None else None
    role = context.symbols.role_of(noun) or _end_role(context, clause, noun, target)
    emit_link(context, rule, source, target, bounds, verb=verb, role=role, owned=owned)
    emit_vice_versa(context, rule, source, target, verb)
    subject = clause.subjects[0] if clause.subjects else None
    plain_plural = subject is not None and subject.plural and subject.determiner not in lex.UNIVERSAL
    if plain_plural and bounds.max is None and bounds.strength == 1:
        emit_link(context, "plural-both", target, source, Bounds(0, None, 0), verb=verb, told_by=rule)


def _end_role(context: Context, clause: Clause, noun: Noun, target: str) -> str | None:
    """The end that a preposition names where a clause has two of one thing: "from one place to another"."""
    ends = [(word, n) for word, ns in clause.preps for n in ns if not n.plural and context.entity(n) == target]
    if len(ends) != len({word for word, _ in ends}) or not any(n.determiner in _SECOND for _, n in ends):
        return None
    word = next((word for word, n in ends if n is noun), None)
    if word is None or len(ends) == 1:
        return None
    if word == "by" and clause.verb is not None:
        word = lex.participle(clause.verb.lemma)
    return f"{word}_{target}"


_SECOND = frozenset({"another", "other"})


def _bounds(clause: Clause, noun: Noun, *, keep_singular: bool, whoever: bool) -> Bounds:
    modal = clause.verb.modal if clause.verb is not None and not whoever else None
    told = next((q for q in noun.qualifiers if q.kind == "range"), None)
    if noun.quantity is not None:
        low, high, strength = noun.quantity.min, noun.quantity.max, 3 if noun.quantity.explicit else 2
    elif noun.plural and told is not None and told.min is not None:
        low, high, strength = int(told.min), None, 3
    elif noun.plural and not keep_singular:
        low, high, strength = 0, None, 2 if noun.determiner is not None or modal in {"can", "may"} else 1
    else:
        low, high, strength = 1, 1, 2
    if keep_singular and high is None:
        low, high, strength = 1, 1, 2
    either = clause.verb is not None and "either" in clause.verb.adverbs and high == 1
    later = clause.verb is not None and "later" in {*clause.verb.adverbs, *clause.complement} and high == 1
    optional = (
        later or either or noun.optional or noun.conditional or any(q.kind == "optional" for q in noun.qualifiers)
    )
    if optional or (modal in MAY and high == 1):
        low = 0
    return Bounds(low, high, strength)
