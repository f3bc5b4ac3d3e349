"""A trace as text for a person, JSON for a program, Markdown or one HTML page."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Literal, cast, get_args

if TYPE_CHECKING:
    from backend_data_model.tracer.result import Trace

Format = Literal["human", "json", "markdown", "html"]
FORMATS: tuple[Format, ...] = get_args(Format)


def render(trace: Trace, output_format: Format, *, colour: bool = False, verbose: bool = False) -> str:
    """The trace in that format; `colour` and `verbose` (facts that are enforced as well) are for people only."""
    module = import_module(f"backend_data_model.tracer.formats.{output_format}")
    if output_format == "human":
        return cast("str", module.render(trace, colour=colour, verbose=verbose))
    return cast("str", module.render(trace))
