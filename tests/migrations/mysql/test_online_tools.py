"""The command line of the tool that copies a table beside the traffic."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest

from backend_data_model.migrations.mysql.online_tools import Copied, tool_command

PLAIN = Copied("it's", True, False, False, False)


@pytest.mark.parametrize(
    ("table", "clauses", "tool", "has", "lacks"),
    [
        (
            PLAIN,
            "MODIFY `a` int DEFAULT '1'",
            "gh-ost",
            ["--alter=MODIFY `a` int DEFAULT '1'", "--table=it's"],
            "renamed",
        ),
        (PLAIN, "CHANGE COLUMN `a` `b` bigint", "gh-ost", ["--approve-renamed-columns"], "--no-check-alter"),
        (PLAIN, "CHANGE a `a` bigint", "gh-ost", ["--ask-pass"], "--approve-renamed-columns"),
        (PLAIN, "ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES b (id)", "pt-online-schema-change", [], "gh-ost"),
        (
            replace(PLAIN, has_foreign_keys=True),
            "DROP FOREIGN KEY `f`, DROP FOREIGN KEY __g, MODIFY a int",
            "pt-online-schema-change",
            ["--alter=DROP FOREIGN KEY `_f`, DROP FOREIGN KEY g, MODIFY a int"],
            "--alter-foreign-keys-method=auto",
        ),
        (
            replace(PLAIN, name="a,b", is_referenced=True),
            "CHANGE a b bigint",
            "pt-online-schema-change",
            ["h=HOST,u=USER,D=SHOP,t=a\\,b", "--alter-foreign-keys-method=auto", "--no-check-alter"],
            "--preserve-triggers",
        ),
        (
            replace(PLAIN, has_triggers=True),
            "ADD UNIQUE KEY `u` (a), MODIFY a int",
            "pt-online-schema-change",
            ["--preserve-triggers", "--no-check-unique-key-change"],
            "--alter-foreign-keys-method",
        ),
    ],
)
def test_a_shell_reads_what_was_meant(table: Copied, clauses: str, tool: str, has: list[str], lacks: str) -> None:
    command, reason = tool_command(table, clauses)
    assert command is not None
    for name, value in (("HOST", "HOST"), ("USER", "USER"), ("NAME", "SHOP")):
        command = command.replace(f'"$DB_{name}"', value)
    words = shlex.split(command)
    assert words[0] == tool
    assert reason.startswith(tool)
    assert set(has) < set(words)
    assert lacks not in words
    assert words[-1] == "--execute"
    assert not any("password" in word.lower() for word in words)


@pytest.mark.parametrize(
    ("table", "clauses"),
    [
        (replace(PLAIN, has_unique_key=False), "MODIFY a int"),
        (PLAIN, "RENAME COLUMN a TO b, MODIFY c int"),
        (PLAIN, "MODIFY c int, RENAME TO other"),
    ],
)
def test_what_neither_tool_can_do_is_said(table: Copied, clauses: str) -> None:
    command, reason = tool_command(table, clauses)
    assert command is None
    assert reason.startswith("neither tool")
