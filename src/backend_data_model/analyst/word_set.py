"""Word lists as data: sets and maps of words written as running text."""

from __future__ import annotations


def word_set(text: str) -> frozenset[str]:
    """The words of `text`, which white space separates."""
    return frozenset(text.split())


def word_map(text: str) -> dict[str, str]:
    """The pairs `key=value` of `text`, which white space separates."""
    return dict(pair.rsplit("=", 1) for pair in text.split())
