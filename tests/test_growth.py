"""Expected sizes: estimates in the right order of magnitude, thresholds, unknown names."""

from __future__ import annotations

import pytest

from backend_data_model.growth import in_words, index_width, render_growth, row_width
from backend_data_model.model.errors import InputError
from backend_data_model.model.schema import Column, Index, IndexKey, PrimaryKey, Schema, Table

EVENTS = Table(
    "events",
    entity="event",
    columns=[
        Column("id", "bigint"),
        Column("kind", "text"),
        Column("happened_at", "timestamptz"),
        Column("on_date", "date"),
    ],
    primary_key=PrimaryKey(["id"]),
    indexes=[Index([IndexKey("happened_at"), IndexKey(expression="lower(kind)")])],
)
SCHEMA = Schema("postgresql", tables=[EVENTS])


def test_widths() -> None:
    assert row_width(EVENTS) == 28 + 8 + 32 + 8 + 4
    assert index_width(EVENTS) == (16 + 8) + (16 + 8)


@pytest.mark.parametrize(
    ("rows", "said", "unsaid"),
    [
        (1000, "1,000 rows, about 80 kB and 48 kB", "batches"),
        (2_000_000, "batches", "partitions"),
        (200_000_000, "partitions", "none"),
    ],
)
def test_thresholds(rows: int, said: str, unsaid: str) -> None:
    text = render_growth(SCHEMA, {"event": rows})
    assert said in text
    assert unsaid not in text


def test_names() -> None:
    assert render_growth(SCHEMA, {}) == ""
    assert "`events`" in render_growth(SCHEMA, {"events": 1})
    with pytest.raises(InputError, match="nothing"):
        render_growth(SCHEMA, {"nothing": 1})


def test_in_words() -> None:
    assert [in_words(size) for size in (7, 1500, 2_340_000, 10**10, 3 * 10**12)] == [
        "7 B",
        "1.5 kB",
        "2.34 MB",
        "10 GB",
        "3 TB",
    ]
