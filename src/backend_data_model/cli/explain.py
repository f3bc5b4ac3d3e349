"""`bdm explain`: what a rule finds, why that is bad and what to do instead."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from backend_data_model.reviewer.rule import Rule


@click.command(short_help="Explain a rule: what it finds, why, and what to do instead.")
@click.argument("rule", required=False, metavar="CODE|NAME")
@click.option("--list", "list_all", is_flag=True, help="List all rules.")
@click.option(
    "-f", "--format", "output_format", type=click.Choice(["human", "json"]), default="human", show_default=True
)
def explain(rule: str | None, list_all: bool, output_format: str) -> None:
    """Explain a rule of the reviewer, named by its code (BDM101) or name (foreign-key-without-index)."""
    from backend_data_model.reviewer.registry import RULES, find_rule

    if list_all == (rule is not None):
        raise click.UsageError("Name one rule, or give --list.")
    if list_all:
        click.echo(listing_json(RULES) if output_format == "json" else listing(RULES))
        return
    found = find_rule(rule or "")
    if found is None:
        raise InputError(
            f"there is no rule {rule!r}{_nearest(rule or '')}", help="`bdm explain --list` shows all rules"
        )
    if output_format == "json":
        import json

        click.echo(json.dumps(as_dict(found), indent=2, ensure_ascii=False))
    elif sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown(as_markdown(found)))
    else:
        click.echo(as_markdown(found))


def as_markdown(rule: Rule) -> str:
    """The whole text of a rule."""
    from backend_data_model.reviewer.documentation import parse_documentation

    scored = f"counts for {' and '.join(rule.dimensions)}" if rule.dimensions else "does not count in the score"
    facts = f"{rule.severity}; {', '.join(rule.engines)}; {scored}"
    return f"# {rule.code} {rule.name}\n\n({facts})\n\n{parse_documentation(rule.documentation).markdown}"


def as_dict(rule: Rule) -> dict[str, Any]:
    """A rule as plain values."""
    from backend_data_model.reviewer.documentation import parse_documentation

    documentation = parse_documentation(rule.documentation)
    return {
        "code": rule.code,
        "name": rule.name,
        "family": rule.family,
        "severity": rule.severity,
        "engines": list(rule.engines),
        "dimensions": list(rule.dimensions),
        "summary": documentation.summary,
        "what_it_does": documentation.sections["What it does"],
        "why_is_this_bad": documentation.sections["Why is this bad"],
        "example": documentation.sections["Example"],
        "use_instead": documentation.sections["Use instead"],
        "references": documentation.sections["References"],
    }


def listing(rules: tuple[Rule, ...]) -> str:
    """One line a rule."""
    return "\n".join(f"{rule.code}  {rule.severity:<8} {rule.name}" for rule in rules)


def listing_json(rules: tuple[Rule, ...]) -> str:
    """All rules as a JSON list."""
    import json

    return json.dumps([as_dict(rule) for rule in rules], indent=2, ensure_ascii=False)


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    from backend_data_model.reviewer.registry import RULES

    names = [text for rule in RULES for text in (rule.name, rule.code.lower())]
    near = get_close_matches(name.lower(), names, n=1)
    return f"; did you mean {near[0].upper() if near[0].startswith('bdm') else near[0]}?" if near else ""
