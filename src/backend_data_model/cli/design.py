"""`bdm design`: requirements, or an edited model, in; a reviewed and proved schema and all that goes with it out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from backend_data_model.cli.answers import ANSWERS_FILE, ask_open, read_answers, render_answers
from backend_data_model.cli.artifacts import artifacts
from backend_data_model.cli.context import TENANCY_CHOICES, ContextFile, at_terminal, decide, read_context
from backend_data_model.cli.directory import OutputDirectory
from backend_data_model.cli.faults import FINDINGS
from backend_data_model.cli.progress import progress
from backend_data_model.cli.reading import Reading, read_claims_file, read_glossary_file
from backend_data_model.cli.requirements import read_requirements
from backend_data_model.cli.summary import one_line, print_summary, summarise, summary_lines
from backend_data_model.model.errors import InputError
from backend_data_model.model.settings import KeyPolicy, PartitionForm, RowSecurityForm, settings_for
from backend_data_model.pipeline import (
    Design,
    design_model,
    stay_silent,
)
from backend_data_model.report.explain import explain, explanation_data, explanation_lines

if TYPE_CHECKING:
    from backend_data_model.model.document import Model
    from backend_data_model.model.settings import DesignSettings
    from backend_data_model.report.explain import Explanation


@click.command(short_help="Turn requirements (or a model.yaml) into a reviewed and proved schema.")
@click.argument("requirements", nargs=-1, required=True, metavar="REQUIREMENTS...")
@click.option("-e", "--engine", metavar="E[,E]", help="postgresql, mysql, sqlite; several with commas.")
@click.option("--engine-version", metavar="N", help="18, or postgresql=18,mysql=8.0.36.")
@click.option("--keys", type=click.Choice(get_args(KeyPolicy)), help="Surrogate keys.  [default: identity]")
@click.option("--tenancy", type=click.Choice(TENANCY_CHOICES), help="How customers are kept apart.  [default: auto]")
@click.option("--tenant", metavar="ENTITY", help="The entity that is the customer, such as organization.")
@click.option(
    "--row-security",
    type=click.Choice(get_args(RowSecurityForm)),
    default="setting",
    show_default=True,
    help="How PostgreSQL knows the tenant of a session: app.current_tenant_id, or the user of Supabase.",
)
@click.option("--citus", is_flag=True, help="Shared tables on a Citus cluster: the tenant in every key.")
@click.option(
    "--partition-by-tenant",
    type=click.Choice(get_args(PartitionForm)),
    help="Partition the shared tables that are expected to pass 10 GB.",
)
@click.option("--context", "context_path", type=click.Path(path_type=Path), metavar="FILE", help="The same, from YAML.")
@click.option(
    "--answers", "answers_path", type=click.Path(path_type=Path), metavar="FILE", help="`question id: answer`."
)
@click.option(
    "--glossary", "glossary_path", type=click.Path(path_type=Path), metavar="FILE", help="What words mean, as YAML."
)
@click.option(
    "--claims",
    "claims_path",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What a language model says of the text, as claims with quotes (bdm claims); each is checked.",
)
@click.option("--interactive", is_flag=True, help="Ask the open questions here, those of most effect first.")
@click.option("--verify/--no-verify", default=None, help="Insist on the proof, or leave it out.")
@click.option(
    "--leaks/--no-leaks", default=True, show_default=True, help="Try whether one tenant reaches another (PostgreSQL)."
)
@click.option("--url", metavar="URL", help="Prove in a scratch database on this server.")
@click.option(
    "--strict", is_flag=True, help="Unparsed sentences, open high-impact questions and unchecked proofs count as well."
)
@click.option(
    "--explain",
    "about",
    is_flag=False,
    flag_value="all",
    metavar="[WHAT]",
    help="Why: orders.status, a table, a constraint, line:12.  [without WHAT: all]",
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
    row_security: RowSecurityForm,
    citus: bool,
    partition_by_tenant: PartitionForm | None,
    context_path: Path | None,
    answers_path: Path | None,
    glossary_path: Path | None,
    claims_path: Path | None,
    interactive: bool,
    verify: bool | None,
    leaks: bool,
    url: str | None,
    strict: bool,
    about: str | None,
    output: Path,
    force: bool,
    output_format: str,
) -> None:
    """Turn REQUIREMENTS (files in plain English, or `-` for standard input) into a reviewed and proved schema.

    One model.yaml in place of the requirements designs from that model. Edits made by hand in DIR/model.yaml are kept
    when the same requirements are designed again.

    \b
    A glossary overrules what the text seems to say of its words; bdm trace takes the same file:
      entity: [visit]                 many are kept of these      attribute: [badge]  properties
      ignore: [dashboard]             nothing is stored for these
      aliases: {client: customer}     another name: the thing     roles: {referee: person}
      plurals: {octopus: octopodes}   a thing: its plural

    \b
    Written into DIR:
      model.yaml    what was understood, with its evidence; edit it and run again
      answers.yaml  with --interactive: the answers given, for --answers
      readback.md   the model in sentences        questions.md  what the text leaves open
      report.html   everything on one page        review.json   findings, score, proof
      E/schema.sql, E/statements.sql, E/migration-notes.md for each engine
      claims.json   with --claims: what became of each claim, and why
      E/tenancy/    what makes, migrates, exports, deletes and separates tenants, where there are any

    Answers given before (--answers, --interactive, `answer:` in DIR/model.yaml) hold as long as their question is
    asked; a fact that an answer decides has the standing `user`.

    --explain orders.status shows the sentences, rules, assumptions and open questions behind a column, table or
    constraint, --explain line:12 what came of a sentence, --explain alone all of it, what was not understood first.

    Exit code 1 when a statement or proof failed, the review has an error or warning, or no entity was found.
    """
    if interactive and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InputError("--interactive asks on a terminal, and this is none", help="give --answers FILE instead")
    file = read_context(context_path) if context_path else ContextFile()
    given_answers = read_answers(answers_path) if answers_path else {}
    ask = at_terminal() and output_format == "human" and "-" not in requirements
    context = decide(file, engine=engine, version=engine_version, keys=keys, tenancy=tenancy, tenant=tenant, ask=ask)
    given = read_requirements(requirements)
    directory = OutputDirectory.open(output)
    glossary, claims = read_glossary_file(glossary_path), read_claims_file(claims_path)
    reading = Reading(given, context, directory, force, glossary, claims)
    if interactive:
        reading.refuse_answers_file(answers_path)
    with progress() as tell:
        model = reading.model(given_answers, tell)
    if interactive:
        model = ask_open(model, given_answers, lambda answers: reading.model(answers, stay_silent))
    settings = settings_for(
        context.engines,
        context.versions,
        context.keys,
        row_security=row_security,
        citus=citus,
        partition_by_tenant=partition_by_tenant,
    )
    with progress() as tell:
        why = _why(model, settings, about) if about else None
        made = design_model(
            model, settings, expected_rows=context.expected_rows, verify=verify, leaks=leaks, url=url, progress=tell
        )
        made.claims = reading.claims_report
        tell("writing the results")
        files = artifacts(made, reading.previous)
        if interactive:
            files[ANSWERS_FILE] = render_answers(given_answers)
        if not force:
            directory.refuse_edited([name for name in files if "/tenancy/" in name])
        directory.write(files)
    reading.tell_notes()
    figures = summarise(made, output, list(files))
    if output_format == "json":
        if why is not None:
            figures["explanation"] = explanation_data(why)
        click.echo(json.dumps(figures, indent=2, ensure_ascii=False))
    else:
        print_summary(summary_lines(made, figures, directory.left_over(files)))
        for line in explanation_lines(why) if why is not None else ():
            click.echo(" " * (len(line) - len(line.lstrip())) + one_line(line))
    if not made.model.entities:
        click.echo("no entity was found: questions.md lists every sentence and what became of it", err=True)
    for reason in left_open(made) if strict else ():
        click.echo(f"strict: {reason}", err=True)
    if has_findings(made, strict):
        click.get_current_context().exit(FINDINGS)


def _why(model: Model, settings: list[DesignSettings], about: str) -> Explanation:
    """The explanation, before anything is proved: a name that nothing has is told at once."""
    from backend_data_model.designer import design_schema

    return explain(model, [design_schema(model, setting) for setting in settings], about)


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
    return bool(left_open(design))


def left_open(design: Design) -> list[str]:
    """What `--strict` does not let pass of the reading itself, a line each."""
    model = design.model
    unparsed = [f"line {each.line} is unparsed" for each in model.sentences if each.outcome == "unparsed"]
    asked = [each for each in model.questions if each.answer is None and each.impact == "high"]
    return [*unparsed, *(f"{each.id} is open: {each.text}" for each in asked)]
