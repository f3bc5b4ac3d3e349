"""The JSON Schema of the model document, for editors: completion, and errors while one types."""

from __future__ import annotations

from typing import Any

from backend_data_model.model.document import Model


def model_json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of `model.yaml`; `docs/model.schema.json` is this, published."""
    schema = Model.model_json_schema()
    schema.pop("title", None)
    schema.pop("description", None)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "backend-data-model: model document",
        "description": "What a system must hold, independent of any database engine (model.yaml, format version 1).",
        **schema,
    }
