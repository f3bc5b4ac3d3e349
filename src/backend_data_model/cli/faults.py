"""What the user sees when something goes wrong, and the exit code that says which kind of thing it was."""

from __future__ import annotations

import os
import sys
import traceback

import click

from backend_data_model.model.errors import EngineUnavailable, InputError

CLEAN = 0
FINDINGS = 1
BAD_INPUT = 2
UNREACHABLE = 3
INTERNAL_FAULT = 70
INTERRUPTED = 130
BROKEN_PIPE = 141

DEBUG_VARIABLE = "BDM_DEBUG"


def exit_code_of(error: BaseException) -> int:
    """Tell the user about `error` on standard error and give the exit code.

    70 is EX_SOFTWARE of sysexits.h; 130 and 141 are what a shell reports for SIGINT and SIGPIPE.  With BDM_DEBUG set
    the traceback is shown as well.  SystemExit passes through.
    """
    if isinstance(error, SystemExit):
        raise error
    if os.environ.get(DEBUG_VARIABLE):
        traceback.print_exception(error)
    if isinstance(error, BrokenPipeError):
        silence_stdout()
        return BROKEN_PIPE
    if isinstance(error, (KeyboardInterrupt, click.Abort, EOFError)):
        click.echo("interrupted", err=True)
        return INTERRUPTED
    if isinstance(error, InputError):
        tell(str(error), error.help)
        return BAD_INPUT
    if isinstance(error, EngineUnavailable):
        tell(str(error), error.help)
        return UNREACHABLE
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        tell(f"{place}{error.strerror or error}", None)
        return BAD_INPUT
    tell(
        f"a fault inside bdm: {type(error).__name__}: {error}",
        f"please report it with the command you ran; {DEBUG_VARIABLE}=1 shows where it happened",
    )
    return INTERNAL_FAULT


def tell(message: str, help_text: str | None) -> None:
    """Write an error and what to do about it to standard error."""
    click.echo(f"error: {message}", err=True)
    if help_text:
        click.echo(f"help: {help_text}", err=True)


def silence_stdout() -> None:
    """Point standard output at nothing, so that the interpreter does not fail again when it flushes at its end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
