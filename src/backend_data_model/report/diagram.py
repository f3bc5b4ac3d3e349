"""The entity-relationship diagram of a schema as SVG: tables with their columns, crow's feet at both ends."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.report.layout import Box, Edge, place
from backend_data_model.report.markup import Markup, anchor, join, tag

if TYPE_CHECKING:
    from backend_data_model.model.document import Cardinality, Model
    from backend_data_model.model.schema import Column, ForeignKey, Schema, Table

HEAD = 30.0
ROW = 19.0
FOOT = 7.0
CHARACTER = 6.65
LONGEST_NAME = 30
LONGEST_TYPE = 18
MOST_COLUMNS = 16
CORNER = 6.0


@dataclass(slots=True)
class Reference:
    """A foreign key as drawn: how many rows of each side there may be, and whether it only leads to the tenant."""

    table: Table
    key: ForeignKey
    child: Cardinality
    parent: Cardinality
    to_tenant: bool


def render_diagram(schema: Schema, model: Model | None = None) -> Markup:
    """The diagram as one SVG element, with a `viewBox` that holds all of it."""
    references = find_references(schema, model)
    shown = {table.qualified_name: shown_columns(table) for table in schema.tables}
    boxes = [Box(table.qualified_name, *_size(table, shown[table.qualified_name])) for table in schema.tables]
    edges = [_edge(schema, reference, shown) for reference in references]
    drawn = [(r, e) for r, e in zip(references, edges, strict=True) if e is not None and not r.to_tenant]
    width, height = place(boxes, [edge for _, edge in drawn])
    tables = {table.qualified_name: table for table in schema.tables}
    lines = [_line(reference, edge) for reference, edge in drawn if edge.points]
    cards = [_card(tables[box.key], box, shown[box.key], schema.tenant_column) for box in boxes]
    return tag(
        "svg",
        tag("title", f"Diagram of {len(boxes)} tables and {len(lines)} references"),
        tag("g", lines, class_="edges"),
        tag("g", cards, class_="nodes"),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width:.0f} {height:.0f}",
        data_width=f"{width:.0f}",
        data_height=f"{height:.0f}",
        role="group",
        id="er",
    )


def find_references(schema: Schema, model: Model | None) -> list[Reference]:
    """Every foreign key to a table of the schema, with the cardinalities that the constraints and the model give."""
    least = {(r.entity, f"{r.role}_id"): r.each_is_had_by for r in model.relationships} if model else {}
    found: list[Reference] = []
    for table in schema.tables:
        for key in table.foreign_keys:
            target = schema.table(key.ref_table, key.ref_schema) or schema.table(key.ref_table)
            if target is None:
                continue
            own = [name for name in key.columns if name != schema.tenant_column] or key.columns
            columns = [table.column(name) for name in own]
            optional = any(column is not None and column.nullable for column in columns)
            stated = (
                next((least[table.entity, c] for c in own if (table.entity, c) in least), None)
                if table.entity
                else None
            )
            many = not is_unique(table, key.columns, schema.tenant_column)
            minimum = "1" if stated in ("1", "1..*") else "0"
            child: Cardinality = ("1..*" if minimum == "1" else "0..*") if many else ("1" if minimum == "1" else "0..1")
            to_tenant = key.ref_table == schema.tenant_table and key.columns == [schema.tenant_column]
            found.append(Reference(table, key, child, "0..1" if optional else "1", to_tenant))
    return found


def is_unique(table: Table, columns: list[str], tenant: str | None) -> bool:
    """Whether no two rows share the columns; the tenant column beside them changes nothing."""
    keys = [unique.columns for unique in table.uniques]
    keys += [table.primary_key.columns] if table.primary_key else []
    keys += [[c for c in index.columns if c] for index in table.indexes if index.unique and not index.where]
    own = set(columns) - {tenant}
    return any(set(key) - {tenant} <= own and set(key) - {tenant} for key in keys)


def shown_columns(table: Table) -> list[Column]:
    """The columns drawn: all, or in a wide table the keys and as many others as fit."""
    if len(table.columns) <= MOST_COLUMNS:
        return table.columns
    keys = {name for key in table.foreign_keys for name in key.columns}
    keys |= set(table.primary_key.columns) if table.primary_key else set()
    room = max(MOST_COLUMNS - 1 - len(keys), 0)
    others = [column.name for column in table.columns if column.name not in keys][:room]
    return [column for column in table.columns if column.name in keys or column.name in others]


def marks_of(table: Table, column: str, tenant: str | None = None) -> list[str]:
    """PK, FK and U, as they apply to the column.

    U marks a part of a uniqueness that says something: not one that holds the primary key, and not the tenant column.
    """
    key = table.primary_key.columns if table.primary_key else []
    marks = ["PK"] if column in key else []
    marks += ["FK"] if any(column in foreign.columns for foreign in table.foreign_keys) else []
    unique = [u.columns for u in table.uniques] + [i.columns for i in table.indexes if i.unique]
    telling = (columns for columns in unique if not key or not set(key) <= set(columns))
    return marks + (["U"] if column != tenant and any(column in columns for columns in telling) else [])


def clipped(text: str, most: int) -> str:
    """The text, cut with an ellipsis where it takes more than `most` columns (East Asian characters take two)."""
    used = 0
    for index, character in enumerate(text):
        used += _columns(character)
        if used > most:
            return text[: max(index - 1, 1)] + "…"
    return text


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _size(table: Table, columns: list[Column]) -> tuple[float, float]:
    name = _columns(clipped(table.qualified_name, LONGEST_NAME + 8)) * 8.3 + 30
    widest = max(
        (_columns(clipped(c.name, LONGEST_NAME)) + _columns(clipped(_short(c.type), LONGEST_TYPE)) for c in columns),
        default=0,
    )
    more = ROW if len(columns) < len(table.columns) else 0.0
    return max(name, widest * CHARACTER + 78, 150.0), HEAD + ROW * len(columns) + more + FOOT


def _short(type_: str) -> str:
    return type_.replace("timestamp with time zone", "timestamptz").replace("character varying", "varchar")


def _row(table: Table, columns: list[Column], name: str) -> float:
    index = next((i for i, column in enumerate(columns) if column.name == name), 0)
    return HEAD + ROW * (index + 0.5)


def _edge(schema: Schema, reference: Reference, shown: dict[str, list[Column]]) -> Edge | None:
    table, key = reference.table, reference.key
    target = schema.table(key.ref_table, key.ref_schema) or schema.table(key.ref_table)
    if target is None:
        return None
    start, end = table.qualified_name, target.qualified_name
    return Edge(
        start,
        end,
        _row(table, shown[start], key.columns[-1]),
        _row(target, shown[end], key.ref_columns[-1] if key.ref_columns else ""),
    )


def _card(table: Table, box: Box, columns: list[Column], tenant: str | None) -> Markup:
    rows: list[Markup] = []
    for index, column in enumerate(columns):
        y = HEAD + ROW * index + 13
        marks = marks_of(table, column.name, tenant)
        name = clipped(column.name, LONGEST_NAME)
        mark = "PK" if "PK" in marks else ("FK" if "FK" in marks else ("U" if "U" in marks else ""))
        kind = clipped(_short(column.type), LONGEST_TYPE) + ("?" if column.nullable else "")
        rows.append(
            tag(
                "g",
                tag("title", f"{column.name} {column.type}")
                if name != column.name or kind.startswith(clipped(column.type, 3)[:2] + "…")
                else None,
                tag("text", mark, x=10, y=f"{y:.0f}", class_=mark.lower()) if mark else None,
                tag("text", name, x=34, y=f"{y:.0f}"),
                tag("text", kind, x=f"{box.width - 10:.0f}", y=f"{y:.0f}", class_="kind"),
            )
        )
    if len(columns) < len(table.columns):
        y = HEAD + ROW * len(columns) + 13
        rows.append(tag("text", f"and {len(table.columns) - len(columns)} more", x=34, y=f"{y:.0f}", class_="more"))
    title = clipped(table.qualified_name, LONGEST_NAME + 8)
    width, height = f"{box.width:.0f}", f"{box.height:.0f}"
    body = [
        tag("title", table.qualified_name),
        tag("rect", width=width, height=height, rx=7, class_="card"),
        tag("path", d=f"M0 {HEAD - 4:.0f}H{width}", class_="rule"),
        tag("text", title, x=10, y=18, class_="table"),
        rows,
    ]
    return tag(
        "a",
        body,
        href=f"#{anchor('t', table.qualified_name)}",
        class_="node junction" if table.junction else "node",
        data_table=table.qualified_name,
        transform=f"translate({box.x:.1f} {box.y:.1f})",
    )


def _line(reference: Reference, edge: Edge) -> Markup:
    words = f"{reference.table.qualified_name}.{', '.join(reference.key.columns)} → {reference.key.ref_table}"
    return tag(
        "g",
        tag("title", words),
        tag("path", d=_rounded(edge.points), class_="hit"),
        tag("path", d=_rounded(edge.points), class_="line"),
        _foot(edge.points[0], edge.points[1], reference.child),
        _foot(edge.points[-1], edge.points[-2], reference.parent),
        class_="edge",
        data_from=edge.start,
        data_to=edge.end,
    )


def _rounded(points: list[tuple[float, float]]) -> str:
    """A path through the corners, each of them rounded."""
    path = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(CORNER, _distance(before, corner) / 2, _distance(corner, after) / 2)
        x1, y1 = _towards(corner, before, reach)
        x2, y2 = _towards(corner, after, reach)
        path.append(f"L{x1:.1f} {y1:.1f}Q{corner[0]:.1f} {corner[1]:.1f} {x2:.1f} {y2:.1f}")
    path.append(f"L{points[-1][0]:.1f} {points[-1][1]:.1f}")
    return "".join(path)


def _distance(a: tuple[float, float], b: tuple[float, float]) -> float:
    return abs(a[0] - b[0]) + abs(a[1] - b[1])


def _towards(start: tuple[float, float], end: tuple[float, float], by: float) -> tuple[float, float]:
    whole = _distance(start, end)
    if whole == 0:
        return start
    return start[0] + (end[0] - start[0]) * by / whole, start[1] + (end[1] - start[1]) * by / whole


def _foot(end: tuple[float, float], inner: tuple[float, float], cardinality: Cardinality) -> Markup:
    """The symbol at an end: crow's foot or bar for many or one, circle or bar for a minimum of none or one."""
    x, y = end
    way = 1.0 if inner[0] >= x else -1.0
    many, optional = cardinality.endswith("*"), cardinality.startswith("0")
    first = f"M{x + way * 10:.1f} {y:.1f}L{x:.1f} {y - 5:.1f}M{x + way * 10:.1f} {y:.1f}L{x:.1f} {y + 5:.1f}"
    bar = f"M{x + way * 7:.1f} {y - 5:.1f}v10"
    outer = x + way * 14
    least = None if optional else f"M{x + way * (13 if many else 11):.1f} {y - 5:.1f}v10"
    circle = tag("circle", cx=f"{outer:.1f}", cy=f"{y:.1f}", r=3.6, class_="zero") if optional else None
    return join([tag("path", d=(first if many else bar) + (least or ""), class_="foot"), circle])
