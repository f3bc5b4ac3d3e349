"""The files of `tenancy/` for SQLite: a file for each tenant, and what to know where tenants share one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from backend_data_model.engines.sqlite.tenancy.hosting import FILES_README, shared_readme

if TYPE_CHECKING:
    from backend_data_model.model.schema import Schema
    from backend_data_model.model.settings import DesignSettings

_SCRIPT = Path(__file__).with_name("tenant_files.py")


def render_tenancy(schema: Schema, settings: DesignSettings) -> dict[str, str]:
    """The text of each file by its name: what the form of tenancy needs besides the schema.

    SQLite has no schemas: one for each tenant is a file for each tenant.
    """
    if schema.tenancy in ("schema", "database"):
        return {"README.md": FILES_README, "tenant_files.py": _SCRIPT.read_text(encoding="utf-8")}
    if schema.tenancy == "shared":
        return {"README.md": shared_readme(schema)}
    return {}
