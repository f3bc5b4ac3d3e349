"""The tables of cases beside the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


def table(name: str) -> list[dict[str, Any]]:
    """The rows of `name`.yaml."""
    rows: list[dict[str, Any]] = YAML(typ="safe").load(Path(__file__).with_name(f"{name}.yaml").read_text("utf-8"))
    return rows
