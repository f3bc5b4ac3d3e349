"""Whole scripts: what the session, the schema and the tool's transaction make of a statement."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from tests.migrations.lint.linting import lint_sql

from backend_data_model.engines.postgresql.read_parse import parse
from backend_data_model.migrations.lint.fixes import apply_edits

CASES = YAML(typ="safe").load(Path(__file__).with_name("scripts.yaml"))
FORMS = [
    "CREATE INDEX i{} ON orders (a); -- why",
    "DROP INDEX i{};",
    "ALTER TABLE orders ADD CONSTRAINT c{} CHECK (a > 0);",
    "ALTER TABLE orders ADD CONSTRAINT f{} FOREIGN KEY (a) REFERENCES parents (id);",
    "ALTER TABLE orders ADD CONSTRAINT u{} UNIQUE (a);",
    "ALTER TABLE orders ALTER COLUMN a{} SET NOT NULL;",
    "/* note */ REINDEX INDEX i{};",
    "ALTER TABLE events DETACH PARTITION p{};",
    "BEGIN;",
    "COMMIT;",
    "SELECT 'CREATE INDEX; -- {}';",
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_script(case: dict[str, Any]) -> None:
    result = lint_sql(
        case["sql"],
        *case.get("select", ["MIG1", "MIG2", "MIG3", "MIG5"]),
        wrapped=case.get("wrapped", False),
        version=case.get("version", 18),
        schema=case.get("schema"),
    )
    assert [[finding.line, finding.code] for finding in result.findings] == case["finds"]
    assert len(result.unparsed) == case.get("unparsed", 0)


@given(st.lists(st.sampled_from(FORMS), max_size=8))
def test_fixes_lose_no_comment_and_leave_sql_that_parses(forms: list[str]) -> None:
    sql = "\n".join(form.format(number) for number, form in enumerate(forms))
    fixed, count = apply_edits(sql, [finding.edits for finding in lint_sql(sql).findings if finding.edits])
    parse(fixed)
    assert fixed.count("-- why") == sql.count("-- why")
    assert fixed.count("/* note */") == sql.count("/* note */")
    assert (fixed != sql) == bool(count)


@given(st.text(alphabet="ab;'\"$-/*\\\n (éBEGIN", max_size=60))
def test_no_text_ends_in_a_traceback(text: str) -> None:
    lint_sql(text)


def test_a_long_script_is_parsed_in_chunks_with_the_places_of_one() -> None:
    line = "CREATE INDEX CONCURRENTLY i ON orders (note) WHERE note = ';\n';\n"
    long = line * 200 + "CREATE INDEX last ON orders (a);\n"
    found = lint_sql(long, "MIG101").findings
    assert [finding.line for finding in found] == [401]
