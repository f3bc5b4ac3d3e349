"""What becomes of a read-back that a person edits: the model changes just so, or the line is named."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from backend_data_model.documents import load_model
from backend_data_model.documents.problem import DocumentError
from backend_data_model.model.document import Standing
from backend_data_model.model.expression import Range
from backend_data_model.readback import read_readback, render_readback

MODEL = load_model("""
entities:
  berth:
    attributes:
      depth: {type: integer, standing: explicit, evidence: [{quote: deep berths, line: 3, column: 2, rule: own}]}
      mark: {type: text, standing: default}
    checks:
      - {rule: {kind: range, attribute: depth, min: 4}, standing: implied, evidence: [{quote: four, line: 4}]}
""")
TEXT = render_readback(MODEL)


def test_a_changed_bound_changes_only_that_check() -> None:
    edited = read_readback(TEXT.replace("is at least 4.", "is at least 6."))
    check = edited.entities["berth"].checks[0]
    assert check.rule == Range(attribute="depth", min=6)
    assert (check.standing, check.evidence) == (Standing.USER, [])
    assert edited.entities["berth"].attributes == MODEL.entities["berth"].attributes


def test_an_added_attribute_is_the_authors_own() -> None:
    edited = read_readback(
        TEXT + "\n- Each **berth** has at most one *tide note*, which is a text.\n  - It is personal data.\n"
    )
    added = edited.entities["berth"].attributes.pop("tide_note")
    assert (added.standing, added.required, added.personal) == (Standing.USER, False, True)
    assert edited == MODEL


def test_a_renamed_entity_has_the_same_facts() -> None:
    edited = read_readback(
        TEXT.partition("## Assumptions")[0] + TEXT[TEXT.index("## Tenancy") :].replace("berth", "quay")
    )
    assert list(edited.entities) == ["quay"]
    assert list(edited.entities["quay"].attributes) == ["depth", "mark"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("which is a whole number.", "which is a hole number.", "nearest pattern is: Each **E** has"),
        ("Of each **berth**,", "Of each **mooring**,", "'mooring' is not introduced above"),
        ("the *depth* is at least", "the *deepness* is at least", "deepness"),
        ("- **berth** is", "**berth** is", "is not an item"),
        ("[copy #", "[copy #0", "this list is only a copy"),
        ("readback 1", "readback 9", "first line is <!-- bdm readback 1 -->"),
    ],
)
def test_a_line_outside_the_language_is_named(old: str, new: str, message: str) -> None:
    assert old in TEXT
    with pytest.raises(DocumentError) as raised:
        read_readback(TEXT.replace(old, new, 1), "readback.md")
    assert message in str(raised.value)
    assert str(raised.value).startswith("readback.md:")


def test_the_page_lists_every_pattern() -> None:
    root = Path(__file__).resolve().parents[2]
    page_with_table = runpy.run_path(str(root / "scripts" / "write_readback.py"))["page_with_table"]
    page = (root / "docs" / "readback.md").read_text(encoding="utf-8")
    assert page == page_with_table(page)
