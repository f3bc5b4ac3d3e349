"""What a reviewer or linter reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from backend_data_model.model.position import Position

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong: `message` says what and where, `help` what to do about it.

    `object` names the place in the schema (`table`, `table.column`, or a constraint); `code` leads to the rule.
    """

    code: str
    rule: str
    severity: Severity
    message: str
    help: str
    object: str
    position: Position | None = None

    @property
    def line(self) -> int | None:
        """The 1-based line, where the finding has a place in a file."""
        return self.position.line if self.position else None

    @property
    def column(self) -> int | None:
        """The 1-based column, where the finding has a place in a file."""
        return self.position.column if self.position else None
