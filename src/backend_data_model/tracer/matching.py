"""The matching of a model with a schema: tables for entities, columns for attributes, foreign keys for references."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.tracer.columns import match_columns
from backend_data_model.tracer.entities import match_entities
from backend_data_model.tracer.junctions import match_junctions
from backend_data_model.tracer.references import Reference, references_of
from backend_data_model.tracer.table_view import view_table
from backend_data_model.tracer.words import Vocabulary

if TYPE_CHECKING:
    from backend_data_model.documents.glossary import Glossary
    from backend_data_model.model.document import Model
    from backend_data_model.model.schema import Schema
    from backend_data_model.tracer.columns import Place
    from backend_data_model.tracer.junctions import Junction
    from backend_data_model.tracer.result import Pairing
    from backend_data_model.tracer.table_view import TableView


@dataclass(slots=True)
class Matching:
    """What stands for what.  `places` has, by entity, the column of each attribute and role; `tenants` the column of
    each table (by its name) that says whose row it is."""

    model: Model
    schema: Schema
    views: list[TableView]
    tables: dict[str, TableView]
    references: list[Reference]
    places: dict[str, dict[str, Place]]
    junctions: dict[int, Junction]
    tenants: dict[str, str]
    pairings: list[Pairing] = field(default_factory=list)

    @property
    def tenant(self) -> str | None:
        """The entity whose data is kept apart, where tables are shared."""
        return self.model.tenancy.tenant if self.model.tenancy.kind == "shared" else None

    def view(self, entity: str) -> TableView | None:
        """The table of an entity: its own, or that of what it is."""
        seen: set[str] = set()
        current: str | None = entity
        while current is not None and current in self.model.entities and current not in seen:
            if current in self.tables:
                return self.tables[current]
            seen.add(current)
            current = self.model.entities[current].is_a
        return None

    def slots(self, entity: str, view: TableView) -> dict[str, str]:
        """The names that a rule of the entity may use and their columns in `view`."""
        found: dict[str, str] = {}
        names: list[str] = []
        current: str | None = entity
        while current is not None and current in self.model.entities and current not in names:
            names.append(current)
            current = self.model.entities[current].is_a
        for name in names:
            for part, place in self.places.get(name, {}).items():
                if place.view is view:
                    found.setdefault(part, place.column)
        if view.key_columns:
            found.setdefault("id", view.key_columns[-1])
        for reference in self.references:
            if reference.holder in names and reference.role in found:
                found.setdefault(reference.target, found[reference.role])
        tenant = self.tenants.get(view.name)
        if tenant and self.tenant:
            found.setdefault(self.tenant, tenant)
        return found


def match(model: Model, schema: Schema, glossary: Glossary) -> Matching:
    """Match a model with a schema; the same input gives the same matching."""
    vocabulary = Vocabulary(glossary.groups())
    views = [view_table(table, schema) for table in schema.tables if table.partition_of is None]
    tables, pairings = match_entities(model, views, vocabulary, glossary)
    found = Matching(model, schema, views, tables, references_of(model), {}, {}, {}, pairings)
    found.tenants = _tenant_columns(found, vocabulary)
    match_columns(found, vocabulary, glossary)
    match_junctions(found, vocabulary)
    return found


def _tenant_columns(found: Matching, vocabulary: Vocabulary) -> dict[str, str]:
    """The column of each table that refers to the tenant, the one that is named after it where there are several."""
    tenant = found.tenant
    if tenant is None:
        return {}
    home = found.view(tenant)
    columns: dict[str, str] = {}
    names = [tenant, "tenant"] + ([home.table.name] if home else [])
    for view in found.views:
        if view is home:
            continue
        direct = [
            key.columns[0].lower()
            for key in view.references()
            if home is not None and key.ref_table == home.table.name and len(key.columns) == 1
        ]
        rated = [
            (max(vocabulary.alike(column.removesuffix("_id"), name) for name in names), column)
            for column in (direct or view.columns)
        ]
        best = max(rated, key=lambda item: item[0], default=(0.0, ""))
        if best[0] >= (0.6 if direct else 0.95):
            columns[view.name] = best[1]
    return columns
