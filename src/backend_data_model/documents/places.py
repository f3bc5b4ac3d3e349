"""Paths into a document and the places they stand at.

A path is a tuple of map keys and list indexes.  The place of a path that the text does not spell out (a default) is
that of the nearest thing around it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.documents.nodes import ListNode, MapNode, Node
from backend_data_model.model.position import Position

if TYPE_CHECKING:
    from collections.abc import Sequence

Path = tuple[str | int, ...]


def resolve(root: Node, location: Sequence[str | int]) -> Path:
    """The path of a pydantic error location: the names of union members, which the text does not hold, are left out."""
    node: Node | None = root
    path: list[str | int] = []
    for step in location:
        child = _child(node, step)
        if child is not None:
            path.append(step)
            node = child
    return tuple(path)


def place(root: Node, path: Sequence[str | int], source: str | None, *, of_key: bool = False) -> Position:
    """Where the value at `path` stands, or its key where `of_key` is set."""
    node, found = root, root
    for step in path:
        child = _child(node, step)
        if child is None:
            break
        found = node.keys[str(step)] if of_key and isinstance(node, MapNode) else child
        node = child
    return Position(found.line, found.column, source)


def _child(node: Node | None, step: str | int) -> Node | None:
    if isinstance(node, MapNode):
        return node.items.get(str(step)) if isinstance(step, str) else None
    if isinstance(node, ListNode) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None
