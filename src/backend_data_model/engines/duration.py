"""Durations of fixed length in ISO 8601 form (`P7D`, `PT1H30M`)."""

from __future__ import annotations

import re

_ISO = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?"
)
_SECONDS = {"weeks": 604800, "days": 86400, "hours": 3600, "minutes": 60, "seconds": 1}


def seconds_of(text: str) -> float | None:
    """The length in seconds, or None where `text` is no such duration or has months or years, which have no length."""
    found = _ISO.fullmatch(text.strip())
    if not found or not any(found.groups()):
        return None
    return float(sum(float(found[part] or 0) * size for part, size in _SECONDS.items()))
