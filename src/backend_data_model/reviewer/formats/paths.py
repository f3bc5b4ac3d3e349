"""Where a finding is, as the formats for machines want it: relative paths with forward slashes, and a fingerprint."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.model.finding import Finding
    from backend_data_model.model.schema import Unparsed
    from backend_data_model.reviewer.formats.reported import Reported

NO_FILE = "schema"


def path_of(item: Finding | Unparsed, review: Reported) -> str:
    """The file of a finding or statement, relative to the working directory if inside; `schema` when there is none."""
    name = (item.position.file if item.position else None) or review.target
    return NO_FILE if name is None or name == "-" or "://" in name else _relative(name, os.getcwd())


@lru_cache(maxsize=1024)
def _relative(name: str, folder: str) -> str:
    path = Path(name)
    if path.is_absolute():
        try:
            path = path.relative_to(folder)
        except ValueError:
            return path.as_posix()
    return path.as_posix()


def fingerprints(review: Reported) -> list[str]:
    """A hash for each finding that stays the same when lines move: of its path, code, object and which one it is."""
    seen: dict[str, int] = {}
    found: list[str] = []
    for finding in review.findings:
        key = "\0".join((path_of(finding, review), finding.code, finding.object))
        number = seen[key] = seen.get(key, 0) + 1
        found.append(hashlib.sha256(f"{key}\0{number}".encode()).hexdigest())
    return found
