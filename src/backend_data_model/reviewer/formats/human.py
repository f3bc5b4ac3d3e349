"""For a person at a terminal: findings with their help, statements not reviewed, the score with its arithmetic."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.finding import Finding, Severity
    from backend_data_model.reviewer.review import Review

_STYLES: dict[Severity, str] = {"error": "31;1", "warning": "33;1", "info": "36"}
_WORDS = (("error", "error"), ("warning", "warning"), ("info", "note"))
_MOST_SQL = 100
_MOST_OF_A_RULE = 10


def render(reviews: Sequence[Review], *, colour: bool = False) -> str:
    """Plain text, with the colours of a terminal when asked for."""
    return "\n".join(_review(review, colour) for review in reviews)


def _review(review: Review, colour: bool) -> str:
    lines: list[str] = []
    shown: Counter[str] = Counter()
    for finding in review.findings:
        shown[finding.code] += 1
        if shown[finding.code] <= _MOST_OF_A_RULE:
            lines += _finding(finding, colour)
    for finding in {finding.code: finding for finding in review.findings}.values():
        if more := max(shown[finding.code] - _MOST_OF_A_RULE, 0):
            lines.append(f"and {more} more {finding.code} {finding.rule} (--format json has all)")
    if lines and lines[-1]:
        lines.append("")
    if review.unparsed:
        lines += [_styled(f"{_count(len(review.unparsed), 'statement')} not read, and so not reviewed:", "1", colour)]
        for item in review.unparsed:
            place = f"{item.position}: " if item.position else ""
            lines += [f"  {place}{_one_line(item.reason)}", f"    {_one_line(item.sql)[:_MOST_SQL]}"]
        lines.append("")
    lines += _score(review, colour)
    return "\n".join(lines) + "\n"


def _finding(finding: Finding, colour: bool) -> list[str]:
    severity = _styled(finding.severity, _STYLES[finding.severity], colour)
    place = f"{finding.position}: " if finding.position else ""
    head = f"{place}{severity}: {_one_line(finding.message)} [{finding.code} {finding.rule}]"
    return [head, f"  help: {_one_line(finding.help)}", ""]


def _score(review: Review, colour: bool) -> list[str]:
    counts = {name: sum(f.severity == name for f in review.findings) for name in ("error", "warning", "info")}
    kinds = ", ".join(_count(counts[severity], word) for severity, word in _WORDS)
    silenced = f", {review.suppressed} silenced" if review.suppressed else ""
    lines = [f"{review.target or 'schema'}: {_count(review.tables, 'table')} ({review.engine}), {kinds}{silenced}"]
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


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def _one_line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _styled(text: str, style: str, colour: bool) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if colour else text
