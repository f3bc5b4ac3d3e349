"""Constraints, tables and columns that no sentence supports; house style is not counted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.tracer.columns import own_column
from backend_data_model.tracer.probes import trial_rows
from backend_data_model.tracer.reference_facts import key_enforcer
from backend_data_model.tracer.rule_facts import refuses
from backend_data_model.tracer.structure_facts import column_enforcer, table_enforcer

if TYPE_CHECKING:
    from backend_data_model.tracer.matching import Matching
    from backend_data_model.tracer.result import Enforcer, FactRow
    from backend_data_model.tracer.rule_facts import Rules
    from backend_data_model.tracer.table_view import Guard, Key, TableView

_HOUSE = re.compile(
    r"(?i)^(id|uuid|guid|public_id|external_id|type|version|lock_version|row_version|xmin"
    r"|(created|updated|modified|inserted|deleted|changed)(_(at|on|by|date|time|ts))?|(creation|modification)_(date|time)"
    r"|is_deleted|rowid|position|sort_order)$"
)


def unsupported(found: Matching, rules: Rules, facts: list[FactRow]) -> list[Enforcer]:
    """What the schema has and no fact asks for, in the order of the schema."""
    named = {(e.kind, e.table, e.name) for row in facts for e in row.by}
    known = {v.name for v in found.tables.values()} | {j.view.name for j in found.junctions.values()}
    known |= {e.table for row in facts for e in row.by if e.kind == "table"}
    lookups = {p.key.ref_table for places in found.places.values() for p in places.values() if p.key is not None}
    left: list[Enforcer] = []
    for view in found.views:
        if view.name not in known:
            if view.table.name not in lookups:
                left.append(table_enforcer(view))
            continue
        columns = _placed(found, view)
        left += [
            column_enforcer(view, name)
            for name in view.columns
            if name not in columns and not _HOUSE.match(name) and view.columns[name].generated is None
        ]
        left += _guards(found, rules, view, named)
        left += [k.enforcer for k in view.keys if not _expected_key(found, view, k, named)]
        left += [
            key_enforcer(view, k)
            for k in view.references()
            if ("foreign_key", view.name, key_enforcer(view, k).name) not in named
            and own_column(k, found.tenants.get(view.name)) not in columns
        ]
    return left


def _placed(found: Matching, view: TableView) -> set[str]:
    columns = {p.column for places in found.places.values() for p in places.values() if p.view is view}
    for junction in found.junctions.values():
        if junction.view is view:
            columns |= {*junction.columns, *(p.column for p in junction.places.values())}
    return columns | ({found.tenants[view.name]} if view.name in found.tenants else set()) | set(view.key_columns)


def _guards(found: Matching, rules: Rules, view: TableView, named: set[tuple[str, str, str]]) -> list[Enforcer]:
    left: list[Enforcer] = []
    stated = rules.families.get(view.name, {})
    for guard in view.guards:
        if guard.house or id(guard) in rules.used or guard.enforcer in left:
            continue
        if all(_HOUSE.match(column) and column not in stated for column in guard.columns):
            continue
        known = (guard.enforcer.kind, view.name, guard.enforcer.name) in named
        if (guard.condition is None and known) or _required_of_kind(found, view, guard):
            continue
        if guard.condition is None or _forbids(rules, view, guard):
            left.append(guard.enforcer)
    return left


def _required_of_kind(found: Matching, view: TableView, guard: Guard) -> bool:
    """Whether it makes a reference or attribute present for the rows of one kind in a table that several share."""
    kinds = {name for name in found.model.entities if found.view(name) is view and name not in found.tables}
    if guard.condition is None or not kinds & {c for c in guard.condition.constants if isinstance(c, str)}:
        return False
    own = {p.column for name in kinds for p in found.places.get(name, {}).values()}
    return bool(own & set(guard.columns))


def _forbids(rules: Rules, view: TableView, guard: Guard) -> bool:
    """Whether the guard refuses a row that every stated rule accepts."""
    if guard.condition is None:
        return False
    columns = guard.condition.columns
    stated = rules.stated(view, set(columns))
    families = rules.families.get(view.name, {})
    for trial in trial_rows(columns, families, [guard.condition, *stated]):
        if refuses(guard.condition, trial) and not any(refuses(c, trial) for c in stated):
            return True
    return False


def _expected_key(found: Matching, view: TableView, key: Key, named: set[tuple[str, str, str]]) -> bool:
    """Whether a fact names the key, or house style brings it: the primary key, (tenant, id), a public id."""
    if key.enforcer.kind == "primary_key" or (key.enforcer.kind, view.name, key.enforcer.name) in named:
        return True
    tenant = found.tenants.get(view.name)
    if key.columns >= set(view.key_columns) and key.columns - {tenant} <= set(view.key_columns):
        return True
    if tenant and key.partial and key.where is not None and tenant in key.where.columns:
        return any(other.columns == key.columns | {tenant} for other in view.keys)
    return all(_HOUSE.match(column) for column in key.columns - {tenant})
