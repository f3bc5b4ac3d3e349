"""Documents that are refused, each with every problem in its place; and those that are taken."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from backend_data_model.documents import decode_document, load_model
from backend_data_model.documents.problem import DocumentError
from backend_data_model.model.errors import InputError

CASES: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_every_problem_is_reported_in_its_place(case: dict[str, Any]) -> None:
    with pytest.raises(DocumentError) as caught:
        load_model(case["text"], "model.yaml")
    found = [f"{p.position.line}:{p.position.column} {p}" for p in caught.value.problems]
    expected: list[str] = case["problems"]
    assert len(found) == len(expected), found
    for shown, start in zip(found, expected, strict=True):
        assert shown.startswith(start)
    assert str(caught.value).count("model.yaml:") == len(found)
    assert all(problem.help for problem in caught.value.problems)


def test_a_small_document() -> None:
    model = load_model("bdm: 1\nentities:\n  a:\n    attributes:\n      x: {type: date, default: 2026-01-31}\n")
    assert model.entities["a"].attributes["x"].default == "2026-01-31"
    assert load_model("title: no\n").title == "no"


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "{a: " * 100_000,
        "- " * 100_000 + "x",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n",
        "'" * 99_999,
    ],
    ids=["lists", "maps", "dashes", "aliases", "quotes"],
)
def test_what_would_exhaust_a_parser_is_refused_at_once(text: str) -> None:
    began = time.process_time()
    with pytest.raises(InputError):
        load_model(text)
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    ("data", "message", "place"),
    [
        ("title: x".encode("utf-16"), "UTF-16", (1, 1)),
        ("title: x".encode("utf-16-le"), "binary", (1, 2)),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binary", (3, 1)),
        ("a: b\nüb: é\n".encode("latin-1"), "not UTF-8 (byte 0xfc)", (2, 1)),
        (b"title: \xc3\xa9\xff", "byte 0xff", (1, 9)),
    ],
)
def test_bytes_that_are_not_utf8_are_refused_clearly(data: bytes, message: str, place: tuple[int, int]) -> None:
    with pytest.raises(InputError) as caught:
        decode_document(data, "model.yaml")
    assert message in caught.value.message
    assert caught.value.position is not None
    assert (caught.value.position.line, caught.value.position.column) == place
    assert caught.value.help


def test_bytes_of_utf8_are_text() -> None:
    assert decode_document(b"\xef\xbb\xbfa: \xc3\xa9\r\nb: 1\r") == "a: é\nb: 1\n"


def test_reading_is_linear() -> None:
    def cost(entities: int) -> float:
        text = "entities:\n" + "".join(
            f"  thing_{i}x:\n    attributes:\n      name: {{type: text}}\n      size: {{type: integer}}\n"
            for i in range(entities)
        )
        began = time.process_time()
        load_model(text)
        return time.process_time() - began

    cost(50)
    small, large = cost(500), cost(4000)
    assert large < 8 * small * 3 + 0.2
