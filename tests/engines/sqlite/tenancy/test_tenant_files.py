"""A file for each tenant, by the script as it is written, on real files."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from tests.engines.agency import Made

if TYPE_CHECKING:
    from pathlib import Path

MADE = Made("sqlite", "database")


class Tenants:
    """The script in a directory beside the schema."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        (directory / "tenancy").mkdir()
        (directory / "schema.sql").write_text(MADE.ddl)
        for name, text in MADE.files.items():
            (directory / "tenancy" / name).write_text(text)

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(self.directory / "tenancy" / "tenant_files.py"), *words],
            env=os.environ | {"TENANT_FILES": str(self.directory / "data")},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def rows(self, tenant: str, sql: str) -> list[Any]:
        with closing(sqlite3.connect(self.directory / "data" / f"{tenant}.db")) as connection, connection:
            connection.execute("PRAGMA foreign_keys = ON")
            return connection.execute(sql).fetchall()


@pytest.fixture
def tenants(tmp_path: Path) -> Tenants:
    made = Tenants(tmp_path)
    done = made("setup")
    assert done.returncode == 0, done.stderr
    return made


def test_each_tenant_has_a_file(tenants: Tenants) -> None:
    assert [tenants("create", name).returncode for name in ("north", "south")] == [0, 0]
    assert tenants("setup").returncode == 0
    again = tenants("create", "north")
    assert (again.returncode, again.stderr) == (2, "there is a tenant 'north' already\n")
    tenants.rows("north", "INSERT INTO labels (name) VALUES ('red')")
    assert tenants.rows("north", "SELECT name FROM labels") == [("red",)]
    assert tenants.rows("south", "SELECT name FROM labels") == []
    assert tenants("list").stdout.splitlines() == ["north|north.db|", "south|south.db|"]
    assert tenants("backup", "north", str(tenants.directory / "data" / "copy.db")).returncode == 0
    assert tenants.rows("copy", "SELECT name FROM labels") == [("red",)]
    assert tenants("drop", "north", "south").returncode == 2
    assert tenants("drop", "north", "north").returncode == 0
    assert not list((tenants.directory / "data").glob("north.db*"))
    assert tenants("list").stdout.splitlines() == ["south|south.db|"]


def test_refuses_names(tenants: Tenants) -> None:
    for name in ("", "Acme", "a b", "../etc", "registry", "template", "1a", "x" * 41):
        assert tenants("create", name).returncode == 2
    assert tenants("list").stdout == ""


def test_migrates_past_one_that_fails_and_goes_on(tenants: Tenants, tmp_path: Path) -> None:
    names = [f"t{number}" for number in range(6)]
    assert [tenants("create", name).returncode for name in names] == [0] * 6
    migrations = tmp_path / "migrations"
    migrations.mkdir()
    (migrations / "001.sql").write_text("-- a colour; for labels\nALTER TABLE labels ADD COLUMN colour TEXT;")
    (migrations / "002.sql").write_text(
        "PRAGMA foreign_keys = OFF;\nBEGIN;\n"
        "CREATE TRIGGER no_blank BEFORE INSERT ON labels WHEN NEW.name = ' '\n"
        "BEGIN SELECT RAISE(ABORT, 'a blank name'); END;\n"
        "CREATE UNIQUE INDEX one_colour ON labels (colour);\nCOMMIT;\n"
    )
    tenants.rows("t2", "INSERT INTO labels (name) VALUES ('a'), ('b')")
    tenants("migrate", str(migrations))
    (migrations / "003.sql").write_text("CREATE TABLE made (a);\nUPDATE labels SET colour = 'red';")
    applied = "SELECT count(*) FROM applied_migrations"
    stopped = tenants("migrate", str(migrations))
    assert (stopped.returncode, stopped.stderr.splitlines()[-1]) == (1, "1 failed: mend it and call this again")
    assert [tenants.rows(name, applied)[0][0] for name in names] == [3, 3, 2, 2, 2, 2]
    assert tenants.rows("t2", "SELECT name FROM sqlite_schema WHERE name = 'made'") == []
    assert tenants("migrate", str(migrations), "--keep-going").returncode == 1
    assert [tenants.rows(name, applied)[0][0] for name in names] == [3, 3, 2, 3, 3, 3]
    assert "t2|t2.db|UNIQUE constraint failed: labels.colour" in tenants("list").stdout
    tenants.rows("t2", "DELETE FROM labels WHERE name = 'b'")
    assert tenants("migrate", str(migrations)).returncode == 0
    assert tenants.rows("t2", applied) == [(3,)]
    assert "UNIQUE" not in tenants("list").stdout
    with pytest.raises(sqlite3.IntegrityError, match="a blank name"):
        tenants.rows("t5", "INSERT INTO labels (name) VALUES (' ')")
    (migrations / "002.sql").write_text("SELECT 1;")
    changed = tenants("migrate", str(migrations))
    assert (changed.returncode, "not what was applied" in changed.stderr) == (2, True)


def test_refuses_rows_that_refer_to_nothing(tenants: Tenants, tmp_path: Path) -> None:
    tenants("create", "north")
    (tmp_path / "1.sql").write_text(
        "INSERT INTO project_labels (project_id, label_id) VALUES (7, 7);",
    )
    refused = tenants("migrate", str(tmp_path))
    assert refused.returncode == 2
    assert "no tenant was touched: 2 rows would refer to what is not there, first in project_labels" in refused.stderr


def test_shared_tables_are_said_to_be_held_by_nothing() -> None:
    files = Made("sqlite", "shared").files
    assert "Nothing in the database keeps tenants\napart here" in files["README.md"]
    assert "`projects`" in files["README.md"]
    assert "`countries`" not in files["README.md"]
    assert Made("sqlite", "none").files == {}
