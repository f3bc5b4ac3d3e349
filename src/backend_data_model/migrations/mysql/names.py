"""Quoted names and strings of MySQL."""

from __future__ import annotations


def quoted(name: str) -> str:
    """A name in backticks."""
    escaped = name.replace("`", "``")
    return f"`{escaped}`"


def unquoted(name: str) -> str:
    """A name in backticks without them."""
    return name[1:-1].replace("``", "`") if name.startswith("`") else name
