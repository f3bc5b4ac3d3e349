"""Versions of engines as numbers that compare."""

from __future__ import annotations

import re


def version_numbers(version: str | None) -> tuple[int, ...] | None:
    """`8.0.16-log` as (8, 0, 16); None when there is no number."""
    match = re.match(r"\s*(\d+(?:\.\d+)*)", version or "")
    return tuple(int(part) for part in match[1].split(".")) if match else None
