"""Statements of one shape: what differs between two of them is a parameter, what never does may be a constant."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.indexing.statements.files import QueryStatement


@dataclass(slots=True)
class Query:
    """Statements of one shape under the name of the first; `statements` has every call for verification."""

    name: str
    statements: list[QueryStatement] = field(default_factory=list)
    names: list[str] = field(default_factory=list)

    @property
    def calls(self) -> list[str]:
        """The SQL of each call."""
        return [one.sql for one in self.statements]
