"""Facts from the values of sentences, put together into a model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.model.document import (
    AccessPattern,
    ApplicationRule,
    Attribute,
    Check,
    Entity,
    Model,
    Overridden,
    Question,
    Relationship,
    Retention,
    Sentence,
    Standing,
    Tenancy,
    TenancyNeed,
    Unique,
    Volume,
)
from backend_data_model.model.expression import AtLeastOneOf, ExactlyOneOf, Implies

if TYPE_CHECKING:
    from backend_data_model.documents.places import Path
    from backend_data_model.readback.outline import Item


class Builder:
    """Takes one sentence after the other; ValueError for what cannot be so."""

    def __init__(self) -> None:
        self.title: str | None = None
        self.tenancy: Tenancy | None = None
        self.needs: list[TenancyNeed] = []
        self.entities: dict[str, Entity] = {}
        self.lists: dict[str, list[Any]] = {}
        self.places: dict[Path, int] = {}
        self._said: dict[int, set[str]] = {}

    def model(self) -> Model:
        """The model of all that was taken."""
        tenancy = (self.tenancy or Tenancy()).model_copy(update={"needs": self.needs})
        facts: dict[str, Any] = {"title": self.title, "tenancy": tenancy, "entities": self.entities, **self.lists}
        return Model(**facts)

    def note(self, one: Question | Overridden | Sentence) -> None:
        """Take a question, what was overridden, or a sentence of the requirements."""
        key = {Question: "questions", Overridden: "overridden", Sentence: "sentences"}[type(one)]
        self.lists.setdefault(key, []).append(one)

    def take(self, below: str, id_: str, values: dict[str, Any], item: Item, owner: Any) -> Any:
        """The fact that a sentence states or adds to."""
        if below == "top":
            return self._fact(id_, values, item)
        if id_ == "pair_attribute":
            return self._attribute(owner.attributes, values.pop("name"), values, item)
        self._detail(id_, values, item, owner)
        return None

    def _fact(self, id_: str, values: dict[str, Any], item: Item) -> Any:
        kind, _, way = id_.partition(".")
        match kind:
            case "tenancy":
                if self.tenancy is not None:
                    raise ValueError("the tenancy is said twice")
                named = "none" if way == "named" else way
                self.tenancy = Tenancy(kind=named, tenant=values.get("tenant"), **known(item))  # type: ignore[arg-type]
                self.places["tenancy",] = item.line
                return self.tenancy
            case "tenancy_need":
                self.needs.append(TenancyNeed(**values, **known(item)))
                return self.needs[-1]
            case "entity":
                name = values.pop("name")
                if name in self.entities:
                    raise ValueError(f"the entity {name!r} is introduced twice")
                self.entities[name] = Entity(**values, **known(item))
                self.places["entities", name] = item.line
                return self.entities[name]
            case "attribute":
                owner = values.pop("owner")
                name = values.pop("name")
                self.places["entities", owner, "attributes", name] = item.line
                return self._attribute(self._entity(owner).attributes, name, values, item)
            case "retention":
                entity = self._entity(values.pop("owner"))
                if entity.retention is not None:
                    raise ValueError("the retention is said twice")
                entity.retention = Retention(**values, **known(item))
                return entity.retention
            case "unique":
                owner = values.pop("owner")
                entity = self._entity(owner)
                self.places["entities", owner, "unique", len(entity.unique)] = item.line
                entity.unique.append(Unique(**values, **known(item)))
                return entity.unique[-1]
            case "check":
                owner = values.pop("owner")
                entity = self._entity(owner)
                self.places["entities", owner, "checks", len(entity.checks)] = item.line
                entity.checks.append(Check(rule=_rule(way, values), **known(item)))
                return entity.checks[-1]
            case _:
                key, made = {
                    "relationship": ("relationships", Relationship),
                    "access": ("access_patterns", AccessPattern),
                    "volume": ("volumes", Volume),
                    "application_rule": ("application_rules", ApplicationRule),
                }[kind]
                found = self.lists.setdefault(key, [])
                self.places[key, len(found)] = item.line
                found.append(made(**values, **known(item)))
                return found[-1]

    def _detail(self, id_: str, values: dict[str, Any], item: Item, owner: Any) -> None:
        said = self._said.setdefault(id(owner), set())
        kind, _, way = id_.partition(".")
        if kind in said:
            raise ValueError("this is said twice")
        said.add(kind)
        if kind == "inverse":
            ends = {"role_again": owner.role, "entity": owner.entity, "target": owner.target, "role": owner.role}
            for end, name in values.items():
                if name != ends[end]:
                    raise ValueError(f"this speaks of {name!r}, and the sentence above of {ends[end]!r}")
            owner.each_is_had_by = way
        elif kind == "required_known":
            if item.known is None:
                owner.required_standing, owner.required_evidence = Standing.USER, []
            elif item.unchanged:
                owner.required_standing, owner.required_evidence = item.known
        elif values:
            checked = type(owner).model_validate({**dict(owner), **values})
            for key in values:
                setattr(owner, key, getattr(checked, key))
        else:
            setattr(owner, kind, True)

    def _entity(self, name: str) -> Entity:
        if name not in self.entities:
            raise ValueError(f"the entity {name!r} is not introduced above")
        return self.entities[name]

    def _attribute(self, known_ones: dict[str, Attribute], name: str, values: dict[str, Any], item: Item) -> Attribute:
        if name in known_ones:
            raise ValueError(f"the attribute {name!r} is said twice")
        for detail in item.below:
            detail.checksum = detail.checksum if item.known is None or item.unchanged else None
        known_ones[name] = Attribute(**values, **known(item))
        return known_ones[name]


def known(item: Item) -> dict[str, Any]:
    """Standing and evidence; a fact that was edited or added is its author's own."""
    if item.known is None or not item.unchanged:
        return {"standing": Standing.USER}
    return {"standing": item.known[0], "evidence": item.known[1]}


def _rule(way: str, values: dict[str, Any]) -> Any:
    match way:
        case "implies":
            return Implies(**values)
        case "exactly_one_of":
            return ExactlyOneOf(**values)
        case "at_least_one_of":
            return AtLeastOneOf(**values)
        case _:
            return values["rule"]
