"""The decision trees by their subject; each is loaded when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.decisions.tree import Tree

SUBJECTS = ("tenancy",)
"""Each has a module of that name in this package, which holds its `TREE`."""


def tree_of(subject: str) -> Tree | None:
    """The tree on a subject; None where there is none."""
    if subject not in SUBJECTS:
        return None
    tree: Tree = import_module(f"{__package__}.{subject}").TREE
    return tree
