"""What a grammar or an engine says of one statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.model.position import Position


@dataclass(frozen=True, slots=True)
class StatementVerdict:
    """Whether a statement is accepted (None: not checked), with the message and code of the refusal.

    `code` is the SQLSTATE where the engine has one, else our own short name of the rule; `checked_by` names what gave
    the verdict and its version (`libpg_query 18`, `SQLite 3.40.1`).
    """

    sql: str
    position: Position
    accepted: bool | None
    message: str | None
    code: str | None
    checked_by: str
