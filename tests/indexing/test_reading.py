"""What is read from queries: predicates, sorts, join order, and notes on what no index serves."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.indexing.statements.files import read_queries
from backend_data_model.indexing.statements.postgresql.read import read_workload

if TYPE_CHECKING:
    from backend_data_model.indexing.predicates import Access

DOCUMENT = yaml.safe_load((Path(__file__).parent / "reading.yaml").read_text(encoding="utf-8"))
SCHEMA = read_ddl(DOCUMENT["schema"], "postgresql")


def words(access: Access) -> list[str]:
    """An access in the words of reading.yaml."""
    found = []
    for one in access.predicates:
        parts = [one.kind, one.term.text, one.bound or "", "joined" if one.join else ""]
        found.append(" ".join(part for part in parts if part))
    for key in access.sort:
        nulls = " nulls first" if key.nulls_first else ""
        found.append(f"sort {key.term.text}{' desc' if key.descending else ''}{nulls}")
    found += ["limited"] if access.limited else []
    found += [f"group {term.text}" for term in access.grouping]
    return [f"{access.table.name} {found[0]}" if found else access.table.name, *found[1:]]


@pytest.mark.parametrize("case", DOCUMENT["cases"], ids=lambda case: case["sql"][:80])
def test_reading(case: dict[str, Any]) -> None:
    reading = read_workload(read_queries(case["sql"], "postgresql"), SCHEMA)
    assert reading.unread == []
    assert [word for access in reading.accesses for word in words(access)] == case["reads"]
    assert [note for _, note in reading.notes] == case.get("notes", [])


def test_calls_of_one_shape_are_one_query() -> None:
    call = "-- {}\nselect 1 from pets where owner_id = {} and kind = 'x';\n"
    text = "\n".join(call.format(name, owner) for name, owner in (("a", 1), ("b", 2)))
    reading = read_workload(read_queries(text, "postgresql"), SCHEMA)
    assert [query.names for query in reading.queries] == [["a", "b"]]
    values = {one.term.text: one.values for one in reading.accesses[0].predicates}
    assert values == {"owner_id": (), "kind": ("'x'",)}


def test_what_cannot_be_read_is_listed() -> None:
    text = "-- wrong\nselect from where;\n\n-- other\ncreate table x ();\n-- right\nselect 1 from pets where id = 1;"
    reading = read_workload(read_queries(text, "postgresql"), SCHEMA)
    assert [(name, line) for name, line, _ in reading.unread] == [("wrong", 2), ("other", 5)]
    assert [query.name for query in reading.queries] == ["right"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("-- list\nselect 1;", ["list"]),
        ("-- name: List :many\nselect 1;", ["List"]),
        ("/* list */ select 1;", ["list"]),
        ("select 1;", ["line 1"]),
        ("-- a\nselect 1;\nselect 2;\n\nselect 3;", ["a", "a", "line 5"]),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    assert [one.name for one in read_queries(text, "postgresql")] == names
