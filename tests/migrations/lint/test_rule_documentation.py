"""The documentation of the linter's rules: complete, and its examples do as they say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.migrations.lint.linting import lint_dialect, lint_sql

from backend_data_model.migrations.lint import rules as folder
from backend_data_model.migrations.lint.catalogue import rules_page
from backend_data_model.migrations.lint.registry import RULES, find_rule
from backend_data_model.reviewer.documentation import SECTIONS, parse_documentation
from backend_data_model.reviewer.registry import RULES as REVIEWER_RULES

if TYPE_CHECKING:
    from backend_data_model.migrations.lint.rule import Rule

PAGE = Path(__file__).parents[3] / "docs" / "lint-rules.md"
# What only the schema can tell (effect), and what only a whole file can.
NEEDS_SCHEMA = {"MIG190"}


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules_page(), "run `python scripts/write_rules.py`"


def test_codes_and_names_are_unique() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    names = [rule.name for rule in RULES] + [rule.name for rule in REVIEWER_RULES]
    assert len(set(names)) == len(names)


def test_every_rule_file_has_the_name_of_its_rule() -> None:
    files = {path.stem for path in Path(folder.__path__[0]).glob("*/*.py") if path.stem != "__init__"}
    assert files == {rule.name.replace("-", "_") for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_documentation(rule: Rule) -> None:
    documentation = parse_documentation(rule.documentation)
    assert documentation.summary.endswith(".")
    assert all(documentation.sections[title] for title in SECTIONS)
    assert find_rule(rule.code.lower()) is rule
    assert find_rule(rule.name.replace("-", "_")) is rule


def examples() -> list[tuple[Rule, str, str, bool]]:
    """Rule, section, SQL, and whether it must be found."""
    found = []
    for rule in RULES:
        sections = parse_documentation(rule.documentation).sections
        for title, bad in (("Example", True), ("Use instead", False)):
            match = re.search(r"```sql\n(.*?)```", sections[title], re.DOTALL)
            if match and rule.code not in NEEDS_SCHEMA:
                found.append((rule, title, match[1], bad))
    return found


@pytest.mark.parametrize(("rule", "title", "sql", "bad"), examples(), ids=lambda value: getattr(value, "code", None))
def test_examples_do_as_they_say(rule: Rule, title: str, sql: str, bad: bool) -> None:
    about_comments = rule.family == "comments"
    if "postgresql" in rule.engines:
        result = lint_sql(sql) if about_comments else lint_sql(sql, rule.code)
    else:
        result = lint_dialect(sql, rule.engines[0], rule.code)
    assert result.unparsed == []
    assert any(finding.code == rule.code for finding in result.findings) == bad, title
