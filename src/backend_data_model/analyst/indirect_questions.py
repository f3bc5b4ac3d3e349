"""Layer 5, indirect questions in a list: "whether it is fragile", "when it was received", "how many" are attributes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.morphology import singular
from backend_data_model.analyst.phrase import Noun
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.chunk_cursor import ChunkCursor
    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.phrase import Chunk, Verb


_NOTICES = word_set("statement flag indication mark information note indicator")
_TELLING = frozenset({"say", "tell", "see", "indicate"})
_ENDS = frozenset({"comma", "semi", "conj", "prep", "q", "sub", "paren"})
_HOUSING = frozenset({"sleep", "seat", "accommodate"})
_AMOUNTS = frozenset({"many", "much"})
_LONGEST = 7


@dataclass(slots=True)
class _Question:
    """An indirect question of `size` chunks up to the token `last`: its verb, what it asks for, whether it counts."""

    last: int
    size: int = 1
    verb: Verb | None = None
    words: list[str] = field(default_factory=list)
    about: list[str] = field(default_factory=list)
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
        named = ["is", *question.about, *words]
    elif chunk.word == "when":
        if verb is None and not words:
            return False
        named = [lex.participle(verb.lemma) if verb is not None else words[0], "at"]
    elif not question.counted and not words:
        return False
    elif words and verb is not None and verb.lemma in _HOUSING and words[-1] not in lex.TYPE_HEADS:
        named = ["capacity"]
    elif words and words[-1] not in lex.TYPE_HEADS:
        named = [singular(words[-1]), "count"]
    else:
        named = words or ["quantity"]
    target.append(Noun(named, chunk.first, question.last))
    cursor.i += question.size
    return True


def asks_which(cursor: ChunkCursor) -> bool:
    """Whether "which part", "what file" or "from which store" stands at the cursor."""
    chunk = cursor.at()
    if chunk is not None and chunk.kind == "prep":
        chunk, noun = cursor.at(1), cursor.at(2)
    else:
        noun = cursor.at(1)
    return chunk is not None and chunk.word in {"which", "what"} and noun is not None and noun.noun is not None


def pass_which(cursor: ChunkCursor) -> bool:
    """Passes over "which part" or "from which store it came" in a list; what it asks for is a rule's to read."""
    if not asks_which(cursor):
        return False
    chunk = cursor.at()
    assert chunk is not None
    cursor.i += 1 if chunk.kind == "prep" else 0
    cursor.i += 2
    for _ in range(_LONGEST):
        piece = cursor.at()
        if piece is None or piece.kind in _ENDS - {"prep"} or piece.kind in {"np", "colon"}:
            break
        cursor.i += 1
    return True


def _may_ask_when(cursor: ChunkCursor, clause: Clause, target: list[Noun]) -> bool:
    """Whether "when" asks for a moment: after a verb of recording or telling, not after an item of its list."""
    verb = clause.verb
    if verb is None and clause.labels:
        return True
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
            elif chunk.word == "when" and piece.noun.words[-1].endswith("ed"):
                question.words = piece.noun.words[-1:]
            elif piece.noun.determiner in {"a", "an"} or (piece.noun.determiner is None and piece.noun.plural):
                question.about = [*piece.noun.words[:-1], piece.noun.head]
        elif piece.kind == "other" and piece.word.isalpha() and piece.word not in _AMOUNTS:
            if question.verb is not None:
                question.words.append(piece.word)
        elif piece.kind == "q" and chunk.word == "whether" and cursor.word(piece.first) in lex.BE:
            question.words = [cursor.word(piece.last)]
            question.last = piece.last
            question.size += 1
            break
        elif piece.kind in _ENDS or piece.word in {".", "?"}:
            break
        question.counted |= piece.word in _AMOUNTS
        question.last = piece.last
        question.size += 1
    return question
