"""A system for several tenants with tables of every scope, designed for the tests of all forms of tenancy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from backend_data_model.designer import design_schema
from backend_data_model.documents import load_model
from backend_data_model.engines.dispatch import render_ddl, render_tenancy
from backend_data_model.model.settings import DesignSettings
from backend_data_model.pipeline import with_tenancy

if TYPE_CHECKING:
    from backend_data_model.model.document import Model, TenancyKind
    from backend_data_model.model.schema import Engine, Schema

FILE = Path(__file__).with_name("agency.yaml")


def agency(tenancy: TenancyKind = "shared") -> Model:
    """The model under that form of tenancy."""
    return with_tenancy(load_model(FILE.read_text(), str(FILE)), tenancy, "agency")


class Made:
    """The schema, its DDL and the files of its tenancy for one engine."""

    def __init__(self, engine: Engine, tenancy: TenancyKind = "shared", **choices: Any) -> None:
        self.settings = DesignSettings(engine, **choices)
        self.schema: Schema = design_schema(agency(tenancy), self.settings)
        self.ddl = render_ddl(self.schema, self.settings)
        self.files = render_tenancy(self.schema, self.settings)
