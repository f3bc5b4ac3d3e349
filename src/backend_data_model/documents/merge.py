"""A fresh reading of the requirements merged with a document that a person has edited.

How an edit is known, since a document does not record who typed what:

- a fact of standing `user`, and an answer to a question, is the person's and stays; a fact that such an answer decided
  goes with the answer;
- a fact that differs from the fresh one while both rest on the same words is the person's and stays: the analyst
  reads the same words the same way;
- a fact that the fresh reading does not have, though its words are still in the text, is the person's and stays; when
  its words have left the text, so does the fact;
- a fact of the fresh reading whose words the earlier run had already read (its `sentences` list them), and that the
  document does not have, was deleted by the person and stays out.

Everything that was kept or left out is named in the `Merge`, so that nothing happens in silence.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from backend_data_model.documents.data import to_data
from backend_data_model.model.document import (
    ANSWER_RULE,
    AccessPattern,
    ApplicationRule,
    Attribute,
    Check,
    Entity,
    Fact,
    Model,
    Question,
    Relationship,
    Standing,
    Unique,
    Volume,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

F = TypeVar("F", bound=Fact)


@dataclass(slots=True)
class Merge:
    """The merged model; `kept` names the edits that were kept, `left_out` the facts that a person had deleted."""

    model: Model
    kept: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def merge_models(fresh: Model, edited: Model) -> Model:
    """The model of a new run over `edited`; see the module for what counts as an edit."""
    return merge(fresh, edited).model


def merge(fresh: Model, edited: Model) -> Merge:
    """As `merge_models`, with what was kept and left out."""
    return _Merger(fresh, edited).run()


def without_undecided(edited: Model, undecided: Model, fresh: Model) -> Model:
    """`edited` less the facts that only the lack of an answer had put there.

    These are in `undecided`, the reading without the answers, in the same words, and no longer in `fresh`, the reading
    with them: no person wrote them.
    """

    def kept(facts: list[F], before: list[F], now: list[F], key: Callable[[F], str]) -> list[F]:
        old, new = _by(key, before), _by(key, now)
        return [
            fact
            for fact in facts
            if key(fact) in new or key(fact) not in old or _meaning(old[key(fact)]) != _meaning(fact)
        ]

    none = Entity()
    entities = {}
    for name, entity in edited.entities.items():
        before, now = undecided.entities.get(name, none), fresh.entities.get(name, none)
        entities[name] = entity.model_copy(
            update={
                "unique": kept(entity.unique, before.unique, now.unique, unique_key),
                "checks": kept(entity.checks, before.checks, now.checks, check_key),
            }
        )
    relationships = kept(edited.relationships, undecided.relationships, fresh.relationships, relationship_key)
    return edited.model_copy(update={"entities": entities, "relationships": relationships})


class _Merger:
    def __init__(self, fresh: Model, edited: Model) -> None:
        self.fresh, self.edited = fresh, edited
        self.now = _words(fresh)
        self.before = _words(edited)
        self.same_text = bool(self.before) and self.now == self.before
        self.kept: list[str] = []
        self.left_out: list[str] = []

    def run(self) -> Merge:
        fresh, edited = self.fresh, self.edited
        entities = self._facts("", fresh.entities, edited.entities, self._entity)
        model = Model(
            title=edited.title or fresh.title,
            tenancy=self._either("tenancy", fresh.tenancy, edited.tenancy),
            entities=entities,
            relationships=self._list("", fresh.relationships, edited.relationships, relationship_key),
            access_patterns=self._list("", fresh.access_patterns, edited.access_patterns, pattern_key),
            volumes=self._list("", fresh.volumes, edited.volumes, volume_key),
            application_rules=self._list("", fresh.application_rules, edited.application_rules, rule_key),
            questions=self._questions(),
            sentences=fresh.sentences or edited.sentences,
        )
        return Merge(_without_dangling(model, self.left_out), self.kept, self.left_out)

    def _entity(self, name: str, fresh: Entity, edited: Entity) -> Entity:
        inside = {"attributes", "unique", "checks"}
        own, theirs = fresh.model_copy(update=_empty(inside)), edited.model_copy(update=_empty(inside))
        chosen = self._either(name, own, theirs)
        return chosen.model_copy(
            update={
                "attributes": self._facts(f"{name}.", fresh.attributes, edited.attributes, self._attribute),
                "unique": self._list(f"{name}: ", fresh.unique, edited.unique, unique_key),
                "checks": self._list(f"{name}: ", fresh.checks, edited.checks, check_key),
            }
        )

    def _attribute(self, name: str, fresh: Attribute, edited: Attribute) -> Attribute:
        return self._either(name, fresh, edited)

    def _facts(
        self, prefix: str, fresh: dict[str, F], edited: dict[str, F], both: Callable[[str, F, F], F]
    ) -> dict[str, F]:
        merged: dict[str, F] = {}
        for key, fact in edited.items():
            if key in fresh:
                merged[key] = both(prefix + key, fresh[key], fact)
            elif self._stays(prefix + key, fact):
                merged[key] = fact
        new = {key: fact for key, fact in fresh.items() if key not in edited}
        return merged | {key: fact for key, fact in new.items() if not self._deleted(prefix + key, fact)}

    def _list(self, prefix: str, fresh: list[F], edited: list[F], key: Callable[[F], str]) -> list[F]:
        named = self._facts(prefix, _by(key, fresh), _by(key, edited), self._either)
        return list(named.values())

    def _either(self, name: str, fresh: F, edited: F) -> F:
        if to_data(fresh) == to_data(edited):
            return edited
        if _by_hand(edited) or _quotes(edited) == _quotes(fresh):
            if _meaning(fresh) != _meaning(edited):
                self.kept.append(name)
                return edited
            return edited if _by_hand(edited) else fresh
        return fresh

    def _stays(self, name: str, fact: Fact) -> bool:
        quotes = _quotes(fact)
        stays = _by_hand(fact) or (_in_text(quotes, self.now) if quotes else self.same_text)
        if stays:
            self.kept.append(name)
        return stays

    def _deleted(self, name: str, fact: Fact) -> bool:
        quotes = _quotes(fact)
        deleted = _in_text(quotes, self.before) if quotes else self.same_text
        if deleted:
            self.left_out.append(name)
        return deleted

    def _questions(self) -> list[Question]:
        """The fresh questions with the answers given before.  Ids may be counted anew, so the words are compared."""
        answered = {(q.about, q.text): q for q in self.edited.questions if q.answer is not None}
        merged: list[Question] = []
        for question in self.fresh.questions:
            earlier = answered.pop((question.about, question.text), None)
            answers = [choice.answer for choice in question.choices]
            if earlier is not None and earlier.answer in answers:
                self.kept.append(f"the answer to {question.id}")
                merged.append(question.model_copy(update={"answer": earlier.answer}))
            else:
                merged.append(question)
        taken = {question.id for question in merged}
        return merged + [question for question in answered.values() if question.id not in taken]


def _words(model: Model) -> str:
    return "\n".join(_squeezed(sentence.text) for sentence in model.sentences)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _by_hand(fact: Fact) -> bool:
    """Whether a person wrote the fact into the document, rather than decided it by the answer to a question."""
    answered = any((evidence.rule or "").startswith(ANSWER_RULE) for evidence in fact.evidence)
    return fact.standing is Standing.USER and not answered


def _quotes(fact: Fact) -> list[str]:
    return list(dict.fromkeys(_squeezed(evidence.quote) for evidence in fact.evidence if evidence.quote.strip()))


def _in_text(quotes: list[str], text: str) -> bool:
    return bool(quotes) and all(quote in text for quote in quotes)


def _meaning(fact: Fact) -> dict[str, Any]:
    return {key: value for key, value in to_data(fact).items() if not key.endswith(("standing", "evidence"))}


def _by(key: Callable[[F], str], facts: list[F]) -> dict[str, F]:
    named: dict[str, F] = {}
    for fact in facts:
        named.setdefault(key(fact), fact)
    return named


def _empty(names: Iterable[str]) -> dict[str, Any]:
    return {name: {} if name == "attributes" else [] for name in names}


def relationship_key(relationship: Relationship) -> str:
    """What makes it the same relationship after an edit: the entity that holds the reference, and its role."""
    return f"{relationship.entity}.{relationship.role}"


def unique_key(unique: Unique) -> str:
    """What makes it the same uniqueness after an edit of its scope."""
    return f"unique {', '.join(unique.members)}"


def check_key(check: Check) -> str:
    """What makes it the same check after an edit of its bounds: its kind and what it speaks of."""
    rule = check.rule.model_dump(mode="json")
    subject = {key: value for key, value in rule.items() if key in ("kind", "attribute", "left", "right", "members")}
    if check.rule.kind == "implies":
        subject = rule
    return f"check {json.dumps(subject, sort_keys=True)}"


def pattern_key(pattern: AccessPattern) -> str:
    """What makes it the same access pattern after an edit of its columns."""
    return f"{pattern.entity}: {pattern.description}"


def volume_key(volume: Volume) -> str:
    """What tells two expected numbers apart."""
    return f"volume of {volume.entity} {volume.per or 'in all'}"


def rule_key(rule: ApplicationRule) -> str:
    """An application rule is its text."""
    return rule.text


def _without_dangling(model: Model, left_out: list[str]) -> Model:
    """The model without references that a deleted entity or attribute has left behind."""
    from backend_data_model.documents.contradictions import dangling

    lost = dangling(model)
    if not lost:
        return model
    copy = model.model_copy(deep=True)
    for path in sorted(lost, key=lambda path: tuple(str(step).zfill(8) for step in path), reverse=True):
        owner: Any = copy
        for step in path[:-1]:
            owner = getattr(owner, str(step)) if isinstance(owner, BaseModel) else owner[step]
        del owner[path[-1]]
        left_out.append(".".join(str(step) for step in path))
    return copy
