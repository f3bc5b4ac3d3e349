"""Laws that hold for any text: no error, the same answer twice, every sentence told, every quote found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend_data_model.analyst import analyse
from backend_data_model.analyst.chunker import Chunker
from backend_data_model.analyst.lookahead import Lookahead
from backend_data_model.analyst.reading import parse_document
from backend_data_model.analyst.statements import read_statements
from backend_data_model.documents import dump_model, load_model
from backend_data_model.documents.contradictions import contradictions
from backend_data_model.model.document import Evidence, Model, Outcome
from tests.analyst.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterator

FRAGMENTS = [
    *(case["text"] for case in table("cases")),
    *(case["text"] for case in table("clauses")),
    *(case["text"] for case in table("enumerations")),
    *(case["phrase"] for case in table("qualifiers")),
    *(case["text"] for case in table("statements")),
]
MIXTURES = st.builds(
    lambda parts, joint: joint.join(parts),
    st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=8),
    st.sampled_from([" ", ". ", "\n", "\n\n", "\n- ", ", ", " and ", " (", ": "]),
)
TEXTS = st.text(max_size=300) | MIXTURES
# Each paragraph speaks of one thing, in words that no other uses.
PARAGRAPHS = [
    "A zibble has a name and a colour.",
    "Each wompet has a code that is unique, and a weight in grams.",
    "A grontle has a title, at most 80 characters, and a price above zero.",
    "Every florb has a status: open, closed or archived.",
    "A quindle has a start date and an end date. The end date is not before the start date.",
]
RENAMED = """
A wompet has a name and a unique code. A florb has a title. Each wompet belongs to exactly one florb.
Wompets are stored in grontles. A grontle has a capacity above zero. A florb has at least one grontle.
"""
ONE_PASS = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


@ONE_PASS
@given(TEXTS)
def test_any_text_is_read(text: str) -> None:
    model = analyse(text)
    assert model == analyse(text)
    assert list(contradictions(model)) == []
    assert load_model(dump_model(model)) == model


@ONE_PASS
@given(TEXTS)
def test_every_statement_is_told_once(text: str) -> None:
    sentences = analyse(text).sentences
    assert [sentence.text for sentence in sentences] == [statement.quote for statement in read_statements(text)]
    for sentence in sentences:
        assert sentence.outcome not in {Outcome.NOT_SCHEMA, Outcome.PARTLY} or sentence.reason


@ONE_PASS
@given(TEXTS)
def test_every_quote_is_a_sentence_of_the_text(text: str) -> None:
    model = analyse(text)
    told = {sentence.text for sentence in model.sentences}
    plain = re.sub(r"[*_\s]+", "", text)
    for evidence in evidences(model):
        assert evidence.quote in told
        assert re.sub(r"[*_\s]+", "", evidence.quote) in plain
        assert evidence.rule


def evidences(model: Model) -> Iterator[Evidence]:
    """All evidence of a model."""
    for entity in model.entities.values():
        yield from entity.evidence
        for attribute in entity.attributes.values():
            yield from attribute.evidence
            yield from attribute.required_evidence
        for unique in entity.unique:
            yield from unique.evidence
        for check in entity.checks:
            yield from check.evidence
    for relation in model.relationships:
        yield from relation.evidence
    for rule in model.application_rules:
        yield from rule.evidence
    for pattern in model.access_patterns:
        yield from pattern.evidence
    for question in model.questions:
        yield from question.evidence


@pytest.mark.parametrize(
    ("old", "new"), [("wompet", "plimbo"), ("florb", "drackle"), ("grontle", "snarvit"), ("wompet", "zibblet")]
)
def test_another_name_for_a_thing_only_renames(old: str, new: str) -> None:
    def renamed(text: str) -> str:
        return text.replace(old, new).replace(old.capitalize(), new.capitalize())

    before, after = analyse(RENAMED), analyse(renamed(RENAMED))
    assert facts_without_places(load_model(renamed(dump_model(before)))) == facts_without_places(after)


def facts_without_places(model: Model) -> set[str]:
    """What a model says, without columns, which move with the length of a name."""
    told = re.sub(r'"column":\d+', '"column":0', model.model_dump_json(exclude={"entities"}))
    return {told, *(re.sub(r'"column":\d+', "", f"{n} {e.model_dump_json()}") for n, e in model.entities.items())}


@settings(deadline=None, max_examples=30)
@given(st.permutations(PARAGRAPHS))
def test_paragraphs_about_different_things_may_stand_in_any_order(paragraphs: list[str]) -> None:
    def shape(model: Model) -> dict[str, str]:
        return {
            name: re.sub(r'"(?:line|column)":\d+', "", entity.model_dump_json())
            for name, entity in sorted(model.entities.items())
        }

    assert shape(analyse("\n\n".join(paragraphs))) == shape(analyse("\n\n".join(PARAGRAPHS)))


def work(text: str) -> int:
    """How many words are looked at and chunks are made while a text is parsed."""
    steps = 0
    word, following = Lookahead.word, Chunker._next

    def looked(self: Lookahead, i: int) -> str:
        nonlocal steps
        steps += 1
        return word(self, i)

    def made(self: Chunker, i: int, stop: int, found: list[object]) -> object:
        nonlocal steps
        steps += 1
        return following(self, i, stop, found)  # type: ignore[arg-type]

    with mock.patch.object(Lookahead, "word", looked), mock.patch.object(Chunker, "_next", made):
        parse_document(text)
    return steps


@pytest.mark.parametrize(
    "piece",
    [
        "A room has a bed, ",
        "and a bed ",
        "never ",
        "( ",
        "the ",
        "of a room ",
        "unique ",
        "which has ",
        "A bed is wide. ",
    ],
)
def test_work_grows_with_the_text(piece: str) -> None:
    once, fourfold = work(piece * 40), work(piece * 160)
    assert fourfold <= 5 * once + 100


def comparisons(text: str) -> int:
    """How often two pieces of a model are compared while a text is analysed: what a search through lists costs."""
    count = 0
    equal = Evidence.__eq__

    def counted(self: Evidence, other: object) -> bool:
        nonlocal count
        count += 1
        return equal(self, other)

    with mock.patch.object(Evidence, "__eq__", counted):
        analyse(text)
    return count


def test_what_is_said_again_and_again_costs_no_more_each_time() -> None:
    text = (
        "A hall has a name, a status (open or shut) and a size above 0. Each hall belongs to one town. New ones are "
        "open. No two halls of a town share a name. Towns have a name. A hall's size must be at least 3.\n\n"
    )
    assert comparisons(text * 160) <= 4.4 * comparisons(text * 40) > 0
