"""The defaults of `bdm review` from `bdm.toml` ([review]) or `pyproject.toml` ([tool.backend-data-model.review])."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from backend_data_model.model.errors import InputError
from backend_data_model.model.finding import Severity
from backend_data_model.model.schema import Engine

_LISTS = ("select", "ignore")
_CHOICES: dict[str, tuple[str, ...]] = {"engine": get_args(Engine), "severity": get_args(Severity)}
_KEYS = (*_LISTS, "tenant", *_CHOICES)


@dataclass(frozen=True, slots=True)
class ReviewSettings:
    """What the settings file says; the command line goes before it."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    tenant: str | None = None
    engine: Engine | None = None
    severity: Severity | None = None


def read_settings(directory: Path | None = None) -> ReviewSettings:
    """The settings of the nearest file, from `directory` (default: the working directory) upwards.

    A `bdm.toml` goes before the `pyproject.toml` beside it; a pyproject.toml without our table does not end the search.
    Raises InputError for a file that is not TOML, unknown keys and values of the wrong kind.
    """
    table, path = settings_table("review", directory)
    return _settings(table, path) if path else ReviewSettings()


def settings_table(name: str, directory: Path | None = None) -> tuple[Any, Path | None]:
    """The table of that name in the nearest settings file, with the file; an empty one and None where there is none."""
    start = (directory or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        own, project = folder / "bdm.toml", folder / "pyproject.toml"
        if own.is_file():
            return _load(own).get(name, {}), own
        if project.is_file():
            table = _load(project).get("tool", {}).get("backend-data-model")
            if table is not None:
                return table.get(name, {}), project
    return {}, None


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is not valid TOML: {error}") from None


def _settings(table: Any, path: Path) -> ReviewSettings:
    if not isinstance(table, dict):
        raise InputError(f"{path}: review must be a table", help="write [review] and the keys below it")
    for key, value in table.items():
        if key not in _KEYS:
            raise InputError(f"{path}: unknown key {key!r} in review", help=f"use {', '.join(_KEYS)}")
        if key in _LISTS and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            raise InputError(f"{path}: {key} must be a list of codes or names of rules")
        if key not in _LISTS and not isinstance(value, str):
            raise InputError(f"{path}: {key} must be a text")
        if key in _CHOICES and value not in _CHOICES[key]:
            raise InputError(f"{path}: {key} is {value!r}", help=f"use one of {', '.join(_CHOICES[key])}")
    return ReviewSettings(
        select=tuple(table.get("select", ())),
        ignore=tuple(table.get("ignore", ())),
        tenant=table.get("tenant"),
        engine=cast("Engine | None", table.get("engine")),
        severity=cast("Severity | None", table.get("severity")),
    )
