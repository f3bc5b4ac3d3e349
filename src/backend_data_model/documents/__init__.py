"""The model document on disk: reading with every problem named, writing without losing a comment, merging."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backend_data_model.documents.decode import decode_document as decode_document
    from backend_data_model.documents.dump import dump_model as dump_model
    from backend_data_model.documents.json_schema import model_json_schema as model_json_schema
    from backend_data_model.documents.load import load_model as load_model
    from backend_data_model.documents.merge import merge_models as merge_models

_HOMES = {
    "decode_document": "decode",
    "dump_model": "dump",
    "load_model": "load",
    "merge_models": "merge",
    "model_json_schema": "json_schema",
}
__all__ = ["decode_document", "dump_model", "load_model", "merge_models", "model_json_schema"]


def __getattr__(name: str) -> Any:
    """Imports a public function when it is first asked for, so that the command line starts fast."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
