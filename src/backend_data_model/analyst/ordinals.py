"""Attributes that a text points at by their place: "the former", "the latter", "the second after the first"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.analyst.claims import AttributeClaim, QualifierClaim, UniqueClaim

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.analyst.claims import Claim
    from backend_data_model.analyst.phrase import Noun

_PLACES = {
    "former": 0,
    "first": 0,
    "first_one": 0,
    "latter": 1,
    "second": 1,
    "second_one": 1,
    "former_one": 0,
    "latter_one": 1,
}


def is_ordinal(name: str) -> bool:
    """Whether a name is no more than a place in what was just named."""
    return name in _PLACES


def in_order(noun: Noun) -> bool:
    """Whether "in an order", said of several things, can mean that each has its place."""
    return noun.words in (["order"], ["sequence"]) and noun.determiner in {"a", "an", None} and noun.of is None


def point(claim: Claim, here: Sequence[Claim], recent: Sequence[tuple[str | None, str]]) -> None:
    """Puts the attributes named last in the place of "former" and "latter", in this sentence or the one before."""
    if isinstance(claim, QualifierClaim):
        other = "_".join((claim.qualifier.other or "").split())
        if claim.attribute not in _PLACES and other not in _PLACES:
            return
        pair = _pair(here, recent)
        if pair is None:
            return
        if claim.attribute in _PLACES:
            claim.owner, claim.attribute = pair[_PLACES[claim.attribute]]
        if other in _PLACES:
            claim.qualifier = replace(claim.qualifier, other=pair[_PLACES[other]][1].replace("_", " "))
    elif isinstance(claim, UniqueClaim) and any(member in _PLACES for member in claim.members):
        pair = _pair(here, recent)
        if pair is not None:
            claim.owner = claim.owner or next(pair[_PLACES[m]][0] for m in claim.members if m in _PLACES)
            claim.members = [pair[_PLACES[m]][1] if m in _PLACES else m for m in claim.members]


def _pair(
    here: Sequence[Claim], recent: Sequence[tuple[str | None, str]]
) -> tuple[tuple[str | None, str], tuple[str | None, str]] | None:
    """The two attributes named last, in the order of the text."""
    named: list[tuple[str | None, str]] = [(c.owner, c.name) for c in here if isinstance(c, AttributeClaim)]
    told = list(dict.fromkeys(named)) or list(dict.fromkeys(recent))
    return (told[-2], told[-1]) if len(told) >= 2 else None
