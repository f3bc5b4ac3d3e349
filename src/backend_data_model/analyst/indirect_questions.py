"""Layer 5, indirect questions in a list: "whether it is fragile", "when it was received", "how many" are attributes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.phrase import Noun
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.chunk_cursor import ChunkCursor
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.phrase import Chunk, Verb


_NOTICES = word_set("statement flag indication mark information note indicator")
_TELLING = frozenset({"say", "tell", "see", "indicate"})
_ENDS = frozenset({"comma", "semi", "conj", "prep", "q", "sub", "paren"})
_AMOUNTS = frozenset({"many", "much"})
_LONGEST = 7


@dataclass(slots=True)
class _Question:
    """An indirect question of `size` chunks up to the token `last`: its verb, what it asks for, whether it counts."""

    last: int
    size: int = 1
    verb: Verb | None = None
    words: list[str] = field(default_factory=list)
    counted: bool = False


def take_indirect_question(cursor: ChunkCursor, clause: Clause, target: list[Noun]) -> bool:
    """Adds the attribute that the question at the cursor stands for to `target`; False when it is a condition."""
    chunk = cursor.at()
    assert chunk is not None
    if chunk.word == "when" and not _may_ask_when(cursor, clause, target):
        return False
    if chunk.word == "why":
        target.append(Noun(["reason"], chunk.first, chunk.last))
        cursor.i += 1
        return True
    question = _read(cursor, chunk)
    verb, words = question.verb, question.words
    if chunk.word == "whether":
        if not words and verb is not None and verb.lemma not in {"be", "have"}:
            words = [lex.participle(verb.lemma)]
        if not words:
            return False
        if target and target[-1].head in _NOTICES:
            target.pop()
        named = ["is", *words]
    elif chunk.word == "when":
        if verb is None:
            return False
        named = [lex.participle(verb.lemma), "at"]
    elif not question.counted and not words:
        return False
    elif words and words[-1] not in lex.TYPE_HEADS:
        named = [words[-1], "count"]
    else:
        named = words or ["quantity"]
    target.append(Noun(named, chunk.first, question.last))
    cursor.i += question.size
    return True


def _may_ask_when(cursor: ChunkCursor, clause: Clause, target: list[Noun]) -> bool:
    """Whether "when" asks for a moment: after a verb of recording or telling, not after an item of its list."""
    verb = clause.verb
    if verb is None or not (lex.VERB_FRAMES.get(verb.lemma) in {"record", "own"} or verb.lemma in _TELLING):
        return False
    before = cursor.at(-1)
    return not (target and before is not None and before.kind == "np")


def _read(cursor: ChunkCursor, chunk: Chunk) -> _Question:
    question = _Question(chunk.last)
    while (piece := cursor.at(question.size)) is not None and question.size < _LONGEST:
        if piece.kind == "verb" and piece.verb is not None and question.verb is None:
            question.verb = piece.verb
        elif piece.kind == "np" and piece.noun is not None:
            if question.verb is not None or (chunk.word == "how" and not question.words):
                question.words = list(piece.noun.words)
        elif piece.kind == "other" and piece.word.isalpha() and piece.word not in _AMOUNTS:
            if question.verb is not None:
                question.words.append(piece.word)
        elif piece.kind in _ENDS or piece.word in {".", "?"}:
            break
        question.counted |= piece.word in _AMOUNTS
        question.last = piece.last
        question.size += 1
    return question
