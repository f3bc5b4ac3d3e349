"""The formats of a review: valid, complete, safe with hostile names, and free of anything that changes by itself."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.model.errors import InputError
from backend_data_model.reviewer.render import FORMATS, render
from backend_data_model.reviewer.review import Review, review_schema

HOSTILE = 'a|b <script>"x"</script> %0A::error::`c`'
DDL = f"""\
CREATE TABLE customers (id bigint PRIMARY KEY, is_active boolean, settings json);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint REFERENCES customers (id), price real);
CREATE TABLE "{HOSTILE.replace('"', '""')}" (id bigint PRIMARY KEY, "two
lines" boolean);
CREATE TABEL broken (id int);
"""


@pytest.fixture(scope="module")
def review() -> Review:
    found = review_schema(read_ddl(DDL, "postgresql", "db/my schema.sql"), text=DDL)
    assert len(found.unparsed) == 1
    assert {finding.severity for finding in found.findings} == {"error", "warning", "info"}
    return found


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_finding_and_unparsed_statement_is_in_every_format(review: Review, fmt: str) -> None:
    text = render(review, fmt)
    assert text.endswith("\n")
    assert text == render(review, fmt)
    for finding in review.findings:
        assert finding.code in text
    assert "TABEL" in text


def test_an_unknown_format_is_refused(review: Review) -> None:
    with pytest.raises(InputError, match="unknown format"):
        render(review, "xml")


def test_json(review: Review) -> None:
    document = json.loads(render([review, review], "json"))
    assert document["version"] == 1
    first = document["reviews"][0]
    assert list(first) == [
        "target", "engine", "tables", "statements", "tenant_column", "score", "findings", "unparsed", "suppressed",
    ]  # fmt: skip
    assert [item["code"] for item in first["findings"]] == [finding.code for finding in review.findings]
    assert first["findings"][0]["file"] == "db/my schema.sql"
    assert first["score"]["total"] == review.score.total
    assert first["unparsed"][0]["line"] == 5


def test_sarif(review: Review) -> None:
    document = json.loads(render(review, "sarif"))
    schema: Any = json.loads((Path(__file__).parent / "sarif_used.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, schema)
    run = document["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(review.findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "db/my%20schema.sql"
    prints = [result["partialFingerprints"]["bdmFinding/v1"] for result in run["results"]]
    assert len(set(prints)) == len(prints)
    assert "## Use instead" in rules[0]["help"]["markdown"]


def test_fingerprints_survive_moved_lines() -> None:
    def prints(text: str) -> list[str]:
        found = review_schema(read_ddl(text, "postgresql", "s.sql"), text=text)
        return [item["fingerprint"] for item in json.loads(render(found, "gitlab"))]

    assert prints(DDL) == prints("\n\n-- moved\n" + DDL)


def test_absolute_paths_become_relative(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    found = review_schema(read_ddl(DDL, "postgresql", str(tmp_path / "db" / "s.sql")))
    assert {item["location"]["path"] for item in json.loads(render(found, "gitlab"))} == {"db/s.sql"}


def test_github(review: Review) -> None:
    lines = render(review, "github").splitlines()
    assert len(lines) == len(review.findings) + len(review.unparsed) + 1
    for line in lines:
        assert re.match(r"::(error|warning|notice) (file=db/my schema\.sql,line=\d+,col=\d+,)?title=[^:]+::.+", line)
    assert any(line.startswith("::error") for line in lines)
    assert "%250A" in "".join(lines)


def test_gitlab(review: Review) -> None:
    issues = json.loads(render(review, "gitlab"))
    assert len(issues) == len(review.findings) + 1
    for issue in issues:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
    assert len({issue["fingerprint"] for issue in issues}) == len(issues)


def test_markdown_escapes(review: Review) -> None:
    text = render(review, "markdown")
    assert "<script>" not in text
    rows = [line for line in text.splitlines() if line.startswith("| BDM")]
    assert len(rows) == len(review.findings)
    for row in rows:
        assert len(re.findall(r"(?<!\\)\|", row)) == 6


def test_human_has_colour_only_when_asked(review: Review) -> None:
    plain = render(review, "human")
    assert "\x1b" not in plain
    assert "\x1b[31;1merror\x1b[0m" in render(review, "human", colour=True)
    assert f"score {review.score.total:g} of 100" in plain
    assert "0 of 1 foreign keys have an index" in plain


def test_human_does_not_repeat_itself() -> None:
    text = "".join(f"CREATE TABLE t{n} (id bigint PRIMARY KEY, ok boolean);\n" for n in range(30))
    shown = render(review_schema(read_ddl(text, "postgresql"), select=("BDM203",)), "human")
    assert shown.count("[BDM203") == 10
    assert "and 20 more BDM203" in shown
