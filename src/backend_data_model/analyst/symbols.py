"""Pass 1: which nouns of the document name entities, by the evidence of the whole text, before any fact is read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.entity_evidence import weigh
from backend_data_model.analyst.entity_names import is_body, is_entity_name
from backend_data_model.analyst.entity_roles import find_roles
from backend_data_model.analyst.events import find_events
from backend_data_model.analyst.morphology import identifier
from backend_data_model.analyst.other_names import find_short_names, find_told_names
from backend_data_model.analyst.question_evidence import weigh_questions
from backend_data_model.analyst.story_evidence import weigh_stories

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.analyst.phrase import Noun
    from backend_data_model.analyst.reading import Parsed


@dataclass(slots=True)
class Symbols:
    """The names of the document: entities, other names, roles that stand for an entity, what verbs leave behind.

    `bodies` are the organisations that the document speaks for ("the Council"), which are no entities.
    """

    entities: dict[str, float] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)
    subtypes: dict[str, str] = field(default_factory=dict)
    events: dict[str, str] = field(default_factory=dict)
    bodies: frozenset[str] = frozenset()

    def named(self, name: str) -> str | None:
        """The entity of that exact name, alias or role."""
        seen = 0
        while name not in self.entities and seen < 4:
            if name in self.aliases:
                name = self.aliases[name]
            elif name in self.roles:
                name = self.roles[name]
            else:
                return None
            seen += 1
        return name if name in self.entities else None

    def resolve(self, noun: Noun | str) -> str | None:
        """The entity that a noun phrase names, leading adjectives aside ("upcoming appointments")."""
        words = noun.split("_") if isinstance(noun, str) else identifier(noun.words).split("_")
        for start in range(len(words)):
            name = "_".join(words[start:])
            found = self.named(name)
            if found is not None:
                if start and not isinstance(noun, str) and words[start:][-1] in lex.WEAK_HEADS:
                    return None
                return found
        return None

    def role_of(self, noun: Noun) -> str | None:
        """The role word of a noun phrase ("second driver", "buyer") where it is not simply the entity's name."""
        name = noun.name
        entity = self.resolve(noun)
        if self.aliases.get(name) in self.roles:
            name = self.aliases[name]
        return name if entity is not None and name != entity and self.aliases.get(name) != entity else None


def find_symbols(document: list[Parsed], overrule: Callable[[Symbols], None] | None = None) -> Symbols:
    """The entities of the document by the evidence of all its statements.

    `overrule` says what a person knows better: before other names are looked for, so that they can be names of what
    it puts in, and once more after, since it overrides them too.
    """
    tally = weigh(document)
    weigh_stories(document, tally)
    weigh_questions(document, tally)
    symbols = Symbols({name: score for name, score in tally.scores.items() if is_entity_name(name, tally)})
    if overrule is not None:
        overrule(symbols)
    symbols.bodies = frozenset(name for name in tally.counted if is_body(name, tally))
    find_told_names(document, symbols)
    find_roles(document, symbols)
    find_short_names(document, symbols, tally.scores)
    find_events(document, symbols, tally)
    if overrule is not None:
        overrule(symbols)
    return symbols
