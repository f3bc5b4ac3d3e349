"""`bdm rehearse`: run a migration on a real PostgreSQL with rows in it and readers and writers at work."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from backend_data_model.cli.faults import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.cli.plan_sources import Given
    from backend_data_model.migrations.rehearse.outcome import Rehearsal

FORMATS = ("human", "json", "markdown")
FILES = ("report.json", "report.md", "report.html")


@click.command(short_help="Run a migration on a real engine under concurrent reads and writes.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="[NEW]", required=False)
@click.option(
    "-m", "--migration", "migrations", multiple=True, metavar="FILE",
    help="Rehearse this instead of our plan: a psql script, a file of a migration tool, a directory of them, or `-`. "
    "May be given more than once.",
)  # fmt: skip
@click.option(
    "--undo", "undos", metavar="FILE", multiple=True,
    help="What takes the migration back; may be given more than once.",
)  # fmt: skip
@click.option("--allow-breaking", is_flag=True, help="No code for the old schema runs any more when this is run.")
@click.option("--rows", type=click.IntRange(1), default=1_000_000, show_default=True, help="Rows of the largest table.")
@click.option(
    "--max-wait", type=click.FloatRange(0.001), default=1.0, show_default=True, metavar="SECONDS",
    help="How long a writer may wait.",
)  # fmt: skip
@click.option(
    "--patience", type=click.FloatRange(0.1), default=120.0, show_default=True, metavar="SECONDS",
    help="A statement that runs longer goes on without the writers.",
)  # fmt: skip
@click.option("--online-renames", is_flag=True, help="Our plan keeps both names of what is renamed for a time.")
@click.option("--engine-version", metavar="N", help="The major version of PostgreSQL; it must be installed.")
@click.option("-f", "--format", "output_format", type=click.Choice(FORMATS), default="human", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write report.json, report.md and report.html.")
@click.option("--force", is_flag=True, help="Overwrite files in the directory that bdm did not write.")
def rehearse(
    old: str,
    new: str | None,
    migrations: tuple[str, ...],
    undos: tuple[str, ...],
    allow_breaking: bool,
    rows: int,
    max_wait: float,
    patience: float,
    online_renames: bool,
    engine_version: str | None,
    output_format: str,
    output: Path | None,
    force: bool,
) -> None:
    """Rehearse the migration from OLD to NEW, or one that somebody wrote, on a throw-away PostgreSQL.

    \b
    OLD and NEW are each one of
      schema.sql      DDL, from nothing
      migrations/     a directory: all its .sql files in the order of their names
      -               DDL from standard input
      model.yaml      a model: the schema designed from it
      URL             a live PostgreSQL: its catalog is read, no rows, and nothing is written there

    The old schema is loaded and filled with rows that satisfy the constraints of both, a million in the largest
    table. While readers and writers work, the statements of our plan run one by one, with their timeouts and retries;
    with --migration those that somebody wrote: psql scripts with variables, conditions and included files, their
    transactions, DO blocks and batched backfills, or files of Flyway, Prisma, Sqitch, Alembic and their kin. For each
    statement you see the locks really taken, the longest wait of a reader and of a writer, its duration and whether a
    table was written anew, against the prediction. Then the result is compared with NEW, every row with its copy from
    before, and the undo is run.

    Exit code 1 when a statement fails, a writer waits longer than --max-wait, code for the old schema breaks (outside
    the contract phase of a plan), an index is left invalid, the result differs from NEW, rows are lost or changed
    unasked, or the undo does not lead back.
    """
    from backend_data_model.cli.directory import OutputDirectory
    from backend_data_model.cli.plan_sources import read_source
    from backend_data_model.cli.rehearse_progress import bar
    from backend_data_model.model.errors import InputError

    if [old, new, *undos, *migrations].count("-") > 1:
        raise InputError("only one of the inputs can be standard input")
    directory = OutputDirectory.open(output) if output is not None else None
    if directory is not None and not force:
        directory.refuse_edited(FILES)
    given = [read_source(old, "OLD"), *([read_source(new, "NEW")] if new else [])]
    with bar() as tell:
        found = _rehearse(
            given, migrations, undos, rows=rows, max_wait=max_wait, version=engine_version,
            patience=patience, online_renames=online_renames, allow_breaking=allow_breaking, progress=tell,
        )  # fmt: skip
    _show(found, output_format)
    if directory is not None:
        directory.write(_files(found))
    if not found.ok:
        click.get_current_context().exit(FINDINGS)


def _rehearse(
    given: Sequence[Given],
    migrations: Sequence[str],
    undos: Sequence[str],
    **settings: Any,
) -> Rehearsal:
    """What `settings` may be says `backend_data_model.migrations.rehearse.verb.rehearse`."""
    from backend_data_model.cli.plan_sources import placed
    from backend_data_model.migrations.rehearse.scripts import actions_of_files
    from backend_data_model.migrations.rehearse.verb import rehearse as run
    from backend_data_model.model.errors import InputError

    try:
        return run(
            given[0].item,
            given[1].item if len(given) > 1 else None,
            migration=actions_of_files(migrations) if migrations else None,
            undo=actions_of_files(undos) if undos else None,
            **settings,
        )
    except InputError as error:
        raise placed(error, *given) from error


def _show(found: Rehearsal, output_format: str) -> None:
    from backend_data_model.report.rehearsal_text import render_human, render_json, render_markdown

    if output_format == "json":
        click.echo(render_json(found), nl=False)
    elif output_format == "markdown":
        click.echo(render_markdown(found), nl=False)
    else:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        click.echo(render_human(found, colour=colour), nl=False, color=colour)


def _files(found: Rehearsal) -> dict[str, str]:
    from backend_data_model.report.rehearsal_page import render_page
    from backend_data_model.report.rehearsal_text import render_json, render_markdown

    return dict(zip(FILES, (render_json(found), render_markdown(found), render_page(found)), strict=True))
