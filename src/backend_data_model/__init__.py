"""From requirements in plain English to a reviewed and proved database schema.

The library has the same verbs as the command line.  Nothing heavy is imported until a verb is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backend_data_model.migrations.lint.lint import lint
    from backend_data_model.migrations.rehearse.outcome import Rehearsal
    from backend_data_model.migrations.rehearse.verb import rehearse
    from backend_data_model.pipeline import Design, design, plan, review, trace, verify

__all__ = ["Design", "Rehearsal", "__version__", "design", "lint", "plan", "rehearse", "review", "trace", "verify"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    if name == "lint":
        return import_module("backend_data_model.migrations.lint.lint").lint
    if name == "rehearse":
        return import_module("backend_data_model.migrations.rehearse.verb").rehearse
    if name == "Rehearsal":
        return import_module("backend_data_model.migrations.rehearse.outcome").Rehearsal
    if name in {"Design", "design", "plan", "review", "trace", "verify"}:
        return getattr(import_module("backend_data_model.pipeline"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
