"""`bdm verify --tenancy`: the leak battery on any schema of PostgreSQL, also one that we did not design."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

import click

from backend_data_model.cli.faults import FINDINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.prover import StatementCheck
    from backend_data_model.prover.leaks import Hints, LeakReport

_COLOURS = {"leak": "red", "failed": "red", "warning": "yellow", "not_checked": "yellow", "held": "green"}


def verify_tenancy(targets: Sequence[str], hints: Hints, *, url: str | None, output_format: str, verbose: bool) -> None:
    """Run the battery on DDL, a model or a live database, and end with the exit code for findings where it leaks."""
    from backend_data_model.cli.leak_output import leak_document, leak_lines
    from backend_data_model.cli.progress import progress
    from backend_data_model.engines.dispatch import read_ddl
    from backend_data_model.model.errors import InputError
    from backend_data_model.pipeline import open_session, try_leaks
    from backend_data_model.prover import load_script
    from backend_data_model.prover.leaks.platform import platform_prelude

    ddl = _script(targets)
    prelude = platform_prelude(ddl)
    schema = read_ddl(prelude + ddl, "postgresql")
    if not schema.tables:
        raise InputError(f"{', '.join(targets)} has no tables", help="expected the DDL of PostgreSQL")
    with progress() as tell, open_session("postgresql", prelude + ddl, url) as session:
        tell("loading the schema")
        refused = [check for check in load_script(prelude + ddl, session) if check.rung == "failed"]
        report = try_leaks(schema, session, tell, hints)
    _remarks(report, refused, stands_in=bool(prelude))
    if output_format == "json":
        click.echo(json.dumps({"target": ", ".join(targets)} | leak_document(report), indent=2, ensure_ascii=False))
    else:
        colour = sys.stdout.isatty() and "NO_COLOR" not in os.environ
        for line in [*leak_lines(report, verbose=verbose), f"{', '.join(targets)} on {report.engine_label}"]:
            click.echo(_painted(line) if colour else line, color=colour)
    if not report.ok:
        click.get_current_context().exit(FINDINGS)


def _script(targets: Sequence[str]) -> str:
    from pathlib import Path

    from backend_data_model.cli.ddl_files import read_ddl_files
    from backend_data_model.cli.requirements import MODEL_SUFFIXES, read_text
    from backend_data_model.engines.dispatch import is_database, render_ddl, url_engine
    from backend_data_model.engines.postgresql.dump import dump_script
    from backend_data_model.model.errors import InputError

    databases = [target for target in targets if "://" in target and is_database(target)]
    if databases:
        if len(targets) > 1:
            raise InputError("a database is tried by itself", help=f"run bdm verify --tenancy {databases[0]} alone")
        if url_engine(databases[0]) != "postgresql":
            raise InputError("row-level security is PostgreSQL's", help="--tenancy takes postgresql:// or DDL")
        return dump_script(databases[0])
    models = [target for target in targets if Path(target).suffix.lower() in MODEL_SUFFIXES]
    if not models:
        return read_ddl_files(targets).text
    if len(targets) > 1:
        raise InputError("a model is verified by itself", help=f"run bdm verify --tenancy {models[0]} alone")
    from backend_data_model.designer import design_schema
    from backend_data_model.documents import load_model
    from backend_data_model.model.settings import DesignSettings

    settings = DesignSettings("postgresql")
    return render_ddl(design_schema(load_model(read_text(models[0]), models[0]), settings), settings)


def _remarks(report: LeakReport, refused: Sequence[StatementCheck], *, stands_in: bool) -> None:
    if stands_in:
        detail = "the script leans on Supabase's schema auth and does not make it: one of ours stands in"
        report.add("platform", "auth", "not_checked", detail)
    for check in refused:
        sql = " ".join(check.sql.split())[:60]
        report.add("load", f"{check.position}", "not_checked", f"{sql}: {check.detail}")


def _painted(line: str) -> str:
    word = line.split(" ", 1)[0]
    return click.style(word, fg=_COLOURS[word]) + line[len(word) :] if word in _COLOURS else line
