"""`bdm design` as a user meets it: what it writes, what it keeps, what it refuses.  Real engines, whole pipeline."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backend_data_model.cli import main
from backend_data_model.cli.artifacts import artifact_names
from backend_data_model.cli.examples import example_names, example_text

MODEL = Path(__file__).with_name("lending.yaml")
TEXT = "Each customer has a name and an email. The email is unique. A customer places many orders.\n"
FAST = ["--no-verify"]


def run(*arguments: str | Path, stdin: str | bytes | None = None) -> Result:
    """Run `bdm design` in this process; a traceback is a failure of the test."""
    result = CliRunner().invoke(main, ["design", *map(str, arguments)], input=stdin)
    assert "Traceback" not in result.output
    assert result.exit_code != 70, result.output
    return result


def contents(directory: Path) -> dict[str, bytes]:
    """Every file below the directory."""
    return {str(p.relative_to(directory)): p.read_bytes() for p in sorted(directory.rglob("*")) if p.is_file()}


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    path = tmp_path / "shop.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_model_to_proved_schema(tmp_path: Path) -> None:
    result = run(MODEL, "-e", "sqlite", "--verify", "-o", tmp_path / "out", "--format", "json")
    figures = json.loads(result.stdout)
    assert result.exit_code == 0, result.output
    assert figures["entities"] == ["reader", "book", "loan"]
    told = figures["engines"]["sqlite"]
    assert told["tables"] == 3
    assert told["score"] >= 95
    assert told["proof"]["constraints"]["failed"] == 0
    assert told["proof"]["constraints"]["proved"] > 10
    assert set(contents(tmp_path / "out")) == {*artifact_names(("sqlite",)), ".bdm.json"}


def test_several_engines_and_a_summary_for_people(tmp_path: Path) -> None:
    result = run(MODEL, "-e", "postgresql,mysql,sqlite", *FAST, "-o", tmp_path / "out")
    assert set(contents(tmp_path / "out")) == {*artifact_names(("postgresql", "mysql", "sqlite")), ".bdm.json"}
    for part in ("Lending library", "entities", "of 100", "not checked: verification was switched off"):
        assert part in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize("name", example_names())
def test_examples_design_cleanly_and_twice_the_same(tmp_path: Path, name: str) -> None:
    source = tmp_path / f"{name}.md"
    source.write_text(example_text(name), encoding="utf-8")
    first = run(source, "-e", "sqlite", "-o", tmp_path / "one")
    assert first.exit_code == 0, first.output
    run(source, "-e", "sqlite", "-o", tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_edits_of_the_model_survive(tmp_path: Path, requirements: Path) -> None:
    out = tmp_path / "out"
    run(requirements, "-e", "sqlite", *FAST, "-o", out)
    model = out / "model.yaml"
    edited = model.read_text(encoding="utf-8").replace(
        "entities:", "entities: # mine\n  shop: {attributes: {city: {type: text}}}", 1
    )
    model.write_text(edited, encoding="utf-8")
    again = run(requirements, "-e", "sqlite", *FAST, "-o", out)
    assert "are kept" in again.stderr
    assert "shop:" in model.read_text(encoding="utf-8")
    assert "# mine" in model.read_text(encoding="utf-8")
    assert "shops" in (out / "sqlite" / "schema.sql").read_text(encoding="utf-8")
    from_model = run(model, "-e", "sqlite", *FAST, "-o", out)
    assert from_model.exit_code != 2, from_model.output
    assert "# mine" in model.read_text(encoding="utf-8")


def test_other_edited_files_are_not_overwritten(tmp_path: Path, requirements: Path) -> None:
    out = tmp_path / "out"
    run(requirements, "-e", "sqlite", *FAST, "-o", out)
    schema = out / "sqlite" / "schema.sql"
    schema.write_text("-- mine\n", encoding="utf-8")
    refused = run(requirements, "-e", "sqlite", *FAST, "-o", out)
    assert refused.exit_code == 2
    assert "sqlite/schema.sql" in refused.stderr
    assert schema.read_text(encoding="utf-8") == "-- mine\n"
    run(requirements, "-e", "sqlite", *FAST, "-o", out, "--force")
    assert schema.read_text(encoding="utf-8") != "-- mine\n"


def test_files_of_others_are_not_overwritten(tmp_path: Path, requirements: Path) -> None:
    (tmp_path / "questions.md").write_text("mine")
    assert run(requirements, "-e", "sqlite", *FAST, "-o", tmp_path).exit_code == 2
    assert (tmp_path / "questions.md").read_text() == "mine"


def test_standard_input_and_several_files(tmp_path: Path, requirements: Path) -> None:
    run("-", "-e", "sqlite", *FAST, "-o", tmp_path / "a", stdin=TEXT)
    assert "source: stdin" in (tmp_path / "a" / "model.yaml").read_text(encoding="utf-8")
    more = tmp_path / "more.md"
    more.write_text("A supplier has a name and a phone number.\n", encoding="utf-8")
    result = run(requirements, more, "-e", "sqlite", *FAST, "-o", tmp_path / "b", "--format", "json")
    assert {"customer", "supplier"} <= set(json.loads(result.stdout)["entities"])
    assert "more.md" in (tmp_path / "b" / "model.yaml").read_text(encoding="utf-8")


def test_no_entities_is_said(tmp_path: Path) -> None:
    result = run("-", "-e", "sqlite", "-o", tmp_path / "out", stdin="The page should load quickly.\n")
    assert result.exit_code == 1
    assert "no entity was found" in result.stderr


@pytest.mark.parametrize(
    "text",
    [
        "Each user has a name. A user places orders. Each order has a group and a select.\n",
        "Each Robert'); DROP TABLE x;-- has a name.\n",
        "Each 🦊 has a name and a 💶. A 🦊 is unique.\n",
        f"Each {'very' * 60} has a name.\n",
        "Each Item has a name. Each ITEM has a code.\n",
        "\x1b[31mEach thing\x1b[0m has a name.\n",
        "# \n- \n* * *\n> \n| | |\n",
        "a" * 2_000 + "\n",
        "(" * 500 + "\n",
    ],
)
def test_hostile_text_gives_a_clear_result(tmp_path: Path, text: str) -> None:
    result = run("-", "-e", "sqlite,postgresql", *FAST, "-o", tmp_path / "out", stdin=text)
    assert result.exit_code in {0, 1, 2}
    assert "\x1b" not in result.output


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["-e", "oracle"], 2, "unknown engine 'oracle'"),
        (["--engine-version", "new"], 2, "not a version"),
        (["--tenancy", "shared", "--tenant", "galaxy"], 2, "galaxy"),
        (["--url", "ftp://x/y"], 2, "ftp"),
        (["--url", "postgresql://nobody@127.0.0.1:1/none"], 3, "error:"),
        (["--context", "no-such.yaml"], 2, "does not exist"),
    ],
)
def test_bad_options(tmp_path: Path, arguments: list[str], code: int, said: str) -> None:
    result = run(MODEL, *arguments, "-o", tmp_path / "out")
    assert result.exit_code == code, result.output
    assert said in result.stderr
    assert not (tmp_path / "out").exists()


def test_broken_model_names_the_line(tmp_path: Path) -> None:
    broken = tmp_path / "model.yaml"
    broken.write_text(MODEL.read_text(encoding="utf-8").replace("pages: {type: integer}", "pages: {type: integr}"))
    result = run(broken, "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "model.yaml:15:" in result.stderr


def test_strict_counts_what_is_open(tmp_path: Path, requirements: Path) -> None:
    assert run(requirements, "-e", "sqlite", *FAST, "--strict", "-o", tmp_path / "out").exit_code == 1


HOTELS = (
    "Our customers are hotels. Each hotel has a name. All hotels share the same tables; one hotel must never see the "
    "data of another. A hotel has many rooms. A room has a number, unique within the hotel.\n"
)


def test_leaks_are_tried_and_told_and_not_trying_them_is_told_as_well(tmp_path: Path) -> None:
    source = tmp_path / "hotels.md"
    source.write_text(HOTELS, encoding="utf-8")
    told = {}
    for option in ("--leaks", "--no-leaks"):
        out = tmp_path / option
        result = run(source, "-e", "postgresql", option, "-o", out)
        review = json.loads((out / "review.json").read_text(encoding="utf-8"))
        proof = review["engines"]["postgresql"]["proof"]
        if proof is None:
            pytest.skip(review["engines"]["postgresql"]["not_proved_because"])
        page = (out / "report.html").read_text(encoding="utf-8")
        told[option] = (result.stdout, proof["leaks"], page, (out / "postgresql/tenancy/leaks.sql").exists())
    stdout, leaks, page, written = told["--leaks"]
    assert leaks["ok"]
    assert leaks["counts"]["held"] > 40
    assert "0 leaks" in stdout
    assert "0 leaks" in page
    assert written
    stdout, leaks, page, written = told["--no-leaks"]
    assert leaks["counts"] == {"held": 0, "leak": 0, "warning": 0, "not_checked": 1}
    assert "NOT CHECKED" in stdout
    assert "NOT CHECKED" in page
    assert not written
