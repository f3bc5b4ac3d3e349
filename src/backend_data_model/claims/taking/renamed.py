"""A check with the names of the model instead of those that a claim used."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from backend_data_model.model.expression import AtLeastOneOf, Compare, ExactlyOneOf, Expression, Implies, names_in

if TYPE_CHECKING:
    from collections.abc import Mapping

E = TypeVar("E", bound=Expression)


def renamed_rule(rule: E, names: Mapping[str, str]) -> E:
    """The rule with each name replaced by that of `names`; all names of the rule are among its keys."""
    match rule:
        case Compare():
            update: dict[str, object] = {"left": names[rule.left], "right": names[rule.right] if rule.right else None}
        case ExactlyOneOf() | AtLeastOneOf():
            update = {"members": tuple(names[member] for member in rule.members)}
        case Implies():
            update = {
                "when": tuple(renamed_rule(one, names) for one in rule.when),
                "then": tuple(renamed_rule(one, names) for one in rule.then),
            }
        case _:
            update = {"attribute": names[names_in(rule)[0]]}
    return rule.model_copy(update=update)
