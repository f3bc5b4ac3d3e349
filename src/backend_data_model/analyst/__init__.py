"""Reading requirements: text becomes claims, claims become the model document."""

from __future__ import annotations

from backend_data_model.analyst.analyse import analyse

__all__ = ["analyse"]
