"""Writing results: what a person wrote is never lost, and nothing is half written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from backend_data_model.cli.directory import MANIFEST, OutputDirectory
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"model.yaml": "bdm: 1\n", "postgresql/schema.sql": "-- é\n"}


def names_below(path: Path) -> list[str]:
    """All files below `path`."""
    return sorted(str(file.relative_to(path)) for file in path.rglob("*") if file.is_file())


def test_writes_new_and_renews_its_own(tmp_path: Path) -> None:
    target = tmp_path / "a" / "out"
    OutputDirectory.open(target).write(FILES)
    assert names_below(tmp_path) == sorted(f"a/out/{name}" for name in (*FILES, MANIFEST))
    again = OutputDirectory.open(target)
    again.refuse_edited(list(FILES))
    again.write({**FILES, "model.yaml": "bdm: 1 # new\n"})
    assert (target / "model.yaml").read_text(encoding="utf-8") == "bdm: 1 # new\n"
    OutputDirectory.open(target).refuse_edited(list(FILES))


def test_refuses_what_it_did_not_write_and_what_was_edited(tmp_path: Path) -> None:
    (tmp_path / "model.yaml").write_text("mine")
    with pytest.raises(InputError, match=r"model\.yaml"):
        OutputDirectory.open(tmp_path).refuse_edited(list(FILES))
    OutputDirectory.open(tmp_path).write(FILES)
    (tmp_path / "postgresql" / "schema.sql").write_text("edited")
    opened = OutputDirectory.open(tmp_path)
    assert opened.edited("postgresql/schema.sql")
    assert not opened.edited("model.yaml")
    with pytest.raises(InputError, match=r"schema\.sql"):
        opened.refuse_edited(list(FILES))


def test_names_what_an_earlier_run_left(tmp_path: Path) -> None:
    OutputDirectory.open(tmp_path).write(FILES)
    assert OutputDirectory.open(tmp_path).left_over(["model.yaml"]) == ["postgresql/schema.sql"]
    OutputDirectory.open(tmp_path).write({"model.yaml": "x"})
    assert OutputDirectory.open(tmp_path).left_over(["model.yaml"]) == ["postgresql/schema.sql"]


def test_bad_places(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")
    with pytest.raises(InputError, match="is a file"):
        OutputDirectory.open(file)
    (tmp_path / MANIFEST).write_text("[1]")
    with pytest.raises(InputError, match="damaged"):
        OutputDirectory.open(tmp_path)
