"""`bdm trace`: requirements against any schema: what enforces each stated fact, and what is missing or against it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import click

from backend_data_model.cli.context import TENANCY_CHOICES
from backend_data_model.cli.faults import FINDINGS
from backend_data_model.model.schema import Engine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backend_data_model.cli.ddl_files import DdlText
    from backend_data_model.documents.glossary import Glossary
    from backend_data_model.model.document import Model, TenancyKind
    from backend_data_model.model.schema import Schema
    from backend_data_model.tracer import Trace
    from backend_data_model.tracer.render import Format

FORMATS = ("human", "json", "markdown", "html")


@click.command(short_help="Trace requirements to what enforces them in any schema, and what is missing.")
@click.argument("requirements", metavar="REQUIREMENTS")
@click.argument("schemas", nargs=-1, required=True, metavar="SCHEMA...")
@click.option("-e", "--engine", type=click.Choice(get_args(Engine)), help="The dialect.  [default: told from the text]")
@click.option("--tenancy", type=click.Choice(TENANCY_CHOICES), help="How customers are kept apart.  [default: auto]")
@click.option("--tenant", metavar="ENTITY", help="The entity that is the customer, such as organization.")
@click.option("--glossary", type=click.Path(path_type=Path), metavar="FILE", help="What names stand for, as YAML.")
@click.option("--prove/--no-prove", default=None, help="Insist on the proof on an engine, or leave it out.")
@click.option("--url", metavar="URL", help="Prove in a scratch database on this server.")
@click.option("-f", "--format", "output_format", type=click.Choice(FORMATS), default="human", show_default=True)
@click.option("-v", "--verbose", is_flag=True, help="Show what is enforced and the whole matching as well.")
def trace(
    requirements: str,
    schemas: tuple[str, ...],
    engine: Engine | None,
    tenancy: TenancyKind | None,
    tenant: str | None,
    glossary: Path | None,
    prove: bool | None,
    url: str | None,
    output_format: Format,
    verbose: bool,
) -> None:
    """Trace every fact of REQUIREMENTS (plain English or a model.yaml) to what enforces it in SCHEMA.

    \b
    SCHEMA is one of
      schema.sql      DDL, whoever wrote it; several files are read in the order given, as one schema
      migrations/     a directory: all its .sql files in the order of their names
      -               DDL from standard input
      URL             a live database: postgresql://, mysql://, sqlite:///file, or an SQLite file

    Each fact is enforced, missing, contradicted, or not checked with the reason; constraints that no sentence supports
    are listed after them. Names are matched by meaning. The matching is shown and can be corrected in the glossary:

    \b
      aliases: {client: customer}        another name: the entity; all of bdm design --glossary holds as well
      same: [[locker, box]]              phrases that mean the same
      tables: {customer: clients}        entity: table
      columns: {customer.email: mail}    entity.attribute: column; null says that there is none

    Exit code 1 when a fact is missing or contradicted.
    """
    from backend_data_model.cli.progress import progress
    from backend_data_model.cli.reading import read_glossary_file
    from backend_data_model.pipeline import trace_model
    from backend_data_model.tracer.render import render

    words = read_glossary_file(glossary)
    with progress() as tell:
        model = _model(requirements, tenancy or "auto", tenant, words, tell)
        schema, files, shown = _schema(schemas, engine)
        made = trace_model(
            model, schema, ddl=files.text if files else None, glossary=words, prove=prove, url=url, progress=tell
        )
    made.requirements, made.target = requirements, shown
    if files is not None:
        _name_files(made, files)
    colour = output_format == "human" and sys.stdout.isatty() and "NO_COLOR" not in os.environ
    click.echo(render(made, output_format, colour=colour, verbose=verbose), nl=False, color=colour)
    if not made.ok:
        click.get_current_context().exit(FINDINGS)


def _model(
    path: str, tenancy: TenancyKind | str, tenant: str | None, words: Glossary | None, tell: Callable[[str], None]
) -> Model:
    from backend_data_model.cli.requirements import read_requirements
    from backend_data_model.documents import load_model
    from backend_data_model.model.errors import InputError
    from backend_data_model.pipeline import analyse_text, with_tenancy

    given = read_requirements([path])
    if given.model_text is not None:
        model = with_tenancy(load_model(given.model_text, path), tenancy, tenant)  # type: ignore[arg-type]
    else:
        tell("reading the requirements")
        model = analyse_text(
            given.joined,
            tenancy=tenancy,  # type: ignore[arg-type]
            tenant=tenant,
            source=given.texts[0][0],
            glossary=words,
        )
    if not model.entities:
        raise InputError(
            f"no entity was found in {path}",
            help="bdm design writes questions.md, which says what became of each sentence",
        )
    return model


def _schema(targets: Sequence[str], engine: Engine | None) -> tuple[Schema, DdlText | None, str]:
    """The schema, the files that it is from (None for a database) and how to call it."""
    from backend_data_model.cli.ddl_files import read_ddl_files
    from backend_data_model.cli.review_targets import without_password
    from backend_data_model.engines.dispatch import guess_engine, is_database, read_ddl, read_url
    from backend_data_model.model.errors import InputError

    shown = ", ".join(without_password(target) if "://" in target else target for target in targets)
    if any("://" in target or is_database(target) for target in targets):
        if len(targets) > 1:
            raise InputError("a database is traced by itself", help="name one database, or any number of DDL files")
        schema, files = read_url(targets[0]), None
    else:
        files = read_ddl_files(targets)
        schema = read_ddl(files.text, engine or guess_engine(files.text))
    if not schema.tables:
        raise InputError(
            f"no table was found in {shown}, read as {schema.engine}",
            help="name the dialect with --engine postgresql, mysql or sqlite",
        )
    return schema, files, shown


def _name_files(made: Trace, files: DdlText) -> None:
    """Turn positions in the joined text into positions in the files."""
    done: set[int] = set()
    for enforcer in [*made.unsupported, *(item for row in made.facts for item in row.by)]:
        if id(enforcer) not in done:
            done.add(id(enforcer))
            enforcer.position = files.place(enforcer.position)
