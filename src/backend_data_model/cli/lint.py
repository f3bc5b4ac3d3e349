"""`bdm lint`: migrations of any tool, statement by statement, with the safe form of each."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args

import click

from backend_data_model.cli.faults import FINDINGS
from backend_data_model.model.errors import InputError
from backend_data_model.model.finding import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.migrations.lint.rule import MigrationEngine
    from backend_data_model.migrations.lint.run import LintedFile

FORMATS = ("human", "json", "sarif", "github", "gitlab", "markdown")
SEVERITIES: tuple[Severity, ...] = ("info", "warning", "error")
assert set(SEVERITIES) == set(get_args(Severity))
_PRODUCTS = {"postgresql": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite"}
ENGINES = tuple(_PRODUCTS)


@click.command(short_help="Lint migrations of any tool.")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--schema", metavar="DDL|URL", help="The schema before the migration: DDL files, a directory or a URL.")
@click.option("-e", "--engine", type=click.Choice(ENGINES), default="postgresql", show_default=True)
@click.option(
    "--engine-version",
    metavar="N",
    help="14 to 18 for PostgreSQL; 5.7, 8.4, 10.11, 3.45, libsql, d1.  [default: 18, or a recent one]",
)
@click.option("-f", "--format", "output_format", type=click.Choice(FORMATS), default="human", show_default=True)
@click.option("--select", metavar="RULES", help="Only these: codes (MIG101), prefixes (MIG1) or names, with commas.")
@click.option("--ignore", metavar="RULES", help="All but these.")
@click.option(
    "--severity", type=click.Choice(SEVERITIES), default="info", show_default=True, help="The least to report."
)
@click.option("--in-transaction", is_flag=True, help="Plain SQL files are run in a transaction, by whoever runs them.")
@click.option(
    "--new-since", metavar="FILE", help="Tables made in this file or behind it are new: they are released together."
)
@click.option("--fix", is_flag=True, help="Write the mechanical fixes to the files; from - to standard output.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 also when there are findings.")
@click.option(
    "-v", "--verbose", is_flag=True, help="Tell on standard error which files were read as the schema before."
)
def lint(
    files: tuple[str, ...],
    schema: str | None,
    engine: str,
    engine_version: str | None,
    output_format: str,
    select: str | None,
    ignore: str | None,
    severity: Severity,
    in_transaction: bool,
    new_since: str | None,
    fix: bool,
    exit_zero: bool,
    verbose: bool,
) -> None:
    """Lint each FILE; nothing of it is run.

    \b
    FILE is one of
      migration.sql   plain SQL, a psql script, or a migration of Flyway, Sqitch, Prisma, Atlas, goose, dbmate,
                      golang-migrate, sql-migrate, sqlx or Diesel
      0007_x.py       a migration of Alembic or Django; it is read, never imported
      x.rb            a migration of Rails: its calls, and the SQL that it executes
      migrations/     a directory: all of these in it, in the order in which their tool runs them
      -               SQL from standard input

    Earlier files are the schema for later ones, those that stand before FILE in its tool's directory too. With --schema
    that is the schema instead: old types, constraints and indexes are known, so that a change that costs nothing is no
    finding.
    `-- bdm: ignore[MIG101] reason` beside a line, or on the line before it, silences a finding there. Defaults may
    stand in bdm.toml ([lint]) or pyproject.toml ([tool.backend-data-model.lint]): select, ignore, severity,
    engine_version, schema. `bdm explain CODE` says more about a finding.

    Exit code 1 when there are findings. Statements that could not be read are listed, and the rest goes on.
    """
    from backend_data_model.cli.lint_settings import read_lint_settings
    from backend_data_model.cli.review import names_in
    from backend_data_model.cli.stopping import telling_where_it_stops
    from backend_data_model.migrations.lint.lint import at_least, lint_files, supported
    from backend_data_model.migrations.lint.render import render
    from backend_data_model.migrations.lint.sources import read_migrations

    settings = read_lint_settings()
    source = click.get_current_context().get_parameter_source("severity")
    stated = source is not None and source.name == "COMMANDLINE"
    before = schema or settings.schema
    with telling_where_it_stops(lambda stage: None, "linting", "no file was changed"):
        migrations = read_migrations(files, in_transaction=in_transaction, history=not before)
        if verbose:
            for migration in migrations:
                if not migration.judged:
                    click.echo(f"{migration.file}: read as the schema before", err=True)
        least = severity if stated or settings.severity is None else settings.severity
        chosen = names_in(select) if select is not None else settings.select
        ignored = names_in(ignore) if ignore is not None else settings.ignore
        known = schema_text(before, engine) if before else None
        number = engine_version or settings.engine_version
        if engine == "postgresql":
            linted = lint_files(
                migrations,
                schema=known,
                version=supported(number or 18),
                select=chosen,
                ignore=ignored,
                least=least,
                new_since=new_since,
            )
        else:
            from backend_data_model.migrations.lint.dialects.run import lint_dialect_files

            if new_since is not None:
                raise InputError("--new-since is for PostgreSQL", help=f"leave it out for {engine}")
            kind = cast("MigrationEngine", engine)
            linted = lint_dialect_files(migrations, kind, schema=known, version=number, select=chosen, ignore=ignored)
            linted = [at_least(least, file) for file in linted]
    if fix:
        with telling_where_it_stops(lambda stage: None, "fixing", "each file is fixed or as it was"):
            write_fixes(linted)
        if files == ("-",):
            return
    colour = output_format == "human" and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    click.echo(render(linted, output_format, colour=colour), nl=False, color=colour)
    if any(file.findings for file in linted) and not exit_zero:
        click.get_current_context().exit(FINDINGS)


def schema_text(target: str, engine: str = "postgresql") -> str:
    """The DDL of a file, of a directory (migrations in their order), or of a live database, which is only read."""
    from backend_data_model.engines.dispatch import is_database

    if is_database(target) or "://" in target:
        from backend_data_model.engines.dispatch import read_url, render_ddl, url_engine

        kind = url_engine(target)
        if kind != ("mysql" if engine == "mariadb" else engine):
            raise InputError(
                f"{target} is no database of {_PRODUCTS[engine]}", help="name one of that engine, or give DDL"
            )
        if kind == "postgresql":
            from backend_data_model.migrations.postgresql.sources import live_ddl

            return live_ddl(target)
        from backend_data_model.model.settings import DesignSettings

        return render_ddl(read_url(target), DesignSettings(kind))
    if Path(target).is_dir():
        from backend_data_model.migrations.lint.sources import read_migrations

        return "".join(f"{piece.text}\n;\n" for file in read_migrations([target]) for piece in file.pieces)
    from backend_data_model.cli.ddl_files import read_ddl_files

    return read_ddl_files([target]).text


def write_fixes(linted: Sequence[LintedFile]) -> None:
    """Apply the edits of the findings to their files; what was done goes to standard error."""
    from backend_data_model.migrations.lint.fixes import apply_edits

    for file in linted:
        text, count = apply_edits(file.migration.text, [finding.edits for finding in file.findings if finding.edits])
        if file.target in {None, "-"}:
            click.echo(text, nl=False)
        elif count:
            _replace(Path(str(file.target)), text)
            if file.tool == "atlas":
                click.echo(f"{file.target}: run `atlas migrate hash`, atlas.sum is of the file before", err=True)
        if count:
            click.echo(f"{file.target}: {count} fixed; lint again to see what is left", err=True)


def _replace(path: Path, text: str) -> None:
    """Write a file anew in one go: an interrupt leaves it as it was."""
    import shutil
    import tempfile

    newline = "\r\n" if b"\r\n" in path.read_bytes() else "\n"
    # A link stays a link to the file that is replaced.
    target = path.resolve()
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".bdm-") as staged:
        fresh = Path(staged) / target.name
        fresh.write_text(text, encoding="utf-8", newline=newline)
        shutil.copymode(target, fresh)
        os.replace(fresh, target)
