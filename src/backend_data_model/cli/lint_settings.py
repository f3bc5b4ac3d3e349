"""The defaults of `bdm lint` from `bdm.toml` ([lint]) or `pyproject.toml` ([tool.backend-data-model.lint])."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast, get_args

from backend_data_model.cli.review_settings import settings_table
from backend_data_model.model.errors import InputError
from backend_data_model.model.finding import Severity

if TYPE_CHECKING:
    from pathlib import Path

_LISTS = ("select", "ignore")
_SEVERITIES = get_args(Severity)
_KEYS = (*_LISTS, "severity", "engine_version", "schema")


@dataclass(frozen=True, slots=True)
class LintSettings:
    """What the settings file says; the command line goes before it."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severity: Severity | None = None
    engine_version: str | None = None
    schema: str | None = None


def read_lint_settings(directory: Path | None = None) -> LintSettings:
    """The settings of the nearest file; InputError for unknown keys and values of the wrong kind."""
    table, path = settings_table("lint", directory)
    if not isinstance(table, dict):
        raise InputError(f"{path}: lint must be a table", help="write [lint] and the keys below it")
    for key, value in table.items():
        _check(key, value, path)
    version = table.get("engine_version")
    return LintSettings(
        select=tuple(table.get("select", ())),
        ignore=tuple(table.get("ignore", ())),
        severity=cast("Severity | None", table.get("severity")),
        engine_version=None if version is None else str(version),
        schema=table.get("schema"),
    )


def _check(key: str, value: Any, path: Path | None) -> None:
    if key not in _KEYS:
        raise InputError(f"{path}: unknown key {key!r} in lint", help=f"use {', '.join(_KEYS)}")
    if key in _LISTS and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
        raise InputError(f"{path}: {key} must be a list of codes or names of rules")
    if key == "severity" and value not in _SEVERITIES:
        raise InputError(f"{path}: severity is {value!r}", help=f"use one of {', '.join(_SEVERITIES)}")
    if key == "engine_version" and not isinstance(value, str | int):
        raise InputError(f"{path}: engine_version must be a number, such as 17")
    if key == "schema" and not isinstance(value, str):
        raise InputError(f"{path}: schema must be a text: a DDL file or a database URL")
