"""`bdm advise tenancy`: how tenants are kept apart, why, at what price, and what would change it."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import click

from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from backend_data_model.decisions.decide import Given
    from backend_data_model.decisions.tree import Value

FORMATS = ("human", "json")


@click.command(short_help="Advise how tenants are kept apart.")
@click.argument("requirements", nargs=-1, metavar="[MODEL|REQUIREMENTS...]")
@click.option("--tenants", type=click.IntRange(min=0), metavar="N", help="How many there will be in two years.")
@click.option(
    "--isolation", type=click.Choice(["logical", "strict", "schema", "database"]), help="How far apart data must be."
)
@click.option(
    "--compliance", type=click.Choice(["none", "regulated", "residency"]), help="Which law or contract governs it."
)
@click.option("--size", type=click.Choice(["mixed", "enterprise"]), help="How large the tenants are.")
@click.option("--growth", type=click.Choice(["steady", "fast"]), help="How fast tenants come.")
@click.option("--restore", type=click.Choice(["together", "each"]), help="Whether one must be restored alone.")
@click.option("--load", type=click.Choice(["even", "uneven"]), help="Whether some make much more load.")
@click.option("--interactive", is_flag=True, help="Ask what is not known and would change the answer.")
@click.option("-f", "--format", "output_format", type=click.Choice(FORMATS), default="human", show_default=True)
def tenancy(requirements: tuple[str, ...], interactive: bool, output_format: str, **options: str | int | None) -> None:
    """Advise how the data of tenants is kept apart: shared tables, a schema each, or a database each.

    What MODEL or REQUIREMENTS say is read from them; options win over both. Everything else is assumed, and the answer
    says so, with each single value that would change it. Nothing is asked without --interactive.

    \b
    bdm advise tenancy --tenants 200 --compliance regulated
    bdm advise tenancy requirements.md --format json | jq -r .answer
    bdm advise tenancy model.yaml --tenants 30 --isolation strict
    bdm explain tenancy                     the whole tree
    """
    from backend_data_model.decisions.decide import Given, decide
    from backend_data_model.decisions.render import decision_data, decision_lines
    from backend_data_model.decisions.tenancy import TREE

    if interactive and not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise InputError("--interactive asks on a terminal, and this is none", help="give the options instead")
    given = [Given(name, value, "option") for name, value in options.items() if value is not None]
    given += _read(requirements) if requirements else []
    decision = decide(TREE, given)
    while interactive and decision.open:
        asked = decision.open[0]
        kind: click.ParamType[Any] = click.Choice(asked.answers) if asked.choices else click.IntRange(min=0)
        for name, meaning in asked.choices:
            click.echo(f"  {name}: {meaning}", err=True)
        value: Value = click.prompt(asked.question, type=kind, default=asked.assumed, err=True)
        given.insert(0, Given(asked.name, value, "option"))
        decision = decide(TREE, given)
    if output_format == "json":
        click.echo(json.dumps(decision_data(decision), indent=2, ensure_ascii=False))
    else:
        click.echo("\n".join(decision_lines(decision)))


def _read(requirements: tuple[str, ...]) -> list[Given]:
    from backend_data_model.cli.requirements import read_requirements
    from backend_data_model.decisions.tenancy_inputs import given_by
    from backend_data_model.documents import load_model
    from backend_data_model.pipeline import analyse_text

    handed = read_requirements(requirements)
    if handed.model_text is not None:
        return given_by(load_model(handed.model_text, str(handed.model_path or "standard input")))
    source = handed.texts[0][0] if len(handed.texts) == 1 else None
    return given_by(analyse_text(handed.joined, source=source))
