"""Workflow commands of GitHub Actions: each finding becomes an annotation of its line."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from backend_data_model.reviewer.formats.paths import NO_FILE, path_of
from backend_data_model.reviewer.review import Review

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.finding import Finding, Severity
    from backend_data_model.model.schema import Unparsed
    from backend_data_model.reviewer.formats.reported import Reported

_COMMANDS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "notice"}


def render(reviews: Sequence[Reported]) -> str:
    """One command a line: `::error file=...,line=...,col=...,title=...::message`."""
    lines: list[str] = []
    for review in reviews:
        lines += [_finding(finding, review) for finding in review.findings]
        lines += [_unparsed(item, review) for item in review.unparsed]
        if isinstance(review, Review):
            score = f"{review.target or NO_FILE}: {review.score.total:g} of 100"
            lines.append(f"::notice title=Score::{_data(score)}")
    return "".join(f"{line}\n" for line in lines)


def _finding(finding: Finding, review: Reported) -> str:
    place = []
    if (path := path_of(finding, review)) != NO_FILE:
        place.append(f"file={_property(path)}")
    if finding.position:
        place += [f"line={finding.position.line}", f"col={finding.position.column}"]
    place.append(f"title={_property(f'{finding.code} {finding.rule}')}")
    return f"::{_COMMANDS[finding.severity]} {','.join(place)}::{_data(f'{finding.message}. Help: {finding.help}.')}"


def _unparsed(item: Unparsed, review: Reported) -> str:
    name = path_of(item, review)
    place = [f"file={_property(name)}"] if name != NO_FILE else []
    if item.position:
        place += [f"line={item.position.line}", f"col={item.position.column}"]
    return f"::warning {','.join([*place, 'title=Statement not reviewed'])}::{_data(item.reason)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


@lru_cache(maxsize=1024)
def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
