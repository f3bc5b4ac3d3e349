"""The forms in which a plan is written: one module each, named as the format, with `render(plan, name)`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from backend_data_model.migrations.steps import Plan


def format_names() -> list[str]:
    """The formats that there are."""
    return sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))


def render(plan: Plan, form: str, name: str = "migration") -> dict[str, str]:
    """The files of a plan in one of the formats: text by relative path; `name` is what the migration is called."""
    return cast("dict[str, str]", import_module(f"{__name__}.{form}").render(plan, name))
