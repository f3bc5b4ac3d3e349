"""Flyway: versioned migrations, undo migrations, and a script configuration where a script runs without a transaction.

Sources: Flyway 11 reference, "Migrations" (names), "Script Configuration" (`executeInTransaction`,
`placeholderReplacement`) and "PostgreSQL Transactional Lock": the lock that Flyway holds in a transaction while it
migrates makes CREATE INDEX CONCURRENTLY wait for it for ever, so the project setting turns it off.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.formats._stamp import moment, stamp
from backend_data_model.migrations.formats._text import backward, forward, slug
from backend_data_model.migrations.formats._units import units
from backend_data_model.migrations.releases import releases

if TYPE_CHECKING:
    from datetime import datetime

    from backend_data_model.migrations.formats._units import Unit
    from backend_data_model.migrations.steps import Plan

_PROJECT = "flyway.postgresql.transactional.lock=false\n"


def render(
    plan: Plan, name: str = "migration", *, at: datetime | None = None, after: str | None = None
) -> dict[str, str]:
    """`migrations/V<time>.<number>__<name>.sql` with its `U…` and `.conf`; `contract/` has the next release.

    Undo migrations need a paid edition; the others leave the `U` files alone.
    """
    begun, divided = stamp(moment(at)), releases(plan)
    files: dict[str, str] = {}
    number = 0
    for directory, steps in (("migrations", divided.first), ("contract", divided.later)):
        for unit in units(steps, plan.engine):
            number += 1
            files |= _files(plan, unit, f"{begun}.{number:03}__{slug(name)}_{unit.phase}.sql", directory)
    if plan.engine == "postgresql" and any(not step.transactional for step in plan.steps):
        files["flyway.conf"] = _PROJECT
    return files


def _files(plan: Plan, unit: Unit, name: str, directory: str) -> dict[str, str]:
    scripts = {
        f"{directory}/V{name}": (forward(unit, plan.engine), unit.transactional),
        f"{directory}/U{name}": (backward(unit, plan.engine), unit.undone_in_transaction),
    }
    files = {}
    for path, (text, transactional) in scripts.items():
        files[path] = text
        settings = ([] if transactional else ["executeInTransaction=false"]) + (
            ["placeholderReplacement=false"] if "${" in text else []
        )
        if settings:
            files[f"{path}.conf"] = "\n".join(settings) + "\n"
    return files
