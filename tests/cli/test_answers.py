"""`bdm design --answers` and `--interactive`: answers hold, are kept, and are refused when they answer nothing."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
import yaml
from click.testing import CliRunner

from backend_data_model.cli import main
from backend_data_model.documents import load_model

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Each trainer coaches members. A trainer has a name. A member has a name and an email.\n"


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    path = tmp_path / "gym.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(requirements: Path, *options: str) -> tuple[int, str]:
    """The exit code and what was printed on both streams."""
    out = str(requirements.parent / "out")
    result = CliRunner().invoke(main, ["design", str(requirements), "-o", out, "--no-verify", *options])
    return result.exit_code, result.output


def answers_of(requirements: Path) -> dict[str, str | None]:
    model = load_model((requirements.parent / "out" / "model.yaml").read_text(encoding="utf-8"))
    return {question.id: question.answer for question in model.questions}


def answered(requirements: Path, text: str) -> tuple[int, str]:
    path = requirements.parent / "a.yaml"
    path.write_text(text, encoding="utf-8")
    return run(requirements, "--answers", str(path))


def test_answers_hold_and_stay_in_later_runs(requirements: Path) -> None:
    assert answered(requirements, "repeats:member.email: no\nparents:member.trainer: yes\n")[0] == 0
    sql = requirements.parent / "out" / "postgresql" / "schema.sql"
    assert "CREATE TABLE trainer_members" in sql.read_text(encoding="utf-8")
    assert "unique_members_on_email" in sql.read_text(encoding="utf-8")
    first = sql.read_bytes()
    assert run(requirements)[0] == 0
    assert sql.read_bytes() == first
    assert answers_of(requirements) == {"repeats:member.email": "no", "parents:member.trainer": "yes"}


def test_an_answer_in_the_model_document_holds(requirements: Path) -> None:
    assert run(requirements)[0] == 0
    path = requirements.parent / "out" / "model.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(i for i, line in enumerate(lines) if "parents:member.trainer" in line)
    end = next(i for i in range(at, len(lines)) if "wrong_answer:" in lines[i])
    path.write_text("\n".join([*lines[: end + 1], '    answer: "yes"', *lines[end + 1 :]]), encoding="utf-8")
    assert run(requirements)[0] == 0
    sql = (requirements.parent / "out" / "postgresql" / "schema.sql").read_text(encoding="utf-8")
    assert "CREATE TABLE trainer_members" in sql
    assert "trainer_id" not in sql.partition("CREATE TABLE members")[2].partition(";")[0]


def test_an_answer_changed_in_the_model_document_takes_its_facts_along(requirements: Path) -> None:
    assert answered(requirements, "parents:member.trainer: yes\nrepeats:member.email: no\n")[0] == 0
    path = requirements.parent / "out" / "model.yaml"
    text = path.read_text(encoding="utf-8")
    changed = re.sub(r'(id: "?parents:member\.trainer"?\n(?:.*\n)*?    answer: )"yes"', r'\1"no"', text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")
    assert run(requirements)[0] == 0
    sql = (requirements.parent / "out" / "postgresql" / "schema.sql").read_text(encoding="utf-8")
    assert "trainer_members" not in sql
    assert "trainer_id" in sql.partition("CREATE TABLE members")[2].partition(";")[0]
    assert "unique_members_on_email" in sql


def test_an_answer_whose_question_is_gone_is_dropped_and_told(requirements: Path) -> None:
    answered(requirements, "repeats:member.email: no\n")
    requirements.write_text(TEXT.replace(" and an email", ""), encoding="utf-8")
    code, output = run(requirements)
    assert code == 0
    assert "the answer 'no' to repeats:member.email is dropped" in output


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("repeats:member.emal: no", "did you mean 'repeats:member.email'?"),
        ("repeats:member.email: perhaps", "answer one of: yes, no"),
        ("repeats:member.email: no\nrepeats:member.email: yes", "is answered twice"),
        ("- no", "does not hold questions and answers"),
        ("repeats:member.email: [no]", "is no text"),
        ("a: b: c", "mapping values are not allowed here"),
    ],
)
def test_bad_answers_are_refused_before_anything_is_written(requirements: Path, text: str, message: str) -> None:
    code, output = answered(requirements, text)
    assert code == 2
    assert message in output
    assert not (requirements.parent / "out").exists()


def test_no_terminal_no_questions(requirements: Path) -> None:
    code, output = run(requirements, "--interactive")
    assert code == 2
    assert "--answers FILE" in output


def test_questions_are_asked_on_a_terminal_and_the_answers_kept(requirements: Path) -> None:
    leader, follower = pty.openpty()
    out = requirements.parent / "out"
    command = [sys.executable, "-c", "from backend_data_model.cli import main; main()"]
    command += ["design", str(requirements), "-o", str(out), "-e", "postgresql", "--tenancy", "none", "--no-verify"]
    process = subprocess.Popen([*command, "--interactive"], stdin=follower, stdout=follower, stderr=follower)
    os.close(follower)
    os.write(leader, b"?\n9\n2\nq\n")
    shown = b""
    while True:
        try:
            piece = os.read(leader, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(leader)
    assert process.wait() == 0, shown.decode()
    assert b"If the answer is wrong" in shown
    assert b"'9' is none of 1 to 2" in shown
    answers = yaml.safe_load((out / "answers.yaml").read_text(encoding="utf-8"))
    assert len(answers) == 1
    assert [answer for answer in answers_of(requirements).values() if answer is not None] == list(answers.values())


def test_strict_names_what_is_open_until_it_is_answered(requirements: Path) -> None:
    requirements.write_text("A workspace has a name. A note has a body and belongs to one workspace.\n", "utf-8")
    assert run(requirements)[0] == 0
    code, output = run(requirements, "--strict")
    assert code == 1
    assert "strict: tenancy:workspace is open: " in output
    _, output = answered_strictly(requirements, "tenancy:workspace: no\n")
    assert "strict: " not in output


def answered_strictly(requirements: Path, text: str) -> tuple[int, str]:
    path = requirements.parent / "a.yaml"
    path.write_text(text, encoding="utf-8")
    return run(requirements, "--answers", str(path), "--strict")


def with_model(requirements: Path, text: str) -> tuple[int, str]:
    """`bdm design` from the model of an earlier run, with answers."""
    assert run(requirements)[0] == 0
    model = requirements.parent / "out" / "model.yaml"
    path = requirements.parent / "a.yaml"
    path.write_text(text, encoding="utf-8")
    command = ["design", str(model), "-o", str(requirements.parent / "out"), "--no-verify", "--answers", str(path)]
    result = CliRunner().invoke(main, command)
    return result.exit_code, result.output


def test_a_model_takes_the_answers_that_confirm_it(requirements: Path) -> None:
    code, output = with_model(requirements, "repeats:member.email: yes\n")
    assert code == 0, output
    assert answers_of(requirements) == {"repeats:member.email": "yes", "parents:member.trainer": None}


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (
            "repeats:member.email: no\n",
            [
                "does not hold what 'no' would change",
                "a second member with the same email is refused",
                "write `answer: no`",
            ],
        ),
        ("repeats:member.email: perhaps\n", ["is no answer to repeats:member.email", "yes, no"]),
        ("repeats:member.emial: no\n", ["did you mean 'repeats:member.email'?"]),
    ],
)
def test_a_model_refuses_others_and_tells_what_to_do(requirements: Path, text: str, messages: list[str]) -> None:
    code, output = with_model(requirements, text)
    assert code == 2
    assert [message for message in messages if message not in " ".join(output.split())] == []
