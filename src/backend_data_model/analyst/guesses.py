"""What the facts of a statement rest on besides its words: an owner, a property or a reading that was only guessed.

The words may all have gone into facts and the facts still be doubtful.  Each sort of guess is told by the form of the
statement alone, so that the reader looks at it whether or not the guess was right.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.accounting import nouns_in
from backend_data_model.analyst.claims import AttributeClaim, EntityClaim, LinkClaim, QualifierClaim
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from collections.abc import Iterator, Set

    from backend_data_model.analyst.claims import Claim
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.reading import Parsed

_NO_PROPERTY = lex.ADVERBS | word_set(
    """
    what which who whom whoever whatever whichever latter former last first due empty full other others same none one
    two three four five six all both
    """
)
_DENIES = word_set("not never nobody none neither nor cannot no nothing n't")
_MAY_LACK = word_set("optional optionally opt empty blank missing null unknown absent nullable n/a")


def guesses(parsed: Parsed, just_named: Set[str], claims: list[Claim], context: Context) -> list[str]:
    """What a reader should know of how the facts of a statement were found; `just_named` are the entities last named.

    `just_named` holds those of the last statement before this one that names any.
    """
    doubts = []
    if owner := owner_unsaid(parsed, just_named, claims, context):
        doubts.append(f"does not say whose it is; taken as part of {owner!r}, spoken of before")
    if names := _from_a_fragment(parsed, claims):
        doubts.append(f"no verb says that {names} are properties" if ", " in names else f"no verb says what {names} is")
    if names := _odd(claims):
        doubts.append(f"took {names} as a property, which it may not name")
    if words := _optionality(parsed, claims) or _negation(parsed, claims):
        doubts.append(f"nothing was made of {words}")
    return doubts


def owner_unsaid(parsed: Parsed, just_named: Set[str], claims: list[Claim], context: Context) -> str | None:
    """The owner taken from what was said before, where neither the statement names one nor the one before it only that.

    List items speak of what their list is about, and a pronoun points at its antecedent: those are no guess.
    """
    owners = [claim.owner for claim in claims if isinstance(claim, AttributeClaim) and claim.owner]
    if not owners:
        return None
    about = {context.entity(clause.subjects[0]) for clause in parsed.clauses if clause.subjects} - {None}
    named = {context.entity(noun) for noun in nouns_in(parsed.clauses)} - {None}
    if parsed.statement.kind != "prose" or parsed.header is not None:
        named |= {context.entity(parsed.header)} if parsed.header is not None else set()
        return next((owner for owner in owners if about and owner not in named), None)
    if any(clause.pronoun not in {None, *lex.FIRST_PERSON} for clause in parsed.clauses):
        return None
    if not named and not just_named - set(owners):
        return None
    return next((owner for owner in owners if owner not in named), None)


def _from_a_fragment(parsed: Parsed, claims: list[Claim]) -> str:
    """Properties told without a verb ("Tractors and such.", "Extras: rack, seat") that have no name of a property."""
    told = [claim for claim in claims if isinstance(claim, AttributeClaim)]
    doubtful = [claim for claim in told if claim.name.rpartition("_")[2] not in lex.TYPE_HEADS]
    if parsed.header is not None:
        if len(doubtful) < len(told) or any(claim.qualifiers or claim.unit for claim in told):
            return ""
    elif parsed.statement.kind != "prose" or any(clause.verb is not None for clause in parsed.clauses):
        return ""
    return _quoted(claim.name for claim in doubtful)


def _odd(claims: list[Claim]) -> str:
    """Properties named by a word that names none: a pronoun, a number, an adverb, a verb."""
    return _quoted(name for name in _attributes(claims) if _is_odd(name))


def _is_odd(name: str) -> bool:
    head = name.rpartition("_")[2]
    if head in lex.TYPE_HEADS:
        return False
    return head in _NO_PROPERTY or (name in lex.VERB_FORMS and name not in lex.NOUN_LIKE)


def _optionality(parsed: Parsed, claims: list[Claim]) -> str:
    """Words that say that something may be missing, where no claim lets anything be missing."""
    if any(_lets_lack(claim) for claim in claims):
        return ""
    return _quoted(token.text for token in parsed.tokens if token.lower in _MAY_LACK)


def _lets_lack(claim: Claim) -> bool:
    match claim:
        case AttributeClaim():
            return claim.optional or any(qualifier.kind == "optional" for qualifier in claim.qualifiers)
        case QualifierClaim():
            return claim.qualifier.kind == "optional"
        case LinkClaim():
            return claim.min == 0
        case _:
            return _is_rule(claim)


def _negation(parsed: Parsed, claims: list[Claim]) -> str:
    """Words that deny something, where no claim forbids anything or lets anything be missing."""
    if any(_lets_lack(claim) or (isinstance(claim, LinkClaim) and claim.max in {0, 1}) for claim in claims):
        return ""
    bounds = {i for qualifier in parsed.qualifiers for i in range(qualifier.first, qualifier.last + 1)}
    return _quoted(token.text for i, token in enumerate(parsed.tokens) if token.lower in _DENIES and i not in bounds)


def _is_rule(claim: Claim) -> bool:
    """Whether a claim is more than a property or a link: it may itself be what a negation says."""
    return not isinstance(claim, AttributeClaim | QualifierClaim | LinkClaim | EntityClaim)


def _attributes(claims: list[Claim]) -> Iterator[str]:
    return (claim.name for claim in claims if isinstance(claim, AttributeClaim))


def _quoted(words: Iterator[str]) -> str:
    return ", ".join(map(repr, dict.fromkeys(words)))
