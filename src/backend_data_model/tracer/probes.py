"""Trial rows: values on both sides of every constant that two conditions name, so that a difference shows."""

from __future__ import annotations

import datetime
import itertools
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from backend_data_model.model.document import AttributeType

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from backend_data_model.tracer.condition import Condition, Row, Value

Family = Literal["integer", "decimal", "text", "moment", "time", "boolean", "list", "any"]
_ROWS = 6000
_OTHER = "another value"

_FAMILIES: dict[AttributeType, Family] = {
    AttributeType.TEXT: "text",
    AttributeType.INTEGER: "integer",
    AttributeType.BIGINT: "integer",
    AttributeType.DECIMAL: "decimal",
    AttributeType.MONEY: "decimal",
    AttributeType.FLOAT: "decimal",
    AttributeType.DURATION: "decimal",
    AttributeType.BOOLEAN: "boolean",
    AttributeType.DATE: "moment",
    AttributeType.TIMESTAMP: "moment",
    AttributeType.LOCAL_TIMESTAMP: "moment",
    AttributeType.TIME: "time",
    AttributeType.UUID: "text",
    AttributeType.TEXT_LIST: "list",
    AttributeType.INTEGER_LIST: "list",
}


def family_of(type_: AttributeType) -> Family:
    """The kind of values that an attribute has."""
    return _FAMILIES.get(type_, "any")


def trial_rows(
    columns: Sequence[str], families: Mapping[str, Family], conditions: Sequence[Condition]
) -> Iterator[Row]:
    """Every combination of the trial values of `columns`, a bounded number of them."""
    constants = list(dict.fromkeys(c for condition in conditions for c in condition.constants))
    lengths = sorted({n for condition in conditions for n in condition.lengths})
    pools = [_pool(families.get(name, "any"), constants, lengths) for name in columns]
    most = max(3, int(_ROWS ** (1 / max(1, len(pools)))))
    pools = [pool if len(pool) <= most else [None, *pool[1:most]] for pool in pools]
    for values in itertools.islice(itertools.product(*pools), _ROWS):
        yield dict(zip(columns, values, strict=True))


def _pool(family: Family, constants: Sequence[Value], lengths: Sequence[int]) -> list[Value]:
    numbers = [c for c in constants if isinstance(c, Decimal)]
    texts = [c for c in constants if isinstance(c, str)]
    found: list[Value] = [None]
    if family in ("integer", "decimal"):
        steps = (Decimal(0), Decimal(1), Decimal(-1)) + (
            (Decimal("0.01"), Decimal("-0.01")) if family == "decimal" else ()
        )
        whole = [n for n in numbers if family == "decimal" or n == n.to_integral_value()]
        found += [n + step for n in whole for step in steps]
        found += [Decimal(1), Decimal(2), Decimal(3)]
    elif family == "moment":
        for text in texts:
            found += _days_around(text)
        found += ["2024-05-01", "2024-05-02", "2024-05-03"]
    elif family == "time":
        found += [text for text in texts if ":" in text]
        found += ["00:00:00", "09:00:00", "10:00:00", "23:59:59"]
    elif family == "boolean":
        found += [True, False]
    elif family == "list":
        found += [(), *((text,) for text in texts), (_OTHER,)]
    elif family == "text":
        found += [*texts, _OTHER[:1]]
        found += ["x" * n for size in lengths for n in (size - 1, size, size + 1) if n > 0]
        found += [str(n) for n in numbers if not lengths]
    else:
        found += [*constants, Decimal(1), Decimal(2)]
    return list(dict.fromkeys(found))


def _days_around(text: str) -> list[str]:
    try:
        day = datetime.date.fromisoformat(text[:10])
        return [(day + datetime.timedelta(days=n)).isoformat() for n in (-1, 0, 1)]
    except (ValueError, OverflowError):
        return []
