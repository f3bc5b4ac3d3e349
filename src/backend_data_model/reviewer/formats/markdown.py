"""Markdown, for a comment on a pull request."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.reviewer.formats.reported import Reported
    from backend_data_model.reviewer.review import Review


def render(reviews: Sequence[Review]) -> str:
    """A chapter for each review: the score with its arithmetic, the findings, the statements not reviewed."""
    return "\n".join(_review(review) for review in reviews)


def _review(review: Review) -> str:
    lines = [f"# Review of {_text(review.target or 'the schema')}", ""]
    lines += [
        f"**{review.score.total:g} of 100** for {review.tables} tables ({review.engine}): {review.score.arithmetic}",
        "",
    ]
    lines += ["| dimension | earned | of | checks passed |", "|---|---:|---:|---|"]
    for dimension in review.score.dimensions:
        if dimension.applies:
            checks = "; ".join(tally.text for tally in dimension.tallies)
            lines.append(f"| {dimension.name} | {dimension.earned:g} | {dimension.weight} | {checks} |")
        else:
            lines.append(f"| {dimension.name} | - | {dimension.weight} | nothing to check |")
    return "\n".join([*lines, *findings_and_unread(review)]) + "\n"


def findings_and_unread(review: Reported) -> list[str]:
    """The chapters for what was found and what could not be read."""
    lines = ["", f"## Findings ({len(review.findings)})", ""]
    if review.findings:
        lines += ["| code | severity | place | finding | help |", "|---|---|---|---|---|"]
        for finding in review.findings:
            place = _text(str(finding.position) if finding.position else finding.object)
            lines.append(
                f"| {finding.code} | {finding.severity} | {place} | {_text(finding.message)} | {_lines(finding.help)} |"
            )
    else:
        lines.append("None.")
    if review.suppressed:
        lines += ["", f"{review.suppressed} more were silenced by ignore comments."]
    if review.unparsed:
        lines += ["", f"## Statements not reviewed ({len(review.unparsed)})", ""]
        for item in review.unparsed:
            place = f"{item.position}: " if item.position else ""
            lines.append(f"- {_text(place + item.reason)}")
    return lines


def _lines(text: str) -> str:
    return "<br>".join(_text(line) for line in text.splitlines())


def _text(text: str) -> str:
    """Text that Markdown and HTML leave as it is, also inside a table."""
    for mark in "\\`*_[]|":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").split())
