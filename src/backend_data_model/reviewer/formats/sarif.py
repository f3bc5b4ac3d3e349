"""SARIF 2.1.0 (OASIS), for code scanning: rules with help, relative paths, fingerprints that survive moved lines."""

from __future__ import annotations

import json
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from backend_data_model.reviewer.documentation import parse_documentation
from backend_data_model.reviewer.formats.paths import fingerprints, path_of
from backend_data_model.reviewer.registry import RULES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.finding import Finding, Severity
    from backend_data_model.model.schema import Unparsed
    from backend_data_model.reviewer.formats.reported import Documented, Reported

_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(reviews: Sequence[Reported], all_rules: Sequence[Documented] = RULES) -> str:
    """One run over all reviews; statements that could not be read are notifications of the tool."""
    installed = version("backend-data-model")
    used = sorted({finding.code for review in reviews for finding in review.findings})
    rules = [rule for rule in all_rules if rule.code in used]
    places = {rule.code: place for place, rule in enumerate(rules)}
    results = [
        _result(finding, fingerprint, places[finding.code], review)
        for review in reviews
        for finding, fingerprint in zip(review.findings, fingerprints(review), strict=True)
    ]
    notes = [_notification(item, review) for review in reviews for item in review.unparsed]
    run = {
        "tool": {
            "driver": {
                "name": "backend-data-model",
                "version": installed,
                "semanticVersion": installed,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": results,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False) + "\n"


def _rule(rule: Documented) -> dict[str, Any]:
    documentation = parse_documentation(rule.documentation)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": documentation.summary},
        "fullDescription": {"text": documentation.sections["Why is this bad"]},
        "help": {"text": documentation.markdown, "markdown": documentation.markdown},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.family]},
    }


def _result(finding: Finding, fingerprint: str, place: int, review: Reported) -> dict[str, Any]:
    position = finding.position
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(path_of(finding, review))},
            "region": {
                "startLine": position.line if position else 1,
                "startColumn": position.column if position else 1,
            },
        },
        "logicalLocations": [{"fullyQualifiedName": finding.object}],
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": place,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message}. Help: {finding.help}."},
        "locations": [location],
        "partialFingerprints": {"bdmFinding/v1": fingerprint},
    }


def _notification(item: Unparsed, review: Reported) -> dict[str, Any]:
    place = f" ({item.position})" if item.position else ""
    where = review.target or "the input"
    return {"level": "warning", "message": {"text": f"statement of {where} not reviewed{place}: {item.reason}"}}
