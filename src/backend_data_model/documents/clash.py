"""A contradiction in a model, before its place in a text is known."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.documents.places import Path


@dataclass(frozen=True, slots=True)
class Clash:
    """What is wrong at `path` (at its key, where `of_key` is set) and what to do."""

    path: Path
    message: str
    help: str
    of_key: bool = False


def unknown_name(path: Path, name: str, known: list[str], noun: str) -> Clash:
    """A name that nothing carries, with the nearest one that something does."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    if near:
        advice = f"did you mean {near[0]!r}?"
    else:
        advice = f"known: {', '.join(known[:20])}{' ...' if len(known) > 20 else ''}" if known else "there is none yet"
    return Clash(path, f"there is no {noun} named {name!r}", advice)
