"""`bdm plan`: the steps from one schema to another, tried on an empty copy of the old one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from backend_data_model.cli.faults import FINDINGS
from backend_data_model.migrations.formats import format_names
from backend_data_model.model.schema import Engine

if TYPE_CHECKING:
    from datetime import datetime

    from backend_data_model.migrations.steps import Plan


@click.command(short_help="Plan a migration between two schemas.")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option("-e", "--engine", type=click.Choice(get_args(Engine)), help="The dialect.  [default: told from the text]")
@click.option("--engine-version", metavar="N", help="The version of the server on which the plan will run: 15.")
@click.option("-f", "--format", "output_format", type=click.Choice(format_names()), default="sql", show_default=True)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Write the files of the plan into a directory.")
@click.option("--name", default="migration", show_default=True, help="What the migration is called in its files.")
@click.option("--timestamp", metavar="TIME", help="The time in names of files, UTC: 20260301123000.  [default: now]")
@click.option("--after", metavar="REVISION", help="The revision (Alembic) or change (Sqitch) that this one follows.")
@click.option("--url", metavar="URL", help="Make the scratch databases on this server.")
@click.option(
    "--online-renames", is_flag=True,
    help="Renamed tables and columns have both names until the contract steps (PostgreSQL).",
)  # fmt: skip
@click.option("--allow-data-loss", is_flag=True, help="Accept steps that throw data away.")
@click.option("--check", is_flag=True, help="Exit with 1 when the schemas differ.")
@click.option("--force", is_flag=True, help="Overwrite files in the directory that bdm did not write.")
def plan(
    old: str,
    new: str,
    engine: Engine | None,
    engine_version: str | None,
    output_format: str,
    output: Path | None,
    name: str,
    timestamp: str | None,
    after: str | None,
    url: str | None,
    online_renames: bool,
    allow_data_loss: bool,
    check: bool,
    force: bool,
) -> None:
    """Plan the migration from OLD to NEW: each statement with its lock, its note and its undo.

    \b
    OLD and NEW are each one of
      schema.sql      DDL, from nothing
      migrations/     a directory: all its .sql files in the order of their names
      -               DDL from standard input
      model.yaml      a model: the schema designed from it
      URL             a live database (postgresql://...), which is only read

    Both schemas are loaded into scratch databases, which are dropped again; the plan is run on an empty copy of OLD
    and has to make it equal to NEW. With -o the contract steps, which running code may still need, stand in files of
    their own, for the next release, and each file has its undo.

    A rename that NEW says (`-- bdm: renamed from old`) breaks running code at once; with --online-renames old and new
    code both work until the contract steps, by a second column with a trigger or a view under the old name.

    Exit code 1 when steps lose data and --allow-data-loss is not given (no file is then written), and with --check
    when the schemas differ.
    """
    from backend_data_model.cli.plan_sources import placed, read_source
    from backend_data_model.cli.progress import progress
    from backend_data_model.cli.stopping import telling_where_it_stops
    from backend_data_model.migrations.formats import render
    from backend_data_model.model.errors import InputError
    from backend_data_model.pipeline import plan as planned

    if old == new == "-":
        raise InputError("OLD and NEW cannot both be standard input")
    at = _moment(timestamp) if timestamp else None
    sources = read_source(old, "OLD"), read_source(new, "NEW")
    with progress() as tell, telling_where_it_stops(tell, "reading the schemas") as told:
        try:
            made = planned(
                sources[0].item,
                sources[1].item,
                engine=engine,
                version=engine_version,
                url=url,
                online_renames=online_renames,
                progress=told,
            )
        except InputError as error:
            raise placed(error, *sources) from error
    refused = bool(made.loses_data) and not allow_data_loss
    files = render(made, output_format, name, at=at, after=after)
    _show(made, files, output_format, output, refused=refused, force=force)
    _summarise(made, refused=refused)
    if refused or (check and made):
        click.get_current_context().exit(FINDINGS)


def _moment(text: str) -> datetime:
    from datetime import UTC, datetime

    from backend_data_model.model.errors import InputError

    try:
        return datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        raise InputError(f"--timestamp: {text!r} is no time", help="write it as 20260301123000, in UTC") from None


def _show(made: Plan, files: dict[str, str], form: str, output: Path | None, *, refused: bool, force: bool) -> None:
    """Write the files, or print the plan; one that may not be carried out is only shown."""
    from backend_data_model.cli.directory import OutputDirectory
    from backend_data_model.migrations.formats.sql import script
    from backend_data_model.model.errors import InputError

    if output is None and form == "sql":
        click.echo(script(made, with_data_loss=not refused), nl=False)
        return
    if refused and form != "json":
        click.echo(script(made, with_data_loss=False), nl=False)
        return
    if output is not None and not refused:
        directory = OutputDirectory.open(output)
        if not force:
            directory.refuse_edited(list(files))
        directory.write(files)
        for file in files:
            click.echo(str(output / file))
    elif len(files) > 1:
        raise InputError(f"a plan in the format {form} is several files", help="name a directory for them with -o")
    else:
        click.echo("".join(files.values()), nl=False)


def _summarise(made: Plan, *, refused: bool) -> None:
    """What the operator must know before anything else, on standard error."""
    if not made:
        click.echo("nothing changes: the schemas are equal", err=True)
    else:
        phases = [
            (phase, sum(step.phase == phase for step in made.steps)) for phase in ("expand", "migrate", "contract")
        ]
        told = ", ".join(f"{count} {phase}" for phase, count in phases if count)
        blocking = sum(step.blocking is not None for step in made.steps)
        click.echo(
            f"{len(made.steps)} steps: {told}" + (f"; {blocking} block others while they work" * bool(blocking)),
            err=True,
        )
    for question in made.questions:
        click.echo(f"question: {question}", err=True)
    for item in made.unmanaged:
        click.echo(f"not managed: {item}", err=True)
    for step in made.loses_data:
        click.echo(f"loses data: {step.loses_data}", err=True)
    if refused:
        click.echo("help: --allow-data-loss accepts that; rename hints may be what is missing", err=True)
