"""`bdm design` from an edited read-back: in its own directory, in another one, and what it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from backend_data_model import design
from backend_data_model.cli import main
from backend_data_model.documents import load_model
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "A member has a name and an email. A trainer has a name. Each trainer coaches members.\n"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    (tmp_path / "gym.md").write_text(TEXT, encoding="utf-8")
    assert run(tmp_path / "gym.md", tmp_path / "out")[0] == 0
    return tmp_path / "out"


def run(given: Path, out: Path, *options: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["design", str(given), "-o", str(out), "--no-verify", *options])
    return result.exit_code, result.output


def edit(readback: Path) -> None:
    text = readback.read_text(encoding="utf-8")
    readback.write_text(text.replace("has exactly one *email*", "has at most one *email*"), encoding="utf-8")


@pytest.mark.parametrize("target", ["out", "again"])
def test_an_edited_sentence_changes_just_that_fact(out: Path, target: str) -> None:
    before = load_model((out / "model.yaml").read_text(encoding="utf-8"))
    edit(out / "readback.md")
    code, output = run(out / "readback.md", out.parent / target)
    assert code == 0, output
    after = load_model((out.parent / target / "model.yaml").read_text(encoding="utf-8"))
    email = after.entities["member"].attributes.pop("email")
    assert not email.required
    before.entities["member"].attributes.pop("email")
    assert after == before


def test_other_edited_results_are_not_overwritten(out: Path) -> None:
    edit(out / "readback.md")
    (out / "questions.md").write_text("mine", encoding="utf-8")
    code, output = run(out / "readback.md", out)
    assert code == 2
    assert "questions.md" in output
    assert (out / "questions.md").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize(("option", "text"), [("--answers", "a: b"), ("--glossary", "entity: [visit]")])
def test_what_is_only_for_requirements_is_refused(out: Path, option: str, text: str) -> None:
    (out.parent / "given.yaml").write_text(text, encoding="utf-8")
    code, output = run(out / "readback.md", out.parent / "again", option, str(out.parent / "given.yaml"))
    assert code == 2
    assert "this is a read-back" in output


def test_the_library_reads_it_as_well(out: Path) -> None:
    made = design((out / "readback.md").read_text(encoding="utf-8"), verify=False)
    assert set(made.model.entities) == {"member", "trainer"}


def test_the_library_refuses_an_answer_to_no_question() -> None:
    with pytest.raises(InputError, match="no question has the id"):
        design(TEXT, answers={"repeats:member.emal": "no"}, verify=False)
