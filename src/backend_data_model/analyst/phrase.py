"""Layer 4, the pieces: quantities, noun phrases, verb groups and the chunks that hold them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from backend_data_model.analyst.morphology import identifier, singular

if TYPE_CHECKING:
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.qualifiers import Qualifier

ChunkKind = Literal[
    "np", "verb", "prep", "comma", "conj", "semi", "colon", "q", "rel", "sub", "paren", "pron", "dash", "other"
]

_CONDITIONS = frozenset({"if", "when", "once", "where", "unless", "until", "while"})


@dataclass(slots=True)
class Quantity:
    """How many: `max` None is no limit; `explicit` when a number or a quantifier says so."""

    min: int = 0
    max: int | None = None
    explicit: bool = True


@dataclass(slots=True, eq=False)
class Noun:
    """A noun phrase.  `words` are its content words in lower case, `first` and `last` its tokens."""

    words: list[str]
    first: int
    last: int
    determiner: str | None = None
    quantity: Quantity | None = None
    plural: bool = False
    of: Noun | None = None
    possessor: Noun | None = None
    modifiers: list[str] = field(default_factory=list)
    qualifiers: list[Qualifier] = field(default_factory=list)
    values: list[str] = field(default_factory=list)
    asides: list[Clause] = field(default_factory=list)
    relatives: list[Clause] = field(default_factory=list)
    conditions: list[str] = field(default_factory=list)
    unit: str | None = None
    optional: bool = False
    text: str = ""

    @property
    def name(self) -> str:
        """The phrase as a singular snake_case identifier."""
        return identifier(self.words)

    @property
    def conditional(self) -> bool:
        """Whether a clause after the noun says when there is one ("if known"), rather than why."""
        return any(word in _CONDITIONS for word in self.conditions)

    @property
    def head(self) -> str:
        """The last content word, singular."""
        return singular(self.words[-1]) if self.words else ""


@dataclass(slots=True)
class Verb:
    """A verb group: `lemma` of its main verb (`be` for a copula, `have` for possession)."""

    lemma: str
    first: int
    last: int
    passive: bool = False
    modal: str | None = None
    negated: bool = False
    finite: bool = True
    participle: bool = False
    gerund: bool = False
    infinitive: bool = False
    adverbs: list[str] = field(default_factory=list)
    particle: str | None = None


@dataclass(slots=True)
class Chunk:
    """A piece of a statement: its kind, the tokens it covers and what it holds."""

    kind: ChunkKind
    first: int
    last: int
    noun: Noun | None = None
    verb: Verb | None = None
    qualifier: Qualifier | None = None
    word: str = ""
    inner: list[Chunk] = field(default_factory=list)
