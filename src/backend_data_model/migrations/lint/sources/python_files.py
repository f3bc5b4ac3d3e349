"""Migrations in Python, read with `ast` and never imported: which tool a file is for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from backend_data_model.migrations.lint.source import Migration
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path, text: str) -> Migration:
    """The migration in a Python file; the tool is `sql`, without pieces, where it is none.  InputError if no Python."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise InputError(f"{path} is not Python: {error}") from None
    migration = Migration(str(path), text)
    if _imports(tree, "alembic"):
        from backend_data_model.migrations.lint.sources import alembic

        alembic.read(tree, migration)
    elif _imports(tree, "django.db") or _imports(tree, "django.contrib.postgres"):
        from backend_data_model.migrations.lint.sources import django

        django.read(tree, migration, path)
    return migration


def _imports(tree: ast.Module, module: str) -> bool:
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module and f"{node.module}.".startswith(f"{module}."):
            return True
        if isinstance(node, ast.Import) and any(f"{name.name}.".startswith(f"{module}.") for name in node.names):
            return True
    return False
