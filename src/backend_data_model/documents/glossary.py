"""A user's glossary: what words mean to the analyst, and which names of a schema they stand for in a trace."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from backend_data_model.model.errors import InputError
from backend_data_model.model.position import Position

if TYPE_CHECKING:
    from collections.abc import Iterator

    import yaml

_LISTS = ("entity", "attribute", "ignore")
_MAPS = ("aliases", "plurals", "roles")
_NULLABLE_MAPS = ("tables", "columns")
KEYS = (*_LISTS, *_MAPS, "same", *_NULLABLE_MAPS)
_FORM = f"the keys are {', '.join(KEYS)}; docs/glossary.md shows each"


@dataclass(frozen=True, slots=True)
class Glossary:
    """Words as the user means them.

    `entity` and `attribute` say what a noun is, `ignore` that it is nothing to store; `aliases` and `roles` map other
    names to their entity, `plurals` an entity to its plural.  `same` are lists of phrases that mean the same; `tables`
    maps entities and `columns` maps `entity.attribute` to names of a schema, None for one that the schema lacks.
    """

    entity: tuple[str, ...] = ()
    attribute: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    aliases: dict[str, str] = field(default_factory=dict)
    plurals: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    same: tuple[tuple[str, ...], ...] = ()
    tables: dict[str, str | None] = field(default_factory=dict)
    columns: dict[str, str | None] = field(default_factory=dict)

    def groups(self) -> Iterator[tuple[str, ...]]:
        """All lists of phrases that mean the same: those of `same`, and each alias with its entity."""
        yield from self.same
        yield from self.aliases.items()


def read_glossary(text: str, source: str | None = None) -> Glossary:
    """The glossary that YAML text states; InputError names the line of anything else."""
    import yaml

    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        place = Position(mark.line + 1, mark.column + 1, source) if mark else None
        raise InputError(f"the glossary is not YAML: {error.problem}", position=place, help=_FORM) from None
    except yaml.YAMLError as error:
        raise InputError(f"the glossary is not YAML: {error}", help=_FORM) from None
    if root is None or _is_null(root):
        return Glossary()
    found: dict[str, tuple[str, ...]] = {}
    maps: dict[str, dict[str, str | None]] = {}
    same: tuple[tuple[str, ...], ...] = ()
    for key, value in _entries(root, "the glossary", source):
        if key in _LISTS:
            found[key] = _phrases(value, key, source)
        elif key in _MAPS or key in _NULLABLE_MAPS:
            maps[key] = dict(_names(value, key, source))
        elif key == "same":
            same = tuple(_phrases(each, "a list in `same`", source) for each in _items(value, "same", source))
        else:
            near = get_close_matches(key, KEYS, n=1)
            hint = f"did you mean {near[0]!r}?" if near else _FORM
            raise InputError(f"a glossary has no {key!r}", position=_place(value, source), help=hint)
    words = {key: {name: value for name, value in maps.get(key, {}).items() if value is not None} for key in _MAPS}
    made = Glossary(
        entity=found.get("entity", ()),
        attribute=found.get("attribute", ()),
        ignore=found.get("ignore", ()),
        aliases=words["aliases"],
        plurals=words["plurals"],
        roles=words["roles"],
        same=same,
        tables=maps.get("tables", {}),
        columns=maps.get("columns", {}),
    )
    _refuse_contradictions(made, source)
    return made


def _refuse_contradictions(glossary: Glossary, source: str | None) -> None:
    """InputError for a word that is said to be two things."""
    said: dict[str, str] = {}
    for key in (*_LISTS, "aliases", "roles"):
        for word in getattr(glossary, key):
            before = said.setdefault(word.lower(), key)
            if before != key:
                where = source or "the glossary"
                raise InputError(f"{where}: {word!r} is under {before!r} and under {key!r}", help="choose one")


def _names(node: yaml.Node, key: str, source: str | None) -> Iterator[tuple[str, str | None]]:
    for name, value in _entries(node, f"`{key}`", source):
        if key in _NULLABLE_MAPS and _is_null(value):
            yield name, None
        else:
            yield name, _phrase(value, f"`{key}`", source)


def _entries(node: yaml.Node, what: str, source: str | None) -> Iterator[tuple[str, yaml.Node]]:
    import yaml

    if not isinstance(node, yaml.MappingNode):
        raise InputError(f"{what} does not map names to values", position=_place(node, source), help=_FORM)
    seen: set[str] = set()
    for key, value in node.value:
        name = _phrase(key, f"a key of {what}", source)
        if name in seen:
            raise InputError(f"{name!r} stands twice in {what}", position=_place(key, source), help=_FORM)
        seen.add(name)
        yield name, value


def _items(node: yaml.Node, key: str, source: str | None) -> list[yaml.Node]:
    import yaml

    if not isinstance(node, yaml.SequenceNode):
        raise InputError(f"{key} is not a list", position=_place(node, source), help=_FORM)
    return node.value  # type: ignore[no-any-return]


def _phrases(node: yaml.Node, key: str, source: str | None) -> tuple[str, ...]:
    return tuple(_phrase(each, key, source) for each in _items(node, key, source))


def _phrase(node: yaml.Node, what: str, source: str | None) -> str:
    import yaml

    if not isinstance(node, yaml.ScalarNode) or _is_null(node) or not node.value.strip():
        raise InputError(f"{what} holds something that is no text", position=_place(node, source), help=_FORM)
    return str(node.value).strip()


def _is_null(node: yaml.Node) -> bool:
    return str(node.tag) == "tag:yaml.org,2002:null"


def _place(node: yaml.Node, source: str | None) -> Position:
    return Position(node.start_mark.line + 1, node.start_mark.column + 1, source)
