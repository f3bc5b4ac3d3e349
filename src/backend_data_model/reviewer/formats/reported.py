"""What a format needs of a report, whoever made it: a review of a schema, or a linted migration file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.finding import Finding, Severity
    from backend_data_model.model.schema import Unparsed


class Reported(Protocol):
    """Findings and unread statements of one target (a file, `-`, several files, a URL, or nothing)."""

    @property
    def target(self) -> str | None:
        """What was looked at."""

    @property
    def findings(self) -> Sequence[Finding]:
        """In the order of their places."""

    @property
    def unparsed(self) -> Sequence[Unparsed]:
        """What could not be read."""

    @property
    def suppressed(self) -> int:
        """How many findings ignore comments silenced."""


class Documented(Protocol):
    """A rule as the formats know it."""

    @property
    def code(self) -> str:
        """The code."""

    @property
    def name(self) -> str:
        """The name."""

    @property
    def severity(self) -> Severity:
        """How bad a finding is, unless it says otherwise itself."""

    @property
    def documentation(self) -> str:
        """The docstring of its module."""

    @property
    def family(self) -> str:
        """What it is about."""
