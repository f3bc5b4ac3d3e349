"""Migration files of every tool, as pieces of SQL that know where they stand and what transaction they run in."""

from __future__ import annotations

from backend_data_model.migrations.lint.sources.files import read_migrations

__all__ = ["read_migrations"]
