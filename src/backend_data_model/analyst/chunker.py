"""Layer 4, chunks: a statement cut into noun phrases, verb groups, qualifier phrases and the words between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.lookahead import Lookahead
from backend_data_model.analyst.noun_phrases import read_noun_phrase
from backend_data_model.analyst.phrase import Chunk
from backend_data_model.analyst.verb_groups import read_verb_group

if TYPE_CHECKING:
    from backend_data_model.analyst.phrase import ChunkKind
    from backend_data_model.analyst.qualifiers import Qualifier
    from backend_data_model.analyst.tokens import Token

_MAX_NESTING = 3


class Chunker:
    """Cuts the tokens of one statement into chunks.  `imperative` is where a verb may stand without a subject."""

    def __init__(
        self, tokens: list[Token], qualifiers: list[Qualifier], imperative: int | None = None, *, record: bool = False
    ) -> None:
        self.tokens = tokens
        self.look = Lookahead(tokens, qualifiers, record=record)
        self.imperative = imperative
        self.depth = 0

    def chunks(self, start: int = 0, end: int | None = None) -> list[Chunk]:
        """The chunks of the tokens from `start` up to `end` (exclusive)."""
        stop = len(self.tokens) if end is None else end
        found: list[Chunk] = []
        i = start
        while i < stop:
            chunk = self._next(i, stop, found)
            found.append(chunk)
            i = chunk.last + 1
        return found

    def _next(self, i: int, stop: int, found: list[Chunk]) -> Chunk:
        token = self.tokens[i]
        qualifier = self.look.by_first.get(i)
        if qualifier is not None and qualifier.last < stop:
            return Chunk("q", i, qualifier.last, qualifier=qualifier)
        word = token.lower
        if token.kind == "punct":
            return self._punctuation(i, stop)
        if token.kind == "operator":
            return Chunk("other", i, i, word=word)
        if word in lex.CONJUNCTIONS:
            return Chunk("conj", i, i, word="and" if word in {"&", "plus"} else word)
        if word in {"each", "every", "any"} and self.look.word(i + 1) == "time" and self._clause_follows(i + 2):
            return Chunk("sub", i, i + 1, word="whenever")
        if word == "as" and self.look.word(i + 1) == "well" and self.look.word(i + 2) == "as":
            return Chunk("conj", i, i + 2, word="and")
        verb = read_verb_group(self.look, i, stop, found, self.imperative)
        if verb is not None:
            return Chunk("verb", i, verb.last, verb=verb)
        if word == "that" and self.look.word(i + 1) in lex.RELATIVES | {"the"}:
            return Chunk("sub", i, i, word=word)
        if word in lex.RELATIVES and word != "whose" and not (word == "that" and not found):
            return Chunk("rel", i, i, word=word)
        if (
            word == "as"
            and self.look.word(i + 1) == "many"
            and (counted := read_noun_phrase(self.look, i, stop)) is not None
        ):
            return Chunk("np", i, counted.last, noun=counted)
        if word == "as" and self.look.word(i + 1) not in {"soon", "long", "far"}:
            return Chunk("prep", i, i, word=word)
        if word in {"each", "every", "any"} and self.look.word(i + 1) == "time" and self._noun_follows(i + 2):
            return Chunk("sub", i, i + 1, word="whenever")
        if word in lex.SUBORDINATORS and not (
            word in {"before", "after", "until", "till", "since", "as"} and self._noun_follows(i + 1)
        ):
            return Chunk("sub", i, i, word=word)
        noun = read_noun_phrase(self.look, i, stop)
        if noun is not None:
            return Chunk("np", i, noun.last, noun=noun)
        if word in lex.PREPOSITIONS:
            return Chunk("prep", i, i, word=word)
        if word in lex.PRONOUNS or word in {"each", "both", "neither", "either", "several", "many", "others", "none"}:
            return Chunk("pron", i, i, word=word)
        return Chunk("other", i, i, word=word)

    def _clause_follows(self, i: int) -> bool:
        """Whether a subject can begin at `i`."""
        return self.look.noun_word(i) or self.look.word(i) in lex.PRONOUNS or self.look.word(i) in lex.DETERMINERS

    def _noun_follows(self, i: int) -> bool:
        """Whether a noun phrase (and no clause) follows a word that is preposition or subordinator."""
        word = self.look.word(i)
        return word in lex.DETERMINERS and word != "that"

    def _punctuation(self, i: int, stop: int) -> Chunk:
        word = self.tokens[i].lower
        if word in "([":
            if self.depth >= _MAX_NESTING:
                return Chunk("other", i, i, word=word)
            depth, j = 1, i + 1
            while j < stop and depth:
                depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(self.tokens[j].lower, 0)
                j += 1
            inner_end = j - 1 if depth == 0 else j
            self.depth += 1
            inner = self.chunks(i + 1, inner_end)
            self.depth -= 1
            return Chunk("paren", i, j - 1, inner=inner)
        kinds: dict[str, ChunkKind] = {
            ",": "comma",
            ";": "semi",
            ":": "colon",
            "–": "dash",
            "—": "dash",
            "-": "dash",
            "/": "conj",
        }
        return Chunk(kinds.get(word, "other"), i, i, word=word)
