"""`bdm trace` as a user runs it: inputs, formats, proofs, exit codes, clear errors."""

from __future__ import annotations

import json
import sqlite3
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result

from backend_data_model.cli import main

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Each book has a title, an ISBN (unique) and a page count of at least 1.\n"
GOOD = """\
CREATE TABLE books (
    id INTEGER PRIMARY KEY,
    title TEXT NOT NULL,
    isbn TEXT NOT NULL CONSTRAINT one_isbn UNIQUE,
    pages INTEGER NOT NULL CONSTRAINT some_pages CHECK (pages > 0)
) STRICT;
"""
BAD = GOOD.replace(" CONSTRAINT one_isbn UNIQUE", "").replace("pages > 0", "pages > 5")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "books.md").write_text(TEXT)
    (tmp_path / "good.sql").write_text(GOOD)
    (tmp_path / "bad.sql").write_text(BAD)
    return tmp_path


def run(*arguments: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(main, ["trace", *arguments], input=stdin)


def test_what_holds_exits_with_0_and_shows_the_proof() -> None:
    done = run("books.md", "good.sql", "-e", "sqlite", "-f", "json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["ok"]
    assert "SQLite" in found["proved_on"]
    proofs = {item["name"]: item["proof"] for row in found["facts"] for item in row["enforced_by"]}
    assert proofs["one_isbn"] == proofs["some_pages"] == proofs["books.title"] == "proved"


def test_what_does_not_exits_with_1_and_names_the_sentence() -> None:
    done = run("books.md", "bad.sql", "-e", "sqlite", "--no-prove")
    assert done.exit_code == 1
    assert "contradicted: book.page_count" in done.stdout
    assert "missing: book.isbn" in done.stdout
    assert "books.md, line 1: Each book has a title" in done.stdout
    assert "bad.sql:5" in done.stdout


def test_standard_input_a_directory_and_a_database(here: Path) -> None:
    assert run("books.md", "-", "-e", "sqlite", "--no-prove", stdin=GOOD).exit_code == 0
    (here / "migrations").mkdir()
    (here / "migrations" / "1.sql").write_text(GOOD)
    assert run("books.md", "migrations", "-e", "sqlite", "--no-prove").exit_code == 0
    with sqlite3.connect(here / "books.db") as connection:
        connection.executescript(GOOD)
    connection.close()
    assert run("books.md", "books.db", "--no-prove").exit_code == 0
    assert run("books.md", f"sqlite:///{here}/books.db").exit_code == 0


def test_a_model_and_a_glossary(here: Path) -> None:
    (here / "m.yaml").write_text("bdm: 1\nentities:\n  tome:\n    attributes: {zzz: {type: text}}\n")
    (here / "words.yaml").write_text("tables: {tome: books}\ncolumns: {tome.zzz: title}\n")
    assert run("m.yaml", "good.sql", "-e", "sqlite", "--no-prove").exit_code == 1
    assert run("m.yaml", "good.sql", "-e", "sqlite", "--no-prove", "--glossary", "words.yaml").exit_code == 0


class Tags(HTMLParser):
    """Counts the tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)


def test_names_are_data_in_markdown_and_html(here: Path) -> None:
    (here / "evil.sql").write_text(GOOD + 'CREATE TABLE "<script>alert(1)</script>|x" (id INTEGER PRIMARY KEY);\n')
    page = run("books.md", "evil.sql", "-e", "sqlite", "--no-prove", "-f", "html").stdout
    tags = Tags()
    tags.feed(page)
    assert "script" not in tags.seen
    assert "&lt;script&gt;" in page
    table = run("books.md", "evil.sql", "-e", "sqlite", "--no-prove", "-f", "markdown").stdout
    assert "\\<script\\>alert(1)\\</script\\>\\|x" in table


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("books.md", "none.sql"), "none.sql does not exist"),
        (("none.md", "good.sql"), "none.md does not exist"),
        (("books.md", "books.db2://x/y"), "cannot read"),
        (("books.md", "empty.sql", "-e", "sqlite"), "no table was found"),
        (("books.md", "good.sql", "--glossary", "list.yaml"), "the glossary does not map names"),
    ],
)
def test_bad_input_exits_with_2(arguments: tuple[str, ...], message: str, here: Path) -> None:
    (here / "empty.sql").write_text("SELECT 1;\n")
    (here / "list.yaml").write_text("- a\n")
    done = run(*arguments)
    assert done.exit_code == 2, done.output
    assert message in done.stderr
