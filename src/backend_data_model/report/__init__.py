"""What people read of a design: the report page, the questions, and diagrams for other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backend_data_model.report.html import render_report as render_report
    from backend_data_model.report.mermaid import render_mermaid as render_mermaid
    from backend_data_model.report.questions import render_questions as render_questions

_HOMES = {"render_mermaid": "mermaid", "render_questions": "questions", "render_report": "html"}
__all__ = ["render_mermaid", "render_questions", "render_report"]


def __getattr__(name: str) -> Any:
    """Imports a public function when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
