"""Layer 4, looking ahead: what the words at and after a place in a statement can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.morphology import is_plural
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.qualifiers import Qualifier
    from backend_data_model.analyst.tokens import Token

NOT_IN_NOUNS = lex.PREPOSITIONS | lex.CONJUNCTIONS | lex.RELATIVES | lex.SUBORDINATORS
_NO_NOUN_WORD = NOT_IN_NOUNS | lex.MODALS | lex.BE | lex.HAVE | lex.PRONOUNS
_AUXILIARIES = lex.BE | lex.HAVE | lex.MODALS
_BE_OR_MODAL = lex.BE | lex.MODALS
_AROUND_VERBS = lex.ADVERBS | lex.NEGATIONS | {"been"}
_NO_VERB = lex.DETERMINERS | lex.PREPOSITIONS | lex.MANY | lex.PRONOUNS | lex.ADVERBS
PARTICLES = word_set("out off up down over away back together apart")
DATE_TAILS = frozenset({"at", "on"})


_ADVERBIAL = lex.ADVERBS | lex.NEGATIONS
_MOST_ADVERBS = 4
_RATE_UNITS = word_set("second minute hour day night week month quarter year person unit piece head kg km mile litre")
_BOUNDED = word_set("valid best due effective use")
_BOUNDS = word_set("before from until till to by since through")
_SHORTEST_PARTICIPLE = 4


_PLURAL_MODIFIERS = word_set("goods sports sales savings customs arts news parts systems operations accounts works")


class Lookahead:
    """The tokens of one statement and the qualifier phrases among them, by their first token.

    `sure` is a place where nothing but a verb can stand: "I want to ...".
    In a `record` ("job: started, ended, exit code") a participle on its own is an item.
    """

    def __init__(self, tokens: list[Token], qualifiers: list[Qualifier], *, record: bool = False) -> None:
        self.tokens = tokens
        self.record = record
        self.by_first = {q.first: q for q in qualifiers}
        self.sure: int | None = None

    def word(self, i: int) -> str:
        return self.tokens[i].lower if 0 <= i < len(self.tokens) else ""

    def value(self, i: int) -> int | None:
        if not 0 <= i < len(self.tokens):
            return None
        token = self.tokens[i]
        return (
            int(token.value)
            if token.value is not None and token.is_integer and token.lower not in {"once", "twice"}
            else None
        )

    def noun_word(self, i: int) -> bool:
        if not 0 <= i < len(self.tokens) or i in self.by_first:
            return False
        token = self.tokens[i]
        return token.kind == "word" and token.lower not in _NO_NOUN_WORD

    def closes(self, i: int) -> bool:
        if i >= len(self.tokens):
            return True
        token = self.tokens[i]
        return (
            token.kind == "punct"
            or token.lower in lex.CONJUNCTIONS
            or i in self.by_first
            or token.lower in _BE_OR_MODAL
        )

    def opens(self, i: int) -> bool:
        """Whether an item of a list begins at `i`."""
        return i == 0 or self.word(i - 1) in {",", ";", ":", "-", "–", "("}

    def rate_tail(self, i: int) -> int | None:
        """The last word of a rate whose measure ends before `i` ("price per day", "requests per minute")."""
        unit = self.word(i + 1)
        return i + 1 if self.word(i) == "per" and unit in _RATE_UNITS and self.closes(i + 2) else None

    def validity(self, i: int) -> bool:
        """Whether a period's bound is told at `i` ("valid until", "best before"), as an item of its own."""
        return self.word(i) in _BOUNDED and self.word(i + 1) in _BOUNDS and self.closes(i + 2)

    def moment_tail(self, i: int, *, after_noun: bool = False) -> int | None:
        """The last word of a moment that a verb at `i` tells ("received at", "handed out on", "gates open at")."""
        word = self.word(i)
        tag = lex.VERB_FORMS.get(word, ("", ""))[1]
        told = tag in {"past", "participle"} or (tag in {"base", "s"} if after_noun else tag == "s" and self.opens(i))
        if not told and not (len(word) > _SHORTEST_PARTICIPLE and word.endswith("ed")):
            return None
        tail = i + 2 if self.word(i + 1) in PARTICLES | {"in"} and self.word(i + 2) in DATE_TAILS else i + 1
        return tail if self.word(tail) in DATE_TAILS and self.closes(tail + 1) else None

    def is_base(self, i: int) -> bool:
        form = lex.VERB_FORMS.get(self.word(i))
        return self.word(i) in {"be", "have", "do"} or (form is not None and form[1] == "base")

    def participle_follows(self, i: int) -> bool:
        while self.word(i) in _AROUND_VERBS:
            if self.word(i) == "been":
                return True
            i += 1
        form = lex.VERB_FORMS.get(self.word(i))
        return form is not None and form[1] in {"participle", "past"} and not self._attributive_after_have(i)

    def verb_soon(self, i: int) -> bool:
        limit = i + _MOST_ADVERBS
        while i < limit and self.word(i) in _ADVERBIAL:
            i += 1
        word = self.word(i)
        form = lex.VERB_FORMS.get(word)
        if form is not None and form[1] in {"participle", "past"} and self.word(i + 1) in lex.PREPOSITIONS:
            return True
        return word in _AUXILIARIES or (
            form is not None and form[1] in {"base", "s"} and (word not in lex.NOUN_LIKE or self.object_follows(i + 1))
        )

    def object_follows(self, i: int) -> bool:
        word = self.word(i)
        if word in PARTICLES:
            return True
        if i in self.by_first:
            return word not in _BE_OR_MODAL
        if word in _NO_VERB:
            return True
        token = self.tokens[i] if i < len(self.tokens) else None
        return (
            token is not None
            and token.kind == "word"
            and (token.value is not None or is_plural(word))
            and word not in lex.VERB_FORMS
        )

    def plural_object(self, i: int) -> bool:
        """Whether a bare plural at `i` ends what a verb before it governs ("customers place orders")."""
        if not 0 <= i < len(self.tokens) or i in self.by_first or not is_plural(self.word(i)):
            return False
        after = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        return after is None or after.kind == "punct" or after.lower in lex.CONJUNCTIONS | lex.PREPOSITIONS

    def unknown_plural_verb(self, i: int) -> bool:
        """Whether a word outside the lexicon is the verb of a plural subject: "fitters mount sensors on pylons"."""
        word, after = self.word(i), self.word(i + 1)
        opens = i == 1 or (i >= 2 and self.tokens[i - 2].kind == "punct")
        if not opens or not word.isalpha() or word in lex.VERB_FORMS or word in lex.TYPE_HEADS or is_plural(word):
            return False
        if not is_plural(self.word(i - 1)) or i + 1 in self.by_first or word in NOT_IN_NOUNS | lex.PREPOSITIONS:
            return False
        if self.word(i - 1) in _PLURAL_MODIFIERS:
            return False
        if after not in lex.DETERMINERS | lex.MANY and not (
            is_plural(after)
            and after not in lex.VERB_FORMS
            and self.word(i + 2) in lex.PREPOSITIONS | lex.CONJUNCTIONS | {".", ""}
        ):
            return False
        return not self._finite_before_break(i + 2)

    def _finite_before_break(self, i: int) -> bool:
        for j in range(i, min(i + 12, len(self.tokens))):
            word = self.word(j)
            if self.tokens[j].kind == "punct":
                return False
            form = lex.VERB_FORMS.get(word)
            if word in _AUXILIARIES or (form is not None and form[1] in {"s", "base"} and word not in lex.NOUN_LIKE):
                return True
        return False

    def attributive(self, i: int) -> bool:
        """Whether a participle at `i` modifies the noun after it ("claimed amount")."""
        after = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        before = self.word(i - 1)
        if (
            after is None
            or after.kind != "word"
            or after.lower
            in NOT_IN_NOUNS
            | lex.DETERMINERS
            | (lex.ADVERBS - {"daily", "weekly", "monthly", "yearly"})
            | lex.PRONOUNS
            | lex.MODALS
            | lex.BE
            | lex.HAVE
            or i + 1 in self.by_first
        ):
            return False
        if after.value is not None or after.lower in lex.MANY:
            return False
        return (
            i == 0
            or before
            in lex.DETERMINERS
            | lex.CONJUNCTIONS
            | {
                ",",
                ":",
                "(",
                ";",
                "with",
                "of",
                "has",
                "have",
                "contains",
                "optional",
                "unique",
                "an",
                "at",
                "store",
                "keep",
                "records",
                "record",
            }
            or before in lex.PREPOSITIONS
        )

    def _attributive_after_have(self, i: int) -> bool:
        after = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        return (
            after is not None
            and after.kind == "word"
            and after.lower not in NOT_IN_NOUNS | lex.DETERMINERS | lex.ADVERBS | lex.PRONOUNS
            and after.value is None
            and after.lower not in lex.MANY | {"none", "nothing", "nobody"}
        )
