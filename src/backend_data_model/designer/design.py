"""From the model document to the schema of one engine."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from backend_data_model.designer.attributes import add_attributes, settle_types
from backend_data_model.designer.checks import add_entity_checks, move_forbidden_checks, settle_checks
from backend_data_model.designer.draft import Draft
from backend_data_model.designer.foreign_keys import add_foreign_keys, add_reference_columns
from backend_data_model.designer.indexes import add_indexes
from backend_data_model.designer.order import parents_first
from backend_data_model.designer.references import add_references
from backend_data_model.designer.tables import add_tables
from backend_data_model.designer.tenancy import apply_tenancy
from backend_data_model.designer.timestamps import add_timestamps, add_touch_triggers
from backend_data_model.designer.uniques import add_uniques
from backend_data_model.model.schema import Schema

if TYPE_CHECKING:
    from backend_data_model.engines.dialect import Dialect
    from backend_data_model.model.document import Model
    from backend_data_model.model.schema import Table
    from backend_data_model.model.settings import DesignSettings

_DIALECTS = {"postgresql": "PostgreSQL", "mysql": "MySQL", "sqlite": "SQLite"}


def design_schema(model: Model, settings: DesignSettings) -> Schema:
    """The tables, constraints, indexes and policies for `model` on the engine of `settings`, parents before children.

    Every object carries the reasons why it is there.  The same model gives the same schema.  A model that contradicts
    itself (an unknown role, a bound of the wrong type) is an InputError.
    """
    draft = Draft(model, settings, _dialect(settings))
    add_tables(draft)
    add_references(draft)
    add_reference_columns(draft)
    add_attributes(draft)
    add_timestamps(draft)
    add_entity_checks(draft)
    add_uniques(draft)
    add_foreign_keys(draft)
    add_indexes(draft)
    settle_types(draft)
    for made in draft.tables:
        made.table.columns.extend(item.column for item in made.attributes)
    settle_checks(draft)
    schema = Schema(settings.engine, version=".".join(map(str, settings.version_tuple)))
    schema.tables = parents_first([made.table for made in draft.tables])
    for table in schema.tables:
        table.strict = settings.engine == "sqlite" and settings.version_tuple >= (3, 37)
        table.without_rowid = table.strict and _is_its_own_index(table)
    apply_tenancy(draft, schema)
    move_forbidden_checks(draft, schema)
    add_touch_triggers(draft, schema)
    return schema


def _is_its_own_index(table: Table) -> bool:
    """Whether the key is made of foreign keys; a rowid table would number a NULL key instead of refusing it."""
    key = table.primary_key
    held = {column for foreign_key in table.foreign_keys for column in foreign_key.columns}
    return key is not None and set(key.columns) <= held and not any(c.identity for c in table.columns)


def _dialect(settings: DesignSettings) -> Dialect:
    module = import_module(f"backend_data_model.engines.{settings.engine}.types")
    dialect: Dialect = getattr(module, _DIALECTS[settings.engine])(settings)
    return dialect
