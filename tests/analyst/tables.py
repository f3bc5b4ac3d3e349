"""The tables of cases beside the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ruamel.yaml import YAML


def table(name: str) -> list[dict[str, Any]]:
    """The rows of `name`.yaml, or of every file of the folder `name`."""
    here = Path(__file__).with_name(name)
    files = sorted(here.glob("*.yaml")) if here.is_dir() else [here.with_suffix(".yaml")]
    return [row for file in files for row in YAML(typ="safe").load(file.read_text("utf-8"))]
