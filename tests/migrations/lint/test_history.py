"""Earlier files are the schema of later ones, in the order in which each tool runs them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from backend_data_model.migrations.lint.lint import lint_files
from backend_data_model.migrations.lint.source import Migration
from backend_data_model.migrations.lint.sources import read_migrations
from backend_data_model.migrations.lint.sources.order import in_order
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

CASES = YAML(typ="safe").load(Path(__file__).with_name("history.yaml"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_history(case: dict[str, Any], tmp_path: Path) -> None:
    for name, text in case["files"].items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    targets = [str(tmp_path / name) for name in case.get("lint", ["."])]
    since = case.get("new_since")
    linted = lint_files(
        read_migrations(targets, history="schema" not in case),
        schema=case.get("schema"),
        select=case["select"],
        new_since=str(tmp_path / since) if since else None,
    )
    found = {
        Path(str(file.target)).relative_to(tmp_path).as_posix(): [[one.line, one.code] for one in file.findings]
        for file in linted
        if file.findings
    }
    assert found == case["finds"]


def test_a_file_that_is_not_linted_is_no_start_of_what_is_new() -> None:
    with pytest.raises(InputError, match="none of the files"):
        lint_files([Migration("a.sql", "")], new_since="b.sql")


@given(st.permutations(range(6)), st.lists(st.sets(st.integers(0, 5)), min_size=6, max_size=6))
def test_a_revision_stands_behind_those_it_follows(shuffled: Sequence[int], before: list[set[int]]) -> None:
    # Edges only to smaller numbers, so that there is no cycle.
    graph = {number: {other for other in before[number] if other < number} for number in range(6)}
    migrations = [
        Migration(f"{n}.py", "", tool="alembic", identity=str(n), after=tuple(map(str, graph[n]))) for n in shuffled
    ]
    order = [int(migration.identity) for migration in in_order(migrations)]
    assert sorted(order) == list(range(6))
    assert all(order.index(other) < order.index(number) for number, others in graph.items() for other in others)
