"""The documentation of the rules: complete, in the fixed form, and fresh in docs/rules.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.reviewer import catalogue
from backend_data_model.reviewer.documentation import SECTIONS, parse_documentation
from backend_data_model.reviewer.registry import RULES, find_rule
from backend_data_model.reviewer.review import review_schema

if TYPE_CHECKING:
    from backend_data_model.reviewer.rule import Rule

CUSTOMERS = "CREATE TABLE customers (id bigint PRIMARY KEY);\n"
PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_the_page_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == catalogue.rules_page(), "run `python scripts/write_rules.py`"


def test_codes_and_names_are_unique_and_in_order() -> None:
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_every_rule_file_is_registered() -> None:
    folder = Path(catalogue.__file__).parent / "rules"
    files = {path.stem for path in folder.glob("*/*.py") if path.stem != "__init__"}
    assert files == {rule.name.replace("-", "_") for rule in RULES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_documentation(rule: Rule) -> None:
    documentation = parse_documentation(rule.documentation)
    assert documentation.summary.endswith((".", ")."))
    assert all(documentation.sections[title] for title in SECTIONS)
    assert find_rule(rule.code.lower()) is rule
    assert find_rule(rule.name.replace("-", "_")) is rule


def examples() -> list[tuple[Rule, str, str, bool]]:
    """The examples that are whole tables or columns of one: rule, section, DDL, and whether it must be found."""
    found = []
    for rule in RULES:
        sections = parse_documentation(rule.documentation).sections
        for title, bad in (("Example", True), ("Use instead", False)):
            match = re.search(r"```sql\n(.*?)```", sections[title], re.DOTALL)
            if match is None or "more */" in match[1]:
                continue
            sql = match[1]
            if re.match(r"[a-z_]+ [a-z]", sql):
                sql = f"{CUSTOMERS}CREATE TABLE things (key text PRIMARY KEY,\n{sql})"
            if sql.startswith("CREATE TABLE"):
                found.append((rule, title, sql, bad))
    return found


@pytest.mark.parametrize(("rule", "title", "sql", "bad"), examples(), ids=lambda value: getattr(value, "code", None))
def test_examples_do_as_they_say(rule: Rule, title: str, sql: str, bad: bool) -> None:
    schema = read_ddl(sql, rule.engines[0])
    assert schema.unparsed == []
    tenant = "tenant_id" if any(table.column("tenant_id") for table in schema.tables) else None
    findings = review_schema(schema, select=[rule.code], tenant=tenant, text=sql).findings
    assert bool(findings) == bad, title


def test_documentation_without_its_sections_is_refused() -> None:
    with pytest.raises(ValueError, match="the sections must be"):
        parse_documentation("A rule.\n\n## What it does\n\nNothing.")
