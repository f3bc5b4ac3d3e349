"""`bdm verify`: load a schema on a real engine, prove every constraint, and say how far each statement got."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from backend_data_model.cli.faults import FINDINGS
from backend_data_model.model.schema import Engine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.cli.ddl_files import DdlText
    from backend_data_model.model.schema import Schema
    from backend_data_model.prover import Proof

FORMATS = ("human", "json")


@dataclass(frozen=True, slots=True)
class Target:
    """What is verified: the DDL, the schema that it states, and the files that it is from (None for a model's own)."""

    ddl: str
    schema: Schema
    files: DdlText | None


@click.command(short_help="Load a schema on a real engine and prove every constraint.")
@click.argument("targets", nargs=-1, required=True, metavar="TARGET...")
@click.option("-e", "--engine", type=click.Choice(get_args(Engine)), help="The dialect.  [default: told from the text]")
@click.option("--url", metavar="URL", help="Verify in a scratch database on this server: postgresql:// or mysql://.")
@click.option("-f", "--format", "output_format", type=click.Choice(FORMATS), default="human", show_default=True)
@click.option("-v", "--verbose", is_flag=True, help="Show what was proved as well, not only what was not.")
@click.option("--tenancy", is_flag=True, help="Only the leak battery, on any schema: does one tenant reach another?")
@click.option("--tenant-column", metavar="NAME", help="The column that tells tenants apart.  [default: found out]")
@click.option("--tenant-table", metavar="NAME", help="The table of tenants.  [default: found out]")
@click.option("--tenant-setting", metavar="NAME", help="The setting that holds the tenant.  [default: found out]")
@click.option("--app-role", metavar="ROLE", help="The role that the application has.  [default: found out]")
def verify(
    targets: tuple[str, ...],
    engine: Engine | None,
    url: str | None,
    output_format: str,
    verbose: bool,
    tenancy: bool,
    tenant_column: str | None,
    tenant_table: str | None,
    tenant_setting: str | None,
    app_role: str | None,
) -> None:
    """Load TARGET on a real engine and prove every constraint: rows that must be accepted, rows that must be refused.

    \b
    TARGET is one of
      schema.sql      DDL; several files are loaded in the order given, as one schema
      migrations/     a directory: all its .sql files in the order of their names
      -               DDL from standard input
      model.yaml      a model: the schema designed from it is verified

    PostgreSQL and MySQL run on a throw-away server of the programs that are installed (for MySQL also MariaDB, which
    is then named), SQLite in memory. With --url a scratch database is created on your server and dropped again; the
    database that the URL names is not touched.

    On PostgreSQL a schema with row-level policies is also attacked: two tenants with rows in every table, and every
    way from one to the other is tried as the application's role. With --tenancy only that is done, and TARGET may also
    be a database:

    \b
      bdm verify --tenancy schema.sql
      bdm verify --tenancy postgresql://localhost/app --app-role app_user --tenant-column org_id

    A database is only read (pg_dump); the battery runs on a copy of its schema in a scratch database.

    Exit code 1 when a statement or a constraint fails or a tenant leaks. What cannot be checked is listed with the
    reason.
    """
    from backend_data_model.cli.progress import progress
    from backend_data_model.cli.verify_output import render_human, render_json
    from backend_data_model.pipeline import prove_schema

    if tenancy or tenant_column or tenant_table or tenant_setting or app_role:
        from backend_data_model.cli.verify_tenancy import verify_tenancy
        from backend_data_model.prover.leaks import Hints

        hints = Hints(tenant_column, tenant_table, app_role, tenant_setting)
        verify_tenancy(targets, hints, url=url, output_format=output_format, verbose=verbose)
        return
    target = _read(targets, engine, url)
    with progress() as tell:
        proof = prove_schema(target.schema, target.ddl, url=url, progress=tell, leaks=True)
    _name_files(proof, target.files)
    if output_format == "json":
        click.echo(render_json(proof, ", ".join(targets)))
    else:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        click.echo(render_human(proof, ", ".join(targets), verbose=verbose, colour=colour), nl=False, color=colour)
    if not proof.ok:
        click.get_current_context().exit(FINDINGS)


def _read(targets: Sequence[str], engine: Engine | None, url: str | None) -> Target:
    from backend_data_model.cli.requirements import MODEL_SUFFIXES
    from backend_data_model.engines.dispatch import url_engine
    from backend_data_model.model.errors import InputError

    asked = engine or (url_engine(url) if url else None)
    models = [t for t in targets if Path(t).suffix.lower() in MODEL_SUFFIXES]
    if models and len(targets) > 1:
        raise InputError("a model is verified by itself", help=f"run bdm verify {models[0]} alone")
    target = _of_model(models[0], asked or "postgresql") if models else _of_scripts(targets, asked)
    if url and url_engine(url) != target.schema.engine:
        raise InputError(
            f"the URL is that of another engine than {target.schema.engine}", help="--engine and --url must agree"
        )
    return target


def _of_model(path: str, engine: Engine) -> Target:
    from backend_data_model.cli.requirements import read_text
    from backend_data_model.designer import design_schema
    from backend_data_model.documents import load_model
    from backend_data_model.engines.dispatch import render_ddl
    from backend_data_model.model.settings import DesignSettings

    settings = DesignSettings(engine)
    schema = design_schema(load_model(read_text(path), path), settings)
    return Target(render_ddl(schema, settings), schema, None)


def _of_scripts(targets: Sequence[str], engine: Engine | None) -> Target:
    from backend_data_model.cli.ddl_files import read_ddl_files
    from backend_data_model.engines.dispatch import guess_engine, read_ddl

    files = read_ddl_files(targets)
    return Target(files.text, read_ddl(files.text, engine or guess_engine(files.text)), files)


def _name_files(proof: Proof, files: DdlText | None) -> None:
    """Turn positions in the joined text into positions in the files."""
    if files is None:
        return
    for statement in proof.statements:
        statement.position = files.place(statement.position) or statement.position
    for one in proof.proofs:
        one.position = files.place(one.position)
