"""Facts about references: the foreign key and its direction, whether it may be absent, one to one, ON DELETE; pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.model.document import EntityKind
from backend_data_model.tracer.columns import own_column
from backend_data_model.tracer.fact_rows import fact_row
from backend_data_model.tracer.result import Enforcer
from backend_data_model.tracer.structure_facts import column_enforcer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.document import Relationship
    from backend_data_model.model.schema import ForeignKey
    from backend_data_model.tracer.columns import Place
    from backend_data_model.tracer.junctions import Junction
    from backend_data_model.tracer.matching import Matching
    from backend_data_model.tracer.references import Reference
    from backend_data_model.tracer.result import FactRow
    from backend_data_model.tracer.rule_facts import Rules
    from backend_data_model.tracer.table_view import TableView


def key_enforcer(view: TableView, key: ForeignKey) -> Enforcer:
    """A foreign key."""
    text = f"FOREIGN KEY ({', '.join(key.columns)}) REFERENCES {key.ref_table}"
    text += f" ON DELETE {key.on_delete.upper()}" if key.on_delete else ""
    name = key.name or f"on {view.name} ({', '.join(key.columns)})"
    return Enforcer("foreign_key", view.name, name, text, tuple(c.lower() for c in key.columns), key.position)


def judge_references(found: Matching, rules: Rules) -> list[FactRow]:
    """The rows of every relationship that is no pair."""
    rows: list[FactRow] = []
    for reference in found.references:
        rows += _reference(found, rules, reference)
    for name, entity in found.model.entities.items():
        if entity.is_a:
            rows.append(_inheritance(found, name, entity.is_a))
    return rows


def _reference(found: Matching, rules: Rules, reference: Reference) -> Iterator[FactRow]:
    r = reference.relationship
    subject = f"{reference.holder}.{reference.role}"
    row = fact_row("reference", subject, f"each {reference.holder} refers to {_many(reference)} {reference.target}", r)
    yield row
    view, target = found.view(reference.holder), found.view(reference.target)
    if view is None or target is None:
        row.detail = f"there is no table of {reference.holder if view is None else reference.target}"
        return
    place = found.places.get(reference.holder, {}).get(reference.role) or _of_tenant(found, reference, view)
    if place is None:
        _explain_loss(found, row, view, target)
        return
    if place.key is None:
        audit = found.model.entities[reference.holder].kind is EntityKind.AUDIT
        row.status = "enforced" if audit else "missing"
        row.by = [column_enforcer(view, place.column)]
        row.detail = f"{view.name}.{place.column} has no foreign key"
        row.detail += ": a record of what happened outlives what it names" if audit else ""
    else:
        row.status, row.by = "enforced", [key_enforcer(place.view, place.key)]
    yield _presence(found, reference, place)
    if reference.unique:
        yield _one_to_one(found, reference, place)
    if r.on_delete and place.key is not None:
        yield _on_delete(found, reference, place, place.key)


def _many(reference: Reference) -> str:
    return "at most one" if reference.optional else "one"


def _of_tenant(found: Matching, reference: Reference, view: TableView) -> Place | None:
    """The tenant's own column, where the reference only says whose row it is."""
    from backend_data_model.tracer.columns import Place

    column = found.tenants.get(view.name)
    if reference.target != found.tenant or column is None:
        return None
    key = next((k for k in view.references() if [c.lower() for c in k.columns] == [column]), None)
    return Place(view, column, 1.0, key)


def _explain_loss(found: Matching, row: FactRow, view: TableView, target: TableView) -> None:
    row.detail = f"{view.name} has no foreign key to {target.name}"
    expected = {
        own_column(p.key, None)
        for entity, places in found.places.items()
        for p in places.values()
        if p.view is target and p.key is not None and found.view(entity) is target
    }
    back = [k for k in target.references() if k.ref_table == view.table.name and own_column(k, None) not in expected]
    if back and view is not target:
        row.status, row.by = "contradicted", [key_enforcer(target, back[0])]
        row.detail = f"the other way round: {target.name} refers to {view.name}"


def _presence(found: Matching, reference: Reference, place: Place) -> FactRow:
    row = fact_row(
        "nullability",
        f"{reference.holder}.{reference.role}",
        "may be absent" if reference.optional else "is required",
        reference.relationship,
    )
    nullable = place.view.nullable(place.column)
    row.by = [column_enforcer(place.view, place.column) if nullable else place.view.not_null(place.column)]
    name = f"{place.view.name}.{place.column}"
    if nullable == reference.optional:
        row.status = "enforced"
    elif nullable and reference.holder not in found.tables:
        row.status, row.detail = "not_checked", f"{name} is shared with other kinds of rows, for which it is empty"
    else:
        row.status, row.detail = "contradicted", f"{name} takes NULL" if nullable else f"{name} is NOT NULL"
    return row


def _one_to_one(found: Matching, reference: Reference, place: Place) -> FactRow:
    subject = f"{reference.holder}.{reference.role}"
    row = fact_row(
        "unique", subject, f"each {reference.target} has at most one {reference.holder}", reference.relationship
    )
    tenant = found.tenants.get(place.view.name)
    for key in place.view.keys:
        full = not key.partial or (key.where is not None and set(key.where.columns) <= {place.column, "deleted_at"})
        if key.columns - {tenant} in ({place.column}, set()) and place.column in key.columns and full and key.readable:
            row.status, row.by = "enforced", [key.enforcer]
            return row
    row.detail = f"{place.view.name}.{place.column} is not unique, so there may be many"
    return row


def _on_delete(found: Matching, reference: Reference, place: Place, key: ForeignKey) -> FactRow:
    wanted = {"set_null": "set null"}.get(reference.relationship.on_delete or "", reference.relationship.on_delete)
    row = fact_row(
        "on_delete",
        f"{reference.holder}.{reference.role}",
        f"deleting a {reference.target}: {wanted}",
        reference.relationship,
    )
    given = key.on_delete or "no action"
    row.by = [key_enforcer(place.view, key)]
    refused = ("restrict", "no action")
    if given == wanted or (given in refused and wanted in refused):
        row.status = "enforced"
    elif wanted == "set null" and not place.view.nullable(place.column):
        row.status, row.detail = "not_checked", "the reference is required, so it cannot be emptied"
    elif wanted == "set null" and len(key.columns) > 1 and found.schema.engine != "postgresql":
        row.status, row.detail = "not_checked", "a foreign key of several columns would empty the tenant as well"
    else:
        row.status = "missing" if given == "no action" and key.on_delete is None else "contradicted"
        row.detail = f"ON DELETE {given.upper()}"
    return row


def _inheritance(found: Matching, name: str, parent: str) -> FactRow:
    row = fact_row("reference", name, f"a {name} is a {parent}", found.model.entities[name])
    view, above = found.view(name), found.view(parent)
    if view is None or above is None:
        row.detail = f"there is no table of {name if view is None else parent}"
    elif view is above:
        row.status, row.detail = "enforced", f"one table, {view.name}"
        row.by = [Enforcer("table", view.name, view.name)]
    else:
        keys = [k for k in view.references() if k.ref_table == above.table.name]
        best = next((k for k in keys if own_column(k, found.tenants.get(view.name)) in view.key_columns), None)
        key = best or next(iter(keys), None)
        row.detail = "" if key else f"{view.name} has no foreign key to {above.name}"
        if key:
            row.status, row.by = "enforced", [key_enforcer(view, key)]
    return row


def judge_pairs(found: Matching) -> list[FactRow]:
    """The rows of every many-to-many relationship."""
    rows: list[FactRow] = []
    for number, r in enumerate(found.model.relationships):
        if not r.many_to_many:
            continue
        subject = r.via if r.via in found.model.entities else r.entity
        row = fact_row("pairs", f"{subject}.{r.role}", f"{r.entity} and {r.target} in pairs, many on either side", r)
        rows.append(row)
        junction = found.junctions.get(number)
        if junction is None:
            _no_junction(found, row, r)
            continue
        row.status = "enforced"
        row.by = [key_enforcer(junction.view, junction.first), key_enforcer(junction.view, junction.second)]
        if not r.repeatable:
            rows.append(_once(found, subject or r.entity, r, junction))
    return rows


def _no_junction(found: Matching, row: FactRow, r: Relationship) -> None:
    first, second = found.view(r.entity), found.view(r.target)
    row.detail = "no table refers to both"
    if first is None or second is None:
        row.detail = f"there is no table of {r.entity if first is None else r.target}"
        return
    for one, other in ((first, second), (second, first)):
        key = next((k for k in one.references() if k.ref_table == other.table.name), None)
        if key is not None and one is not other:
            row.detail = f"no table refers to both; {one.name} refers to one {other.name}"


def _once(found: Matching, subject: str, r: Relationship, junction: Junction) -> FactRow:
    row = fact_row("unique", f"{subject}.{r.role}", f"a pair of {r.entity} and {r.target} occurs once", r)
    view = junction.view
    tenant = found.tenants.get(view.name)
    for key in view.keys:
        if key.readable and not key.partial and key.columns - {tenant} == set(junction.columns) - {tenant}:
            row.status, row.by = "enforced", [key.enforcer]
            return row
    stricter = [k for k in view.keys if k.columns and k.columns < set(junction.columns) and not k.partial]
    if stricter:
        row.status, row.by = "contradicted", [stricter[0].enforcer]
        row.detail = "forbids what the text allows"
    else:
        row.detail = f"no key of {view.name} over {', '.join(junction.columns)}"
    return row
