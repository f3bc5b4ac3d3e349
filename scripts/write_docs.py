"""Write the generated pages of docs/ and the runs shown in README.md and docs/migrations.md.

With --check, only say whether they are fresh.

A page for each command comes from its `--help`; the run in README.md is a real one, of a bundled example on the
PostgreSQL that comes with the development environment.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.testing import CliRunner

from backend_data_model.cli import COMMANDS, main

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
RUN_BEGINS, RUN_ENDS = "<!-- run begins -->\n", "<!-- run ends -->\n"
PLANNED_RUNS = [
    ["bdm", "plan", "old.sql", "new.sql", "--engine", "postgresql"],
    [
        *("bdm", "plan", "old.sql", "new.sql", "--engine", "postgresql", "--allow-data-loss", "--format", "flyway"),
        *("--name", "purchases", "--timestamp", "20260301123000", "-o", "out"),
    ],
]
SHOWN_RUN = ["bdm", "design", "podcast-hosting.md", "--engine", "postgresql", "-o", "out"]


def help_of(arguments: list[str]) -> str:
    """The help text of a command, 100 characters wide."""
    result = CliRunner().invoke(
        main, [*arguments, "--help"], prog_name="bdm", terminal_width=100, max_content_width=100
    )
    if result.exit_code:
        raise RuntimeError(f"bdm {' '.join(arguments)} --help failed: {result.output}")
    return result.stdout


def command_pages() -> dict[str, str]:
    """The pages of docs/commands/ by file name."""
    context = click.Context(main, info_name="bdm")
    pages = {"index.md": index_page()}
    for name in COMMANDS:
        command = main.get_command(context, name)
        blocks = [([name], help_of([name]))]
        if isinstance(command, click.Group):
            blocks += [([name, sub], help_of([name, sub])) for sub in command.list_commands(context)]
        text = f"# bdm {name}\n\nWritten from `--help` by scripts/write_docs.py; do not edit.\n"
        for path, shown in blocks:
            text += f"\n    $ bdm {' '.join(path)} --help\n{indented(shown)}"
        pages[f"{name}.md"] = text
    return pages


def index_page() -> str:
    """docs/commands/index.md: the commands and their purposes."""
    rows = "".join(f"- [`bdm {name}`]({name}.md): {purpose}\n" for name, (_, purpose) in COMMANDS.items())
    return f"# Commands\n\nWritten from `--help` by scripts/write_docs.py; do not edit.\n\n{rows}"


def indented(text: str) -> str:
    """The text as a block of code."""
    return "".join(f"    {line}".rstrip() + "\n" for line in text.splitlines())


def shown_run() -> str:
    """What the run in README.md prints, from running it in a directory of its own."""
    example = SHOWN_RUN[2].removesuffix(".md")
    with tempfile.TemporaryDirectory() as directory:
        for command in (["examples", "copy", example], SHOWN_RUN[1:]):
            done = subprocess.run(
                [sys.executable, "-m", "backend_data_model", *command],
                cwd=directory,
                env=os.environ | {"COLUMNS": "100", "NO_COLOR": "1"},
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode not in {0, 1}:
                raise RuntimeError(f"bdm {' '.join(command)} failed: {done.stderr}")
    commands = f"$ bdm examples copy {example}\n$ {' '.join(SHOWN_RUN)}\n"
    return f"```console\n{commands}{done.stdout.rstrip()}\n```\n"


def readme() -> str:
    """README.md with a fresh run between its markers."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    before, _, rest = text.partition(RUN_BEGINS)
    _, _, after = rest.partition(RUN_ENDS)
    return before + RUN_BEGINS + shown_run() + RUN_ENDS + after


def migrations() -> str:
    """docs/migrations.md with a fresh run on the two schemas that it shows."""
    text = (ROOT / "docs" / "migrations.md").read_text(encoding="utf-8")
    before, _, rest = text.partition(RUN_BEGINS)
    _, _, after = rest.partition(RUN_ENDS)
    shown = ""
    with tempfile.TemporaryDirectory() as directory:
        for name, ddl in re.findall(r"^`(\w+\.sql)`:\n\n```sql\n(.*?)```", before, re.DOTALL | re.MULTILINE):
            (Path(directory) / name).write_text(ddl, encoding="utf-8")
        for command in PLANNED_RUNS:
            done = subprocess.run(
                [sys.executable, "-m", "backend_data_model", *command[1:]],
                cwd=directory,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode not in {0, 1}:
                raise RuntimeError(f"{' '.join(command)} failed: {done.stderr}")
            shown += f"$ {' '.join(command)}\n{done.stdout}"
    return f"{before}{RUN_BEGINS}```console\n{shown}```\n{RUN_ENDS}{after}"


def pages() -> Iterator[tuple[Path, str]]:
    """Every generated file and its fresh text."""
    for name, text in command_pages().items():
        yield ROOT / "docs" / "commands" / name, text
    yield ROOT / "README.md", readme()
    yield ROOT / "docs" / "migrations.md", migrations()


def write(check: bool) -> int:
    """Write what is stale, or with `check` only name it; the exit code."""
    stale = 0
    for path, text in pages():
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        print(f"{'stale' if check else 'written'}: {path.relative_to(ROOT)}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(write(check="--check" in sys.argv[1:]))
