"""FOREIGN KEY constraints; between tables of one tenant they carry the tenant, so that no row refers to another's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.designer import reasons
from backend_data_model.designer.draft import Reference
from backend_data_model.model.schema import Column, ForeignKey, Unique

if TYPE_CHECKING:
    from backend_data_model.designer.draft import Draft, TableDraft
    from backend_data_model.model.schema import ReferentialAction


def add_reference_columns(draft: Draft) -> None:
    """The columns of all references, after the key and before the attributes."""
    for made in draft.tables:
        for reference in made.references:
            made.table.columns.append(
                Column(
                    reference.column,
                    reference.target.key_sql,
                    nullable=reference.nullable,
                    reasons=reference.reasons.copy(),
                )
            )


def add_foreign_keys(draft: Draft) -> None:
    """The foreign keys of all tables, and the UNIQUE (tenant, key) that the composite ones refer to."""
    for made in draft.tables:
        if made.parent is not None:
            _add_inheritance(draft, made)
        for reference in made.references:
            if reference.constrained:
                _add(draft, made, reference)
            else:
                made.table.reasons.extend(
                    reasons.from_rule(f"{reference.column} has no foreign key: the record outlives what it names")
                )
    if draft.dialect.defers_foreign_keys:
        _defer_cycles(draft)


def _add_inheritance(draft: Draft, made: TableDraft) -> None:
    parent = made.parent
    assert parent is not None
    why = reasons.from_rule("ON DELETE CASCADE: the row is the same thing as the one that it continues")
    _add(draft, made, Reference(made.key, parent, nullable=False, on_delete="cascade", reasons=why))


def _add(draft: Draft, made: TableDraft, reference: Reference) -> None:
    target = reference.target
    columns, ref_columns = [reference.column], [target.key]
    tenant = made.key if made.scope == "self" else made.tenant
    within = (
        not reference.tenant_key
        and target.scope == "tenant"
        and target.tenant is not None
        and made.scope in ("self", "tenant")
        and tenant is not None
    )
    why = reference.reasons.copy()
    if within and tenant is not None and target.tenant is not None and target.tenant != target.key:
        columns, ref_columns = [tenant, reference.column], [target.tenant, target.key]
        _require_unique(draft, target)
    action: ReferentialAction = reference.on_delete
    in_part = None
    if action == "set null" and len(columns) > 1:
        if draft.dialect.sets_null_in_part:
            in_part = [reference.column]
        else:
            action = "restrict"
            why += reasons.from_rule("ON DELETE RESTRICT: SET NULL would empty the tenant key as well")
    name = draft.names.take(f"fk_{made.table.name}_{reference.column}_{target.table.name}")
    made.table.foreign_keys.append(
        ForeignKey(
            columns,
            target.table.name,
            ref_columns,
            name=name,
            on_delete=action,
            set_null_columns=in_part,
            reasons=why,
        )
    )


def _require_unique(draft: Draft, target: TableDraft) -> None:
    assert target.tenant is not None
    key = [target.tenant, target.key]
    if any(unique.columns == key for unique in target.table.uniques):
        return
    name = draft.names.take(f"unique_{target.table.name}_on_{'_and_'.join(key)}")
    why = reasons.from_rule("lets a foreign key carry the tenant, so that no row refers to another tenant's")
    target.table.uniques.append(Unique(key, name, reasons=why))


def _defer_cycles(draft: Draft) -> None:
    """Foreign keys that require one another are checked at commit, since neither row can come first."""
    required: dict[str, list[tuple[str, ForeignKey]]] = {made.table.name: [] for made in draft.tables}
    for made in draft.tables:
        nullable = {column.name for column in made.table.columns if column.nullable}
        for key in made.table.foreign_keys:
            if key.ref_table != made.table.name and not nullable & set(key.columns):
                required[made.table.name].append((key.ref_table, key))
    group = _components({name: [target for target, _ in edges] for name, edges in required.items()})
    for name, edges in required.items():
        for target, key in edges:
            if group[name] == group[target]:
                key.deferrable = True
                if key.on_delete == "restrict":
                    key.on_delete = "no action"
                key.reasons += reasons.from_rule("checked at commit: the two rows need each other")


def _components(edges: dict[str, list[str]]) -> dict[str, int]:
    """The strongly connected component of every node (Tarjan's algorithm, without recursion)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    component: dict[str, int] = {}
    for root in edges:
        if root in index:
            continue
        work = [(root, iter(edges[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        while work:
            node, rest = work[-1]
            following = next(rest, None)
            if following is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    while True:
                        member = stack.pop()
                        component[member] = index[node]
                        if member == node:
                            break
            elif following not in index:
                index[following] = low[following] = len(index)
                stack.append(following)
                work.append((following, iter(edges[following])))
            elif following not in component:
                low[node] = min(low[node], index[following])
    return component
