"""From the model document to the schema of an engine: keys, types, tenancy, constraints and indexes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backend_data_model.designer.design import design_schema

__all__ = ["design_schema"]


def __getattr__(name: str) -> Any:
    if name == "design_schema":
        from backend_data_model.designer.design import design_schema

        return design_schema
    raise AttributeError(name)
