"""Each rule has a file of statements that it must find, that it must pass, and what its fix makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.migrations.lint.linting import lint_sql

from backend_data_model.engines.postgresql.read_parse import parse
from backend_data_model.migrations.lint.fixes import apply_edits
from backend_data_model.migrations.lint.registry import RULES, find_rule

FOLDER = Path(__file__).with_name("cases")
CASES: dict[str, dict[str, Any]] = {
    path.stem: YAML(typ="safe").load(path) for path in sorted(FOLDER.glob("*.yaml"))
}  # fmt: skip


def each(kind: str) -> list[tuple[str, Any]]:
    """Every case of a kind with the name of its rule."""
    return [(name, case) for name, cases in CASES.items() for case in cases.get(kind, ())]


def findings(name: str, sql: str) -> list[Any]:
    """What the rule finds in the script."""
    rule = find_rule(name)
    assert rule is not None
    # An ignore comment is judged with the rule that it names.
    selected = () if rule.family == "comments" else (rule.code,)
    linted = lint_sql(sql, *selected, schema=CASES[name].get("schema"))
    assert linted.unparsed == []
    return [finding for finding in linted.findings if finding.code == rule.code]


def test_every_rule_for_postgresql_has_its_file_with_both_kinds() -> None:
    assert set(CASES) == {rule.name.replace("-", "_") for rule in RULES if "postgresql" in rule.engines}
    assert [name for name, cases in CASES.items() if not (cases["found"] and cases["clean"])] == []


@pytest.mark.parametrize(("name", "sql"), each("found"))
def test_must_be_found(name: str, sql: str) -> None:
    assert findings(name, sql)


@pytest.mark.parametrize(("name", "sql"), each("clean"))
def test_must_not_be_found(name: str, sql: str) -> None:
    assert findings(name, sql) == []


@pytest.mark.parametrize(("name", "pair"), each("fixed"))
def test_fixed(name: str, pair: list[str]) -> None:
    sql, wanted = pair
    fixed, _ = apply_edits(sql, [finding.edits for finding in findings(name, sql) if finding.edits])
    assert fixed == wanted
    assert findings(name, fixed) == []


@pytest.mark.parametrize(("name", "sql"), each("found"))
def test_a_fix_can_be_parsed_and_leaves_nothing_to_find(name: str, sql: str) -> None:
    edits = [finding.edits for finding in findings(name, sql)]
    fixed, _ = apply_edits(sql, [group for group in edits if group])
    parse(fixed)
    if all(edits):
        assert findings(name, fixed) == []
