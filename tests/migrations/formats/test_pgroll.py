"""pgroll is in no registry: its operations are checked against what its reference asks of each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from backend_data_model.migrations.formats import render
from backend_data_model.migrations.formats._pgroll_operations import operations
from backend_data_model.migrations.steps import Plan, Step
from backend_data_model.model.errors import InputError

from .conftest import AT

if TYPE_CHECKING:
    from .conftest import Journey

CASES = yaml.safe_load(Path(__file__).with_name("pgroll_cases.yaml").read_text())
REQUIRED = {
    "add_column": {"table", "column"},
    "alter_column": {"table", "column", "up", "down"},
    "rename_column": {"table", "from", "to"},
    "rename_table": {"from", "to"},
    "create_index": {"name", "table", "columns"},
    "create_constraint": {"name", "table", "type", "columns", "up", "down"},
    "drop_column": {"table", "column"},
    "drop_table": {"name"},
    "drop_index": {"name"},
    "sql": {"up"},
}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_operations(case: dict[str, Any]) -> None:
    told = [item if isinstance(item, dict) else {"sql": item} for item in case["steps"]]
    found = operations([Step(phase="expand", note="", **item) for item in told], "public")
    assert found == case["operations"]
    for operation in found:
        ((kind, values),) = operation.items()
        assert REQUIRED[kind] <= set(values)


def test_files(journey: Journey) -> None:
    files = render(journey.plan, "pgroll", "things", at=AT)
    assert len(files) > 1
    kinds = set()
    for text in files.values():
        migration = json.loads(text)
        assert set(migration) == {"operations"}
        each = [next(iter(operation)) for operation in migration["operations"]]
        assert "sql" not in each or len(each) == 1
        kinds.update(each)
    assert len(kinds & set(REQUIRED) - {"sql"}) >= 3


def test_a_rename_that_keeps_both_names_is_one_operation() -> None:
    plainly = "ALTER TABLE public.t RENAME COLUMN a TO b"
    steps = [
        Step("ALTER TABLE public.t ADD COLUMN b integer", "expand", "", plainly=plainly),
        Step("ALTER TABLE public.t ADD COLUMN c integer", "expand", ""),
        Step("ALTER TABLE public.t DROP COLUMN b", "contract", "", plainly=plainly),
        Step(plainly, "contract", "", plainly=plainly, backward_incompatible="code that says a"),
    ]
    files = render(Plan("postgresql", "18.0", steps), "pgroll", "rename", at=AT)
    (text,) = files.values()
    assert [next(iter(one)) for one in json.loads(text)["operations"]] == ["rename_column", "add_column"]


def test_other_engines_are_refused() -> None:
    with pytest.raises(InputError, match="PostgreSQL only"):
        render(Plan("mysql", "8.4"), "pgroll")
