"""Which table holds which entity: names by meaning, shared columns and the neighbours that foreign keys give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.tracer.result import Pairing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.documents.glossary import Glossary
    from backend_data_model.model.document import Model
    from backend_data_model.tracer.table_view import TableView
    from backend_data_model.tracer.words import Vocabulary

_LEAST = 0.5
_NEIGHBOURS = 0.15
Words = tuple[str, ...]


def match_entities(
    model: Model, views: Sequence[TableView], vocabulary: Vocabulary, glossary: Glossary
) -> tuple[dict[str, TableView], list[Pairing]]:
    """A table for each entity that has one, each table once, and the pairings with their scores in model order."""
    found: dict[str, tuple[TableView | None, float, str]] = {}
    free = list(views)
    for entity, wanted in glossary.tables.items():
        view = next((v for v in free if wanted and wanted.lower() in (v.name.lower(), v.table.name.lower())), None)
        found[entity] = (view, 1.0, "glossary")
        if view is not None:
            free.remove(view)
    scores = _scores(model, [name for name in model.entities if name not in found], free, vocabulary)
    rough = _assign(scores, free)
    for pair in scores:
        scores[pair] += _NEIGHBOURS * _neighbours(model, pair[0], free[pair[1]], rough | _tables(found))
    for name, view in _assign(scores, free).items():
        score = scores[name, free.index(view)]
        found[name] = (view, min(1.0, score), "name and structure")
    pairings = []
    for name in model.entities:
        view, score, by = found.get(name, (None, 0.0, "nothing alike"))
        pairings.append(Pairing(name, view.name if view else None, round(score, 2), by))
    return _tables(found), pairings


def _tables(found: dict[str, tuple[TableView | None, float, str]]) -> dict[str, TableView]:
    return {name: view for name, (view, _, _) in found.items() if view is not None}


def table_words(views: Sequence[TableView], vocabulary: Vocabulary) -> dict[str, Words]:
    """The words of each table's name, without a first word that all of them share (`app_`, `tbl_`)."""
    words = {view.name: vocabulary.expand(view.table.name) for view in views}
    first = {found[0] for found in words.values() if found}
    if len(words) > 2 and len(first) == 1 and all(len(found) > 1 for found in words.values()):
        return {name: found[1:] for name, found in words.items()}
    return words


def _scores(
    model: Model, names: Sequence[str], views: Sequence[TableView], vocabulary: Vocabulary
) -> dict[tuple[str, int], float]:
    words = table_words(views, vocabulary)
    columns = [[vocabulary.expand(c.removesuffix("_id")) for c in view.columns if c != "id"] for view in views]
    scores: dict[tuple[str, int], float] = {}
    for name in names:
        entity = model.entities[name]
        labels = [
            vocabulary.expand(label) for label in (name, *entity.aliases, *([entity.plural] if entity.plural else []))
        ]
        parts = [vocabulary.expand(part) for part in entity.attributes]
        parts += [vocabulary.expand(r.role) for r in model.relationships_of(name) if not r.many_to_many]
        for place, view in enumerate(views):
            by_name = max(vocabulary.alike_words(label, words[view.name]) for label in labels)
            best = [max((vocabulary.alike_words(part, c) for c in columns[place]), default=0.0) for part in parts]
            shared = sum(best) / len(best) if best else 0.0
            score = max(0.9 * by_name + 0.1 * shared, 0.5 * by_name + 0.5 * shared if by_name > 0.25 else 0.55 * shared)
            if score >= _LEAST - _NEIGHBOURS:
                scores[name, place] = score
    return scores


def _assign(scores: dict[tuple[str, int], float], views: Sequence[TableView]) -> dict[str, TableView]:
    """The best pairs first; each entity and each table once."""
    order = {name: number for number, name in enumerate(dict.fromkeys(name for name, _ in scores))}
    found: dict[str, TableView] = {}
    taken: set[int] = set()
    for (name, place), score in sorted(scores.items(), key=lambda item: (-item[1], order[item[0][0]], item[0][1])):
        if score >= _LEAST and name not in found and place not in taken:
            found[name] = views[place]
            taken.add(place)
    return found


def _neighbours(model: Model, entity: str, view: TableView, rough: dict[str, TableView]) -> float:
    """The share of the entity's references that the table's foreign keys bear out, in either direction."""
    asked = borne = 0
    for relationship in model.relationships:
        other = relationship.target if relationship.entity == entity else relationship.entity
        if entity not in (relationship.entity, relationship.target) or other == entity or other not in rough:
            continue
        asked += 1
        there = rough[other]
        out = any(key.ref_table == there.table.name for key in view.references())
        borne += out or any(key.ref_table == view.table.name for key in there.references())
    return borne / asked if asked else 0.0
