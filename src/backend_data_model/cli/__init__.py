"""The command line `bdm` (alias `backend-data-model`).  Each command is imported only when it is used."""

from __future__ import annotations

import click

from backend_data_model import __version__
from backend_data_model.cli.lazy import LazyGroup

COMMANDS = {
    "design": (
        "backend_data_model.cli.design:design",
        "Turn requirements (or a model.yaml) into a reviewed and proved schema.",
    ),
    "claims": (
        "backend_data_model.cli.claims:claims",
        "Check what a language model claims about requirements: schema, facts, check.",
    ),
    "review": ("backend_data_model.cli.review:review", "Review a model, DDL files or a live database, and score them."),
    "verify": ("backend_data_model.cli.verify:verify", "Load a schema on a real engine and prove every constraint."),
    "trace": (
        "backend_data_model.cli.trace:trace",
        "Trace requirements to what enforces them in any schema, and what is missing.",
    ),
    "plan": (
        "backend_data_model.cli.plan:plan",
        "Plan a migration between two schemas: online steps with their locks, notes and undo.",
    ),
    "lint": (
        "backend_data_model.cli.lint:lint",
        "Lint migrations of any tool: locks, rewrites, lost data, broken code, and the safe form of each.",
    ),
    "rehearse": (
        "backend_data_model.cli.rehearse:rehearse",
        "Run a migration on a real engine under concurrent reads and writes.",
    ),
    "advise": (
        "backend_data_model.cli.advise:advise",
        "Advise on a decision, with reasons: indexes for queries.",
    ),
    "explain": (
        "backend_data_model.cli.explain:explain",
        "Explain a rule: what it finds, why, and what to do instead.",
    ),
    "examples": ("backend_data_model.cli.examples:examples", "List the bundled requirement texts, or copy one."),
}


@click.group(cls=LazyGroup, commands_at=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="bdm")
def main() -> None:
    """From requirements in plain English to a reviewed and proved database schema.

    \b
    Start with:  bdm examples copy podcast-hosting
                 bdm design podcast-hosting.md -o out

    Exit codes: 0 clean, 1 findings, 2 bad input or usage, 3 an engine could not be reached, 70 a fault of bdm itself.
    Results go to standard output, everything else to standard error.
    """
