"""For a person at a terminal: findings with their help, statements not reviewed, the score with its arithmetic."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.finding import Finding, Severity
    from backend_data_model.reviewer.formats.reported import Reported
    from backend_data_model.reviewer.review import Review

_STYLES: dict[Severity, str] = {"error": "31;1", "warning": "33;1", "info": "36"}
_WORDS: tuple[tuple[Severity, str], ...] = (("error", "error"), ("warning", "warning"), ("info", "note"))
_MOST_SQL = 100
_MOST_OF_A_RULE = 10


def render(reviews: Sequence[Review], *, colour: bool = False) -> str:
    """Plain text, with the colours of a terminal when asked for."""
    return "\n".join(_review(review, colour) for review in reviews)


def _review(review: Review, colour: bool) -> str:
    return "\n".join([*findings_and_unread(review, colour), *_score(review, colour)]) + "\n"


def findings_and_unread(report: Reported, colour: bool, most: int | None = _MOST_OF_A_RULE) -> list[str]:
    """The lines for what was found and what could not be read; of each rule at most `most` findings."""
    lines: list[str] = []
    shown: Counter[str] = Counter()
    for finding in report.findings:
        shown[finding.code] += 1
        if most is None or shown[finding.code] <= most:
            lines += _finding(finding, colour)
    if most is not None:
        for finding in {finding.code: finding for finding in report.findings}.values():
            if more := max(shown[finding.code] - most, 0):
                lines.append(f"and {more} more {finding.code} {finding.rule} (--format json has all)")
    if lines and lines[-1]:
        lines.append("")
    if report.unparsed:
        lines += [_styled(f"{_count(len(report.unparsed), 'statement')} not read, and so not reviewed:", "1", colour)]
        for item in report.unparsed:
            place = f"{item.position}: " if item.position else ""
            lines += [f"  {place}{_one_line(item.reason)}", f"    {_one_line(item.sql)[:_MOST_SQL]}"]
        lines.append("")
    return lines


def _finding(finding: Finding, colour: bool) -> list[str]:
    severity = _styled(finding.severity, _STYLES[finding.severity], colour)
    place = f"{finding.position}: " if finding.position else ""
    head = f"{place}{severity}: {_one_line(finding.message)} [{finding.code} {finding.rule}]"
    if "\n" not in finding.help:
        return [head, f"  help: {_one_line(finding.help)}", ""]
    return [head, "  help:", *(f"    {_printable(line)}" for line in finding.help.splitlines()), ""]


def _score(review: Review, colour: bool) -> list[str]:
    lines = [f"{review.target or 'schema'}: {_count(review.tables, 'table')} ({review.engine}), {counted(review)}"]
    if review.tenancy and not review.tenancy.stated:
        lines.append(f"tenants are told apart by {review.tenancy.column}, as it seems (--tenant COLUMN says so)")
    lines.append(_styled(f"score {review.score.total:g} of 100", "1", colour) + f"   {review.score.arithmetic}")
    for dimension in review.score.dimensions:
        if not dimension.applies:
            lines.append(f"  {dimension.name:<24} -         nothing to check")
            continue
        earned = f"{dimension.earned:g}/{dimension.weight}"
        lines.append(f"  {dimension.name:<24} {earned:<9} {dimension.passed} of {dimension.checked} checks passed")
        lines += [f"    {tally.text} ({tally.code})" for tally in dimension.tallies if tally.passed < tally.checked]
    return lines


def counted(*reports: Reported) -> str:
    """How many findings of each severity there are, and how many were silenced."""
    severities = Counter(finding.severity for report in reports for finding in report.findings)
    suppressed = sum(report.suppressed for report in reports)
    kinds = ", ".join(_count(severities[severity], word) for severity, word in _WORDS)
    return f"{kinds}, {suppressed} silenced" if suppressed else kinds


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _one_line(text: str) -> str:
    return " ".join(_printable(text).split())


def _printable(text: str) -> str:
    return text if text.isprintable() else "".join(c if c.isprintable() else " " for c in text)


def _styled(text: str, style: str, colour: bool) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if colour else text
