"""Which functions create, drop and alter each kind of object."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.postgresql.catalog.objects import Kind
from backend_data_model.migrations.postgresql.emit import (
    columns,
    constraints,
    indexes,
    privileges,
    routines,
    sequences,
    tables,
    triggers,
    types,
    views,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.migrations.postgresql.emit.draft import Draft


@dataclass(frozen=True, slots=True)
class KindEmitter:
    """The three functions of one kind; `alter` gives None where only a replacement helps."""

    create: Callable[..., list[Draft]]
    drop: Callable[..., list[Draft]]
    alter: Callable[[Any, Any, Any], list[Draft] | None]


def _same(old: object, new: object, context: object) -> list[Draft] | None:
    return []


EMITTERS: dict[Kind, KindEmitter] = {
    Kind.NAMESPACE: KindEmitter(types.create_namespace, types.drop_namespace, _same),
    Kind.EXTENSION: KindEmitter(types.create_extension, types.drop_extension, types.alter_extension),
    Kind.COLLATION: KindEmitter(types.create_collation, types.drop_collation, types.alter_collation),
    Kind.ENUM: KindEmitter(types.create_enum, types.drop_type, types.alter_enum),
    Kind.DOMAIN: KindEmitter(types.create_domain, types.drop_domain, types.alter_domain),
    Kind.DOMAIN_CONSTRAINT: KindEmitter(
        types.create_domain_constraint, types.drop_domain_constraint, types.alter_domain_constraint
    ),
    Kind.COMPOSITE: KindEmitter(types.create_composite, types.drop_type, types.alter_composite),
    Kind.RANGE: KindEmitter(types.create_range, types.drop_type, types.alter_range),
    Kind.FUNCTION: KindEmitter(routines.create, routines.drop, routines.alter),
    Kind.PROCEDURE: KindEmitter(routines.create, routines.drop, routines.alter),
    Kind.AGGREGATE: KindEmitter(routines.create_aggregate, routines.drop_aggregate, routines.alter_aggregate),
    Kind.SEQUENCE: KindEmitter(sequences.create, sequences.drop, sequences.alter),
    Kind.SEQUENCE_OWNER: KindEmitter(sequences.create_owner, sequences.drop_owner, sequences.alter_owner),
    Kind.TABLE: KindEmitter(tables.create, tables.drop, tables.alter),
    Kind.ROW_IDENTITY: KindEmitter(tables.create_row_identity, tables.drop_row_identity, tables.alter_row_identity),
    Kind.COLUMN: KindEmitter(columns.create, columns.drop, columns.alter),
    Kind.DEFAULT: KindEmitter(columns.create_default, columns.drop_default, columns.alter_default),
    Kind.CONSTRAINT: KindEmitter(constraints.create, constraints.drop, constraints.alter),
    Kind.INDEX: KindEmitter(indexes.create, indexes.drop, indexes.alter),
    Kind.STATISTICS: KindEmitter(indexes.create_statistics, indexes.drop_statistics, indexes.alter_statistics),
    Kind.VIEW: KindEmitter(views.create, views.drop, views.alter),
    Kind.MATERIALIZED_VIEW: KindEmitter(views.create_materialized, views.drop_materialized, views.alter_materialized),
    Kind.TRIGGER: KindEmitter(triggers.create_trigger, triggers.drop_trigger, triggers.alter_trigger),
    Kind.RULE: KindEmitter(triggers.create_rule, triggers.drop_rule, triggers.alter_rule),
    Kind.POLICY: KindEmitter(triggers.create_policy, triggers.drop_policy, triggers.alter_policy),
    Kind.EVENT_TRIGGER: KindEmitter(
        routines.create_event_trigger, routines.drop_event_trigger, routines.alter_event_trigger
    ),
    Kind.PUBLICATION: KindEmitter(
        privileges.create_publication, privileges.drop_publication, privileges.alter_publication
    ),
    Kind.COMMENT: KindEmitter(privileges.create_comment, privileges.drop_comment, privileges.alter_comment),
    Kind.PRIVILEGES: KindEmitter(privileges.create, privileges.drop, privileges.alter),
    Kind.DEFAULT_PRIVILEGES: KindEmitter(
        privileges.create_defaults, privileges.drop_defaults, privileges.alter_defaults
    ),
}
