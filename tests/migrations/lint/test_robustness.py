"""Files that are damaged, foreign or huge: no traceback, what could not be read is listed, and the rest is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend_data_model.migrations.lint.lint import lint, lint_files
from backend_data_model.migrations.lint.render import FORMATS, render
from backend_data_model.migrations.lint.sources import read_migrations
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

INDEX = "CREATE INDEX orders_a ON orders (a);\n"
DUMP = (
    "\\set ON_ERROR_STOP on\n\\connect shop\nCOPY public.orders (id, a) FROM stdin;\n1\t;'\n2\t\\N\n\\.\n\n"
    "\\if :{?x}\n\\echo 'unclosed\n\\endif\n"
)
DEEP = "SELECT " + "(" * 9_000 + "1" + ")" * 9_000 + ";\n"
CHAIN = "SELECT " + "1+" * 100_000 + "1;\n"
COMMENTED = (
    "SELECT 1" + " " * 1_000 + "-- " + "x " * 500 + "; DROP INDEX a; CREATE INDEX b ON orders (b); " + "x " * 1_500
)
LONG_LINE = "; ".join(f"INSERT INTO t VALUES ({n}, 'text of a row that is not short')" for n in range(20_000)) + ";"

# Bytes of a file, the lines of MIG101 in it, and how many statements are listed as unread.
FILES: dict[str, tuple[bytes, list[int], int]] = {
    "empty": (b"", [], 0),
    "blank": (b" \n\t\r\n", [], 0),
    "only a comment": (b"-- nothing\n/* here */", [], 0),
    "a comment that never ends": ((INDEX + "/* open").encode(), [1], 1),
    "a string that never ends": ((INDEX + "SELECT 'open;\nSELECT 1;").encode(), [1], 1),
    "a name that never ends": ((INDEX + 'SELECT "open;').encode(), [1], 1),
    "a body that never ends": ((INDEX + "DO $$ BEGIN; SELECT 1;").encode(), [1], 1),
    "cut in the middle": ((INDEX + "ALTER TABLE orders ADD COL").encode(), [1], 1),
    "no semicolon at the end": (INDEX.rstrip(";\n").encode(), [1], 0),
    "semicolons alone": ((";;;\n" + INDEX + ";;").encode(), [2], 0),
    "DOS lines": ((INDEX * 2).replace("\n", "\r\n").encode(), [1, 2], 0),
    "a byte order mark": (b"\xef\xbb\xbf" + INDEX.encode(), [1], 0),
    "UTF-16": (INDEX.encode("utf-16"), [1], 0),
    "UTF-16, big end first": (b"\xfe\xff" + INDEX.encode("utf-16-be"), [1], 0),
    "letters of many scripts": (("SELECT 'é — 漢字 😀'; " + INDEX).encode(), [1], 0),
    "a NUL": (b"SELECT 1;\nSELECT '\0';\n" + INDEX.encode(), [3], 1),
    "a dump of psql": ((DUMP + INDEX).encode(), [11], 0),
    "deep parentheses": ((DEEP + INDEX).encode(), [2], 1),
    "a long chain of operators": ((CHAIN + INDEX).encode(), [2], 1),
    "MySQL": ((INDEX + "ALTER TABLE `orders` MODIFY a int;\nCREATE TABLE x (a int) ENGINE=InnoDB;").encode(), [1], 2),
    "T-SQL": ((INDEX + "GO\nEXEC sp_rename 'a', 'b';").encode(), [1], 1),
    "statements in a long comment": ((COMMENTED + "\n;" + INDEX).encode(), [2], 0),
    "one line of two megabytes": ((LONG_LINE + INDEX).encode(), [1], 0),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_read_as_far_as_it_goes(name: str, tmp_path: Path) -> None:
    data, lines, unread = FILES[name]
    path = tmp_path / "x.sql"
    path.write_bytes(data)
    linted = lint_files(read_migrations([str(path)]), select=["MIG101"])
    assert [finding.line for finding in linted[0].findings] == lines
    assert len(linted[0].unparsed) == unread
    assert all(item.reason and item.position for item in linted[0].unparsed)
    for fmt in FORMATS:
        assert render(linted, fmt) is not None


def test_what_is_no_text_is_an_input_error_alone_and_listed_in_a_directory(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_bytes(bytes(range(256)))
    (tmp_path / "b.sql").write_text(INDEX, encoding="utf-8")
    (tmp_path / "c.py").write_text("from alembic import op\ndef (", encoding="utf-8")
    with pytest.raises(InputError, match="is not UTF-8"):
        read_migrations([str(tmp_path / "a.sql")])
    linted = lint_files(read_migrations([str(tmp_path)]), select=["MIG101"])
    assert [(len(file.findings), len(file.unparsed)) for file in linted] == [(0, 1), (1, 0), (0, 1)]


@given(st.integers(0, 400), st.integers(0, 400))
def test_a_script_cut_anywhere_is_read_as_far_as_it_goes(start: int, end: int) -> None:
    script = (
        INDEX
        + "ALTER TABLE a ADD CONSTRAINT c CHECK (x > 0) NOT VALID;\nCREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$"
        " SELECT ';' $$;\nALTER TABLE a ADD COLUMN b varchar(10) DEFAULT 'it''s', DROP COLUMN \"c;\" CASCADE;\n"
        "DO $x$ BEGIN EXECUTE 'DROP TABLE a'; END $x$;\nBEGIN; DROP TYPE t; COMMIT;\n"
    )
    lint(script[start:end])
    lint(script[start:end], schema=script[:end])
