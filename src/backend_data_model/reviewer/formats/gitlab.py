"""GitLab's code quality report: a list of issues with fingerprints."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from backend_data_model.reviewer.formats.paths import fingerprints, path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.finding import Severity
    from backend_data_model.model.schema import Unparsed
    from backend_data_model.reviewer.formats.reported import Reported

_SEVERITIES: dict[Severity, str] = {"error": "critical", "warning": "major", "info": "info"}


def render(reviews: Sequence[Reported]) -> str:
    """The list; a statement that could not be read is an issue with the check name `statement-not-reviewed`."""
    issues: list[dict[str, Any]] = []
    for review in reviews:
        for finding, fingerprint in zip(review.findings, fingerprints(review), strict=True):
            issues.append(
                _issue(
                    f"{finding.message}. Help: {finding.help}.",
                    f"{finding.code} {finding.rule}",
                    fingerprint,
                    _SEVERITIES[finding.severity],
                    path_of(finding, review),
                    finding.line or 1,
                )
            )
        issues += [_unparsed(item, review) for item in review.unparsed]
    return json.dumps(issues, indent=2, ensure_ascii=False) + "\n"


def _unparsed(item: Unparsed, review: Reported) -> dict[str, Any]:
    name = path_of(item, review)
    fingerprint = hashlib.sha256(f"{name}\0unparsed\0{item.sql}".encode()).hexdigest()
    line = item.position.line if item.position else 1
    return _issue(f"not reviewed: {item.reason}", "statement-not-reviewed", fingerprint, "minor", name, line)


def _issue(description: str, check: str, fingerprint: str, severity: str, path: str, line: int) -> dict[str, Any]:
    return {
        "description": description,
        "check_name": check,
        "fingerprint": fingerprint,
        "severity": severity,
        "location": {"path": path, "lines": {"begin": line}},
    }
