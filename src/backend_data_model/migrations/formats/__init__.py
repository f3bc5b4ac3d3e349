"""The forms in which a plan is written: one module each, named as the format, with a `render`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from datetime import datetime

    from backend_data_model.migrations.steps import Plan


def format_names() -> list[str]:
    """The formats that there are."""
    return sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))


def render(
    plan: Plan, form: str, name: str = "migration", *, at: datetime | None = None, after: str | None = None
) -> dict[str, str]:
    """The files of a plan in one of the formats: text by relative path; `name` is what the migration is called.

    `at` is the time in names of files, else SOURCE_DATE_EPOCH or now; `after` the migration that this one follows, in
    the formats that chain them (Alembic, Sqitch).
    """
    module = import_module(f"{__name__}.{form}")
    return cast("dict[str, str]", module.render(plan, name, at=at, after=after))
