"""The tree on tenancy: its answers as data, and laws that hold for every tree."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
import yaml
from hypothesis import given as given_that
from hypothesis import strategies as st

from backend_data_model.decisions.decide import Given, decide
from backend_data_model.decisions.registry import SUBJECTS, tree_of
from backend_data_model.decisions.render import decision_data, decision_lines, tree_data, tree_lines
from backend_data_model.decisions.tenancy import TREE, kind_of
from backend_data_model.decisions.tenancy_inputs import ANSWERS, given_by
from backend_data_model.model.document import Entity, Model, Tenancy, TenancyDemand, TenancyNeed, Volume
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend_data_model.decisions.tree import Tree, Value

CASES = yaml.safe_load((Path(__file__).parent / "tenancy.yaml").read_text(encoding="utf-8"))
TREES = [tree for tree in map(tree_of, SUBJECTS) if tree is not None]


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["given"]))
def test_answers(case: dict[str, Any]) -> None:
    decision = decide(TREE, as_given(case["given"]))
    assert decision.option.name == case["answer"]
    assert kind_of(decision.option.name) in ("none", "shared", "schema", "database")
    assert case.get("warns", "") in " ".join(decision.warnings)
    assert {g.input for g in decision.given if g.origin == "assumed"} == {i.name for i in TREE.inputs} - {
        *case["given"]
    }


def as_given(values: Mapping[str, Value]) -> list[Given]:
    """Values as if they came from the options of the command."""
    return [Given(name, value, "option") for name, value in values.items()]


def numbers(tree: Tree, name: str) -> list[int]:
    """Values on both sides of each bound of an input."""
    bounds = {v for b in tree.branches for t in b.when if t.input == name for v in t.values if isinstance(v, int)}
    return sorted({value for bound in bounds for value in (bound - 1, bound)})


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.subject)
def test_every_branch_and_option_can_be_reached_and_names_what_exists(tree: Tree) -> None:
    spaces: list[tuple[Value, ...]] = [i.answers or tuple(numbers(tree, i.name)) or (0,) for i in tree.inputs]
    names = [i.name for i in tree.inputs]
    reached = {id(decide(tree, as_given(dict(zip(names, row, strict=True)))).branch) for row in product(*spaces)}
    assert reached == {id(branch) for branch in tree.branches}
    assert {branch.option for branch in tree.branches} == {option.name for option in tree.options}
    for option in tree.options:
        assert option.brings
        assert option.price
    assert tree.branches[-1].when == ()
    assert all(i.assumed in i.answers for i in tree.inputs if i.choices)


@given_that(st.data())
def test_what_is_said_to_change_the_answer_does_and_nothing_else(data: st.DataObject) -> None:
    tree = data.draw(st.sampled_from(TREES))
    values: dict[str, Value] = {}
    for asked in tree.inputs:
        values[asked.name] = data.draw(st.sampled_from([*(asked.answers or numbers(tree, asked.name))]))
    decision = decide(tree, as_given(values))
    assert not decision.open
    for change in decision.changes:
        shown = change.value.replace(",", "")
        value: Value = shown if tree.input(change.input).choices else int(shown.split()[1 if "below" in shown else 0])
        value = value - 1 if isinstance(value, int) and "below" in shown else value
        after = {**values, change.input: value}
        assert decide(tree, as_given(after)).option.name == change.option
        assert change.option != decision.option.name


def test_only_what_was_assumed_and_decides_is_worth_asking() -> None:
    decision = decide(TREE, [Given("tenants", 200, "text", "about 200 clinics")])
    assert {asked.name for asked in decision.open} == {"isolation", "restore"}
    assert decision.reasons[0] == decision.branch.reason


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (Given("colour", "red", "option"), "no input 'colour'"),
        (Given("growth", "sudden", "option"), "growth cannot be 'sudden'"),
        (Given("tenants", -1, "option"), "whole number"),
        (Given("tenants", "many", "option"), "whole number"),
    ],
)
def test_what_the_tree_does_not_know_is_refused(given: Given, message: str) -> None:
    with pytest.raises(InputError, match=message):
        decide(TREE, [given])


def test_every_demand_of_the_model_is_an_answer_of_the_tree() -> None:
    assert set(ANSWERS) == set(get_args(TenancyDemand))
    for name, value in ANSWERS.values():
        assert value in TREE.input(name).answers


def test_a_model_gives_count_and_needs_and_the_stronger_need_counts() -> None:
    needs = [TenancyNeed(demand="regulated"), TenancyNeed(demand="residency")]
    model = Model(
        tenancy=Tenancy(kind="shared", tenant="clinic", needs=needs),
        entities={"clinic": Entity(), "visit": Entity()},
        volumes=[Volume(entity="visit", rows=9, per="day"), Volume(entity="clinic", rows=30)],
    )
    decision = decide(TREE, given_by(model))
    assert {(g.input, g.value) for g in decision.given if g.origin == "model"} == {
        ("tenants", 30),
        ("compliance", "residency"),
    }
    assert decision.option.name == "database"


def test_a_model_without_a_tenant_has_one_customer_and_says_that_this_is_assumed() -> None:
    decision = decide(TREE, given_by(Model()))
    assert decision.option.name == "none"
    assert [asked.name for asked in decision.open] == ["tenants"]


def test_pages_and_values_hold_the_whole_tree() -> None:
    for tree in TREES:
        page, data = "\n".join(tree_lines(tree)), tree_data(tree)
        for branch in tree.branches:
            assert branch.reason in page
        assert [b["answer"] for b in data["branches"]] == [b.option for b in tree.branches]
    decision = decide(TREE)
    assert decision_data(decision)["assumed"] == [i.name for i in TREE.inputs]
    assert "would change it" in "\n".join(decision_lines(decision))
