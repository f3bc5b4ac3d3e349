"""What the leak battery says: each way by which one tenant might reach another, and whether it was open."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["leak", "warning", "held", "not_checked"]


@dataclass(frozen=True, slots=True)
class LeakCheck:
    """One way at one object.

    `held`: it was tried with another tenant's rows there, and nothing of them was seen or changed.  `leak`: it was
    open.  `warning`: nothing was reached now, but the protection is weaker or louder than it should be.
    `not_checked`: it could not be tried; `detail` says why.
    """

    way: str
    object: str
    verdict: Verdict
    detail: str


@dataclass(slots=True)
class LeakReport:
    """All checks.  `tenancy` says in words how tenants are told apart, `role` whose eyes were used."""

    engine_label: str
    tenancy: str
    role: str | None
    checks: list[LeakCheck] = field(default_factory=list)
    scripts: dict[str, str] = field(default_factory=dict)

    @property
    def leaks(self) -> list[LeakCheck]:
        """The ways that were open."""
        return [check for check in self.checks if check.verdict == "leak"]

    @property
    def ok(self) -> bool:
        """Whether no leak was found.  It is no proof of isolation while `not_checked` is not empty."""
        return not self.leaks

    @property
    def tried(self) -> bool:
        """Whether anything was tried at all."""
        return any(check.verdict != "not_checked" for check in self.checks)

    @property
    def said(self) -> str:
        """The outcome in one line."""
        if not self.tried:
            return f"NOT CHECKED: {'; '.join(check.detail for check in self.checks)}"
        counts = self.counts
        return (
            f"{len(self.checks)} attempts and checks as {self.role}: {counts['leak']} leaks, "
            f"{counts['warning']} warnings, {counts['held']} held, {counts['not_checked']} not checked"
        )

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many checks ended with each verdict."""
        found = Counter(check.verdict for check in self.checks)
        return {
            "held": found["held"],
            "leak": found["leak"],
            "warning": found["warning"],
            "not_checked": found["not_checked"],
        }

    def add(self, way: str, name: str, verdict: Verdict, detail: str) -> None:
        """Note the result of one check."""
        self.checks.append(LeakCheck(way, name, verdict, detail))


SWITCHED_OFF = "the leak battery was switched off: nobody knows whether one tenant reaches another"


def untried(engine_label: str) -> LeakReport:
    """The report of a battery that was not run, which says so."""
    report = LeakReport(engine_label, "", None)
    report.add("leaks", "schema", "not_checked", SWITCHED_OFF)
    return report
