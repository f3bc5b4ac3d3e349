"""The time in the names of migration files: one that is given, that of a reproducible build, or now."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta


def moment(at: datetime | None = None) -> datetime:
    """`at`, else SOURCE_DATE_EPOCH (seconds since 1970, as in reproducible builds), else now; in UTC, whole seconds."""
    if at is not None:
        return at.astimezone(UTC).replace(microsecond=0)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def stamp(at: datetime, number: int = 0) -> str:
    """`YYYYMMDDhhmmss` of the file with a number: files that follow each other are a second apart."""
    return (at + timedelta(seconds=number)).strftime("%Y%m%d%H%M%S")
