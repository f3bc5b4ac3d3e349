"""The model under construction."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeVar

from backend_data_model.analyst.claims import Claim
from backend_data_model.model.document import Choice, Entity, Evidence, Model, Question, Standing

if TYPE_CHECKING:
    from backend_data_model.analyst.symbols import Symbols
    from backend_data_model.model.document import Attribute, Relationship

ClaimType = TypeVar("ClaimType", bound=Claim)


@dataclass(slots=True)
class Draft:
    """Claims on one side, the growing model on the other; `by_type` keeps the claims' order."""

    symbols: Symbols
    claims: list[Claim]
    model: Model = field(default_factory=Model)
    dropped: list[tuple[Evidence, str]] = field(default_factory=list)
    unresolved: list[tuple[Claim, str]] = field(default_factory=list)
    by_type: dict[type[Claim], list[Claim]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for claim in self.claims:
            self.by_type[type(claim)].append(claim)

    def of(self, kind: type[ClaimType]) -> list[ClaimType]:
        """The claims of one type, in the order of the text."""
        return self.by_type[kind]  # type: ignore[return-value]

    def entity(self, name: str, evidence: Evidence | None = None, standing: Standing = Standing.EXPLICIT) -> Entity:
        """The entity of that name, made when it is not there yet."""
        found = self.model.entities.get(name)
        if found is None:
            found = self.model.entities[name] = Entity(standing=standing, evidence=[evidence] if evidence else [])
        return found

    def attribute(self, owner: str, name: str) -> Attribute | None:
        """The attribute of an entity by its exact name."""
        entity = self.model.entities.get(owner)
        return entity.attributes.get(name) if entity is not None else None

    def find_attribute(self, owner: str, name: str) -> str | None:
        """The name of the attribute that the words mean: exact, or the only one that begins or ends so."""
        entity = self.model.entities.get(owner)
        if entity is None or not name:
            return None
        names = list(entity.attributes)
        if name in names:
            return name
        if name.startswith(owner + "_") and name[len(owner) + 1 :] in names:
            return name[len(owner) + 1 :]
        for candidates in (
            [n for n in names if n.endswith("_" + name) or name.endswith("_" + n)],
            [n for n in names if n.startswith(name + "_") or (n.startswith(_stem(name)) and len(_stem(name)) >= 3)],
            [
                n
                for n in names
                if set(name.split("_")) & set(n.split("_"))
                and len(set(name.split("_")) & set(n.split("_"))) * 2 > len(name.split("_"))
            ],
        ):
            if len(candidates) == 1:
                return candidates[0]
        if name in {"timestamp", "time", "date", "moment", "day"}:
            moments = [n for n, a in entity.attributes.items() if a.type in {"date", "timestamp", "time"}]
            return moments[0] if len(moments) == 1 else None
        return None

    def references(self, owner: str) -> list[Relationship]:
        """The references (not many-to-many) that `owner` holds."""
        return [r for r in self.model.relationships if r.entity == owner and not r.many_to_many]

    def role_to(self, owner: str, target: str) -> str | None:
        """The role by which `owner` refers to `target` (or to what `target` is a kind of)."""
        roles = [r.role for r in self.references(owner) if r.target == target]
        if roles:
            return roles[0]
        entity = self.model.entities.get(owner)
        if entity is not None and entity.is_a == target:
            return target
        parent = self.symbols.subtypes.get(target)
        return self.role_to(owner, parent) if parent else None

    def ask(
        self,
        about: str,
        text: str,
        choices: list[tuple[str, str]],
        default: str,
        impact: Literal["high", "medium", "low"],
        evidence: list[Evidence],
        wrong: str | None = None,
    ) -> None:
        """Adds a question unless the same one is there."""
        if any(q.about == about and q.text == text for q in self.model.questions):
            return
        self.model.questions.append(
            Question(
                id=f"q{len(self.model.questions) + 1}",
                about=about,
                text=text,
                choices=[Choice(answer=a, effect=e) for a, e in choices],
                default=default,
                impact=impact,
                wrong_answer=wrong,
                evidence=evidence,
            )
        )


def _stem(name: str) -> str:
    return name[:-1] if name.endswith(("e", "s")) else name


def words(name: str) -> str:
    """An identifier as words for people."""
    return name.replace("_", " ")


def article(name: str) -> str:
    """An identifier as words with "a" or "an"."""
    return f"{'an' if name[:1] in 'aeiou' else 'a'} {words(name)}"
