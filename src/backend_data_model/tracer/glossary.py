"""A user's glossary: phrases that mean the same, and pairings of the model with the schema that are given by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from backend_data_model.model.errors import InputError

_FORM = "expected `same:` (lists of phrases), `tables:` (entity: table) and `columns:` (entity.attribute: column)"


@dataclass(frozen=True, slots=True)
class Glossary:
    """`same` are lists of phrases; `tables` maps entities and `columns` maps `entity.attribute` to names of the schema.

    A value of None says that the schema has no such thing.
    """

    same: tuple[tuple[str, ...], ...] = ()
    tables: dict[str, str | None] = field(default_factory=dict)
    columns: dict[str, str | None] = field(default_factory=dict)


def read_glossary(text: str, source: str | None = None) -> Glossary:
    """The glossary that YAML text states; InputError for anything else."""
    import yaml

    where = source or "the glossary"
    try:
        loaded = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InputError(f"{where} is not YAML: {error}", help=_FORM) from None
    if loaded is None:
        return Glossary()
    if not isinstance(loaded, dict) or set(loaded) - {"same", "tables", "columns"}:
        raise InputError(f"{where} is no glossary", help=_FORM)
    same = loaded.get("same") or []
    if not isinstance(same, list) or not all(isinstance(g, list) and all(isinstance(p, str) for p in g) for g in same):
        raise InputError(f"{where}: `same` is not a list of lists of phrases", help=_FORM)
    return Glossary(tuple(map(tuple, same)), _names(loaded, "tables", where), _names(loaded, "columns", where))


def _names(loaded: dict[str, object], key: str, where: str) -> dict[str, str | None]:
    found = loaded.get(key) or {}
    if not isinstance(found, dict) or not all(isinstance(v, str | None) for v in found.values()):
        raise InputError(f"{where}: `{key}` does not map names to names", help=_FORM)
    return {str(name): value for name, value in found.items()}
