"""Facts about tenants that share tables: whose row it is, the tenant first in the keys, and row-level security."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.tracer.fact_rows import fact_row
from backend_data_model.tracer.reference_facts import key_enforcer
from backend_data_model.tracer.result import Enforcer
from backend_data_model.tracer.structure_facts import column_enforcer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import ForeignKey
    from backend_data_model.tracer.matching import Matching
    from backend_data_model.tracer.result import FactRow
    from backend_data_model.tracer.table_view import TableView


def judge_tenancy(found: Matching) -> list[FactRow]:
    """The rows for each table of a tenant; none where tenants do not share tables."""
    tenant = found.tenant
    if tenant is None:
        return []
    rows: list[FactRow] = []
    home = found.view(tenant)
    ancestors = _ancestors(found, tenant)
    pairs = [(r.entity, r.target) for r in found.model.relationships if r.many_to_many]
    shared = {name for pair in pairs if tenant in pair for name in pair}
    for name, entity in found.model.entities.items():
        view = found.view(name)
        scope = entity.scope or ("global" if name in ancestors or name in shared else "tenant")
        if view is None or view is home or scope == "global" or (entity.is_a and name not in found.tables):
            continue
        rows += _owned(found, name, tenant, view, optional=scope == "both")
    return rows + _junctions(found, tenant)


def _junctions(found: Matching, tenant: str) -> list[FactRow]:
    """A row for each table of pairs of a tenant's rows: without the tenant, rows of different tenants can be paired."""
    rows: list[FactRow] = []
    for number, junction in found.junctions.items():
        r = found.model.relationships[number]
        view = junction.view
        ends = {key.ref_table for key in (junction.first, junction.second)}
        if r.via in found.model.entities or tenant in (r.entity, r.target) or not ends & _carriers(found):
            continue
        row = fact_row("tenancy", f"{r.entity}.{r.role}", f"each pair belongs to one {tenant}", found.model.tenancy)
        rows.append(row)
        column = found.tenants.get(view.name)
        if column is None:
            row.detail = f"{view.name} has no column for it: rows of different tenants can be paired"
            continue
        row.status, row.by = "enforced", [column_enforcer(view, column)]
        if view.nullable(column):
            row.status, row.detail = "contradicted", f"{view.name}.{column} takes NULL"
    return rows


def _ancestors(found: Matching, name: str) -> set[str]:
    seen = {name}
    above = found.model.entities[name].is_a if name in found.model.entities else None
    while above is not None and above in found.model.entities and above not in seen:
        seen.add(above)
        above = found.model.entities[above].is_a
    return seen


def _owned(found: Matching, name: str, tenant: str, view: TableView, *, optional: bool) -> Iterator[FactRow]:
    row = fact_row("tenancy", name, f"each {name} belongs to one {tenant}", found.model.tenancy)
    yield row
    column = found.tenants.get(view.name)
    if column is None:
        through = _through(found, view)
        row.detail = f"{view.name} has no column for it" + (f"; it follows only through {through}" if through else "")
        return
    keys = [k for k in view.references() if column in [c.lower() for c in k.columns] and _goes_home(found, view, k)]
    key = min(keys, key=lambda k: len(k.columns), default=None)
    row.by = [key_enforcer(view, key) if key else column_enforcer(view, column)]
    if key is None and found.model.entities[name].kind != "audit":
        row.detail = f"{view.name}.{column} has no foreign key"
    elif view.nullable(column) and not optional:
        row.status, row.detail = "contradicted", f"{view.name}.{column} takes NULL"
    else:
        row.status = "enforced"
    yield _first(found, name, view, column)
    if found.schema.engine == "postgresql":
        yield _row_security(found, name, view)


def _goes_home(found: Matching, view: TableView, key: ForeignKey) -> bool:
    """Whether a foreign key keeps the tenant: to its table, or with it, always present, to a row of the tenant."""
    home = found.view(found.tenant or "")
    if home is not None and key.ref_table == home.table.name:
        return True
    present = not any(view.nullable(c.lower()) for c in key.columns if c.lower() in view.columns)
    return len(key.columns) > 1 and present and key.ref_table in _carriers(found)


def _carriers(found: Matching) -> set[str]:
    return {v.table.name for v in found.views if v.name in found.tenants}


def _through(found: Matching, view: TableView) -> str | None:
    for key in view.references():
        there = next((v for v in found.views if v.table.name == key.ref_table), None)
        if there is not None and there.name in found.tenants:
            return f"{', '.join(key.columns)}"
    return None


def _first(found: Matching, name: str, view: TableView, column: str) -> FactRow:
    row = fact_row("tenancy", name, "an index or key begins with the tenant", found.model.tenancy)
    table = view.table
    lists: list[tuple[str, str, list[str | None]]] = []
    if table.primary_key:
        lists.append(("primary_key", table.primary_key.name or f"of {view.name}", list(table.primary_key.columns)))
    lists += [("unique", u.name or f"on {view.name}", list(u.columns)) for u in table.uniques]
    lists += [("index", i.name or f"on {view.name}", i.columns) for i in table.indexes]
    first = next(((kind, label) for kind, label, cs in lists if cs and (cs[0] or "").lower() == column), None)
    if first:
        row.status = "enforced"
        row.by = [Enforcer(first[0], view.name, first[1], "", (column,))]
    else:
        row.status, row.detail = "not_checked", f"no index begins with {column}: slower, not wrong"
    return row


def _row_security(found: Matching, name: str, view: TableView) -> FactRow:
    row = fact_row("row_security", name, "rows of other tenants are out of sight", found.model.tenancy)
    policies = [p for p in found.schema.policies if p.table.rpartition(".")[2] == view.table.name]
    if view.table.row_security and policies:
        row.status = "enforced"
        row.by = [
            Enforcer("row_security", view.name, p.name, p.using or p.check or "", (), p.position) for p in policies
        ]
    elif any(v.table.row_security for v in found.views):
        row.detail = f"{view.name} has no row-level security, while other tables have"
    else:
        row.status = "not_checked"
        row.detail = "there is no row-level security in this schema: every query has to name the tenant"
    return row
