"""The names that a claim may use: entities, attributes and roles that the rules or other claims know."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING

from backend_data_model.documents.contradictions import GENERATED
from backend_data_model.tracer.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.model.document import Model


def identifier(name: str) -> str:
    """A name as the model writes it: snake_case, singular in its last word."""
    return "_".join(words_of(name))


def same_words(one: str, other: str) -> bool:
    """Whether two names differ only in case, number, order or small words."""
    return sorted(words_of(one)) == sorted(words_of(other))


@dataclass(slots=True)
class Names:
    """Entities by the forms in which they are called; `also` has other names of members, by entity and identifier."""

    model: Model
    forms: dict[str, str] = field(default_factory=dict)
    also: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, model: Model) -> Names:
        """The names of a model: its entities, their plurals and other names, and its associations."""
        names = cls(model)
        for name, entity in model.entities.items():
            names.add(name, [entity.plural or name, *entity.aliases])
        for relationship in model.relationships:
            if relationship.via:
                names.add(relationship.via)
        return names

    def add(self, name: str, others: Iterable[str] = ()) -> None:
        """Make an entity known by its name and by others, where these are free."""
        for form in (name, *others):
            self.forms.setdefault(identifier(form), name)

    def entity(self, name: str) -> str | None:
        """The entity of that name, in any spelling or number."""
        return name if name in self.model.entities else self.forms.get(identifier(name))

    def call(self, entity: str, name: str, known: str) -> None:
        """Remember that claims call the member `known` of an entity `name`."""
        self.also[entity, identifier(name)] = known

    def nearest(self, name: str) -> str:
        """What to try instead of a name that nobody knows."""
        known = sorted(set(self.forms.values()))
        near = get_close_matches(identifier(name), known, n=1)
        return f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known[:12]) or 'none'}"

    def member(self, entity: str, name: str) -> str | None:
        """The attribute or role of `entity`, its ancestors' included, of that name."""
        attributes, roles = self.members(entity)
        known = [*attributes, *roles, *GENERATED]
        if name in known:
            return name
        wanted = identifier(name)
        if (entity, wanted) in self.also:
            return self.also[entity, wanted]
        found = [other for other in known if identifier(other) == wanted or same_words(other, name)]
        if not found and wanted.endswith("_id"):
            return self.member(entity, wanted[: -len("_id")])
        if not found:
            found = [role for role, target in roles.items() if self.entity(name) == target]
        return found[0] if len(found) == 1 else None

    def members(self, entity: str) -> tuple[list[str], dict[str, str]]:
        """The attributes of an entity and the targets of its references by role, its ancestors' included."""
        lineage: list[str] = []
        current: str | None = entity
        while current in self.model.entities and current not in lineage:
            lineage.append(current)
            current = self.model.entities[current].is_a
        attributes = [name for one in lineage for name in self.model.entities[one].attributes]
        roles = {r.role: r.target for r in self.model.relationships if r.entity in lineage and not r.many_to_many}
        pairs = [r for r in self.model.relationships if r.via == entity]
        for pair in pairs:
            attributes += pair.attributes
            roles |= {pair.role: pair.target, pair.entity: pair.entity}
        tenant = self.model.tenancy.tenant if self.model.tenancy.kind == "shared" else None
        return attributes, roles | ({tenant: tenant} if tenant else {})
