"""`review`: what the rules say of a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.model.document import Model
from backend_data_model.model.settings import DesignSettings
from backend_data_model.pipeline.engines import read_schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.schema import Engine, Schema
    from backend_data_model.reviewer.review import Review


def review(
    target: Schema | Model | str,
    model: Model | None = None,
    *,
    engine: Engine | None = None,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Review:
    """Review a schema, the schema that a model leads to, or DDL text (of `engine`, guessed where it is not given)."""
    from backend_data_model.reviewer.review import review_schema

    if isinstance(target, Model):
        from backend_data_model.designer import design_schema

        model, schema = target, design_schema(target, DesignSettings(engine or "postgresql"))
    else:
        schema = read_schema(target, engine) if isinstance(target, str) else target
    return review_schema(schema, model, select=tuple(select), ignore=tuple(ignore))
