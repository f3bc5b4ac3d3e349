"""created_at, updated_at and deleted_at.  A column of the model with the same name is left as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.designer import reasons
from backend_data_model.designer.draft import AttributeColumn
from backend_data_model.engines.expressions import Slot
from backend_data_model.model.document import Attribute, AttributeType
from backend_data_model.model.schema import Column, Routine, Schema, Trigger

if TYPE_CHECKING:
    from backend_data_model.designer.draft import Draft, TableDraft

_MOMENT = Attribute(type=AttributeType.TIMESTAMP)
_FUNCTION = """CREATE FUNCTION set_updated_at() RETURNS trigger
LANGUAGE plpgsql
SET search_path = ''
AS $$
BEGIN
    NEW.updated_at := pg_catalog.now();
    RETURN NEW;
END
$$"""


def add_timestamps(draft: Draft) -> None:
    """When a row was made and last changed; pairs and records are made once and do not change."""
    for made in draft.tables:
        added = []
        if draft.settings.timestamps:
            added.append(("created_at", "when the row was made"))
            if not made.created_only:
                added.append(("updated_at", "when the row last changed"))
        for name, why in added:
            _add(draft, made, name, why, required=True)
        if made.soft_delete:
            _add(
                draft, made, "deleted_at", "soft delete: when the row was deleted; NULL while it lives", required=False
            )


def _add(draft: Draft, made: TableDraft, name: str, why: str, *, required: bool) -> None:
    if name in made.names:
        return
    made.names.take(name)
    column = Column(name, "", nullable=not required, reasons=reasons.from_rule(why))
    if required:
        column.default = draft.dialect.now(AttributeType.TIMESTAMP)
        if name == "updated_at" and draft.dialect.engine == "mysql":
            column.on_update = "CURRENT_TIMESTAMP(6)"
    made.attributes.append(AttributeColumn(column, _MOMENT, f"{made.table.name}.{name}"))
    if name == "updated_at":
        made.touched = True
    for entity in made.entities:
        draft.slots[entity].setdefault(name, Slot(name, AttributeType.TIMESTAMP))


def add_touch_triggers(draft: Draft, schema: Schema) -> None:
    """Triggers that keep updated_at; MySQL does it with ON UPDATE, and Citus has no triggers on distributed tables."""
    touched = [made for made in draft.tables if made.touched]
    if not touched or draft.dialect.engine == "mysql" or draft.settings.citus:
        return
    if draft.dialect.engine == "postgresql":
        for namespace in sorted({made.table.schema for made in touched}, key=lambda name: name or ""):
            name = _function_name(draft, namespace)
            definition = _FUNCTION.replace("set_updated_at", name, 1)
            schema.routines.append(Routine("set_updated_at", definition, search_path="", schema=namespace))
    for made in touched:
        name = draft.names.take(f"trigger_{made.table.name}_updated_at")
        write = _postgresql if draft.dialect.engine == "postgresql" else _sqlite
        schema.triggers.append(Trigger(name, made.table.name, write(draft, made, name)))


def _function_name(draft: Draft, namespace: str | None) -> str:
    return f"{draft.dialect.quote(namespace)}.set_updated_at" if namespace else "set_updated_at"


def _postgresql(draft: Draft, made: TableDraft, name: str) -> str:
    quote = draft.dialect.quote
    prefix = f"{quote(made.table.schema)}." if made.table.schema else ""
    return (
        f"CREATE TRIGGER {quote(name)} BEFORE UPDATE ON {prefix}{quote(made.table.name)}\n"
        f"    FOR EACH ROW EXECUTE FUNCTION {_function_name(draft, made.table.schema)}()"
    )


def _sqlite(draft: Draft, made: TableDraft, name: str) -> str:
    """The columns are listed so that the trigger's own UPDATE of updated_at does not fire it again."""
    quote = draft.dialect.quote
    key = made.table.primary_key
    assert key is not None
    columns = ", ".join(quote(column.name) for column in made.table.columns if column.name != "updated_at")
    row = " AND ".join(f"{quote(column)} = NEW.{quote(column)}" for column in key.columns)
    return (
        f"CREATE TRIGGER {quote(name)} AFTER UPDATE OF {columns} ON {quote(made.table.name)}\n"
        "FOR EACH ROW WHEN NEW.updated_at IS OLD.updated_at\n"
        "BEGIN\n"
        f"    UPDATE {quote(made.table.name)} SET updated_at = {draft.dialect.now(AttributeType.TIMESTAMP)}\n"
        f"    WHERE {row};\n"
        "END"
    )
