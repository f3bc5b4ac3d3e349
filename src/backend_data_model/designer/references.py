"""Relationships as references between tables, and junction tables for pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.designer import reasons
from backend_data_model.designer.draft import Reference, Scope, TableDraft
from backend_data_model.designer.names import plural, reference_name, singular, snake_case, table_name
from backend_data_model.designer.tables import add_surrogate_key
from backend_data_model.engines.expressions import Slot
from backend_data_model.model.document import EntityKind
from backend_data_model.model.errors import InputError
from backend_data_model.model.expression import names_in
from backend_data_model.model.schema import PrimaryKey, Table, Unique

if TYPE_CHECKING:
    from backend_data_model.designer.draft import Draft
    from backend_data_model.model.document import Relationship
    from backend_data_model.model.schema import Reason, ReferentialAction

_ACTIONS: dict[str, ReferentialAction] = {"cascade": "cascade", "restrict": "restrict", "set_null": "set null"}


def add_references(draft: Draft) -> None:
    """Every relationship of the model, and the key of the tenant on every table of a tenant."""
    for relationship in draft.model.relationships:
        for name in (relationship.entity, relationship.target):
            if name not in draft.of_entity:
                raise InputError(f"the relationship {relationship.role!r} names {name!r}, which is not an entity")
    _add_tenant_keys(draft)
    for relationship in draft.model.relationships:
        if relationship.many_to_many:
            _add_pairs(draft, relationship)
        elif _held_by_target(relationship):
            _add_inverse(draft, relationship)
        else:
            _add_direct(draft, relationship)


def _held_by_target(relationship: Relationship) -> bool:
    if relationship.each_has.endswith("*"):
        return True
    return relationship.each_has == "0..1" and relationship.each_is_had_by == "1"


def _add_tenant_keys(draft: Draft) -> None:
    tenant = draft.tenant
    if tenant is None:
        return
    saying = _saying_tenant(draft)
    for name, made in draft.of_entity.items():
        if made.scope not in ("tenant", "both") or made.tenant is not None:
            continue
        if made.parent is not None and made.parent.scope == "self":
            made.tenant = made.key
            continue
        stated = saying.get(name, [])
        add_tenant_key(draft, made, stated[0] if stated else None)
        if made.tenant:
            for role in _tenant_roles(draft, name, stated):
                draft.slots[name][role] = Slot(made.tenant, tenant.key_type)


def add_tenant_key(draft: Draft, made: TableDraft, stated: Relationship | None) -> None:
    """The column that says whose row it is."""
    tenant = draft.tenant
    name = draft.model.tenancy.tenant
    assert tenant is not None
    assert name is not None
    why = (
        reasons.from_fact(stated, f"every row belongs to one {name}")
        if stated
        else reasons.from_fact(draft.model.tenancy, f"every row belongs to one {name}")
    )
    made.tenant = made.names.take(reference_name(name))
    action: ReferentialAction = "cascade" if stated and stated.on_delete == "cascade" else "restrict"
    made.references.insert(
        0,
        Reference(
            made.tenant,
            tenant,
            nullable=made.tenant_is_optional,
            on_delete=action,
            reasons=why,
            unique=stated is not None and not stated.each_is_had_by.endswith("*"),
            constrained=not made.table.audit,
            tenant_key=True,
        ),
    )


def _saying_tenant(draft: Draft) -> dict[str, list[Relationship]]:
    """For each entity the relationships that only say to which tenant its rows belong."""
    found: dict[str, list[Relationship]] = {}
    for relationship in draft.model.relationships:
        for name in dict.fromkeys((relationship.entity, relationship.target)):
            if _says_tenant(draft, relationship, name):
                found.setdefault(name, []).append(relationship)
    return found


def _tenant_roles(draft: Draft, entity: str, stated: list[Relationship]) -> list[str]:
    tenant = draft.model.tenancy.tenant or ""
    roles = [r.role if r.entity == entity else (r.inverse_role or tenant) for r in stated]
    return list(dict.fromkeys([tenant, *roles]))


def _says_tenant(draft: Draft, relationship: Relationship, entity: str) -> bool:
    """Whether a relationship only says that `entity` belongs to its tenant."""
    tenant = draft.model.tenancy.tenant
    if relationship.many_to_many or tenant is None or entity == tenant:
        return False
    if _held_by_target(relationship):
        inverse = relationship.inverse_role
        return (
            relationship.entity == tenant
            and relationship.target == entity
            and (inverse is None or snake_case(inverse) == snake_case(tenant))
        )
    same_role = snake_case(relationship.role) == snake_case(tenant)
    return relationship.entity == entity and relationship.target == tenant and same_role


def _add_direct(draft: Draft, relationship: Relationship) -> None:
    child = draft.of_entity[relationship.entity]
    if child.tenant and _says_tenant(draft, relationship, relationship.entity):
        return
    _refer(
        draft,
        relationship,
        holder=relationship.entity,
        target=relationship.target,
        role=relationship.role,
        optional=relationship.each_has == "0..1",
        unique=not relationship.each_is_had_by.endswith("*"),
    )


def _add_inverse(draft: Draft, relationship: Relationship) -> None:
    child = draft.of_entity[relationship.target]
    if child.tenant and _says_tenant(draft, relationship, relationship.target):
        return
    _refer(
        draft,
        relationship,
        holder=relationship.target,
        target=relationship.entity,
        role=relationship.inverse_role or relationship.entity,
        optional=relationship.each_is_had_by.startswith("0"),
        unique=not relationship.each_has.endswith("*"),
    )


def _is_part_of_single_table(draft: Draft, entity: str) -> bool:
    return draft.model.entities[entity].inheritance == "single_table" and bool(draft.model.entities[entity].is_a)


def _refer(
    draft: Draft, relationship: Relationship, *, holder: str, target: str, role: str, optional: bool, unique: bool
) -> None:
    made, parent = draft.of_entity[holder], draft.of_entity[target]
    shares_table = _is_part_of_single_table(draft, holder)
    if shares_table and not optional:
        draft.required_of_kind.setdefault(holder, []).append(role)
    column = made.names.take(reference_name(role))
    action, why = _on_delete(draft, relationship, holder, role, optional)
    made.references.append(
        Reference(
            column,
            parent,
            nullable=optional or shares_table,
            on_delete=action,
            reasons=[*reasons.from_fact(relationship, f"{holder} refers to {target}"), *why],
            unique=unique,
            constrained=not made.table.audit,
        )
    )
    slot = Slot(column, parent.key_type)
    draft.slots[holder][role] = slot
    draft.slots[holder].setdefault(target, slot)
    if relationship.attributes:
        draft.extra_attributes.setdefault(holder, {}).update(relationship.attributes)


def _on_delete(
    draft: Draft, relationship: Relationship, holder: str, role: str, nullable: bool
) -> tuple[ReferentialAction, list[Reason]]:
    if relationship.on_delete == "set_null" and not nullable:
        return "restrict", reasons.from_rule(
            "ON DELETE RESTRICT: SET NULL was asked for, but the reference is required"
        )
    if relationship.on_delete:
        text = relationship.on_delete_reason
        return _ACTIONS[relationship.on_delete], reasons.from_rule(f"ON DELETE: {text}") if text else []
    if relationship.owned:
        return "cascade", reasons.from_rule("ON DELETE CASCADE: a part goes with its whole")
    if draft.model.entities[holder].kind in (EntityKind.AUDIT, EntityKind.HISTORY):
        return "restrict", reasons.from_rule("ON DELETE RESTRICT: history outlives nothing that it tells of")
    named = {name for check in draft.model.entities[holder].checks for name in names_in(check.rule)}
    if nullable and role not in named:
        return "set null", reasons.from_rule("ON DELETE SET NULL: the reference is optional")
    return "restrict", reasons.from_rule("ON DELETE RESTRICT: the row needs what it refers to")


def _add_pairs(draft: Draft, relationship: Relationship) -> None:
    """The table of a many-to-many relationship: its own, or that of the entity that it goes through."""
    via = relationship.via
    if via in draft.of_entity:
        made = draft.of_entity[via]
        entity: str | None = via
    else:
        made, entity = _junction(draft, relationship), None
    slots = draft.slots.setdefault(entity or f"{made.table.name} (junction)", {})
    pure = entity is None and not relationship.attributes
    ends = _ends(relationship)
    columns = []
    for role, target in ends:
        known = slots.get(role) if entity else None
        if known is not None and any(r.column == known.column for r in made.references):
            columns.append(known.column)
            continue
        parent = draft.of_entity[target]
        if made.tenant and parent.scope == "self" and reference_name(role) == made.tenant:
            columns.append(made.tenant)
            continue
        column = made.names.take(reference_name(role))
        action: ReferentialAction = _ACTIONS.get(relationship.on_delete or "", "cascade" if pure else "restrict")
        if action == "set null":
            action = "restrict"
        text = "a pair means nothing without both of its ends" if pure else "the pair holds facts of its own"
        why = reasons.from_rule(f"ON DELETE {action.upper()}: {text}")
        made.references.append(
            Reference(
                column,
                parent,
                nullable=False,
                on_delete=action,
                reasons=[*reasons.from_fact(relationship, f"{relationship.entity} and {relationship.target}"), *why],
            )
        )
        slots[role] = Slot(column, parent.key_type)
        slots.setdefault(target, slots[role])
        columns.append(column)
    if entity:
        draft.extra_attributes.setdefault(entity, {}).update(relationship.attributes)
        if not relationship.repeatable:
            _add_pair_unique(draft, made, columns, relationship)
        return
    draft.pairs.append((made, relationship))
    _key_pairs(draft, made, columns, relationship)


def _ends(relationship: Relationship) -> list[tuple[str, str]]:
    first = relationship.inverse_role or relationship.entity
    second = relationship.role
    if singular(snake_case(second)) == snake_case(relationship.target):
        second = relationship.target
    elif second not in (relationship.target,):
        second = singular(snake_case(second))
    if singular(snake_case(first)) != snake_case(first):
        first = singular(snake_case(first))
    if snake_case(first) == snake_case(second):
        second = f"other_{snake_case(second)}"
    return [(first, relationship.entity), (second, relationship.target)]


def _junction(draft: Draft, relationship: Relationship) -> TableDraft:
    if relationship.via:
        wished = table_name(relationship.via)
    else:
        head = snake_case(relationship.entity)
        wished = table_name(relationship.entity, f"{head}_{plural(singular(snake_case(relationship.role)))}")
    name = draft.names.take(wished)
    scopes = {draft.of_entity[end].scope for end in (relationship.entity, relationship.target)}
    scope: Scope = "none"
    if draft.tenant is not None:
        scope = "tenant" if scopes & {"self", "tenant", "both"} else "global"
    table = Table(
        name=name,
        junction=True,
        reasons=reasons.from_fact(relationship, f"{relationship.entity} and {relationship.target} in pairs"),
    )
    made = TableDraft(table, scope=scope, created_only=not relationship.attributes)
    draft.tables.append(made)
    if relationship.attributes or relationship.repeatable:
        add_surrogate_key(draft, made, None)
    if scope == "tenant":
        add_tenant_key(draft, made, None)
    return made


def _key_pairs(draft: Draft, made: TableDraft, columns: list[str], relationship: Relationship) -> None:
    if made.table.primary_key is None:
        key = list(dict.fromkeys([*([made.tenant] if made.tenant else []), *columns]))
        made.table.primary_key = PrimaryKey(key, draft.names.take(f"pk_{made.table.name}"))
    elif not relationship.repeatable:
        _add_pair_unique(draft, made, columns, relationship)


def _add_pair_unique(draft: Draft, made: TableDraft, columns: list[str], relationship: Relationship) -> None:
    key = list(dict.fromkeys([*([made.tenant] if made.tenant else []), *columns]))
    if any(set(unique.columns) == set(key) for unique in made.table.uniques):
        return
    name = draft.names.take(f"unique_{made.table.name}_on_{'_and_'.join(key)}")
    why = reasons.from_fact(relationship, "a pair occurs once")
    made.table.uniques.append(Unique(key, name, reasons=why))
