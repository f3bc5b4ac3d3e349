"""A row that a rule accepts and one that it refuses, where that makes the rule plain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.model.expression import Expression, Length, OneOf, Range
from backend_data_model.readback.words import literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.document import Entity
    from backend_data_model.model.expression import Scalar


def sample(entity: Entity, rule: Expression) -> str:
    """One value that the rule accepts and one that it refuses, where the rule is about one attribute."""
    match rule:
        case OneOf():
            return sample_of_values(rule.values)
        case Length(min=None, max=None):
            return ""
        case Length():
            accepted = rule.min if rule.min is not None else rule.max
            refused = rule.min - 1 if rule.min else (rule.max or 0) + 1
            return f" *(accepted: {accepted} characters; refused: {refused} characters)*"
        case Range(min=int() | float() as low) if not isinstance(low, bool):
            step = _step(entity, rule.attribute)
            good, bad = (low + step, low) if rule.min_exclusive else (low, low - step)
            return f" *(accepted: {_number(good)}; refused: {_number(bad)})*"
        case Range(min=None, max=int() | float() as high) if not isinstance(high, bool):
            step = _step(entity, rule.attribute)
            good, bad = (high - step, high) if rule.max_exclusive else (high, high + step)
            return f" *(accepted: {_number(good)}; refused: {_number(bad)})*"
        case _:
            return ""


def sample_of_values(values: Sequence[Scalar]) -> str:
    """The first value and one that is not in the list, where all are texts."""
    if not values or not all(isinstance(value, str) for value in values):
        return ""
    other = next(word for word in ("other", "unknown", "none of these", "x" * 40) if word not in values)
    return f" *(accepted: {literal(values[0])}; refused: {literal(other)})*"


def _step(entity: Entity, name: str) -> float:
    attribute = entity.attributes.get(name)
    if attribute is None or attribute.type.value in ("integer", "bigint"):
        return 1
    places = attribute.scale if attribute.scale is not None else 2
    return float(f"1e-{places}") if places else 1


def _number(value: float) -> str:
    return f"{value:.10f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
