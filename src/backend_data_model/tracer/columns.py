"""Which column holds which attribute, and which foreign key which reference, inside the tables that were matched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.model.expression import OneOf
from backend_data_model.tracer.result import Pairing
from backend_data_model.tracer.types import fits

if TYPE_CHECKING:
    from backend_data_model.documents.glossary import Glossary
    from backend_data_model.model.document import Attribute
    from backend_data_model.model.schema import ForeignKey
    from backend_data_model.tracer.matching import Matching
    from backend_data_model.tracer.references import Reference
    from backend_data_model.tracer.table_view import TableView
    from backend_data_model.tracer.words import Vocabulary

_LEAST = 0.5
_AGAINST_TYPE = 0.2


@dataclass(frozen=True, slots=True)
class Place:
    """Where an attribute or reference is kept; `key` is the foreign key, of a reference or to a lookup table."""

    view: TableView
    column: str
    score: float
    key: ForeignKey | None = None


def own_column(key: ForeignKey, tenant: str | None) -> str:
    """The column of a foreign key that is not the tenant's: the last one."""
    columns = [c.lower() for c in key.columns]
    others = [c for c in columns if c != tenant]
    return others[-1] if others else columns[-1]


def match_columns(found: Matching, vocabulary: Vocabulary, glossary: Glossary) -> None:
    """Fill `places` for every entity, the ancestors' tables taken where an entity has no column of its own for it."""
    for entity, definition in found.model.entities.items():
        views = list(dict.fromkeys(id(v) for v in _tables_of(found, entity)))
        by_id = {id(v): v for v in found.views}
        for identity in views:
            view = by_id[identity]
            placed = found.places.setdefault(entity, {})
            wanted = {n: a for n, a in definition.attributes.items() if n not in placed}
            references = [r for r in found.references if r.holder == entity and r.role not in placed]
            taken = {p.column for places in found.places.values() for p in places.values() if p.view is view}
            placed |= _assign(found, entity, view, wanted, references, taken, vocabulary, glossary)
        for name in (*definition.attributes, *(r.role for r in found.references if r.holder == entity)):
            place = found.places.get(entity, {}).get(name)
            if views:
                by = (
                    "glossary"
                    if f"{entity}.{name}" in glossary.columns
                    else "name and type"
                    if place
                    else "nothing alike"
                )
                shown = f"{place.view.name}.{place.column}" if place else None
                found.pairings.append(Pairing(f"{entity}.{name}", shown, round(place.score, 2) if place else 0.0, by))


def _tables_of(found: Matching, entity: str) -> list[TableView]:
    views = []
    current: str | None = entity
    seen: set[str] = set()
    while current is not None and current in found.model.entities and current not in seen:
        seen.add(current)
        if current in found.tables:
            views.append(found.tables[current])
        current = found.model.entities[current].is_a
    return views


def _assign(
    found: Matching,
    entity: str,
    view: TableView,
    attributes: dict[str, Attribute],
    references: list[Reference],
    taken: set[str],
    vocabulary: Vocabulary,
    glossary: Glossary,
) -> dict[str, Place]:
    rated: list[tuple[float, int, int, str, Place]] = []
    pinned: dict[str, Place] = {}
    order = {name: number for number, name in enumerate(view.columns)}
    for name in (*attributes, *(r.role for r in references)):
        if f"{entity}.{name}" in glossary.columns:
            column = (glossary.columns[f"{entity}.{name}"] or "").lower().rpartition(".")[2]
            if column in view.columns:
                key = next(
                    (k for k in view.references() if own_column(k, found.tenants.get(view.name)) == column), None
                )
                pinned[name] = Place(view, column, 1.0, key)
    open_ = {n: a for n, a in attributes.items() if f"{entity}.{n}" not in glossary.columns}
    for number, reference in enumerate(references):
        if f"{entity}.{reference.role}" not in glossary.columns:
            rated += [
                (place.score, number, order.get(place.column, 0), reference.role, place)
                for place in _reference_places(found, view, reference, vocabulary)
            ]
    keys = {own_column(k, found.tenants.get(view.name)): k for k in view.references()}
    for number, (name, attribute) in enumerate(open_.items(), start=len(references)):
        rated += [
            (place.score, number, order[place.column], name, place)
            for place in _attribute_places(found, entity, view, name, attribute, keys, vocabulary)
        ]
    placed = dict(pinned)
    used = taken | {p.column for p in pinned.values()}
    for score, _, _, name, place in sorted(rated, key=lambda item: (-item[0], item[1], item[2])):
        shared = place.column == found.tenants.get(view.name) and place.key is not None
        if name in placed or score < _LEAST or (place.column in used and not shared):
            continue
        placed[name] = place
        used.add(place.column)
    return placed


def _reference_places(found: Matching, view: TableView, reference: Reference, vocabulary: Vocabulary) -> list[Place]:
    targets = {v.table.name for v in _family(found, reference.target)}
    tenant = found.tenants.get(view.name)
    places = []
    named = set()
    labels = [vocabulary.expand(reference.role), vocabulary.expand(reference.target)]
    for key in view.references():
        column = own_column(key, tenant)
        named.add(column)
        words = vocabulary.expand(column.removesuffix("_id"))
        alike = max(vocabulary.alike_words(labels[0], words), 0.9 * vocabulary.alike_words(labels[1], words))
        if key.ref_table in targets:
            places.append(Place(view, column, 0.55 + 0.45 * alike, key))
    for column in view.columns:
        if column not in named and (column.endswith("_id") or column == tenant):
            words = vocabulary.expand(column.removesuffix("_id"))
            alike = max(vocabulary.alike_words(label, words) for label in labels)
            if alike >= 0.8:
                places.append(Place(view, column, 0.55 * alike))
    return places


def _family(found: Matching, entity: str) -> list[TableView]:
    """The tables in which a thing of that kind may be: its own, those of what it is, and those of what is it."""
    views = _tables_of(found, entity)
    return views + [found.tables[n] for n, e in found.model.entities.items() if e.is_a == entity and n in found.tables]


def _attribute_places(
    found: Matching,
    entity: str,
    view: TableView,
    name: str,
    attribute: Attribute,
    keys: dict[str, ForeignKey],
    vocabulary: Vocabulary,
) -> list[Place]:
    places = []
    own = vocabulary.expand(entity)
    labels = [vocabulary.expand(name)]
    if attribute.unit:
        labels.append(vocabulary.expand(f"{name}_{attribute.unit}"))
    if name == "id":
        labels.append((*own, "id"))
    matched = {v.table.name for v in found.tables.values()}
    for column, definition in view.columns.items():
        key = keys.get(column)
        if key is not None and (key.ref_table in matched or name == "id"):
            continue
        words = vocabulary.expand(column.removesuffix("_id") if key is not None else column)
        forms = [words]
        prefixes = (own, own[-1:], vocabulary.expand(view.table.name))
        forms += [words[len(p) :] for p in prefixes if words[: len(p)] == p and len(words) > len(p)]
        score = max(vocabulary.alike_words(label, form) for label in labels for form in forms)
        score = max(score, _same_values(view, column, attribute))
        if not fits(attribute.type, definition.type, found.schema) and key is None:
            score -= _AGAINST_TYPE
        places.append(Place(view, column, score, key))
    return places


def _same_values(view: TableView, column: str, attribute: Attribute) -> float:
    """How much a column's list of values is that of the attribute."""
    if not attribute.values:
        return 0.0
    wanted = {value.lower() for value in attribute.values}
    for guard in view.guards:
        if guard.columns == (column,) and guard.condition is not None:
            listed = {c.lower() for c in guard.condition.constants if isinstance(c, str)}
            shared = len(wanted & listed) / max(1, len(wanted | listed))
            if shared >= 0.5:
                return 0.6 + 0.35 * shared
    return 0.0


def one_of(name: str, values: list[str]) -> OneOf:
    """The rule that a fixed list of values makes."""
    return OneOf(attribute=name, values=tuple(dict.fromkeys(values)))
