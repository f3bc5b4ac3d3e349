"""All rules of the linter, found in their folders, in the order of their codes.  A new rule is one file."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from typing import TYPE_CHECKING

from backend_data_model.migrations.lint import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.rule import Rule


def _found() -> Iterator[Rule]:
    for module in pkgutil.walk_packages(rules.__path__, f"{rules.__name__}."):
        if not module.ispkg:
            yield import_module(module.name).RULE


RULES: tuple[Rule, ...] = tuple(sorted(_found(), key=lambda rule: rule.code))
_BY_NAME = {text: rule for rule in RULES for text in (rule.code.lower(), rule.name)}
UNUSED_IGNORE = _BY_NAME["unused-lint-ignore"]
UNKNOWN_IGNORE = _BY_NAME["unknown-lint-ignore"]


def find_rule(code_or_name: str) -> Rule | None:
    """The rule of that code or name; letter case does not matter, and `_` is read as `-`."""
    return _BY_NAME.get(code_or_name.strip().lower().replace("_", "-"))
