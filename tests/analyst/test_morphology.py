"""Singular, plural, identifiers, verb forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.morphology import identifier, is_plural, singular

PAIRS = """
    boxes box  churches church  wishes wish  buzzes buzz  glasses glass  countries country  days day  potatoes potato
    people person  children child  criteria criterion  indices index  analyses analysis  statuses status
    addresses address  shelves shelf  knives knife  invoices invoice  warehouses warehouse  databases database
    movies movie  aliases alias  quizzes quiz  staff staff  buses bus  leases lease  valves valve
    orders order  keys key  shoes shoe  taxes tax  axes axis
"""


@pytest.mark.parametrize(("plural", "word"), list(zip(PAIRS.split()[::2], PAIRS.split()[1::2], strict=True)))
def test_singular(plural: str, word: str) -> None:
    assert singular(plural) == word
    assert singular(word) == word
    assert is_plural(plural)


@pytest.mark.parametrize("word", ["status", "address", "bus", "analysis", "gas", "sms", "iris", "class", "lens", "is"])
def test_words_in_s_that_are_singular(word: str) -> None:
    assert singular(word) == word
    assert not is_plural(word)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        (["Work", "orders"], "work_order"),
        (["e-mail"], "email"),
        (["Check-in", "Dates"], "check_in_date"),
        (["days"], "day"),
        ([], ""),
    ],
)
def test_identifier(words: list[str], name: str) -> None:
    assert identifier(words) == name


def test_identifier_may_keep_its_plural() -> None:
    assert identifier(["Opening", "hours"], singular_last=False) == "opening_hours"


@given(st.lists(st.text(max_size=12), max_size=4))
def test_an_identifier_has_no_gaps(words: list[str]) -> None:
    name = identifier(words)
    assert name == name.strip("_")
    assert "__" not in name
    assert not any(character.isspace() for character in name)


@pytest.mark.parametrize(
    ("lemma", "form"),
    [
        ("sign", "signed"),
        ("take", "taken"),
        ("write", "written"),
        ("pay", "paid"),
        ("carry", "carried"),
    ],
)
def test_participle(lemma: str, form: str) -> None:
    assert lex.participle(lemma) == form


def test_every_verb_has_a_frame_and_its_forms_lead_back() -> None:
    for lemma, tag in lex.VERB_FORMS.values():
        assert tag in {"base", "s", "past", "ing", "participle"}
        assert lemma in lex.VERB_FRAMES or lemma in {"draw", "think", "travel"}
