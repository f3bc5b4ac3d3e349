"""Which table holds the pairs of a many-to-many relationship."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.tracer.columns import Place, own_column
from backend_data_model.tracer.result import Pairing
from backend_data_model.tracer.types import fits

if TYPE_CHECKING:
    from backend_data_model.model.document import Relationship
    from backend_data_model.model.schema import ForeignKey
    from backend_data_model.tracer.matching import Matching
    from backend_data_model.tracer.table_view import TableView
    from backend_data_model.tracer.words import Vocabulary


@dataclass(slots=True)
class Junction:
    """The table of the pairs, its two foreign keys with their columns, and the columns of the pairs' attributes."""

    view: TableView
    first: ForeignKey
    second: ForeignKey
    columns: tuple[str, str]
    places: dict[str, Place]


def match_junctions(found: Matching, vocabulary: Vocabulary) -> None:
    """Fill `junctions`, by the place of the relationship in the model; a table is taken once unless it is `via`."""
    used: set[str] = set()
    for number, relationship in enumerate(found.model.relationships):
        if not relationship.many_to_many:
            continue
        junction = _best(found, relationship, used, vocabulary)
        label = relationship.via or f"{relationship.entity} and {relationship.role}"
        if junction is None:
            found.pairings.append(Pairing(label, None, 0.0, "nothing alike"))
            continue
        found.junctions[number] = junction
        used.add(junction.view.name)
        score = vocabulary.alike(label, junction.view.table.name)
        found.pairings.append(Pairing(label, junction.view.name, round(0.5 + score / 2, 2), "foreign keys and name"))


def _best(found: Matching, relationship: Relationship, used: set[str], vocabulary: Vocabulary) -> Junction | None:
    first, second = found.view(relationship.entity), found.view(relationship.target)
    if first is None or second is None:
        return None
    own = {view.name for name, view in found.tables.items() if name != relationship.via}
    best: tuple[float, Junction] | None = None
    for view in found.views:
        through = relationship.via is not None and found.tables.get(relationship.via) is view
        if (view.name in own and not through) or (view.name in used and not through):
            continue
        pair = _pair(found, view, first, second, relationship, vocabulary)
        if pair is None:
            continue
        label = relationship.via or f"{relationship.entity} {relationship.role}"
        score = vocabulary.alike(label, view.table.name) + (1.0 if through else 0.0)
        if best is None or score > best[0]:
            best = (score, pair)
    if best is None:
        return None
    best[1].places |= _attributes(found, best[1], relationship, vocabulary)
    return best[1]


def _pair(
    found: Matching,
    view: TableView,
    first: TableView,
    second: TableView,
    relationship: Relationship,
    vocabulary: Vocabulary,
) -> Junction | None:
    tenant = found.tenants.get(view.name)
    keys = view.references()
    left = [k for k in keys if k.ref_table == first.table.name]
    right = [k for k in keys if k.ref_table == second.table.name]
    options = [(a, b) for a in left for b in right if a is not b]
    if not options:
        return None
    roles = (relationship.inverse_role or relationship.entity, relationship.role)

    def alike(key: ForeignKey, role: str) -> float:
        return vocabulary.alike(own_column(key, tenant).removesuffix("_id"), role)

    one, two = max(options, key=lambda pair: alike(pair[0], roles[0]) + alike(pair[1], roles[1]))
    return Junction(view, one, two, (own_column(one, tenant), own_column(two, tenant)), {})


def _attributes(
    found: Matching, junction: Junction, relationship: Relationship, vocabulary: Vocabulary
) -> dict[str, Place]:
    view = junction.view
    places: dict[str, Place] = {}
    taken = {own_column(key, found.tenants.get(view.name)) for key in view.references()}
    rated = [
        (
            vocabulary.alike(name, column) - (0.0 if fits(attribute.type, definition.type, found.schema) else 0.2),
            name,
            column,
        )
        for name, attribute in relationship.attributes.items()
        for column, definition in view.columns.items()
        if column not in taken
    ]
    for score, name, column in sorted(rated, key=lambda item: (-item[0], item[1], item[2])):
        if score >= 0.5 and name not in places and column not in taken:
            places[name] = Place(view, column, score)
            taken.add(column)
    return places
