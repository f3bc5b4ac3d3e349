"""Layer 5, what hangs on a noun: brackets, prepositions, relative clauses and participles after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.clause import Clause

if TYPE_CHECKING:
    from backend_data_model.analyst.chunk_cursor import ChunkCursor
    from backend_data_model.analyst.phrase import Chunk, Noun


_PLACES = frozenset({"bars", "yards", "pounds"})
"""Words that in the plural are places as often as units."""


def take_bracket(cursor: ChunkCursor, target: list[Noun]) -> None:
    """What a bracket says of the noun before it: qualifier phrases, or clauses of its own."""
    chunk = cursor.at()
    assert chunk is not None
    cursor.i += 1
    if not target:
        return
    noun = target[-1]
    if (unit := _unit(chunk)) is not None:
        noun.unit = unit
        return
    if any(inner.kind in {"np", "verb", "pron"} for inner in chunk.inner):
        first = next((inner for inner in chunk.inner if inner.kind not in {"comma", "conj"}), None)
        if first is not None and first.kind == "q" and first.qualifier is not None:
            noun.qualifiers.append(first.qualifier)
            noun.qualifiers.extend(
                c.qualifier
                for c in chunk.inner
                if c.kind == "q" and c.qualifier is not None and c is not first and not _own_subject(chunk.inner, c)
            )
        else:
            noun.asides.extend(cursor.read_inside(chunk.inner))
        return
    noun.qualifiers.extend(
        inner.qualifier for inner in chunk.inner if inner.kind == "q" and inner.qualifier is not None
    )


def _unit(bracket: Chunk) -> str | None:
    """The unit that is all a bracket holds: "length (m)"."""
    only = bracket.inner[0].noun if len(bracket.inner) == 1 else None
    plain = only is not None and only.determiner is None and only.quantity is None and not only.qualifiers
    return lex.unit_suffix(only.words) if only is not None and plain else None


def take_preposition(cursor: ChunkCursor, clause: Clause, target: list[Noun]) -> list[Noun] | None:
    """Takes a preposition and its nouns; gives the list that a following "and" goes on, if it is a new one."""
    chunk, nxt = cursor.at(), cursor.at(1)
    assert chunk is not None
    assert nxt is not None
    cursor.i += 2
    if nxt.kind == "pron":
        clause.complement.extend([chunk.word, nxt.word])
        return None
    noun = nxt.noun
    assert noun is not None
    if (
        chunk.word == "of"
        and not target
        and clause.verb is not None
        and clause.verb.lemma in {"consist", "compose", "make", "dispose"}
    ):
        clause.objects.append(noun)
        return clause.objects
    if chunk.word == "as" and target and noun.qualifiers and clause.verb is not None:
        target[-1].qualifiers.extend(noun.qualifiers)
        return None
    if chunk.word == "of" and target:
        last = target[-1]
        while last.of is not None:
            last = last.of
        last.of = noun
        return None
    if (
        target
        and noun.words in (["hand"], ["stock"], ["file"], ["site"], ["order"])
        and noun.determiner is None
        and chunk.word in {"on", "in"}
        and noun.words != ["file"]
    ):
        target[-1].words.extend([chunk.word, *noun.words])
        return None
    if (
        chunk.word == "in"
        and target
        and noun.determiner is None
        and noun.quantity is None
        and (unit := lex.unit_suffix(noun.words)) is not None
        and noun.words[-1] not in _PLACES
    ):
        target[-1].unit = unit
        _take_divisor(cursor, target[-1])
        return None
    if chunk.word == "in" and target and _measures(cursor, target[-1], noun):
        target[-1].unit = noun.words[0]
        return None
    if noun.words == ["file"] and noun.determiner is None and chunk.word == "on":
        return None
    nouns = [noun]
    clause.preps.append((chunk.word, nouns))
    return nouns


def _take_divisor(cursor: ChunkCursor, noun: Noun) -> None:
    """The second half of a unit: "in km/h"."""
    slash, below = cursor.at(), cursor.at(1)
    if slash is not None and slash.word == "/" and below is not None and below.noun is not None:
        noun.unit = f"{noun.unit}_{below.noun.words[0]}"
        cursor.i += 2


def _measures(cursor: ChunkCursor, noun: Noun, unit: Noun) -> bool:
    """Whether a bare plural after "in" is a unit: of a measure, or before a bound ("a volume in points, 1 or more")."""
    if unit.determiner is not None or unit.quantity is not None or not unit.plural or len(unit.words) > 1:
        return False
    after = cursor.at(1) if (comma := cursor.at()) is not None and comma.kind == "comma" else cursor.at()
    bound = after is not None and after.qualifier is not None and after.qualifier.kind == "range"
    return not noun.plural and (bound or lex.TYPE_HEADS.get(noun.head) == "decimal")


_GIVING = frozenset({"have", "give", "carry", "contain", "hold", "include", "bear", "comprise", "list", "state"})


def take_relative(cursor: ChunkCursor, noun: Noun, *, keep: bool = False, last: bool = False) -> None:
    """A relative clause on `noun`; it ends at the comma or conjunction that goes on with the list.

    `last` when there is no list that could go on: then a list of what `noun` has is its own.
    """
    if not keep:
        cursor.i += 1
    inner = Clause(subjects=[noun], first=noun.first)
    chunk = cursor.at()
    if chunk is not None and chunk.kind in {"np", "pron"}:
        if chunk.kind == "np" and chunk.noun is not None:
            inner.objects = [noun]
            inner.subjects = [chunk.noun]
        else:
            inner.objects, inner.subjects, inner.pronoun = [noun], [], chunk.word
        cursor.i += 1
        chunk = cursor.at()
    if chunk is not None and chunk.kind == "verb" and chunk.verb is not None:
        inner.verb = chunk.verb
        cursor.i += 1
    listing = last and inner.verb is not None and inner.verb.lemma in _GIVING and inner.subjects[:1] == [noun]
    optional = False
    while (chunk := cursor.at()) is not None:
        if _adjective_of(inner, noun, chunk):
            assert chunk.noun is not None
            inner.complement.extend(chunk.noun.words)
            cursor.i += 1
            _take_bare_preposition(cursor, inner)
            continue
        receiver = chunk.kind == "pron" and chunk.word in lex.FIRST_PERSON and not inner.objects
        goes_on = bool(inner.objects) and chunk.kind in {"comma", "conj"}
        if listing and (receiver or (goes_on and cursor.goes_on_with_members())):
            cursor.i += 1
        elif (
            listing
            and inner.objects
            and cursor.before_item()
            and (
                chunk.kind == "sub"
                or (chunk.kind == "q" and chunk.qualifier is not None and chunk.qualifier.kind == "optional")
            )
        ):
            optional = True
            if chunk.kind == "sub":
                cursor.skip_condition()
            else:
                cursor.i += 1
        elif chunk.kind == "q" and chunk.qualifier is not None:
            if inner.objects and inner.objects[-1] is not noun:
                inner.objects[-1].qualifiers.append(chunk.qualifier)
            else:
                noun.qualifiers.append(chunk.qualifier)
            cursor.i += 1
        elif inner.verb is not None and inner.verb.lemma == "leave" and _blank(chunk):
            noun.optional = True
            cursor.i += 1
        elif chunk.kind == "np" and chunk.noun is not None and inner.subjects and inner.subjects[0] is noun:
            chunk.noun.optional, optional = chunk.noun.optional or optional, False
            inner.objects.append(chunk.noun)
            cursor.i += 1
        elif chunk.kind == "prep" and (nxt := cursor.at(1)) is not None and nxt.kind == "np":
            take_preposition(cursor, inner, inner.objects)
        elif chunk.kind == "prep" and (nxt := cursor.at(1)) is not None and nxt.kind == "pron":
            cursor.i += 2
        elif chunk.kind == "prep":
            cursor.i += 1
        elif chunk.kind == "paren":
            take_bracket(cursor, inner.objects or [noun])
        elif chunk.kind == "conj" and (nxt := cursor.at(1)) is not None and nxt.kind == "q":
            cursor.i += 1
        elif (
            chunk.kind == "comma"
            and (nxt := cursor.at(1)) is not None
            and nxt.kind == "q"
            and (nn := cursor.at(2)) is not None
            and nn.kind in {"comma", "other"}
        ):
            break
        elif chunk.kind == "verb" and chunk.verb is not None and not chunk.verb.finite and inner.objects:
            take_reduced(cursor, inner.objects[-1])
        elif chunk.kind == "sub":
            noun.conditions.append(chunk.word)
            cursor.skip_condition()
        elif chunk.kind == "other" and chunk.word not in {".", "?", "!"}:
            cursor.i += 1
        else:
            break
    _take_unit(inner, noun)
    noun.relatives.append(inner)


_TELLING = frozenset({"measure", "express", "give", "state", "record", "store", "specify", "indicate", "be", "quote"})


def _take_unit(inner: Clause, noun: Noun) -> None:
    """ "A thickness measured in millimetres": the clause tells the unit of the noun."""
    if inner.verb is None or inner.verb.lemma not in _TELLING or noun.unit is not None:
        return
    for place in inner.prep("in"):
        noun.unit = noun.unit or lex.unit_suffix(place.words)


def _take_bare_preposition(cursor: ChunkCursor, inner: Clause) -> None:
    """The preposition at the end of "the date it is valid from", and that of a second date: "... and (valid) to"."""
    chunk = cursor.at()
    if chunk is None or chunk.kind != "prep" or not cursor.closes(1):
        return
    inner.complement.append(chunk.word)
    cursor.i += 1
    joint, step = cursor.at(), 1
    second = cursor.at(step)
    if joint is None or joint.kind != "conj" or second is None:
        return
    adjective = inner.complement[0]
    if second.noun is not None and len(second.noun.words) == 1 and second.noun.determiner is None:
        adjective, step = second.noun.words[0], 2
        second = cursor.at(step)
    if second is not None and second.kind == "prep" and cursor.closes(step + 1):
        inner.complement.extend([adjective, second.word])
        cursor.i += step + 1


def _adjective_of(inner: Clause, noun: Noun, chunk: Chunk) -> bool:
    """Whether a word says what something is at a moment: "the day it is due", "the date it is valid from"."""
    said = chunk.noun if chunk.kind == "np" else None
    return bool(
        said is not None
        and inner.verb is not None
        and inner.verb.lemma == "be"
        and inner.pronoun in {"it", "they", "one"}
        and not inner.complement
        and noun.head in {"day", "date", "time", "moment"}
        and said.determiner is None
        and said.quantity is None
        and len(said.words) == 1
        and not said.plural
    )


def _blank(chunk: Chunk) -> bool:
    """Whether a word says that nothing was filled in: "which I may leave open"."""
    words = chunk.noun.words if chunk.noun is not None else [chunk.word]
    return len(words) == 1 and words[0] in {"open", "blank", "empty", "out"}


def take_reduced(cursor: ChunkCursor, noun: Noun) -> None:
    """A participle after its noun ("products stored in bins") is a relative clause without its opening words."""
    chunk = cursor.at()
    assert chunk is not None
    inner = Clause(subjects=[noun], verb=chunk.verb, first=noun.first)
    cursor.i += 1
    while (chunk := cursor.at()) is not None:
        if chunk.kind == "prep" and (nxt := cursor.at(1)) is not None and nxt.kind in {"np", "pron"}:
            take_preposition(cursor, inner, inner.objects)
        elif (
            chunk.kind == "np"
            and chunk.noun is not None
            and (not inner.objects or (inner.verb is not None and inner.verb.gerund))
        ):
            inner.objects.append(chunk.noun)
            cursor.i += 1
        elif (
            chunk.kind in {"comma", "conj"}
            and inner.verb is not None
            and inner.verb.gerund
            and not cursor.starts_clause(1)
            and cursor.continues_list()
        ):
            cursor.i += 1
        elif chunk.kind == "rel" and inner.verb is not None and inner.verb.gerund and inner.objects:
            take_relative(cursor, inner.objects[-1])
        elif (
            chunk.kind == "pron"
            and inner.verb is not None
            and inner.verb.gerund
            and inner.objects
            and cursor.verb_at(1)
        ):
            take_relative(cursor, inner.objects[-1], keep=True)
        elif chunk.kind == "q" and chunk.qualifier is not None:
            (inner.objects[-1] if inner.objects else noun).qualifiers.append(chunk.qualifier)
            cursor.i += 1
        else:
            break
    _take_unit(inner, noun)
    noun.relatives.append(inner)


def _own_subject(chunks: list[Chunk], qualifier: Chunk) -> bool:
    """Whether a qualifier in brackets follows a noun of its own."""
    index = chunks.index(qualifier)
    return index > 0 and chunks[index - 1].kind == "np"
