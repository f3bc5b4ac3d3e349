"""`bdm design --glossary` on the command line, and the same file for `bdm trace`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from click.testing import CliRunner

from backend_data_model.cli import main
from backend_data_model.documents import load_model

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Each client has a name. A customer has an email.\n"
GLOSSARY = "aliases: {client: customer}\n"


def design(directory: Path, glossary: str, source: str | None = None) -> tuple[int, str]:
    (directory / "shop.md").write_text(TEXT, encoding="utf-8")
    (directory / "words.yaml").write_text(glossary, encoding="utf-8")
    command = ["design", source or str(directory / "shop.md"), "-o", str(directory / "out"), "--no-verify"]
    result = CliRunner().invoke(main, [*command, "--glossary", str(directory / "words.yaml")])
    return result.exit_code, result.output


def test_the_glossary_overrules_the_text(tmp_path: Path) -> None:
    code, shown = design(tmp_path, GLOSSARY)
    assert code == 0, shown
    model = load_model((tmp_path / "out" / "model.yaml").read_text(encoding="utf-8"))
    assert list(model.entities) == ["customer"]
    assert set(model.entities["customer"].attributes) == {"name", "email"}


def test_a_bad_glossary_is_refused_with_its_line(tmp_path: Path) -> None:
    code, shown = design(tmp_path, "aliases:\n  client: [customer]\n")
    assert code == 2
    assert "words.yaml:2:11" in shown
    assert not (tmp_path / "out").exists()


def test_a_model_document_takes_no_glossary(tmp_path: Path) -> None:
    design(tmp_path, GLOSSARY)
    code, shown = design(tmp_path, GLOSSARY, str(tmp_path / "out" / "model.yaml"))
    assert code == 2
    assert "change the names in the document" in shown


def test_trace_reads_and_matches_by_the_same_file(tmp_path: Path) -> None:
    design(tmp_path, GLOSSARY)
    schema = tmp_path / "schema.sql"
    sql = "CREATE TABLE clients (id bigint PRIMARY KEY, name text NOT NULL, email text NOT NULL);"
    schema.write_text(sql, encoding="utf-8")
    command = ["trace", str(tmp_path / "shop.md"), str(schema), "-e", "postgresql", "--no-prove"]
    assert CliRunner().invoke(main, command).exit_code == 1
    found = CliRunner().invoke(main, [*command, "--glossary", str(tmp_path / "words.yaml")])
    assert found.exit_code == 0, found.output
