"""`bdm claims`: what a language model says of requirements, in the one form that is checked against their words."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from backend_data_model.cli.artifacts import claims_document
from backend_data_model.cli.faults import FINDINGS
from backend_data_model.cli.requirements import read_requirements
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from backend_data_model.claims import ClaimsReport, Loaded
    from backend_data_model.model.document import Model

_FORMAT = click.option(
    "--format", "output_format", type=click.Choice(["human", "json"]), default="human", show_default=True
)
_SHOWN = 80
_SHOWN_FACTS = 8


@click.group(short_help="Check what a language model claims about requirements: schema, facts, check.")
def claims() -> None:
    """Claims are typed facts with a verbatim quote, written by a language model: a coding agent, or one behind an API.

    \b
    bdm claims schema                     the form of a claims document, as JSON Schema
    bdm claims facts REQ.md --format json what the rules read already, with the ids that claims may refer to
    bdm claims check REQ.md CLAIMS.json   what becomes of each claim, before anything is designed
    bdm design REQ.md --claims CLAIMS.json -o out
    """


@claims.command()
def schema() -> None:
    """Print the JSON Schema of a claims document."""
    from backend_data_model.claims import claims_json_schema

    click.echo(json.dumps(claims_json_schema(), indent=2))


@claims.command()
@click.argument("requirements", nargs=-1, required=True, metavar="REQUIREMENTS...")
@_FORMAT
def facts(requirements: tuple[str, ...], output_format: str) -> None:
    """List what the rules read of REQUIREMENTS: each fact with its id, how it is known, and the words it rests on."""
    from backend_data_model.claims.facts import known_facts

    _, model = _read(requirements)
    found = [
        {
            "id": one.id,
            "standing": one.fact.standing.value,
            "quotes": [evidence.quote for evidence in one.fact.evidence],
        }
        for one in known_facts(model)
    ]
    if output_format == "json":
        unread = [s.text for s in model.sentences if s.outcome in {"unparsed", "partly"}]
        click.echo(json.dumps({"facts": found, "sentences_not_understood": unread}, indent=2, ensure_ascii=False))
        return
    for fact in found:
        quote = " ".join(str(fact["quotes"][0]).split())[:_SHOWN] if fact["quotes"] else ""
        click.echo(f"{fact['id']}  [{fact['standing']}]  {quote}")


@claims.command()
@click.argument("requirements", nargs=-1, required=True, metavar="REQUIREMENTS... CLAIMS.json")
@_FORMAT
def check(requirements: tuple[str, ...], output_format: str) -> None:
    """Say what becomes of each claim: added, confirmed, withdrawn, asked as a question, or dropped and why.

    Exit code 1 when a claim was dropped.
    """
    from backend_data_model.cli.reading import read_claims_file
    from backend_data_model.pipeline import with_claims

    *texts, last = requirements
    if not texts:
        raise InputError("the claims are missing", help="bdm claims check REQUIREMENTS.md CLAIMS.json")
    loaded = read_claims_file(Path(last))
    assert loaded is not None
    text, model = _read(tuple(texts))
    _, report = with_claims(model, text, loaded)
    if output_format == "json":
        click.echo(json.dumps(claims_document(report), indent=2, ensure_ascii=False))
    else:
        _print(report, loaded)
    if report.dropped:
        click.get_current_context().exit(FINDINGS)


def _read(requirements: tuple[str, ...]) -> tuple[str, Model]:
    from backend_data_model.pipeline import analyse_text

    given = read_requirements(requirements)
    if given.model_text is not None:
        raise InputError("claims are about requirements, and this is a model document")
    source = given.texts[0][0] if len(given.texts) == 1 else None
    return given.joined, analyse_text(given.joined, source=source)


def _print(report: ClaimsReport, loaded: Loaded) -> None:
    kinds = {index: claim.kind for index, claim in loaded.claims}  # type: ignore[attr-defined]
    for one in report.dropped:
        click.echo(
            f"claim {one.index + 1} ({kinds.get(one.index, 'no claim')}) dropped, {one.why.value}: {one.message}"
        )
    for index, question in report.asked.items():
        click.echo(f"claim {index + 1} ({kinds[index]}) asked: {question}")
    click.echo(
        f"{report.total} claims: {len(report.added)} added, {len(report.confirmed)} confirmed, "
        f"{len(report.withdrawn)} withdrew a fact, {len(report.asked)} asked, {len(report.dropped)} dropped"
    )
    if report.unconfirmed:
        click.echo(
            f"{len(report.unconfirmed)} facts of the rules were not confirmed: {', '.join(report.unconfirmed[:8])}"
        )
