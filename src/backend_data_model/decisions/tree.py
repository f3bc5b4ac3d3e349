"""What a decision tree is made of.

A tree is data: its inputs, its options, and branches of which the first that holds decides.  `decide.decide` walks it;
nothing here knows a subject.  One module beside this one states one tree.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Value = int | str
"""An input is a whole number or one of the closed answers of its `Input`."""

Operator = Literal["<", ">=", "is"]


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition on one input: `tenants >= 50`, `compliance is regulated` (for `is`: one of `values`)."""

    input: str
    operator: Operator
    values: tuple[Value, ...]

    def holds(self, value: Value) -> bool:
        """Whether the value of the input meets it."""
        if self.operator == "is":
            return value in self.values
        assert isinstance(value, int)
        bound = self.values[0]
        assert isinstance(bound, int)
        return value < bound if self.operator == "<" else value >= bound

    def __str__(self) -> str:
        if self.operator == "is":
            return f"{self.input} is {' or '.join(map(str, self.values))}"
        return f"{self.input} {self.operator} {self.values[0]:,}"


def below(name: str, bound: int) -> Criterion:
    """`name` is less than `bound`."""
    return Criterion(name, "<", (bound,))


def at_least(name: str, bound: int) -> Criterion:
    """`name` is `bound` or more."""
    return Criterion(name, ">=", (bound,))


def one_of(name: str, *values: str) -> Criterion:
    """`name` is one of `values`."""
    return Criterion(name, "is", values)


@dataclass(frozen=True, slots=True)
class Input:
    """One thing that a tree has to know.

    `choices` are its closed answers with what each means, weakest demand first; without choices it is a whole number.
    `assumed` holds until somebody says otherwise, and `because` says why that is the fair guess.
    """

    name: str
    question: str
    assumed: Value
    because: str
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """The names of the closed answers."""
        return tuple(name for name, _ in self.choices)


@dataclass(frozen=True, slots=True)
class Caution:
    """What must be said beside an answer where all of `when` holds."""

    when: tuple[Criterion, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer: what it is, what it brings, what it costs, and where it strains."""

    name: str
    title: str
    brings: tuple[str, ...]
    price: tuple[str, ...]
    warnings: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True)
class Branch:
    """If all of `when` holds, the answer is `option`, because of `reason`; `source` says who measured or wrote so."""

    when: tuple[Criterion, ...]
    option: str
    reason: str
    source: str


@dataclass(frozen=True, slots=True)
class Tree:
    """A whole decision; the last branch has no condition."""

    subject: str
    question: str
    inputs: tuple[Input, ...]
    options: tuple[Option, ...]
    branches: tuple[Branch, ...]

    def input(self, name: str) -> Input:
        """The input of that name; KeyError where there is none."""
        return {each.name: each for each in self.inputs}[name]

    def option(self, name: str) -> Option:
        """The option of that name; KeyError where there is none."""
        return {each.name: each for each in self.options}[name]
