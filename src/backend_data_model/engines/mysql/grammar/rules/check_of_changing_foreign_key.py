"""Refuses a CHECK on a column that a foreign key's action changes: ON UPDATE CASCADE, SET NULL, ON DELETE SET NULL
(15.1.20.6, error 3823). ON DELETE CASCADE is no such action.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.grammar.rule import Problem
from backend_data_model.engines.mysql.read_tables import has_foreign_keys

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.grammar.rule import Subject

_SETTING = frozenset(("set null", "set default"))
_CHANGING = _SETTING | {"cascade"}


def check(subject: Subject) -> Iterator[Problem]:
    """The problems of one statement."""
    table = subject.result
    if table is None or subject.version < (8, 0, 16) or not has_foreign_keys(table):
        return
    changing = [key for key in subject.foreign_keys() if key.on_update in _CHANGING or key.on_delete in _SETTING]
    changed = {name.lower(): key.offset for key in changing for name in key.columns}
    for found in subject.checks():
        for reference in found.expression.columns:
            if reference.name.lower() in changed:
                message = f"a foreign key changes {reference.name} by its action, so that no CHECK may name it"
                yield Problem(message, reference.offset)
