"""Explanations: what a thing rests on, what came of a sentence, and what was not understood first."""

from __future__ import annotations

import pytest

from backend_data_model.analyst import analyse
from backend_data_model.designer import design_schema
from backend_data_model.model.document import Outcome
from backend_data_model.model.errors import InputError
from backend_data_model.model.settings import DesignSettings
from backend_data_model.report.explain import Explanation, Thing, explain, explanation_data, explanation_lines

TEXT = """\
Each trainer coaches members. A trainer has a name.
A member has a name, a status (active, paused) and an email.
A member name must be unique per trainer.
We love simplicity.
"""


def explained(about: str = "all", answers: dict[str, str] | None = None) -> Explanation:
    model = analyse(TEXT, answers=answers)
    return explain(model, [design_schema(model, DesignSettings("postgresql"))], about)


def only(about: str) -> Thing:
    (thing,) = explained(about).things
    return thing


@pytest.mark.parametrize(
    ("about", "name", "line", "rule"),
    [
        ("members.status", "members.status", 2, "has-list"),
        ("member.status", "members.status", 2, "has-list"),
        ("member.trainer", "members.trainer_id", 1, "relation"),
        ("check_members_status_values", "check_members_status_values", 2, "has-list"),
        ("unique_members_on_trainer_id_and_name", "unique_members_on_trainer_id_and_name", 3, "attribute-predicate"),
        ("fk_members_trainer_id_trainers", "fk_members_trainer_id_trainers", 1, "relation"),
    ],
)
def test_a_thing_tells_its_sentence_and_rule(about: str, name: str, line: int, rule: str) -> None:
    thing = only(about)
    assert thing.name == name
    first = thing.causes[0]
    assert (first.line, first.rule) == (line, rule)
    assert first.reads
    assert first.text in TEXT


def test_the_designers_own_columns_are_assumptions() -> None:
    assert {cause.standing for cause in only("members.created_at").causes} == {"default"}


def test_a_question_stands_where_it_matters_and_an_answer_closes_it() -> None:
    (asked,) = only("members.email").questions
    assert (asked.id, asked.answer, asked.open) == ("repeats:member.email", "yes", True)
    (closed,) = explained("members.email", {"repeats:member.email": "no"}).things
    assert [(each.answer, each.open) for each in closed.questions] == [("no", False)]


def test_a_table_is_explained_with_all_its_parts() -> None:
    by_table, by_entity = explained("members"), explained("member")
    assert by_table == by_entity
    assert {thing.kind for thing in by_table.things} == {"table", "column", "unique", "check", "foreign key"}


def test_a_line_tells_its_sentences_and_what_came_of_them() -> None:
    found = explained("line:3")
    assert [(each.line, each.outcome) for each in found.sentences] == [(3, Outcome.USED)]
    assert [thing.name for thing in found.things] == ["unique_members_on_trainer_id_and_name"]


def test_sentences_that_led_to_nothing_come_before_everything_else() -> None:
    found = explained()
    assert found.sentences[0].outcome != Outcome.USED
    lines = list(explanation_lines(found))
    assert lines[0].startswith("line 4  (not schema: ")
    assert lines[-1].startswith("    led to ")


def test_every_fact_of_a_sentence_is_a_thing_or_a_question() -> None:
    found = explained()
    names = {thing.name for thing in found.things}
    for sentence in found.sentences:
        assert all(name in names or name.startswith(("question ", "application rule")) for name in sentence.led_to)


def test_the_data_form_holds_all_of_it() -> None:
    data = explanation_data(explained("members.status"))
    assert data["things"][0]["causes"][0]["rule"] == "has-list"


@pytest.mark.parametrize(
    ("about", "help_"),
    [
        ("members.statsu", "did you mean 'members.status'?"),
        ("line:twelve", "line:12"),
        ("line:0", "line:12"),
        ("qqqqq", "give all"),
    ],
)
def test_what_is_not_there_is_refused_with_the_nearest(about: str, help_: str) -> None:
    with pytest.raises(InputError) as refused:
        explained(about)
    assert help_ in str(refused.value.help)


def test_several_engines_tell_where_they_differ() -> None:
    model = analyse(TEXT)
    schemas = [design_schema(model, DesignSettings(engine)) for engine in ("postgresql", "mysql", "sqlite")]
    found = explain(model, schemas)
    by_name = {(thing.kind, thing.name): thing for thing in found.things}
    assert len(by_name) == len(found.things)
    status = by_name["column", "members.status"]
    assert [variant.engine for variant in status.variants] == ["mysql", "sqlite"]
    assert all(variant.says and variant.says != status.says for variant in status.variants)
    for schema in schemas:
        for table in schema.tables:
            assert all(("check", check.name) in by_name for check in table.checks)
    kinds = {variant.says is None for thing in found.things for variant in thing.variants}
    assert kinds == {True, False}
    assert "    not on sqlite" in list(explanation_lines(found)) or "    not on postgresql" in list(
        explanation_lines(found)
    )


def test_what_only_a_later_engine_has_is_found_by_name() -> None:
    model = analyse(TEXT)
    schemas = [design_schema(model, DesignSettings(engine)) for engine in ("postgresql", "sqlite")]
    own = {check.name for table in schemas[0].tables for check in table.checks}
    only = next(check.name for table in schemas[1].tables for check in table.checks if check.name not in own)
    (thing,) = explain(model, schemas, str(only)).things
    assert [(variant.engine, variant.says) for variant in thing.variants] == [("postgresql", None)]
