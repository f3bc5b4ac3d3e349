"""The model under construction."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from backend_data_model.analyst.claims import Claim
from backend_data_model.documents.answers import choice_meant
from backend_data_model.model.document import (
    ANSWER_RULE,
    Choice,
    Entity,
    Evidence,
    Model,
    Overridden,
    Question,
    Standing,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend_data_model.analyst.amendments import Rank
    from backend_data_model.analyst.symbols import Symbols
    from backend_data_model.model.document import Attribute, Relationship

_SOUNDS_LIKE_YOU = re.compile(r"uni(?!n|m)|us[aeiu]|ut[ei]|eu|ewe|one(?:_|$)|once")
_SILENT_H = ("hour", "honest", "honou", "honor", "heir")
ClaimType = TypeVar("ClaimType", bound=Claim)


class Answer(NamedTuple):
    """The choice that holds; `evidence` where a person chose it, None where it is only the default."""

    choice: str
    evidence: Evidence | None

    def standing(self, unasked: Standing) -> Standing:
        """The standing of a fact that the choice decides: a person's, or what it is without an answer."""
        return Standing.USER if self.evidence is not None else unasked

    def evidence_with(self, evidence: list[Evidence]) -> list[Evidence]:
        """The evidence of such a fact: the words of the text, then the answer."""
        return [*evidence, self.evidence] if self.evidence is not None else evidence


@dataclass(slots=True)
class Draft:
    """Claims on one side, the growing model on the other; `by_type` keeps the claims' order."""

    symbols: Symbols
    claims: list[Claim]
    answers: Mapping[str, str] = field(default_factory=dict)
    model: Model = field(default_factory=Model)
    dropped: list[tuple[Evidence, str]] = field(default_factory=list)
    unresolved: list[tuple[Claim, str]] = field(default_factory=list)
    by_type: dict[type[Claim], list[Claim]] = field(default_factory=lambda: defaultdict(list))
    ranks: dict[tuple[int | None, int | None], Rank] = field(default_factory=dict)
    grounds: dict[tuple[str, str, str], list[Evidence]] = field(default_factory=dict)
    taken_back: set[tuple[object, ...]] = field(default_factory=set)

    def __post_init__(self) -> None:
        for claim in self.claims:
            self.by_type[type(claim)].append(claim)
            self.ranks[place(claim.evidence)] = claim.rank

    def wins(self, claim: Claim, old: list[Evidence]) -> bool | None:
        """Whether a claim holds against what rests on `old` and differs; None where the text does not tell."""
        places = [place(one) for one in old]
        before = max((self.ranks.get(one, 0) for one in places), default=0)
        here = place(claim.evidence)
        if here in places or before == claim.rank == 2:
            return None
        if any(_after(one, here) for one in places):  # rules are not applied in the order of the text throughout
            return False if before >= max(claim.rank, 1) else True if claim.rank == 2 else None
        if claim.rank >= max(before, 1):
            return True
        return False if before == 2 else None

    def override(self, about: str, was: str, now: str, old: list[Evidence], new: list[Evidence]) -> None:
        """Keeps that the text takes back what it says at `old`."""
        for one in old:
            key = (about, now, place(one))
            if new and key not in self.taken_back and place(one) != place(new[0]):
                self.taken_back.add(key)
                self.model.overridden.append(Overridden(about=about, was=was, now=now, old=one, new=new[0]))

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
        kind: str,
        about: str,
        text: str,
        choices: list[tuple[str, str]],
        default: str,
        impact: Literal["high", "medium", "low"],
        evidence: list[Evidence],
        wrong: str | None = None,
    ) -> Answer:
        """Adds a question, named `kind:about`, unless the same one is there; what a person answered, or the default."""
        asked = next((q for q in self.model.questions if q.about == about and q.text == text), None)
        if asked is None:
            named = f"{kind}:{about}"
            same = sum(q.id == named or q.id.startswith(f"{named}-") for q in self.model.questions)
            asked = Question(
                id=f"{named}-{same + 1}" if same else named,
                about=about,
                text=text,
                choices=[Choice(answer=a, effect=e) for a, e in choices],
                default=default,
                impact=impact,
                wrong_answer=wrong,
                evidence=evidence,
            )
            asked.answer = choice_meant(asked, self.answers[asked.id]) if asked.id in self.answers else None
            self.model.questions.append(asked)
        if asked.answer is None:
            return Answer(asked.default, None)
        return Answer(asked.answer, Evidence(quote=f"{asked.text} {asked.answer}", rule=f"{ANSWER_RULE}{asked.id}"))


def place(evidence: Evidence) -> tuple[int | None, int | None]:
    """Where the statement stands."""
    return evidence.line, evidence.column


def _after(one: tuple[int | None, int | None], other: tuple[int | None, int | None]) -> bool:
    return (one[0] or 0, one[1] or 0) > (other[0] or 0, other[1] or 0)


def cite(known: list[Evidence], evidence: Evidence, *, most: int = 20) -> None:
    """Adds evidence for a fact unless it is there; of many places that say the same the first ones are enough."""
    if len(known) < most and evidence not in known:
        known.append(evidence)


def _stem(name: str) -> str:
    return name[:-1] if name.endswith(("e", "s")) else name


def words(name: str) -> str:
    """An identifier as words for people."""
    return name.replace("_", " ")


def article(name: str) -> str:
    """An identifier as words with "a" or "an", by the sound of its beginning."""
    vowel = name[:1] in "aeiou" and not _SOUNDS_LIKE_YOU.match(name)
    return f"{'an' if vowel or name.startswith(_SILENT_H) else 'a'} {words(name)}"
