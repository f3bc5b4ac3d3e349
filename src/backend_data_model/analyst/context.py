"""Pass 2: what a rule sees of the document - the statement at hand, the entities, who is being spoken of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.claims import AttributeClaim, QualifierClaim, UniqueClaim
from backend_data_model.analyst.morphology import identifier, singular
from backend_data_model.analyst.naming import attribute_name
from backend_data_model.analyst.ordinals import point
from backend_data_model.analyst.word_set import word_set
from backend_data_model.model.document import Evidence

if TYPE_CHECKING:
    from backend_data_model.analyst.claims import Claim
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.phrase import Noun
    from backend_data_model.analyst.reading import Parsed
    from backend_data_model.analyst.symbols import Symbols
    from backend_data_model.model.position import LineIndex

_COLLECTIONS = word_set("list set collection group series pair catalogue catalog piece item")


@dataclass(slots=True)
class Context:
    """The state of one reading.  `focus` is the entity last spoken of, `topic` the one a header or heading names.

    `asked_values` is the attribute whose values a question has just asked for, `asked_first` whether the
    first of them was, `announced` the thing that a conversation last announced.

    `named` holds the attributes read so far and `value_lists` those with a list of values, newest last, by their owner.
    `plural_subject` and `nearest` are what the last plural subject and the last plural at all named.
    `occasion` is the record of the action, or the thing brought up, on which the statement at hand says that
    something is written down.
    """

    lines: LineIndex
    symbols: Symbols
    source: str | None = None
    claims: list[Claim] = field(default_factory=list)
    focus: str | None = None
    topic: str | None = None
    plural: str | None = None
    plural_subject: str | None = None
    nearest: str | None = None
    pair: tuple[str, str] | None = None
    parsed: Parsed | None = None
    before: Parsed | None = None
    index: int = 0
    named: dict[str, dict[str, None]] = field(default_factory=dict)
    value_lists: dict[str | None, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    last_attribute: tuple[str, str] | None = None
    recent: list[tuple[str | None, str]] = field(default_factory=list)
    asked: bool = False
    asked_values: tuple[str, Noun] | None = None
    asked_first: bool = False
    announced: str | None = None
    asked_key: str | None = None
    question: tuple[Parsed, int] | None = None
    no_links: bool = False
    once: str | None = None
    stories: bool = False
    occasion: str | None = None

    def evidence(self, rule: str) -> Evidence:
        """The statement at hand as evidence."""
        assert self.parsed is not None
        statement = self.parsed.statement
        place = self.lines.at(statement.offset)
        return Evidence(quote=statement.quote, line=place.line, column=place.column, source=self.source, rule=rule)

    def emit(self, claim: Claim) -> None:
        """Records a claim for the statement at hand."""
        claim.statement = self.index
        point(claim, self.here() if isinstance(claim, QualifierClaim | UniqueClaim) else (), self.recent)
        assert self.parsed is not None
        claim.rank = self.parsed.statement.rank
        self.claims.append(claim)
        if isinstance(claim, AttributeClaim):
            self.named.setdefault(claim.owner, {})[claim.name] = None
            lists = [q.values for q in claim.qualifiers if q.kind == "enum"]
            self._list_values(claim.owner, claim.name, lists)
        elif isinstance(claim, QualifierClaim) and claim.qualifier.kind == "enum":
            self._list_values(claim.owner, claim.attribute, [claim.qualifier.values])

    def _list_values(self, owner: str | None, name: str, lists: list[tuple[str, ...]]) -> None:
        known = self.value_lists.setdefault(owner, {})
        for values in lists:
            known.pop(name, None)
            known[name] = values

    def actor(self) -> str | None:
        """The thing that the role of the user story at hand names."""
        role = self.parsed.statement.actor if self.parsed is not None else None
        return self.symbols.resolve(identifier(role.lower().split())) if role else None

    def here(self) -> list[Claim]:
        """The claims for the statement at hand, in their order."""
        first = len(self.claims)
        while first and self.claims[first - 1].statement == self.index:
            first -= 1
        return self.claims[first:]

    def told(self) -> list[tuple[str | None, str]]:
        """The attributes that this sentence names, else those of the one before."""
        here: list[tuple[str | None, str]] = [(c.owner, c.name) for c in self.here() if isinstance(c, AttributeClaim)]
        return here or self.recent

    def entity(self, noun: Noun | None) -> str | None:
        """The entity that a noun names."""
        if noun is None or not noun.words:
            return None
        if noun.head in _COLLECTIONS and noun.of is not None:
            return self.entity(noun.of) or self.symbols.resolve(noun)
        found = self.symbols.resolve(noun)
        if found is None and noun.head in _COLLECTIONS and len(noun.words) > 1:
            return self.symbols.named(identifier(noun.words[:-1]))
        return found

    def not_entities(self, nouns: list[Noun]) -> list[Noun]:
        """Those of the nouns that name no entity."""
        return [noun for noun in nouns if self.entity(noun) is None]

    def attribute_name(self, noun: Noun) -> str:
        """The name of the attribute that a noun phrase means."""
        return attribute_name(noun, lambda name: self.symbols.named(name) is not None)

    def lookup(self, phrase: str | None) -> str | None:
        """The entity that a captured phrase names, determiners aside."""
        if not phrase:
            return None
        phrase = re.split(r"[(,;:–]", phrase, maxsplit=1)[0]
        words = [
            w
            for w in phrase.replace("'s", " ").replace("'", " ").split()
            if w not in lex.DETERMINERS | lex.MANY and not w.isdigit()
        ]
        while words:
            found = self.symbols.resolve(identifier(words))
            if found is not None:
                return found
            words = words[:-1]
        return None

    def subject_entity(self, clause: Clause) -> str | None:
        """The entity that a clause speaks of: its subject, or for a pronoun the focus."""
        for noun in clause.subjects:
            found = self.entity(noun)
            if found is not None:
                return found
        if not clause.subjects and clause.pronoun == "each" and (self.plural or self.topic):
            labelled = self.parsed is not None and self.parsed.header is not None and self.topic is not None
            return self.topic if labelled else self.plural or self.topic
        if not clause.subjects and clause.pronoun == "those":
            return self.nearest
        if not clause.subjects and (
            clause.pronoun in {"one", "it", "they", "them", "each", "he", "she", "this", "these"}
            or clause.pronoun is None
        ):
            return self.focus
        return None


def name_of(text: str) -> str:
    """A phrase as a singular identifier."""
    words = [w for w in text.split() if w not in lex.DETERMINERS]
    return (
        "_".join([*(w.replace("-", "_") for w in words[:-1]), singular(words[-1]).replace("-", "_")]) if words else ""
    )
