"""Every statement of `statements.yaml` gets the verdict that the manual gives it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from backend_data_model.engines.mysql.grammar import check_grammar
from backend_data_model.engines.mysql.grammar.rules import RULES
from backend_data_model.model.errors import InputError

CASES: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name("statements.yaml"))


def _version(case: dict[str, Any]) -> str | None:
    return str(case["version"]) if "version" in case else None


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["sql"][:70])
def test_verdict(case: dict[str, Any]) -> None:
    *before, last = check_grammar(case["sql"], _version(case))
    assert all(verdict.accepted is not False for verdict in before), before
    if case["verdict"] == "invalid":
        assert last.accepted is False, last
        assert case["rule"] in str(last.code), last
    else:
        assert last.accepted is True, last
        assert last.code == (case["rule"] if case["verdict"] == "warning" else None), last


def test_every_rule_has_a_case_and_names_the_manual() -> None:
    tested = {case.get("rule") for case in CASES}
    for rule in RULES:
        name = rule.__name__.rsplit(".", 1)[1].replace("_", "-")
        assert name in tested
        assert rule.__doc__ is not None
        assert "(" in rule.__doc__


def test_statements_outside_the_rules_are_not_called_valid() -> None:
    text = "GRANT SELECT ON a.* TO b;\nSHOW TABLES;\nDELIMITER //\nCREATE PROCEDURE p() BEGIN SHOW TABLES; END //\n"
    assert [verdict.accepted for verdict in check_grammar(text)] == [None, None, None, None]


def test_a_message_names_the_line_inside_the_statement() -> None:
    (verdict,) = check_grammar("\nCREATE TABLE t (\n  a INT,\n  b JSONB\n)")
    assert verdict.position.line == 2
    assert str(verdict.message).startswith("line 4: ")


def test_a_broken_string_is_refused_where_it_starts() -> None:
    (verdict,) = check_grammar("SELECT 'abc")
    assert verdict.accepted is False
    assert "never closed" in str(verdict.message)


def test_version_must_be_one() -> None:
    with pytest.raises(InputError, match="not a version"):
        check_grammar("SELECT 1", "eight")


def test_empty_text_has_no_statements() -> None:
    assert check_grammar("") == []
    assert check_grammar("-- nothing\n") == []
