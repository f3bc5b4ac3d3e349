"""What is wrong with a document.  All problems are gathered, so that a person can mend them in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from backend_data_model.model.position import Position

MOST_LISTED = 50


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: `message` says what, `help` what to do about it."""

    message: str
    help: str
    position: Position

    def __str__(self) -> str:
        return f"{self.message}; {self.help}"


class DocumentError(InputError):
    """A document that cannot be used.  `problems` are all that were found, in the order of the text.

    The message has one line for each problem, `file:line:column: what is wrong; what to do`.
    """

    def __init__(self, problems: list[Problem]) -> None:
        ordered = sorted(problems, key=lambda problem: (problem.position.line, problem.position.column))
        first, *rest = ordered
        lines = [str(first), *(f"{problem.position}: {problem}" for problem in rest[: MOST_LISTED - 1])]
        if len(ordered) > MOST_LISTED:
            lines.append(f"... and {len(ordered) - MOST_LISTED} more problems")
        super().__init__("\n".join(lines), position=first.position, help=first.help)
        self.problems = ordered
