"""A text whose decisions change a fact states the same as one that says it right at once; both places are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend_data_model.analyst import analyse
from backend_data_model.model.document import Outcome
from tests.analyst.facts import facts

if TYPE_CHECKING:
    from backend_data_model.model.document import Model

THINGS = ["wompet", "florb", "crate", "permit", "loom"]
TITLES = ["## Decisions", "## Changes after the review", "## Corrections", "## Resolved comments", "## Addendum"]
LAW = settings(deadline=None, max_examples=50, suppress_health_check=[HealthCheck.too_slow])
DROPPED = st.lists(st.sampled_from(["red", "blue", "grey"]), unique=True)
BOUNDS = st.tuples(st.integers(0, 50), st.integers(51, 900))


def stated(model: Model) -> set[str]:
    """The facts apart from what was taken back."""
    return {fact for fact in facts(model) if not fact.startswith("overridden")}


def changed(thing: str, first: str, title: str, later: str) -> Model:
    """A text that says one thing first and another in a section of changes."""
    return analyse(f"A {thing} has a name.\n{first}\nA hall has a colour.\n\n{title}\n\n- {later}\n")


def at_once(thing: str, only: str) -> Model:
    """A text that says it right."""
    return analyse(f"A {thing} has a name.\n{only}\nA hall has a colour.\n")


@LAW
@given(st.sampled_from(THINGS), st.sampled_from(TITLES), BOUNDS, BOUNDS)
def test_later_bounds_hold(thing: str, title: str, old: tuple[int, int], new: tuple[int, int]) -> None:
    first, later = (f"A {thing} has a weight from {low} to {high} kg." for low, high in (old, new))
    both = changed(thing, first, title, f"The weight of a {thing} is between {new[0]} and {new[1]} kg.")
    assert stated(both) == stated(at_once(thing, later))
    assert bool(both.overridden) == (old != new)
    for one in both.overridden:
        assert (one.old.line, one.new.line) == (2, 7)
    assert all(question.id.split(":")[0] != "bounds" for question in both.questions)


@LAW
@given(st.sampled_from(THINGS), st.sampled_from(TITLES), st.booleans())
def test_later_optionality_holds(thing: str, title: str, optional: bool) -> None:
    said = {True: "optional", False: "mandatory"}
    first = f"A {thing} has a remark. The remark of a {thing} is {said[not optional]}."
    only = f"A {thing} has a remark. The remark of a {thing} is {said[optional]}."
    both = changed(thing, first, title, f"The remark of a {thing} is {said[optional]}.")
    assert stated(both) == stated(at_once(thing, only))
    assert len(both.overridden) == 1
    outcomes = {sentence.text: sentence.outcome for sentence in both.sentences}
    assert outcomes[f"The remark of a {thing} is {said[not optional]}."] is Outcome.OVERRIDDEN


@LAW
@given(
    st.sampled_from(THINGS), st.sampled_from(TITLES), st.lists(st.sampled_from(["red", "blue", "grey"]), unique=True)
)
def test_later_values_hold(thing: str, title: str, dropped: list[str]) -> None:
    first = f"A {thing} has a state: new, red, blue, grey or old."
    left = [value for value in ("new", "red", "blue", "grey") if value not in dropped]
    later = f"The state of a {thing} is one of {', '.join(left)} or old."
    only = f"A {thing} has a state: {', '.join(left)} or old."
    both = changed(thing, first, title, later)
    assert stated(both) == stated(at_once(thing, only))
    assert bool(both.overridden) == bool(dropped)


@LAW
@given(st.sampled_from(THINGS), st.sampled_from(TITLES))
def test_what_is_given_up_is_gone(thing: str, title: str) -> None:
    both = changed(thing, f"A {thing} has a fax number.", title, "We dropped the fax number.")
    assert stated(both) == stated(at_once(thing, ""))
    assert [one.about for one in both.overridden] == [f"{thing}.fax_number"]
