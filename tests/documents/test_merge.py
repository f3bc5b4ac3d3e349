"""Running the analyst again over an edited document keeps what a person did."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from tests.strategies import models

from backend_data_model.documents import dump_model, load_model, merge_models
from backend_data_model.documents.data import to_data
from backend_data_model.documents.merge import check_key, merge, pattern_key, relationship_key, rule_key, unique_key
from backend_data_model.model.document import (
    Attribute,
    AttributeType,
    Evidence,
    Model,
    Outcome,
    Relationship,
    Sentence,
    Standing,
)
from backend_data_model.model.expression import Range


@pytest.fixture
def fresh() -> Model:
    """A document as the analyst wrote it."""
    return load_model((Path(__file__).parent.parent / "report" / "studio.yaml").read_text(encoding="utf-8"))


def test_nothing_edited_nothing_changed(fresh: Model) -> None:
    result = merge(fresh, copy.deepcopy(fresh))
    assert to_data(result.model) == to_data(fresh)
    assert not result.kept
    assert not result.left_out


@settings(deadline=None, max_examples=10, suppress_health_check=list(HealthCheck))
@given(models())
def test_merging_with_itself_is_idempotent_and_the_identity_where_no_fact_is_repeated(model: Model) -> None:
    once = merge_models(model, copy.deepcopy(model))
    assert to_data(merge_models(once, copy.deepcopy(once))) == to_data(once)
    if not _repeats(model):
        assert to_data(once) == to_data(model)


def _repeats(model: Model) -> bool:
    """Whether two facts of the model are the same but for their words."""
    lists = [
        [relationship_key(one) for one in model.relationships],
        [pattern_key(one) for one in model.access_patterns],
        [rule_key(one) for one in model.application_rules],
        *([unique_key(one) for one in entity.unique] for entity in model.entities.values()),
        *([check_key(one) for one in entity.checks] for entity in model.entities.values()),
    ]
    return any(len(set(keys)) < len(keys) for keys in lists)


def test_edits_are_kept(fresh: Model) -> None:
    edited = copy.deepcopy(fresh)
    edited.entities["member"].attributes["phone"].required = True
    edited.entities["room"].checks[0].rule = Range(attribute="capacity", min=1, max=120)
    edited.entities["room"].attributes["floor"] = Attribute(type=AttributeType.INTEGER)
    edited.entities["class"].unique.clear()
    edited.questions[0].answer = "yes"
    edited.relationships[0].on_delete = "cascade"
    edited.relationships.append(Relationship(entity="room", role="keeper", target="instructor", each_has="0..1"))
    result = merge(fresh, edited)
    merged = result.model
    assert merged.entities["member"].attributes["phone"].required
    assert merged.entities["room"].checks[0].rule == Range(attribute="capacity", min=1, max=120)
    assert "floor" in merged.entities["room"].attributes
    assert merged.questions[0].answer == "yes"
    assert merged.relationships[0].on_delete == "cascade"
    assert merged.relationships[-1].role == "keeper"
    assert "member.phone" in result.kept
    assert "room.floor" in result.kept
    load_model(dump_model(merged))


def test_deletions_and_renames_are_kept(fresh: Model) -> None:
    edited = copy.deepcopy(fresh)
    del edited.entities["instructor"].attributes["bio"]
    edited.entities["label"] = edited.entities.pop("tag")
    edited.relationships[-1] = edited.relationships[-1].model_copy(update={"target": "label", "role": "label"})
    result = merge(fresh, edited)
    assert "bio" not in result.model.entities["instructor"].attributes
    assert "tag" not in result.model.entities
    assert "label" in result.model.entities
    assert "instructor.bio" in result.left_out
    assert not [r for r in result.model.relationships if r.target == "tag"]
    load_model(dump_model(result.model))


def test_what_the_text_no_longer_says_goes_and_what_it_says_now_comes(fresh: Model) -> None:
    edited = copy.deepcopy(fresh)
    edited.entities["room"].attributes["floor"] = Attribute(type=AttributeType.INTEGER)
    now = copy.deepcopy(fresh)
    now.sentences = [s for s in now.sentences if "bio" not in s.text]
    del now.entities["instructor"].attributes["bio"]
    words = "A room has a color."
    now.sentences.append(Sentence(text=words, line=40, outcome=Outcome.USED))
    now.entities["room"].attributes["color"] = Attribute(
        type=AttributeType.TEXT, standing=Standing.EXPLICIT, evidence=[Evidence(quote=words, line=40)]
    )
    merged = merge_models(now, edited)
    assert "bio" not in merged.entities["instructor"].attributes
    assert list(merged.entities["room"].attributes) == ["name", "capacity", "floor", "color"]


def test_a_changed_sentence_wins_over_an_old_reading(fresh: Model) -> None:
    edited = copy.deepcopy(fresh)
    now = copy.deepcopy(fresh)
    words = "A room has a name and a capacity between 1 and 90."
    for sentence in now.sentences:
        if "between 1 and 80" in sentence.text:
            sentence.text = words
    check = now.entities["room"].checks[0]
    check.rule, check.evidence = Range(attribute="capacity", min=1, max=90), [Evidence(quote=words, line=11)]
    assert merge_models(now, edited).entities["room"].checks[0].rule == Range(attribute="capacity", min=1, max=90)


def test_references_to_what_was_deleted_go_with_it(fresh: Model) -> None:
    edited = copy.deepcopy(fresh)
    del edited.entities["pass"]
    edited.relationships = [r for r in edited.relationships if "pass" not in (r.entity, r.target)]
    merged = merge_models(fresh, edited)
    assert "pass" not in merged.entities
    load_model(dump_model(merged))


def test_answers_follow_the_words_of_a_question_not_its_number(fresh: Model) -> None:
    edited = copy.deepcopy(fresh)
    edited.questions[1].answer = "the same person"
    now = copy.deepcopy(fresh)
    now.questions.reverse()
    for number, question in enumerate(now.questions):
        question.id = f"q{number}"
    edited.questions[0].id, edited.questions[1].id = "q0", "q1"
    assert [question.answer for question in merge_models(now, edited).questions] == ["the same person", None]
