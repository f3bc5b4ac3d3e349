"""Rendering reviews in one of the formats."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from backend_data_model.model.errors import InputError
from backend_data_model.reviewer.review import Review

if TYPE_CHECKING:
    from collections.abc import Sequence

FORMATS = ("human", "json", "sarif", "github", "gitlab", "markdown")


def render(reviews: Review | Sequence[Review], fmt: str, *, colour: bool = False) -> str:
    """One review or several as text that ends in a newline; only `human` looks at `colour`.

    Raises InputError for an unknown format.
    """
    if fmt not in FORMATS:
        raise InputError(f"unknown format {fmt!r}", help=f"use one of {', '.join(FORMATS)}")
    several = [reviews] if isinstance(reviews, Review) else list(reviews)
    module = import_module(f"backend_data_model.reviewer.formats.{fmt}")
    if fmt == "human":
        return cast("str", module.render(several, colour=colour))
    return cast("str", module.render(several))
