"""The stable form for scripts.

`{"version": 1, "reviews": [...]}`; each review has `target`, `engine`, `tables`, `statements`, `tenant_column`, `score`
(`total` 0 to 100, `arithmetic`, `dimensions` with `name`, `weight`, `earned`, `passed`, `checked` and `checks`),
`findings` (`code`, `rule`, `severity`, `message`, `help`, `object`, `file`, `line`, `column`), `unparsed` (`sql`,
`reason`, `file`, `line`, `column`) and `suppressed`, a number.  Lines and columns are 1-based, and null where there is
no place.  Keys are added in later versions, never renamed or removed while `version` is 1.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.position import Position
    from backend_data_model.reviewer.review import Review

FORMAT_VERSION = 1


def render(reviews: Sequence[Review]) -> str:
    """The JSON document."""
    document = {"version": FORMAT_VERSION, "reviews": [as_dict(review) for review in reviews]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def as_dict(review: Review) -> dict[str, Any]:
    """One review as plain values."""
    return {
        "target": review.target,
        "engine": review.engine,
        "tables": review.tables,
        "statements": review.statements,
        "tenant_column": review.tenancy.column if review.tenancy else None,
        "score": {
            "total": review.score.total,
            "arithmetic": review.score.arithmetic,
            "dimensions": [
                {
                    "name": dimension.name,
                    "weight": dimension.weight,
                    "earned": dimension.earned,
                    "passed": dimension.passed,
                    "checked": dimension.checked,
                    "checks": [
                        {"code": t.code, "rule": t.rule, "passed": t.passed, "checked": t.checked, "text": t.text}
                        for t in dimension.tallies
                    ],
                }
                for dimension in review.score.dimensions
            ],
        },
        "findings": [
            {
                "code": finding.code,
                "rule": finding.rule,
                "severity": finding.severity,
                "message": finding.message,
                "help": finding.help,
                "object": finding.object,
                **_place(finding.position),
            }
            for finding in review.findings
        ],
        "unparsed": [{"sql": item.sql, "reason": item.reason, **_place(item.position)} for item in review.unparsed],
        "suppressed": review.suppressed,
    }


def _place(position: Position | None) -> dict[str, str | int | None]:
    if position is None:
        return {"file": None, "line": None, "column": None}
    return {"file": position.file, "line": position.line, "column": position.column}
