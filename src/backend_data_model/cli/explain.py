"""`bdm explain`: what a rule finds, why that is bad and what to do instead; or a whole decision tree."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from backend_data_model.migrations.lint.rule import Rule as LintRule
    from backend_data_model.reviewer.rule import Rule as ReviewRule

    Rule = ReviewRule | LintRule


@click.command(short_help="Explain a rule (what it finds, why, what to do instead) or a decision tree.")
@click.argument("rule", required=False, metavar="CODE|NAME|SUBJECT")
@click.option("--list", "list_all", is_flag=True, help="List all rules.")
@click.option(
    "-f", "--format", "output_format", type=click.Choice(["human", "json"]), default="human", show_default=True
)
def explain(rule: str | None, list_all: bool, output_format: str) -> None:
    """Explain a rule of `bdm review` (BDM101, foreign-key-without-index) or `bdm lint` (MIG101), by code or name.

    The subject of a decision (tenancy) shows its whole tree: what it asks, every branch, the price of every answer.
    """
    from backend_data_model.decisions.registry import tree_of
    from backend_data_model.decisions.render import tree_data, tree_lines

    if list_all == (rule is not None):
        raise click.UsageError("Name one rule, or give --list.")
    if list_all:
        rules = all_rules()
        click.echo(listing_json(rules) if output_format == "json" else listing(rules))
        return
    if (tree := tree_of((rule or "").lower())) is not None:
        _tell(tree_data(tree), "\n".join(tree_lines(tree)), output_format)
        return
    found = find_rule(rule or "")
    if found is None:
        raise InputError(
            f"there is no rule {rule!r}{_nearest(rule or '')}", help="`bdm explain --list` shows all rules"
        )
    _tell(as_dict(found), as_markdown(found), output_format)


def _tell(data: dict[str, Any], markdown: str, output_format: str) -> None:
    if output_format == "json":
        import json

        click.echo(json.dumps(data, indent=2, ensure_ascii=False))
    elif sys.stdout.isatty():
        from rich.console import Console
        from rich.markdown import Markdown

        Console().print(Markdown(markdown))
    else:
        click.echo(markdown)


def all_rules() -> tuple[Rule, ...]:
    """The rules of the reviewer, then those of the linter of migrations."""
    from backend_data_model.migrations.lint.registry import RULES as LINT_RULES
    from backend_data_model.reviewer.registry import RULES

    return (*RULES, *LINT_RULES)


def find_rule(code_or_name: str) -> Rule | None:
    """The rule of that code or name, of the reviewer or the linter."""
    from backend_data_model.migrations.lint.registry import find_rule as find_lint_rule
    from backend_data_model.reviewer.registry import find_rule as find_review_rule

    return find_review_rule(code_or_name) or find_lint_rule(code_or_name)


def as_markdown(rule: Rule) -> str:
    """The whole text of a rule."""
    from backend_data_model.reviewer.documentation import parse_documentation

    facts = f"{rule.severity}; {', '.join(rule.engines)}"
    dimensions = getattr(rule, "dimensions", None)
    if dimensions is not None:
        facts += f"; counts for {' and '.join(dimensions)}" if dimensions else "; does not count in the score"
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
        "dimensions": list(getattr(rule, "dimensions", ())),
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

    names = [text for rule in all_rules() for text in (rule.name, rule.code.lower())]
    near = get_close_matches(name.lower(), names, n=1)
    return f"; did you mean {near[0].upper() if near[0].startswith(('bdm', 'mig')) else near[0]}?" if near else ""
