"""Which columns change their type by expand and contract: a second column, filled beside the traffic, then a switch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import Column, Constraint, Enum, Kind, Ref, Table
from backend_data_model.migrations.postgresql.emit.types import alter_enum
from backend_data_model.migrations.postgresql.type_changes import cast_exists, change_of_type

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.emit.draft import Context

NeededBy = dict[Ref, set[Ref]]
# What can be made for the new column before the switch, or within it.
_CARRIED = {Kind.CONSTRAINT, Kind.INDEX, Kind.DEFAULT, Kind.SEQUENCE_OWNER}
# What may use an enum whose values are taken to a new type.
_ON_ENUM = {
    Kind.COLUMN, Kind.DEFAULT, Kind.COMMENT, Kind.PRIVILEGES, Kind.CONSTRAINT, Kind.INDEX,
    Kind.VIEW, Kind.MATERIALIZED_VIEW, Kind.RULE, Kind.POLICY, Kind.TRIGGER,
}  # fmt: skip


def find_retyped(context: Context) -> set[str]:
    """The enums that lose or move labels: their values are taken to a new type of the same name."""
    found = set()
    for ref, new in context.new.objects.items():
        old = context.old.get(ref, Enum)
        if old and isinstance(new, Enum) and old != new and alter_enum(old, new, context) is None:
            holders = [other for other, needed in context.old.needs.items() if ref in needed]
            if all(holder.kind in _ON_ENUM for holder in holders):
                found.add(ref.name)
    return found


def columns_of_type(name: str, context: Context) -> list[Ref]:
    """The columns that have a type, or an array of it, before and after."""
    return [
        ref
        for ref, item in context.old.objects.items()
        if isinstance(item, Column)
        and item.type.removesuffix("[]") == name
        and isinstance(after := context.new.objects.get(ref), Column)
        and after.type == item.type
    ]


def find_switches(context: Context) -> dict[str, list[Ref]]:
    """Per table the columns that are switched; others keep the blocking form, which says why, or are made anew."""
    found: dict[str, list[Ref]] = {}
    needed_by: tuple[NeededBy, NeededBy] | None = None
    for ref, new in context.new.objects.items():
        old = context.old.get(ref, Column)
        if old is None or not isinstance(new, Column) or ref in context.made_anew:
            continue
        if not _is_rewritten(old, new, context):
            continue
        needed_by = needed_by or (context.old.needed_by(), context.new.needed_by())
        if _reason_against(old, new, context, needed_by) is None:
            found.setdefault(ref.of, []).append(ref)
    return found


def _is_rewritten(old: Column, new: Column, context: Context) -> bool:
    if old.type == new.type and new.type.removesuffix("[]") in context.retyped:
        return True
    if old.type != new.type and new.ref in context.using:
        return True
    if old.type == new.type or not cast_exists(old, new):
        return False
    return change_of_type(old.type, new.type).rewrites


def reason_against(old: Column, new: Column, context: Context) -> str | None:
    """Why a column cannot be switched, None where it can."""
    return _reason_against(old, new, context, (context.old.needed_by(), context.new.needed_by()))


def _reason_against(old: Column, new: Column, context: Context, needed_by: tuple[NeededBy, NeededBy]) -> str | None:
    table = context.old.get(Ref(Kind.TABLE, old.ref.of), Table)
    after = context.new.get(Ref(Kind.TABLE, old.ref.of), Table)
    if table is None or after is None or not context.in_use(old.ref.of):
        return "nobody uses the table yet"
    if "p" in {table.kind, after.kind} or table.partition_of or after.partition_of:
        return "it is a column of a partitioned table"
    if table.inherits or after.inherits or table.of_type or _has_heirs(old.ref.of, context):
        return "it is a column of a table that inherits"
    if old.generated is not None or new.generated is not None:
        return "it is a generated column"
    for catalog, holders in zip((context.old, context.new), needed_by, strict=True):
        for holder in sorted(holders.get(old.ref, ())):
            item = catalog.objects.get(holder)
            if holder.kind is Kind.COLUMN:
                return "a generated column is computed from it"
            if isinstance(item, Constraint) and (item.type == "x" or "WITHOUT OVERLAPS" in item.definition):
                return "an exclusion constraint names it"
            if isinstance(item, Constraint) and "DEFERRABLE" in item.definition and item.type in "pu":
                return "a deferrable key names it"
            if isinstance(item, Constraint) and item.type == "f" and _is_partitioned(item.ref.of, context):
                return "a foreign key of a partitioned table names it"
            if holder.kind in {Kind.ROW_IDENTITY, Kind.PUBLICATION, Kind.FUNCTION, Kind.PROCEDURE, Kind.TABLE}:
                return f"{holder} names it"
    if Ref(Kind.ROW_IDENTITY, old.ref.of, old.ref.of) in context.old.objects:
        return "replication names its rows by an index"
    return None


def _is_partitioned(table: str, context: Context) -> bool:
    found = context.old.get(Ref(Kind.TABLE, table), Table)
    return found is not None and (found.kind == "p" or found.partition_of is not None)


def _has_heirs(table: str, context: Context) -> bool:
    if context.with_heirs is None:
        tables = [item for catalog in (context.old, context.new) for item in catalog.of_kind(Kind.TABLE)]
        context.with_heirs = {
            parent
            for item in tables
            if isinstance(item, Table)
            for parent in (*item.inherits, item.partition_of)
            if parent
        }
    return table in context.with_heirs


def carried(table: str, context: Context) -> list[Ref]:
    """What is there before and after and names a switched column: it goes over to the new column, in its new form.

    What names a column that is made anew besides goes with that one.
    """
    if table not in context.carried:
        switched = set(context.switched.get(table, ()))
        needed_by = context.new.needed_by()
        named = {ref for column in switched for ref in needed_by.get(column, ())}
        named |= {Ref(Kind.DEFAULT, column.name, column.of) for column in switched}
        context.carried[table] = [
            ref
            for ref in context.new.in_order(named)
            if ref.kind in _CARRIED
            and ref in context.old.objects
            and switched & (context.old.needs.get(ref, set()) | _own_column(ref))
            and not context.made_anew & context.old.needs.get(ref, set())
        ]
    return context.carried[table]


def _own_column(ref: Ref) -> set[Ref]:
    return {Ref(Kind.COLUMN, ref.name, ref.of)} if ref.kind is Kind.DEFAULT else set()
