"""Where the rows of a verification come from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Source:
    """A live database, the text of a script of the user's, or the schema's own script; `most_rows` of each table.

    `made`: rows are made by the statistics of the live database, or without one as names and types suggest.
    """

    ddl: str
    url: str | None = None
    data: str | None = None
    most_rows: int = 1_000_000
    made: bool = False

    @property
    def is_named(self) -> bool:
        """Whether the user names rows beside those that the schema's script may make."""
        return self.url is not None or self.data is not None or self.made
