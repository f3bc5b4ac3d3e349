"""Where one of the two schemas of a plan comes from: DDL text, or a live database that is only read."""

from __future__ import annotations

import re
from dataclasses import dataclass

_URL = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*://\S*")


@dataclass(frozen=True, slots=True)
class Source:
    """DDL text, or the URL of a database where `ddl` is None; `name` is what messages and positions call it."""

    name: str
    ddl: str | None = None
    url: str | None = None


def source_of(text: str, name: str) -> Source:
    """The source that a text is: a URL where it is nothing but one, DDL otherwise (empty text: an empty schema)."""
    stripped = text.strip()
    return Source(name, url=stripped) if _URL.fullmatch(stripped) else Source(name, ddl=text)
