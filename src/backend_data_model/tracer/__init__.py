"""Traces the stated facts of a model to what enforces them in any schema, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backend_data_model.tracer.result import Enforcer, FactRow, Pairing, Trace
    from backend_data_model.tracer.trace import trace_schema

_HOMES = {
    "Enforcer": "result",
    "FactRow": "result",
    "Pairing": "result",
    "Trace": "result",
    "trace_schema": "trace",
}
__all__ = ["Enforcer", "FactRow", "Pairing", "Trace", "trace_schema"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"backend_data_model.tracer.{_HOMES[name]}"), name)
    raise AttributeError(name)
