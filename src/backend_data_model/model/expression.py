"""Checks and conditions of the model document, as values rather than SQL text.

A name in an expression is an attribute of the entity or the role of one of its references; `id` is the surrogate key.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Scalar = bool | int | float | str
Operator = Literal["<", "<=", "=", "<>", ">=", ">"]


class Expression(BaseModel):
    """What all expressions share: they are frozen and refuse keys that they do not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class OneOf(Expression):
    """The value is one of a fixed list (`status in ('draft', 'paid')`)."""

    kind: Literal["one_of"] = "one_of"
    attribute: str
    values: tuple[Scalar, ...] = Field(min_length=1)


class Range(Expression):
    """The value lies between two bounds, either of which may be absent; they are inclusive unless marked exclusive."""

    kind: Literal["range"] = "range"
    attribute: str
    min: int | float | str | None = None
    max: int | float | str | None = None
    min_exclusive: bool = False
    max_exclusive: bool = False


class Length(Expression):
    """The number of characters of a text, both bounds inclusive."""

    kind: Literal["length"] = "length"
    attribute: str
    min: int | None = None
    max: int | None = None


class Compare(Expression):
    """Two columns of one row, or a column and a number, are compared; it holds when either side is NULL."""

    kind: Literal["compare"] = "compare"
    left: str
    op: Operator
    right: str | None = None
    value: int | float | None = None


class Present(Expression):
    """The attribute has a value (IS NOT NULL)."""

    kind: Literal["present"] = "present"
    attribute: str


class Absent(Expression):
    """The attribute has no value (IS NULL)."""

    kind: Literal["absent"] = "absent"
    attribute: str


class Implies(Expression):
    """Whenever every condition of `when` holds, every condition of `then` holds as well."""

    kind: Literal["implies"] = "implies"
    when: tuple[Condition, ...] = Field(min_length=1)
    then: tuple[Condition, ...] = Field(min_length=1)


class ExactlyOneOf(Expression):
    """Exactly one of several attributes or roles has a value."""

    kind: Literal["exactly_one_of"] = "exactly_one_of"
    members: tuple[str, ...] = Field(min_length=2)


class AtLeastOneOf(Expression):
    """At least one of several attributes or roles has a value."""

    kind: Literal["at_least_one_of"] = "at_least_one_of"
    members: tuple[str, ...] = Field(min_length=2)


Condition = Annotated[OneOf | Range | Length | Compare | Present | Absent, Field(discriminator="kind")]
CheckExpression = Annotated[
    OneOf | Range | Length | Compare | Implies | ExactlyOneOf | AtLeastOneOf, Field(discriminator="kind")
]
Implies.model_rebuild()


def names_in(expression: Expression) -> tuple[str, ...]:
    """The attributes and roles that an expression speaks of, in order, each once."""
    match expression:
        case OneOf() | Range() | Length() | Present() | Absent():
            found = [expression.attribute]
        case Compare():
            found = [expression.left] + ([expression.right] if expression.right else [])
        case Implies():
            found = [name for part in (*expression.when, *expression.then) for name in names_in(part)]
        case ExactlyOneOf() | AtLeastOneOf():
            found = list(expression.members)
        case _:
            raise TypeError(f"not an expression of the model: {expression!r}")
    return tuple(dict.fromkeys(found))
