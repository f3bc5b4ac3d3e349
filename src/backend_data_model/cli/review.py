"""`bdm review`: rules over a model, DDL files, migrations or a live database, and a score with its arithmetic."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, get_args

import click

from backend_data_model.cli.faults import FINDINGS
from backend_data_model.model.schema import Engine

if TYPE_CHECKING:
    from backend_data_model.model.finding import Severity
    from backend_data_model.reviewer.review import Review

FORMATS = ("human", "json", "sarif", "github", "gitlab", "markdown")
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")


@click.command(short_help="Review a model, DDL files or a live database, and score them.")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("-e", "--engine", type=click.Choice(get_args(Engine)), help="The dialect.  [default: told from the text]")
@click.option(
    "--engine-version", metavar="N", help="What the engine's version is, where the text does not say: 8.0.15."
)
@click.option("-f", "--format", "output_format", type=click.Choice(FORMATS), default="human", show_default=True)
@click.option("--select", metavar="RULES", help="Only these: codes (BDM101), prefixes (BDM1) or names, with commas.")
@click.option("--ignore", metavar="RULES", help="All but these.")
@click.option(
    "--severity", type=click.Choice(SEVERITIES), default="info", show_default=True, help="The least to report."
)
@click.option("--tenant", metavar="COLUMN", help="The column that tells tenants apart, such as tenant_id.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 also when there are findings.")
def review(
    targets: tuple[str, ...],
    engine: Engine | None,
    engine_version: str | None,
    output_format: str,
    select: str | None,
    ignore: str | None,
    severity: Severity,
    tenant: str | None,
    exit_zero: bool,
) -> None:
    """Review each TARGET and score it from 0 to 100.

    \b
    TARGET is one of
      schema.sql      DDL; several files are read in the order given, as one schema
      migrations/     a directory: all its .sql files in the order of their names
      -               DDL from standard input
      model.yaml      a model: the schema designed from it is reviewed
      URL             a live database: postgresql://, mysql://, sqlite:///file, or an SQLite file

    `-- bdm: ignore[BDM101] reason` beside a line, or on the line before it, silences a finding there. Defaults may
    stand in bdm.toml ([review]) or pyproject.toml ([tool.backend-data-model.review]): select, ignore, tenant, engine,
    severity. `bdm explain CODE` says more about a finding.

    Exit code 1 when there are findings. Statements that could not be read are listed.
    """
    from backend_data_model.cli.review_settings import read_settings
    from backend_data_model.cli.review_targets import review_targets
    from backend_data_model.reviewer.render import render

    settings = read_settings()
    reviews = review_targets(
        targets,
        engine=engine or settings.engine,
        version=engine_version,
        select=names_in(select) if select is not None else settings.select,
        ignore=names_in(ignore) if ignore is not None else settings.ignore,
        tenant=tenant or settings.tenant,
    )
    source = click.get_current_context().get_parameter_source("severity")
    stated = source is not None and source.name == "COMMANDLINE"
    least = severity if stated or settings.severity is None else settings.severity
    shown = [at_least(item, least) for item in reviews]
    colour = output_format == "human" and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    click.echo(render(shown, output_format, colour=colour), nl=False, color=colour)
    if any(item.findings for item in shown) and not exit_zero:
        click.get_current_context().exit(FINDINGS)


def names_in(option: str) -> tuple[str, ...]:
    """The parts of a list with commas."""
    return tuple(part.strip() for part in option.split(",") if part.strip())


def at_least(item: Review, least: Severity) -> Review:
    """The review with the findings of at least that severity."""
    wanted = SEVERITIES[SEVERITIES.index(least) :]
    return replace(item, findings=[finding for finding in item.findings if finding.severity in wanted])
