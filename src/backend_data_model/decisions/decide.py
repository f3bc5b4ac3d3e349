"""Walk a decision tree: the answer, why, what was assumed, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backend_data_model.decisions.tree import Branch, Input, Option, Tree, Value

Origin = Literal["option", "text", "model", "assumed"]
"""Where a value comes from: an option of the command, the requirements, the model, or the tree's own assumption."""


@dataclass(frozen=True, slots=True)
class Given:
    """The value of one input; `words` are those that it was read from, or the reason why it was assumed."""

    input: str
    value: Value
    origin: Origin
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """With `value` (of a number: from it on, or below it) for `input`, all else equal, the answer is `option`."""

    input: str
    value: str
    option: str
    reason: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of a tree for given values.

    `changes` lists every single value that leads elsewhere; `open` names the inputs that were only assumed and of
    which another value does so: those are worth asking.
    """

    tree: Tree
    option: Option
    branch: Branch
    given: tuple[Given, ...]
    warnings: tuple[str, ...]
    changes: tuple[Change, ...]

    @property
    def open(self) -> tuple[Input, ...]:
        """The inputs that were assumed and decide."""
        assumed = {each.input for each in self.given if each.origin == "assumed"}
        moving = {change.input for change in self.changes}
        return tuple(each for each in self.tree.inputs if each.name in assumed & moving)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why, in one sentence for each: the branch, then the values that it rests on with their origin."""
        by_name = {each.input: each for each in self.given}
        used = dict.fromkeys(test.input for test in self.branch.when)
        return (self.branch.reason, *(said(by_name[name]) for name in used))


def said(given: Given) -> str:
    """One value with where it comes from."""
    shown = f"{given.value:,}" if isinstance(given.value, int) else given.value
    match given.origin:
        case "assumed":
            return f"{given.input}: {shown}, assumed: {given.words}"
        case "option":
            return f"{given.input}: {shown}, as given"
        case _:
            return f'{given.input}: {shown}, from "{given.words}"' if given.words else f"{given.input}: {shown}"


def decide(tree: Tree, given: Iterable[Given] = ()) -> Decision:
    """The answer of `tree`; what is not given is assumed.  Of two values for one input the first counts.

    Raises InputError for an input that the tree does not have and for a value that the input cannot take.
    """
    known: dict[str, Given] = {}
    for each in given:
        _check(tree, each)
        known.setdefault(each.input, each)
    everything = tuple(known.get(i.name) or Given(i.name, i.assumed, "assumed", i.because) for i in tree.inputs)
    values = {each.input: each.value for each in everything}
    branch = _first(tree, values)
    option = tree.option(branch.option)
    warnings = tuple(w.text for w in option.warnings if all(t.holds(values[t.input]) for t in w.when))
    return Decision(tree, option, branch, everything, warnings, tuple(_changes(tree, values, option.name)))


def _check(tree: Tree, given: Given) -> None:
    names = [each.name for each in tree.inputs]
    if given.input not in names:
        raise InputError(f"the decision on {tree.subject} has no input {given.input!r}", help=f"{', '.join(names)}")
    asked = tree.input(given.input)
    if asked.choices and given.value not in asked.answers:
        raise InputError(f"{given.input} cannot be {given.value!r}", help=f"choose one of: {', '.join(asked.answers)}")
    if not asked.choices and (not isinstance(given.value, int) or given.value < 0):
        raise InputError(f"{given.input} must be a whole number, not {given.value!r}")


def _first(tree: Tree, values: dict[str, Value]) -> Branch:
    return next(b for b in tree.branches if all(test.holds(values[test.input]) for test in b.when))


def _changes(tree: Tree, values: dict[str, Value], now: str) -> Iterator[Change]:
    """Every other answer that one input alone can bring; of numbers the nearest bound on each side."""
    for asked in tree.inputs:
        if asked.choices:
            for name in asked.answers:
                branch = _first(tree, {**values, asked.name: name})
                if branch.option != now and not _states_the_answer(branch):
                    yield Change(asked.name, name, branch.option, branch.reason)
            continue
        current = values[asked.name]
        assert isinstance(current, int)
        seen: set[str] = set()
        bounds = sorted(_bounds(tree, asked.name))
        for bound in reversed([b for b in bounds if b <= current]):
            branch = _first(tree, {**values, asked.name: bound - 1})
            if branch.option != now and branch.option not in seen:
                seen.add(branch.option)
                yield Change(asked.name, f"below {bound:,}", branch.option, branch.reason)
        for bound in (b for b in bounds if b > current):
            branch = _first(tree, {**values, asked.name: bound})
            if branch.option != now and branch.option not in seen:
                seen.add(branch.option)
                yield Change(asked.name, f"{bound:,} or more", branch.option, branch.reason)


def _states_the_answer(branch: Branch) -> bool:
    """Whether the one thing that the branch looks at names its option outright: that is no consideration."""
    return len(branch.when) == 1 and branch.when[0].operator == "is" and branch.option in branch.when[0].values


def _bounds(tree: Tree, name: str) -> set[int]:
    tests = [test for branch in tree.branches for test in branch.when if test.input == name]
    return {value for test in tests for value in test.values if isinstance(value, int)}
