"""`bdm advise`: decisions with their reasons; each subject is a command of its own."""

from __future__ import annotations

import click

from backend_data_model.cli.lazy import LazyGroup

SUBJECTS = {
    "tenancy": (
        "backend_data_model.cli.advise_tenancy:tenancy",
        "Advise how tenants are kept apart: shared tables, a schema each, or a database each.",
    ),
    "index": (
        "backend_data_model.cli.advise_index:index",
        "Advise indexes for queries: few, each with its reason and its write cost.",
    ),
}


@click.group(cls=LazyGroup, commands_at=SUBJECTS, short_help="Advise on indexes and other decisions, with reasons.")
def advise() -> None:
    """Advise on one subject, with the reasons and what each choice costs."""
