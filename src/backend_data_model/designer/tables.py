"""One table for each entity, with its name, its key and its tenant scope."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from backend_data_model.designer import reasons
from backend_data_model.designer.checks import add_type_checks
from backend_data_model.designer.draft import Draft, Scope, TableDraft
from backend_data_model.designer.names import Namespace, column_name, reference_name, table_name
from backend_data_model.engines.expressions import Slot
from backend_data_model.model.document import AttributeType, EntityKind
from backend_data_model.model.errors import InputError
from backend_data_model.model.schema import Column, PrimaryKey, Table, Unique

if TYPE_CHECKING:
    from backend_data_model.engines.dialect import Dialect
    from backend_data_model.model.document import Attribute, Entity, Model
    from backend_data_model.model.settings import KeyPolicy

KEY_TYPES = frozenset({AttributeType.INTEGER, AttributeType.BIGINT, AttributeType.UUID})
KEPT_AS_WRITTEN = frozenset({EntityKind.AUDIT, EntityKind.HISTORY, EntityKind.EVENT})


def add_tables(draft: Draft) -> None:
    """A table for each entity, in the order of the model; subtypes of a single table share their ancestor's."""
    model = draft.model
    if model.tenancy.kind == "shared" and model.tenancy.tenant not in model.entities:
        raise InputError(
            f"the tenant {model.tenancy.tenant!r} is not an entity of the model",
            help="name one of the entities in tenancy.tenant, or set tenancy.kind to none",
        )
    tables = Namespace()
    shared = in_several_tenants(model)
    for name in _ancestors_first(model.entities):
        entity = model.entities[name]
        draft.slots[name] = {}
        if entity.is_a and entity.inheritance == "single_table":
            draft.of_entity[name] = draft.of_entity[entity.is_a]
            draft.slots[name] = draft.slots[entity.is_a].copy()
            continue
        table = Table(
            name=tables.take(table_name(name, entity.plural)),
            entity=name,
            comment=entity.description,
            audit=entity.kind is EntityKind.AUDIT,
            reasons=reasons.from_fact(entity, f"the entity {name}"),
        )
        made = TableDraft(
            table,
            scope=_scope(draft, name, shared),
            soft_delete=entity.soft_delete,
            created_only=entity.kind in KEPT_AS_WRITTEN,
            parent=draft.of_entity.get(entity.is_a) if entity.is_a else None,
        )
        draft.of_entity[name] = made
        _add_key(draft, made, name)
    order = {name: place for place, name in enumerate(model.entities)}
    for name, made in sorted(draft.of_entity.items(), key=lambda item: order[item[0]]):
        if not made.entities:
            draft.tables.append(made)
        made.entities.append(name)
    for made in draft.tables:
        draft.names.take(made.table.name)


def _ancestors_first(entities: dict[str, Entity]) -> list[str]:
    found: dict[str, None] = {}
    for name in entities:
        path: list[str] = []
        current: str | None = name
        while current is not None and current not in found:
            if current in path:
                raise InputError(f"{' is a '.join([*path, current])}: inheritance goes in a circle")
            if current not in entities:
                raise InputError(f"{path[-1]} is a {current}, which is not an entity of the model")
            path.append(current)
            current = entities[current].is_a
        found.update(dict.fromkeys(reversed(path)))
    return list(found)


def in_several_tenants(model: Model) -> set[str]:
    """The entities that stand in a many-to-many relationship with the tenant itself."""
    tenant = model.tenancy.tenant
    pairs = [(r.entity, r.target) for r in model.relationships if r.many_to_many and tenant in (r.entity, r.target)]
    return {name for pair in pairs for name in pair} - {tenant or ""}


def _scope(draft: Draft, name: str, shared: set[str]) -> Scope:
    model = draft.model
    tenant = model.tenancy.tenant
    if model.tenancy.kind != "shared" or tenant is None:
        return "none"
    if name == tenant:
        return "self"
    ancestor = model.entities[tenant].is_a
    while ancestor:
        if ancestor == name:
            return "global"
        ancestor = model.entities[ancestor].is_a
    entity = model.entities[name]
    if entity.is_a and draft.of_entity[entity.is_a].scope in ("self", "tenant"):
        return "tenant"  # it continues a row of one tenant, whatever else is said of it
    found: Scope = "global" if name in shared else "tenant"
    if entity.scope:
        found = entity.scope
    elif entity.is_a:
        found = draft.of_entity[entity.is_a].scope
    return "both" if found == "global" and _has_kind_of_tenant(model, name) else found


def _has_kind_of_tenant(model: Model, name: str) -> bool:
    """Whether a kind in the same table is said to be a tenant's, while the others are for all."""
    return any(
        kind.scope in ("tenant", "both") or _has_kind_of_tenant(model, below)
        for below, kind in model.entities.items()
        if kind.is_a == name and kind.inheritance == "single_table"
    )


def own_key(entity: Entity) -> Attribute | None:
    """The attribute `id` where it can serve as the surrogate key."""
    attribute = entity.attributes.get("id")
    return attribute if attribute and attribute.type in KEY_TYPES and attribute.values is None else None


def _add_key(draft: Draft, made: TableDraft, name: str) -> None:
    if made.parent is not None:
        _share_key(made, name, draft)
    else:
        add_surrogate_key(draft, made, name)
    draft.slots[name]["id"] = Slot(made.key, made.key_type)


def _share_key(made: TableDraft, name: str, draft: Draft) -> None:
    """A subtype has the key of what it is: the same row, continued."""
    parent = made.parent
    assert parent is not None
    is_a = draft.model.entities[name].is_a or ""
    made.key = made.names.take(reference_name(is_a))
    made.key_type, made.key_sql = parent.key_type, parent.key_sql
    made.table.columns.append(
        Column(made.key, made.key_sql, nullable=False, reasons=reasons.from_rule(f"a {name} is a {is_a}: one row each"))
    )
    made.table.primary_key = PrimaryKey([made.key], draft.names.take(f"pk_{made.table.name}"))
    draft.slots[name][is_a] = Slot(made.key, made.key_type)


def add_surrogate_key(draft: Draft, made: TableDraft, entity_name: str | None) -> None:
    """`id`, and a public UUID beside it where the key policy says so."""
    entity = draft.model.entities.get(entity_name) if entity_name else None
    stated = own_key(entity) if entity else None
    name = made.names.take("id")
    dialect = _key_dialect(draft, stated)
    column, checks = dialect.key_column(name)
    column.reasons = (
        reasons.from_fact(stated, "the id")
        if stated
        else reasons.from_rule("surrogate key: stays the same when the facts about the row change")
    )
    made.key, made.key_type, made.key_sql = name, dialect.key_attribute_type, column.type
    made.table.columns.append(column)
    made.table.primary_key = PrimaryKey([name], draft.names.take(f"pk_{made.table.name}"))
    add_type_checks(draft, made, name, checks)
    if dialect.settings.keys == "identity+uuid":
        public = made.names.take("public_id")
        column, checks = draft.dialect.public_id_column(public)
        column.reasons = reasons.from_rule("the key that the outside sees")
        made.table.columns.append(column)
        add_type_checks(draft, made, public, checks)
        unique = draft.names.take(f"unique_{made.table.name}_on_{public}")
        made.table.uniques.append(Unique([public], unique, reasons=column.reasons))


def _key_dialect(draft: Draft, stated: Attribute | None) -> Dialect:
    """The dialect under the key policy, or under the one that the type of a stated `id` asks for."""
    if stated is None:
        return draft.dialect
    keys = draft.settings.keys
    wanted: KeyPolicy = "uuid7" if stated.type is AttributeType.UUID else "identity" if keys == "uuid7" else keys
    return type(draft.dialect)(replace(draft.settings, keys=wanted))


def attribute_column_name(entity_name: str, name: str, attribute: Attribute) -> str:
    """The column of an attribute; an `id` that cannot be the surrogate key is named after its entity."""
    if name == "id":
        return reference_name(entity_name)
    return column_name(name, attribute.unit)
