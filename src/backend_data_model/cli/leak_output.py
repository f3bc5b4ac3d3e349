"""What the leak battery found: leaks first, then warnings and what was not checked, then the counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.prover.leaks import LeakCheck, LeakReport

_ORDER = ("leak", "warning", "not_checked", "held")


def leak_document(report: LeakReport) -> dict[str, Any]:
    """The report as JSON's values."""
    return {
        "engine": report.engine_label,
        "tenancy": report.tenancy or None,
        "role": report.role,
        "ok": report.ok,
        "counts": report.counts,
        "checks": [{"way": c.way, "object": c.object, "verdict": c.verdict, "detail": c.detail} for c in report.checks],
    }


def leak_lines(report: LeakReport, *, verbose: bool) -> list[str]:
    """Lines for a person; the first word of each finding is its verdict."""
    lines: list[str] = []
    for verdict in _ORDER:
        checks = [c for c in report.checks if c.verdict == verdict]
        if verdict == "held" and not verbose:
            continue
        lines += _grouped(checks)
    lines += [f"  tenants      {report.tenancy}"] if report.tenancy else []
    return [*lines, f"  leaks        {report.said}"]


def _grouped(checks: Sequence[LeakCheck]) -> list[str]:
    """Checks with the same way and reason are one line with all their objects."""
    groups: dict[tuple[str, str], list[str]] = {}
    for check in checks:
        groups.setdefault((check.way, check.detail), []).append(check.object)
    lines = []
    for (way, detail), objects in groups.items():
        verdict = checks[0].verdict
        lines += [f"{verdict:<11} {way:<18} {', '.join(objects)}", f"            {detail}"]
    return lines
