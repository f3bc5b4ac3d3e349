"""What of a sentence went into facts: the phrases and bounds that no claim took up are told, never lost in silence.

The account is kept on the words themselves, apart from the rules: a rule that reads half of a sentence cannot hide the
other half.  A noun phrase is accounted for when it names what a claim is about, or is one of the general words of
requirements English ("the system", "the list"); a bound, uniqueness or list when a claim of that sort was made.
"""

from __future__ import annotations

from dataclasses import is_dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import (
    ApplicationClaim,
    DeletionClaim,
    FreeClaim,
    LinkClaim,
    RemovalClaim,
    RenameClaim,
    RetentionClaim,
    TenancyNeedClaim,
    TenantClaim,
    UniqueClaim,
    ValuesClaim,
    VolumeClaim,
)
from backend_data_model.analyst.morphology import singular
from backend_data_model.analyst.ordinals import is_ordinal
from backend_data_model.analyst.qualifiers import Qualifier
from backend_data_model.analyst.rules.application import COUNTS_ROWS
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backend_data_model.analyst.claims import Claim
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.context import Context
    from backend_data_model.analyst.phrase import Noun
    from backend_data_model.analyst.reading import Parsed
    from backend_data_model.analyst.tokens import Token

_GENERAL = word_set(
    """
    list set collection group series pair catalogue catalog kind type sort number amount time moment day date record
    entry detail details information data thing things item items other one ones others way case example line row field
    fact note we us i you they none nobody nothing anybody everybody everyone everything something someone times
    end beginning start part order use sense question reason place value values people person new well default
    versa long soon what
    """
)
_DELETING = word_set("deleting removing erasing cancelling forbidden refused")
_SHORTEST_ADVERB = 5
_CHANGES = (ValuesClaim, RemovalClaim, RenameClaim, FreeClaim)
_CHANGING = word_set(
    """
    drop add longer more any be unique renamed rename call called now forget what said make need after all keep remove
    dropped added removed about share same instead correction update decision addition stays remains goes
    """
)
_SAYS_ONE = word_set("unique uniquely twice duplicate duplicates duplicated")


def leftovers(parsed: Parsed, claims: list[Claim], context: Context) -> list[str]:
    """The phrases of a statement that none of its claims takes up, in the order of the text."""
    if any(_takes_all(claim) for claim in claims):
        return []
    rows = [claim for claim in claims if isinstance(claim, ApplicationClaim)]
    claims = [claim for claim in claims if not isinstance(claim, ApplicationClaim)]
    stems = {stem for claim in claims for name in strings(claim) for stem in _stems(name.replace("_", " ").split())}
    if any(isinstance(claim, DeletionClaim) for claim in claims):
        stems |= _stems(_DELETING)
    spans = {i for claim in claims for q in _qualifiers(claim) for i in range(q.first, q.last + 1)}
    counts = {n for claim in claims if isinstance(claim, LinkClaim) for n in (claim.min, claim.max)}
    one = any(isinstance(claim, UniqueClaim) or (isinstance(claim, LinkClaim) and claim.max == 1) for claim in claims)
    left = [
        (noun.first, " ".join(noun.words))
        for noun in nouns_in(parsed.clauses)
        if noun.first not in spans
        and noun.words
        and not is_ordinal(noun.name)
        and not _known(noun, stems, context, counts_rows=bool(rows))
    ]
    for qualifier in parsed.qualifiers:
        covered = range(qualifier.first, qualifier.last + 1)
        if qualifier.first in spans or _taken(qualifier, stems, counts, one=one):
            spans.update(covered)
        elif qualifier.kind not in {"optional", "required"}:
            left.append((qualifier.first, _text(parsed, qualifier.first, qualifier.last)))
            spans.update(covered)
    counted = any(isinstance(claim, RetentionClaim | VolumeClaim) for claim in claims)
    for index, token in enumerate(parsed.tokens):
        if (
            token.lower == "per"
            and not counted
            and index not in spans
            and (measure := _lost_measure(parsed, index, stems))
        ):
            left.append((index, measure))
        elif (
            index not in spans
            and not (rows and token.kind == "number")
            and (
                _is_lost_number(token, stems, counts)
                if token.value is not None
                else token.lower in _SAYS_ONE and not one
            )
        ):
            left.append((index, token.text))
    told = list(dict.fromkeys(text for _, text in sorted(left)))
    if any(isinstance(claim, _CHANGES) or claim.rule == "change" for claim in claims):
        return [text for text in told if not set(text.lower().split()) <= _CHANGING]
    return told


def _takes_all(claim: Claim) -> bool:
    """Whether a claim is about the statement as a whole; a rule that counts rows may stand beside other facts."""
    if isinstance(claim, TenantClaim | TenancyNeedClaim):
        return True
    return isinstance(claim, ApplicationClaim) and claim.reason != COUNTS_ROWS


def _is_lost_number(token: Token, stems: set[str], counts: set[int | None]) -> bool:
    """Whether a figure that does not open the statement is neither how many of a link nor among a claim's words."""
    if token.kind != "number" or token.start == 0:
        return False
    return token.value not in counts and not _stems([f"{token.value:.10g}"]) & stems


def _lost_measure(parsed: Parsed, index: int, stems: set[str]) -> str | None:
    """ "per hour" where no claim speaks of hours: what a price or a dose is counted by, or a scope."""
    after = [token for token in parsed.tokens[index + 1 : index + 3] if token.lower not in lex.ARTICLES]
    if not after or after[0].kind != "word" or _stems([after[0].lower]) & stems:
        return None
    return f"per {after[0].text}"


def _taken(qualifier: Qualifier, stems: set[str], counts: set[int | None], *, one: bool) -> bool:
    """Whether a claim that carries no qualifier says the same: how many of a link, a key, the values of a list."""
    if qualifier.kind == "unique":
        return one
    if qualifier.kind == "enum":
        return _stems(qualifier.values) <= stems
    bounds = {bound for bound in (qualifier.min, qualifier.max) if bound is not None}
    return qualifier.kind == "range" and bool(bounds) and bounds <= counts


def _text(parsed: Parsed, first: int, last: int) -> str:
    return parsed.statement.text[parsed.tokens[first].start : parsed.tokens[last].end]


def _known(noun: Noun, stems: set[str], context: Context, *, counts_rows: bool) -> bool:
    head = noun.head
    if head in _GENERAL or head in lex.BOUNDARY_NOUNS or head in lex.SOFT_BOUNDARY or head in lex.FIRST_PERSON:
        return True
    if noun.determiner is None and head.endswith("ly") and len(head) > _SHORTEST_ADVERB:
        return True
    if head in lex.UNIT_SUFFIX or noun.words[0] in lex.PREPOSITIONS or _stems(noun.words) & stems:
        return True
    entity = context.entity(noun)
    if counts_rows:
        return entity is not None or head not in lex.TYPE_HEADS or head in lex.CALENDAR
    return entity is not None and bool(_stems(entity.split("_")) & stems)


def _stems(words: Iterable[str]) -> set[str]:
    """Word beginnings that hold a word's forms together ("started", "starts"; "activity", "activities")."""
    return {stem for word in words for stem in _stems_of(word)}


@lru_cache(maxsize=20_000)
def _stems_of(word: str) -> tuple[str, ...]:
    return tuple(singular(part.lower())[:5].rstrip("ey") for part in word.replace("-", " ").split())


def nouns_in(clauses: list[Clause]) -> Iterator[Noun]:
    """All noun phrases of clauses, also those inside other phrases, in brackets and in relative clauses."""
    for clause in clauses:
        for noun in clause.nouns():
            yield from _inside(noun)
        yield from nouns_in(clause.then)


def _inside(noun: Noun) -> Iterator[Noun]:
    yield noun
    for inner in (noun.of, noun.possessor):
        if inner is not None:
            yield from _inside(inner)
    for clause in [*noun.asides, *noun.relatives]:
        for other in clause.nouns():
            if other is not noun:
                yield from _inside(other)


def strings(claim: Claim) -> Iterator[str]:
    """The names and values that a claim holds."""
    for name in claim.__dataclass_fields__:
        if name not in {"evidence", "rule", "standing", "statement", "rank", "decided"}:
            yield from _texts(getattr(claim, name))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)
    elif value is not None and is_dataclass(value):
        for name in value.__dataclass_fields__:
            yield from _texts(getattr(value, name))


def _qualifiers(claim: Claim) -> Iterator[Qualifier]:
    for name in claim.__dataclass_fields__:
        value = getattr(claim, name)
        if isinstance(value, Qualifier):
            yield value
        elif isinstance(value, list):
            yield from (item for item in value if isinstance(item, Qualifier))
