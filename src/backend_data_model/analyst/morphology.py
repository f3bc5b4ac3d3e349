"""Singular, plural and identifier forms of words."""

from __future__ import annotations

import re
from functools import lru_cache

from backend_data_model.analyst.word_set import word_map, word_set

_INVARIANT = word_set(
    """
    series species news status address process access class business analysis basis diagnosis bus gas lens
    chassis headquarters progress congress success mass glass grass boss loss express dress press stress cross
    atlas canvas campus virus bonus census corpus genus apparatus focus menu premises goods clothes scissors
    mathematics physics economics analytics works barracks sms gps dns iris iccid abs pos http https sas vs bias
    plus less this its is has was his us as does always sometimes perhaps thus across alias tennis chess kudos
    ethos cosmos pathos chaos previous various serious sku iban
    """
)
_IRREGULAR = word_map(
    """
    people=person men=man women=woman children=child feet=foot teeth=tooth mice=mouse geese=goose criteria=criterion
    phenomena=phenomenon data=data media=media indices=index indexes=index matrices=matrix vertices=vertex
    analyses=analysis diagnoses=diagnosis bases=base crises=crisis theses=thesis statuses=status addresses=address
    processes=process classes=class leaves=leaf shelves=shelf halves=half knives=knife lives=life wives=wife
    loaves=loaf wolves=wolf thieves=thief calves=calf movies=movie cookies=cookie ties=tie pies=pie calories=calorie
    zombies=zombie selfies=selfie rookies=rookie series=series aliases=alias lenses=lens buses=bus gases=gas
    bonuses=bonus campuses=campus viruses=virus caches=cache axes=axis heroes=hero potatoes=potato tomatoes=tomato
    toes=toe canoes=canoe oases=oasis foes=foe
    shoes=shoe taxes=tax staff=staff equipment=equipment quizzes=quiz appendices=appendix curricula=curriculum
    syllabi=syllabus alumni=alumnus dice=die lice=louse oxen=ox databases=database courses=course houses=house
    warehouses=warehouse nurses=nurse purchases=purchase expenses=expense licenses=license responses=response
    releases=release cases=case phases=phase horses=horse leases=lease purposes=purpose causes=cause clauses=clause
    invoices=invoice exercises=exercise diseases=disease doses=dose verses=verse franchises=franchise
    courseworks=coursework sizes=size prizes=prize archives=archive caves=cave waves=wave valves=valve
    sleeves=sleeve curves=curve reserves=reserve drives=drive objectives=objective representatives=representative
    relatives=relative
    """
)
_NOT_WORD = re.compile(r"[^\w]+")


@lru_cache(maxsize=20_000)
def singular(word: str) -> str:
    """The singular of a lower-case English word; the word itself when it is singular or not known to be a plural."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _INVARIANT or len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is", "'s")):
        return (
            word[:-1]
            if len(word) == 3 and word.endswith("s") and word[1] in "aeiou" and word not in _INVARIANT
            else word
        )
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zzes")):
        return word[:-2]
    if word.endswith("oes"):
        return word[:-2]
    return word[:-1]


def is_plural(word: str) -> bool:
    """Whether a lower-case word is a plural form."""
    return singular(word) != word or word in {"people", "data", "staff", "media"}


@lru_cache(maxsize=20_000)
def _parts(word: str) -> tuple[str, ...]:
    """The pieces of a word that an identifier is made of."""
    return tuple(part for part in _NOT_WORD.sub("_", word.lower().replace("e-mail", "email")).split("_") if part)


def identifier(words: list[str], *, singular_last: bool = True) -> str:
    """A snake_case identifier from words (`["Work", "orders"]` gives `work_order`)."""
    return _identifier(tuple(words), singular_last)


@lru_cache(maxsize=20_000)
def _identifier(words: tuple[str, ...], singular_last: bool) -> str:
    parts = [part for word in words for part in _parts(word)]
    if parts and singular_last:
        parts[-1] = singular(parts[-1])
    return "_".join(parts)
