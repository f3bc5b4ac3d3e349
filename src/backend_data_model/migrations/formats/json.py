"""A plan as one JSON document, complete: everything that its steps say."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import datetime

    from backend_data_model.migrations.effect import Effect
    from backend_data_model.migrations.steps import Plan, Step


def render(
    plan: Plan, name: str = "migration", *, at: datetime | None = None, after: str | None = None
) -> dict[str, str]:
    """`NAME.json`."""
    return {f"{name}.json": json.dumps(document(plan), indent=2, ensure_ascii=False) + "\n"}


def document(plan: Plan) -> dict[str, Any]:
    """The plan as plain values; steps are numbered from 1."""
    return {
        "engine": plan.engine,
        "version": plan.version,
        "verified": plan.verified,
        "loses_data": bool(plan.loses_data),
        "questions": plan.questions,
        "unmanaged": plan.unmanaged,
        "steps": [_step(number, step) for number, step in enumerate(plan.steps, 1)],
    }


def _step(number: int, step: Step) -> dict[str, Any]:
    values = asdict(step)
    values.pop("effect")
    effect = _effect(step.effect) if step.effect else None
    return {"number": number, **values, "hazard": step.hazard if effect else None, "effect": effect}


def _effect(effect: Effect) -> dict[str, Any]:
    return {
        "locks": [{"relation": lock.relation, "mode": str(lock.mode)} for lock in effect.locks],
        "rewrites": effect.rewrites,
        "scans": effect.scans,
        "index_builds": effect.index_builds,
        "transactional": effect.transactional,
        "reasons": effect.reasons,
        "unknown": effect.unknown,
    }
