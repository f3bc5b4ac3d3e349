"""Facts about what is kept: entities as tables, attributes as columns, whether they are required, and defaults."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.model.document import AttributeType
from backend_data_model.tracer.fact_rows import fact_row
from backend_data_model.tracer.result import Enforcer
from backend_data_model.tracer.statements import spelling
from backend_data_model.tracer.types import fits, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.document import Attribute, Entity
    from backend_data_model.tracer.columns import Place
    from backend_data_model.tracer.matching import Matching
    from backend_data_model.tracer.result import FactRow
    from backend_data_model.tracer.rule_facts import Rules
    from backend_data_model.tracer.table_view import TableView

_EMPTY = frozenset({"", "{}", "[]", "ARRAY[]", "json_array()"})
_CAST = re.compile(r"::[\w\s\".\[\]]+$")


def judge_structure(found: Matching, rules: Rules) -> list[FactRow]:
    """A row for each entity, each attribute, its nullability and its default."""
    rows: list[FactRow] = []
    for name, entity in found.model.entities.items():
        row = fact_row("entity", name, f"there is a table of {name}", entity)
        rows.append(row)
        view = found.view(name)
        if view is None:
            row.detail = "no table is alike in name, columns and foreign keys"
            rows += _lost(name, entity)
            continue
        row.status, row.by = "enforced", [table_enforcer(view)]
        single = name not in found.tables
        if single:
            row.detail = f"in the table of what it is, {view.name}"
        for key, attribute in entity.attributes.items():
            place = found.places.get(name, {}).get(key)
            rows += _attribute(found, rules, f"{name}.{key}", attribute, place, view, entity, single=single)
    for number, relationship in enumerate(found.model.relationships):
        if relationship.many_to_many and number in found.junctions:
            junction = found.junctions[number]
            for key, attribute in relationship.attributes.items():
                subject = f"{relationship.via or junction.view.table.name}.{key}"
                placed = junction.places.get(key) or found.places.get(relationship.via or "", {}).get(key)
                rows += _attribute(found, rules, subject, attribute, placed, junction.view, None, single=False)
    return rows


def table_enforcer(view: TableView) -> Enforcer:
    """The table itself."""
    return Enforcer("table", view.name, view.name, position=view.table.position)


def column_enforcer(view: TableView, column: str) -> Enforcer:
    """A column of it."""
    definition = view.columns[column]
    name = f"{view.name}.{definition.name}"
    return Enforcer("column", view.name, name, definition.type, (column,), definition.position)


def _lost(name: str, entity: Entity) -> Iterator[FactRow]:
    for key, attribute in entity.attributes.items():
        row = fact_row("attribute", f"{name}.{key}", f"{key} of {name}", attribute, fallback=entity)
        row.detail = f"there is no table of {name}"
        yield row


def _attribute(
    found: Matching,
    rules: Rules,
    subject: str,
    attribute: Attribute,
    place: Place | None,
    view: TableView,
    entity: Entity | None,
    *,
    single: bool,
) -> Iterator[FactRow]:
    key = subject.rpartition(".")[2]
    row = fact_row(
        "attribute", subject, f"{key.replace('_', ' ')} ({attribute.type.value})", attribute, fallback=entity
    )
    yield row
    if place is None:
        if key == "id" and view.key_columns:
            row.status, row.by = "enforced", [column_enforcer(view, view.key_columns[-1])]
            return
        child = _child_table(found, view, key) if attribute.type in _LISTS else None
        if child is not None:
            row.status, row.by = "enforced", [table_enforcer(child)]
            row.detail = "one row for each element"
            return
        row.detail = f"no column of {view.name} is alike"
        return
    column = place.view.columns[place.column]
    row.status, row.by = "enforced", [column_enforcer(place.view, place.column)]
    if place.key is None and not fits(attribute.type, column.type, found.schema):
        row.status = "contradicted"
        row.detail = f"{column.type} is {kind_of(column.type, found.schema)}, the text asks for {attribute.type.value}"
    rules.add_attribute(subject, attribute, place, entity)
    yield _nullability(found, subject, attribute, place, entity, single=single)
    if attribute.default is not None:
        yield _default(subject, attribute, place)


_LISTS = (AttributeType.TEXT_LIST, AttributeType.INTEGER_LIST)


def _child_table(found: Matching, view: TableView, key: str) -> TableView | None:
    known = {v.name for v in found.tables.values()}
    word = key.rstrip("s")
    return next(
        (
            v
            for v in found.views
            if v.name not in known
            and word in v.table.name
            and any(k.ref_table == view.table.name for k in v.references())
        ),
        None,
    )


def _nullability(
    found: Matching, subject: str, attribute: Attribute, place: Place, entity: Entity | None, *, single: bool
) -> FactRow:
    what = "is required" if attribute.required else "may be absent"
    row = fact_row("nullability", subject, what, attribute, attribute.required_evidence, entity)
    if attribute.required_standing:
        row.standing = attribute.required_standing.value
    view, column = place.view, place.column
    nullable = view.nullable(column)
    name = f"{view.name}.{view.columns[column].name}"
    if attribute.required == (not nullable):
        row.status = "enforced"
        row.by = [view.not_null(column) if attribute.required else column_enforcer(view, column)]
    elif attribute.required and single:
        row.status = "not_checked"
        row.detail = f"{name} is shared with other kinds of rows, for which it is empty"
    elif attribute.required:
        row.status = "contradicted"
        row.detail, row.by = f"{name} takes NULL", [column_enforcer(view, column)]
    else:
        default = view.columns[column].default
        row.status, row.by = "contradicted", [view.not_null(column)]
        row.detail = f"{name} is NOT NULL" + (f" (DEFAULT {default})" if default else "")
    return row


def _default(subject: str, attribute: Attribute, place: Place) -> FactRow:
    wanted = attribute.default
    row = fact_row(
        "default", subject, f"starts as {str(wanted).lower() if isinstance(wanted, bool) else wanted}", attribute
    )
    given = place.view.columns[place.column].default
    enforcer = Enforcer("default", place.view.name, f"{place.view.name}.{place.column}", given or "", (place.column,))
    if given is None:
        row.detail = f"{place.view.name}.{place.column} has no DEFAULT"
    elif place.key is not None:
        row.status, row.by = "not_checked", [enforcer]
        row.detail = "the default is the key of a row of the lookup table"
    elif _plain(given) == _plain(str(wanted)) or {_bare(given).strip("'"), str(wanted)} <= _EMPTY:
        row.status, row.by = "enforced", [enforcer]
    elif "(" in _bare(given) and not _bare(given).startswith("'"):
        row.status, row.by = "not_checked", [enforcer]
        row.detail = f"DEFAULT {given} is an expression"
    else:
        row.status, row.by = "contradicted", [enforcer]
        row.detail = f"DEFAULT {given}"
    return row


def _bare(text: str) -> str:
    text = text.strip()
    while text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    return _CAST.sub("", text)


def _plain(text: str) -> str:
    """A default as it compares: without quotes and casts, numbers and booleans in one spelling."""
    bare = _bare(text)
    if bare.startswith("'") and bare.endswith("'"):
        bare = bare[1:-1].replace("''", "'")
    bare = {"true": "1", "false": "0"}.get(bare.lower(), bare)
    try:
        return format(float(bare), "g")
    except ValueError:
        return spelling(bare)
