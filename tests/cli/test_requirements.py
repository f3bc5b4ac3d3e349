"""Reading input: every kind of file is either text or refused with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend_data_model.cli.requirements import MAX_BYTES, Requirements, decode, read_requirements
from backend_data_model.model.document import Attribute, AttributeType, Entity, Evidence, Model, Outcome, Sentence
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Each café has a name.\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_with_a_mark(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(TEXT.encode(encoding))
    assert read_requirements([str(file)]).joined == TEXT


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\x7fELF\x00\x01\x02", "binary"),
        (TEXT.encode("utf-16-le"), "UTF-16 without a byte order mark"),
        (b"one\ncaf\xe9\n", "on line 2"),
        (b"\xff\xfea", "UTF-16"),
        (b"a" * (MAX_BYTES + 1), "larger than the limit"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(data)
    with pytest.raises(InputError, match=said):
        read_requirements([str(file)])


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text = decode(data, "a.md")
    except InputError:
        return
    assert "\0" not in text


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
def test_line_ends(tmp_path: Path, line_end: str) -> None:
    file = tmp_path / "a.md"
    file.write_bytes(f"one{line_end}two{line_end}".encode())
    assert read_requirements([str(file)]).joined == "one\ntwo\n"


def test_missing_directory_and_mixture(tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_text("bdm: 1\n")
    (tmp_path / "a.md").write_text(TEXT)
    for paths, said in [
        ([tmp_path / "none.md"], "does not exist"),
        ([tmp_path], "is a directory"),
        ([tmp_path / "a.md", tmp_path / "model.yaml"], "more than one input"),
    ]:
        with pytest.raises(InputError, match=said):
            read_requirements([str(path) for path in paths])


def test_two_files_of_one_name_keep_their_paths(tmp_path: Path) -> None:
    paths = []
    for folder in ("x", "y"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.md").write_text(TEXT)
        paths.append(str(tmp_path / folder / "a.md"))
    assert [name for name, _ in read_requirements(paths).texts] == paths
    assert [name for name, _ in read_requirements(paths[:1]).texts] == ["a.md"]


def test_lines_of_several_files_are_found_again() -> None:
    given = Requirements(texts=(("a.md", "one\ntwo\n\n"), ("b.md", "three"), ("c.md", "four\nfive\n")))
    lines = given.joined.split("\n")
    words = {word: lines.index(word) + 1 for word in ("one", "two", "three", "four", "five")}
    shared = Evidence(quote="three", line=words["three"])
    model = Model(
        entities={
            "x": Entity(evidence=[shared], attributes={"y": Attribute(type=AttributeType.TEXT, evidence=[shared])})
        },
        sentences=[Sentence(text=word, line=line, outcome=Outcome.USED) for word, line in words.items()],
    )
    given.place(model)
    assert [(s.source, s.line) for s in model.sentences] == [
        ("a.md", 1),
        ("a.md", 2),
        ("b.md", 1),
        ("c.md", 1),
        ("c.md", 2),
    ]
    assert model.entities["x"].evidence[0].line == 1
    assert model.entities["x"].attributes["y"].evidence[0].source == "b.md"
