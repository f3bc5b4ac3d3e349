"""The command group: it starts fast, imports nothing heavy, and ends every mishap with a message and an exit code."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from time import sleep
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from backend_data_model import __version__
from backend_data_model.cli import COMMANDS, faults, main
from backend_data_model.cli.lazy import LazyGroup
from backend_data_model.model.errors import EngineUnavailable, InputError
from backend_data_model.model.position import Position

if TYPE_CHECKING:
    from pathlib import Path

HEAVY = ("pydantic", "sqlglot", "psycopg", "sqlalchemy", "rich", "inflect", "yaml", "pymysql")


def bdm(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run `bdm` as its own process."""
    command = [sys.executable, "-m", "backend_data_model", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]


@pytest.mark.parametrize("arguments", ["--help", "--version"])
def test_help_imports_nothing_heavy(arguments: str) -> None:
    script = (
        "import sys\n"
        "from backend_data_model.cli import main\n"
        f"main([{arguments!r}], standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_version() -> None:
    assert CliRunner().invoke(main, ["--version"]).output == f"bdm, version {__version__}\n"


def test_every_command_is_there_and_has_the_help_that_the_list_shows() -> None:
    context = click.Context(main)
    for name, (_, purpose) in COMMANDS.items():
        command = main.get_command(context, name)
        assert command is not None, name
        assert command.help, name
        assert purpose.endswith("."), name
        assert command.name == name


def test_unknown_command_names_the_nearest() -> None:
    result = CliRunner().invoke(main, ["desgin"])
    assert result.exit_code == faults.BAD_INPUT
    assert "Did you mean 'design'?" in result.output


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (InputError("no such thing", position=Position(3, 4, "a.md"), help="look"), 2, ["a.md:3:4", "help: look"]),
        (EngineUnavailable("no server", help="start it"), 3, ["no server", "help: start it"]),
        (KeyboardInterrupt(), 130, ["interrupted"]),
        (ZeroDivisionError("oh"), 70, ["ZeroDivisionError", "report"]),
        (PermissionError(13, "Permission denied", "/some/file"), 2, ["/some/file: Permission denied"]),
    ],
)
def test_faults(monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, said: list[str]) -> None:
    monkeypatch.delenv(faults.DEBUG_VARIABLE, raising=False)

    @click.command()
    def failing() -> None:
        raise error

    group = LazyGroup("bdm", commands_at={"failing": ("x:y", "Fails.")})
    monkeypatch.setattr(group, "get_command", lambda ctx, name: failing)
    result = CliRunner().invoke(group, ["failing"])
    assert result.exit_code == code
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    for part in said:
        assert part in result.stderr


def test_traceback_on_request(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv(faults.DEBUG_VARIABLE, "1")
    assert faults.exit_code_of(ZeroDivisionError("oh")) == faults.INTERNAL_FAULT
    assert "ZeroDivisionError: oh" in capsys.readouterr().err


def test_closed_pipe_is_quiet() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "backend_data_model", "examples", "show", "tool-rental"],
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert done.returncode == faults.BROKEN_PIPE
    assert done.stderr == ""


def test_interrupt_is_short(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "backend_data_model", "design", "-", "-o", str(tmp_path / "out")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write("Each order has ")
        process.stdin.flush()
        sleep(1.5)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
        assert process.wait() == faults.INTERRUPTED
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists()


def test_examples_list_show_and_copy(tmp_path: Path) -> None:
    listed = bdm("examples")
    names = [line.split()[0] for line in listed.stdout.splitlines()]
    assert len(names) >= 3
    shown = bdm("examples", "show", names[0])
    copied = bdm("examples", "copy", names[0], cwd=tmp_path)
    assert copied.stdout.strip() == f"{names[0]}.md"
    assert (tmp_path / f"{names[0]}.md").read_text(encoding="utf-8") == shown.stdout
    again = bdm("examples", "copy", names[0], cwd=tmp_path)
    assert again.returncode == faults.BAD_INPUT
    assert "exists already" in again.stderr
    assert bdm("examples", "copy", "no-such").returncode == faults.BAD_INPUT
