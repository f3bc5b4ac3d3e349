"""`bdm design`: requirements, or an edited model, in; a reviewed and proved schema and all that goes with it out."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from backend_data_model.cli.artifacts import MODEL_FILE, artifact_names, artifacts
from backend_data_model.cli.context import TENANCY_CHOICES, Context, ContextFile, at_terminal, decide, read_context
from backend_data_model.cli.directory import OutputDirectory
from backend_data_model.cli.faults import FINDINGS
from backend_data_model.cli.progress import progress
from backend_data_model.cli.requirements import Requirements, read_requirements
from backend_data_model.cli.summary import print_summary, summarise, summary_lines
from backend_data_model.model.settings import KeyPolicy
from backend_data_model.pipeline import (
    Design,
    analyse_text,
    design_model,
    settings_for,
    with_access_patterns,
    with_tenancy,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.model.document import Model


@click.command(short_help="Turn requirements (or a model.yaml) into a reviewed and proved schema.")
@click.argument("requirements", nargs=-1, required=True, metavar="REQUIREMENTS...")
@click.option("-e", "--engine", metavar="E[,E]", help="postgresql, mysql, sqlite; several with commas.")
@click.option("--engine-version", metavar="N", help="18, or postgresql=18,mysql=8.0.36.")
@click.option("--keys", type=click.Choice(get_args(KeyPolicy)), help="Surrogate keys.  [default: identity]")
@click.option("--tenancy", type=click.Choice(TENANCY_CHOICES), help="How customers are kept apart.  [default: auto]")
@click.option("--tenant", metavar="ENTITY", help="The entity that is the customer, such as organization.")
@click.option("--context", "context_path", type=click.Path(path_type=Path), metavar="FILE", help="The same, from YAML.")
@click.option("--verify/--no-verify", default=None, help="Insist on the proof, or leave it out.")
@click.option("--url", metavar="URL", help="Prove in a scratch database on this server.")
@click.option(
    "--strict", is_flag=True, help="Unparsed sentences, open high-impact questions and unchecked proofs count as well."
)
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="DIR", help="For the results.")
@click.option("--force", is_flag=True, help="Overwrite files that a person wrote or edited.")
@click.option("--format", "output_format", type=click.Choice(["human", "json"]), default="human", show_default=True)
def design(
    requirements: tuple[str, ...],
    engine: str | None,
    engine_version: str | None,
    keys: KeyPolicy | None,
    tenancy: Any,
    tenant: str | None,
    context_path: Path | None,
    verify: bool | None,
    url: str | None,
    strict: bool,
    output: Path,
    force: bool,
    output_format: str,
) -> None:
    """Turn REQUIREMENTS (files in plain English, or `-` for standard input) into a reviewed and proved schema.

    One model.yaml in place of the requirements designs from that model. Edits made by hand in DIR/model.yaml are kept
    when the same requirements are designed again.

    \b
    Written into DIR:
      model.yaml    what was understood, with its evidence; edit it and run again
      readback.md   the model in sentences        questions.md  what the text leaves open
      report.html   everything on one page        review.json   findings, score, proof
      E/schema.sql, E/statements.sql, E/migration-notes.md for each engine

    Exit code 1 when a statement or proof failed, the review has an error or warning, or no entity was found.
    """
    file = read_context(context_path) if context_path else ContextFile()
    ask = at_terminal() and output_format == "human" and "-" not in requirements
    context = decide(file, engine=engine, version=engine_version, keys=keys, tenancy=tenancy, tenant=tenant, ask=ask)
    given = read_requirements(requirements)
    directory = OutputDirectory.open(output)
    with progress() as tell:
        model, previous = model_for(given, context, directory, force, tell)
        settings = settings_for(context.engines, context.versions, context.keys)
        made = design_model(model, settings, expected_rows=context.expected_rows, verify=verify, url=url, progress=tell)
        tell("writing the results")
        files = artifacts(made, previous)
        directory.write(files)
    figures = summarise(made, output, list(files))
    if output_format == "json":
        click.echo(json.dumps(figures, indent=2, ensure_ascii=False))
    else:
        print_summary(summary_lines(made, figures, directory.left_over(files)))
    if not made.model.entities:
        click.echo("no entity was found: questions.md lists every sentence and what became of it", err=True)
    if has_findings(made, strict):
        click.get_current_context().exit(FINDINGS)


def model_for(
    given: Requirements, context: Context, directory: OutputDirectory, force: bool, tell: Callable[[str], None]
) -> tuple[Model, str | None]:
    """The model to design and the text of the model.yaml that it continues, if there is one.

    Refuses (InputError) before any work is done where the results would overwrite what a person wrote.
    """
    from backend_data_model.documents import load_model
    from backend_data_model.documents.merge import merge

    names = artifact_names(context.engines)
    target = directory.path / MODEL_FILE
    if given.model_text is not None:
        same = given.model_path is not None and target.exists() and target.samefile(given.model_path)
        if not force:
            directory.refuse_edited([name for name in names if not (same and name == MODEL_FILE)])
        model = load_model(given.model_text, str(given.model_path))
        model = with_tenancy(model, context.tenancy, context.tenant)
        return with_access_patterns(model, context.access_patterns), given.model_text
    keep_edits = not force and MODEL_FILE in directory.written and directory.edited(MODEL_FILE)
    if not force:
        directory.refuse_edited([name for name in names if not (keep_edits and name == MODEL_FILE)])
    tell("reading the requirements")
    source = given.texts[0][0] if len(given.texts) == 1 else None
    model = analyse_text(given.joined, tenancy=context.tenancy, tenant=context.tenant, source=source)
    if source is None:
        given.place(model)
    if not keep_edits:
        return with_access_patterns(model, context.access_patterns), None
    edited_text = target.read_text(encoding="utf-8")
    merged = merge(model, load_model(edited_text, str(target)))
    click.echo(f"note: the edits in {target} are kept", err=True)
    for name in merged.left_out[:_MOST_LEFT_OUT]:
        click.echo(f"      left out, since the edited model does not have it: {name}", err=True)
    if len(merged.left_out) > _MOST_LEFT_OUT:
        click.echo(f"      ... and {len(merged.left_out) - _MOST_LEFT_OUT} more", err=True)
    return with_access_patterns(merged.model, context.access_patterns), edited_text


_MOST_LEFT_OUT = 10


def _frames_the_script(sql: str) -> bool:
    """Whether a statement only opens or closes a transaction or sets the session, so that nothing is to be proved."""
    return sql.lstrip().split(maxsplit=1)[0].rstrip(";").upper() in {"BEGIN", "COMMIT", "PRAGMA", "SET", "START"}


def has_findings(design: Design, strict: bool) -> bool:
    """Whether the exit code must be 1."""
    model = design.model
    if not model.entities:
        return True
    counted = {"error", "warning", "info"} if strict else {"error", "warning"}
    for engine in design.engines:
        proof = design.proofs[engine]
        if any(verdict.accepted is False for verdict in design.grammar[engine]):
            return True
        if any(finding.severity in counted for finding in design.reviews[engine].findings):
            return True
        bad = {"failed", "not_checked"} if strict else {"failed"}
        if proof is None:
            if strict:
                return True
        elif any(item.status in bad for item in proof.proofs) or any(
            item.rung in bad and not _frames_the_script(item.sql) for item in proof.statements
        ):
            return True
    if not strict:
        return False
    unparsed = any(sentence.outcome == "unparsed" for sentence in model.sentences)
    return unparsed or any(question.answer is None and question.impact == "high" for question in model.questions)
