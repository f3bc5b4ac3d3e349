"""`bdm claims` and `bdm design --claims`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from backend_data_model.cli import main

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """# Shop
Each customer has a name and an email. Each order belongs to one customer and has a total.
Every order gets a number so that nobody else's order has it.
"""
CLAIMS = {
    "author": "a model",
    "claims": [
        {"kind": "unique", "entity": "order", "members": ["number"], "quote": "nobody else's order has it"},
        {
            "kind": "unique",
            "entity": "customer",
            "members": ["email"],
            "quote": "Each customer has a name and an email.",
        },
        {"kind": "entity", "name": "supplier", "quote": "Each supplier has a name."},
    ],
}


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    text, claims = tmp_path / "shop.md", tmp_path / "claims.json"
    text.write_text(TEXT, encoding="utf-8")
    claims.write_text(json.dumps(CLAIMS), encoding="utf-8")
    return str(text), str(claims)


def test_check_says_what_becomes_of_each_claim(files: tuple[str, str]) -> None:
    ran = CliRunner().invoke(main, ["claims", "check", *files, "--format", "json"])
    assert ran.exit_code == 1
    found = json.loads(ran.stdout)
    assert found["added"] == [0]
    assert found["asked"] == {"1": "guess:unique customer (email)"}
    assert [(one["index"], one["why"]) for one in found["dropped"]] == [(2, "quote_not_in_text")]


def test_facts_lists_the_ids_that_claims_may_refuse(files: tuple[str, str]) -> None:
    ran = CliRunner().invoke(main, ["claims", "facts", files[0], "--format", "json"])
    assert ran.exit_code == 0
    assert {"customer", "customer.email", "order -> customer"} <= {one["id"] for one in json.loads(ran.stdout)["facts"]}


def test_design_takes_claims_that_hold(files: tuple[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = CliRunner().invoke(main, ["design", files[0], "--claims", files[1], "--no-verify", "-o", str(out)])
    assert ran.exit_code in {0, 1}, ran.stderr
    assert "UNIQUE (number)" in (out / "postgresql" / "schema.sql").read_text(encoding="utf-8")
    assert "supplier" not in (out / "model.yaml").read_text(encoding="utf-8")
    assert json.loads((out / "claims.json").read_text(encoding="utf-8"))["total"] == 3


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"claims": 3}', '{"tables": []}', '{"bdm_claims": 9}', "\x00"])
def test_what_is_no_claims_document_is_refused(files: tuple[str, str], tmp_path: Path, text: str) -> None:
    bad = tmp_path / "bad.json"
    bad.write_text(text, encoding="utf-8")
    ran = CliRunner().invoke(main, ["claims", "check", files[0], str(bad)])
    assert ran.exit_code == 2
    assert ran.stderr
