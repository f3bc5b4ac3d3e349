"""Layer 5: clauses - subjects, verb, objects, prepositions - from the chunks of a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.chunk_cursor import ChunkCursor
from backend_data_model.analyst.clause import Clause
from backend_data_model.analyst.indirect_questions import asks_which, pass_which, take_indirect_question
from backend_data_model.analyst.modifiers import take_bracket, take_preposition, take_reduced, take_relative
from backend_data_model.analyst.phrase import Quantity, Verb
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.phrase import Chunk, Noun
    from backend_data_model.analyst.tokens import Token

_LISTING = word_set("have store keep record hold contain give need collect include carry note want be")


_ORIGINS = frozenset({"from", "on", "at", "by", "under"})
_TOPICS = frozenset({"for", "of", "per", "about", "on"})
_MORE = frozenset({"several", "many", "more"})


def _contact(cursor: ChunkCursor) -> bool:
    """Whether a pronoun and verb right after a noun are a relative clause without its opening word."""
    before = cursor.at(-1)
    return before is not None and before.kind == "np"


class ClauseParser:
    """Reads the chunks of one statement from left to right, once."""

    def __init__(self, chunks: list[Chunk], *, wish: bool = False, tokens: list[Token] | None = None) -> None:
        self.cursor = ChunkCursor(chunks, tokens or [], lambda inner: ClauseParser(inner).parse())
        self.wish = wish
        self.optional_next = self.optional_rest = self.optional_pair = False
        self.labels: list[Noun] = []
        self.found: list[Clause] = []

    def parse(self) -> list[Clause]:
        """The clauses in order; a relative clause hangs on its noun, a subordinate one stands with its `condition`."""
        previous: Clause | None = None
        while self.cursor.i < len(self.cursor.chunks):
            before = self.cursor.i
            clause = self._clause(previous)
            if clause.subjects or clause.verb or clause.objects or clause.qualifiers or clause.preps:
                self.found.append(clause)
                if clause.condition is None:
                    previous = clause
            if self.cursor.i == before:
                self.cursor.i += 1
        return self.found

    def _clause(self, previous: Clause | None) -> Clause:
        """The clause at the cursor; without a subject of its own it goes on with that of `previous`."""
        cursor = self.cursor
        clause = Clause(first=cursor.chunks[cursor.i].first, labels=self.labels)
        self.labels = []
        self.optional_rest = False
        while (chunk := cursor.at()) is not None and chunk.kind in {
            "comma",
            "conj",
            "semi",
            "dash",
            "colon",
            "other",
        }:
            cursor.i += 1
        chunk = cursor.at()
        if chunk is None:
            return clause
        if (
            chunk.kind == "sub"
            and chunk.word in {"how", "whether"}
            and take_indirect_question(cursor, clause, clause.objects)
        ) or (clause.labels and pass_which(cursor)):
            self._rest(clause)
            return clause
        if chunk.kind == "sub" and cursor.frequency():
            cursor.i += 2
        elif chunk.kind == "sub":
            before = cursor.at(-1)
            contrast = chunk.word in {"while", "whereas"} and before is not None and before.kind == "comma"
            clause.condition = None if contrast and previous is not None else chunk.word
            cursor.i += 1
        if (
            chunk.kind == "q"
            and chunk.qualifier is not None
            and previous is not None
            and previous.subjects
            and cursor.word(chunk.first) in lex.BE | lex.MODALS
        ):
            clause.subjects, clause.qualifiers, clause.verb = (
                previous.subjects,
                [chunk.qualifier],
                Verb("be", chunk.first, chunk.first),
            )
            cursor.i += 1
            self._rest(clause)
            return clause
        self._subjects(clause)
        chunk = cursor.at()
        if (
            chunk is not None
            and chunk.kind == "verb"
            and chunk.verb is not None
            and (chunk.verb.finite or not clause.subjects or (self.wish and chunk.verb.infinitive))
        ):
            clause.verb = chunk.verb
            cursor.i += 1
            stands_alone = clause.subjects or clause.pronoun is not None or clause.condition is not None
            if not stands_alone and previous is not None and cursor.word(clause.verb.first - 1) != "there":
                clause.subjects, clause.pronoun = previous.subjects, previous.pronoun
                if previous.complement[-1:] == ["later"]:
                    clause.complement.append(previous.complement.pop())
        elif clause.subjects:
            clause.objects, clause.subjects = clause.subjects, []
        self._rest(clause)
        return clause

    def _subjects(self, clause: Clause) -> None:
        """The noun phrases before the verb, with what hangs on them."""
        cursor = self.cursor
        within: list[Noun] | None = None
        while (chunk := cursor.at()) is not None:
            if chunk.kind == "np" and chunk.noun is not None:
                (clause.subjects if within is None else within).append(chunk.noun)
                cursor.i += 1
            elif (
                chunk.kind == "pron"
                and clause.subjects
                and cursor.verb_at(1)
                and cursor.at(-1) is not None
                and _contact(cursor)
            ):
                take_relative(cursor, clause.subjects[-1], keep=True)
            elif chunk.kind == "pron":
                clause.pronoun = chunk.word
                cursor.i += 1
            elif chunk.kind == "prep" and (nxt := cursor.at(1)) is not None and nxt.kind in {"np", "pron"}:
                added = take_preposition(cursor, clause, clause.subjects)
                within = added if chunk.word == "with" and clause.subjects and not cursor.finite_later() else None
                if added is not None and not clause.subjects:
                    self._more_places(added)
            elif chunk.kind == "paren":
                take_bracket(cursor, clause.subjects)
            elif chunk.kind == "rel" and clause.subjects:
                take_relative(cursor, clause.subjects[-1])
                if (nxt := cursor.at()) is not None and nxt.kind == "comma" and cursor.verb_at(1):
                    cursor.i += 1
            elif chunk.kind == "q" and chunk.qualifier is not None and clause.subjects:
                (within or clause.subjects)[-1].qualifiers.append(chunk.qualifier)
                cursor.i += 1
            elif (
                chunk.kind == "verb"
                and chunk.verb is not None
                and not chunk.verb.finite
                and clause.subjects
                and cursor.finite_later()
            ):
                take_reduced(cursor, clause.subjects[-1])
            elif chunk.kind in {"conj", "comma"} and clause.subjects and self._but():
                return
            elif chunk.kind in {"conj", "comma"} and clause.subjects and cursor.continues_list():
                cursor.i += 1
                while (nxt := cursor.at()) is not None and nxt.kind in {"conj", "comma"}:
                    cursor.i += 1
            elif chunk.kind == "other" and not clause.subjects:
                cursor.i += 1
            elif chunk.kind == "rel" and chunk.word == "that" and clause.pronoun is None and cursor.verb_at(1):
                clause.pronoun = chunk.word
                cursor.i += 1
            else:
                return

    def _but(self) -> bool:
        """Whether the conjunction here, after its comma, is "but": what follows is said of something else."""
        after = self.cursor.at(1)
        chunk = self.cursor.at()
        return any(c is not None and c.kind == "conj" and c.word == "but" for c in (chunk, after))

    def _more_places(self, nouns: list[Noun]) -> None:
        """The further nouns of a phrase before the subject: "per berth and tide there is ..."."""
        cursor = self.cursor
        joint, chunk, after = cursor.at(), cursor.at(1), cursor.at(2)
        if (
            joint is not None
            and joint.word == "and"
            and chunk is not None
            and chunk.noun is not None
            and after is not None
            and (after.word == "there" or (after.kind == "comma" and (nxt := cursor.at(3)) and nxt.word == "there"))
        ):
            nouns.append(chunk.noun)
            cursor.i += 3 if after.kind == "comma" else 2

    def _rest(self, clause: Clause) -> None:
        """What follows the verb: objects, prepositions, qualifier phrases, conditions, up to the next clause."""
        cursor = self.cursor
        target: list[Noun] = clause.objects
        while (chunk := cursor.at()) is not None:
            kind = chunk.kind
            if clause.labels and clause.verb is None and pass_which(cursor):
                continue
            if kind == "semi" or (kind == "dash" and clause.verb is not None and cursor.starts_clause(1)):
                return
            if kind == "np" and chunk.noun is not None:
                chunk.noun.optional = chunk.noun.optional or self.optional_next or self.optional_rest
                self.optional_rest = self.optional_rest or self.optional_pair
                self.optional_pair = False
                self.optional_next = False
                target.append(chunk.noun)
                cursor.i += 1
            elif (
                kind == "q"
                and chunk.qualifier is not None
                and chunk.qualifier.kind == "optional"
                and cursor.before_item()
            ):
                self.optional_next = True
                cursor.i += 1
            elif kind == "q" and chunk.qualifier is not None and self._predicate(clause):
                return
            elif kind == "q" and chunk.qualifier is not None:
                (target[-1] if target else clause).qualifiers.append(chunk.qualifier)
                cursor.i += 1
            elif kind == "paren" and cursor.remark_before_item():
                self.optional_next = True
                cursor.i += 1
            elif kind == "paren":
                take_bracket(cursor, target)
            elif (
                kind == "prep"
                and (nxt := cursor.at(1)) is not None
                and nxt.kind == "rel"
                and target
                and nxt.word in {"which", "whom", "that"}
            ):
                cursor.i += 1
                take_relative(cursor, target[-1], last=len(target) == 1)
            elif kind == "prep" and (nxt := cursor.at(1)) is not None and nxt.kind in {"np", "pron"}:
                inserted = self._inserted(clause, chunk)
                added = take_preposition(cursor, clause, target)
                if added is not None:
                    added[-1].optional = added[-1].optional or self.optional_next
                    self.optional_next = False
                    target = clause.objects if inserted else added
            elif kind == "rel" and chunk.word == "where" and target and cursor.before_item():
                self.optional_next = self.optional_pair = True
                cursor.skip_condition()
            elif kind == "rel":
                if target:
                    take_relative(cursor, target[-1], last=len(target) == 1)
                else:
                    cursor.i += 1
            elif (
                kind in {"sub", "other"}
                and chunk.word in {"whether", "how", "why", "when"}
                and take_indirect_question(cursor, clause, target)
            ):
                continue
            elif kind == "sub":
                if chunk.word in {"so", "whereas"} or (clause.verb is None and not target):
                    return
                if target and cursor.before_item():
                    self.optional_next = self.optional_pair = True
                    cursor.skip_condition()
                elif target and self._condition_on_item(clause):
                    target[-1].conditions.append(chunk.word)
                    cursor.skip_condition()
                else:
                    return
            elif (
                kind == "conj"
                and chunk.word == "or"
                and target
                and (nxt := cursor.at(1)) is not None
                and nxt.word in _MORE
            ):
                target[-1].quantity = Quantity(1, None)
                cursor.i += 2
            elif kind in {"comma", "conj"}:
                if cursor.starts_clause(1):
                    return
                if clause.condition is not None and kind == "comma" and cursor.several_subjects(1):
                    return
                if cursor.verb_at(1) and clause.verb is not None:
                    return
                if self._resumes_list(clause, target):
                    target = clause.objects
                self.optional_rest = self.optional_rest and kind == "conj"
                cursor.i += 1
            elif kind == "verb" and chunk.verb is not None:
                before = cursor.at(-1)
                if not chunk.verb.finite and clause.verb is None and before is not None and before.kind == "comma":
                    return
                if chunk.verb.gerund and clause.objects and before is not None and before.kind == "comma":
                    take_reduced(cursor, clause.objects[0])
                elif not chunk.verb.finite and target and not chunk.verb.infinitive:
                    take_reduced(cursor, target[-1])
                elif chunk.verb.infinitive or not chunk.verb.finite:
                    cursor.i += 1
                    clause.complement.append(chunk.verb.lemma)
                else:
                    return
            elif kind == "colon":
                if clause.verb is None:
                    return
                cursor.i += 1
                follower = cursor.at()
                if follower is not None and follower.word in {"that", "this"} and cursor.verb_at(1):
                    return
                if (
                    (target or clause.subjects)
                    and follower is not None
                    and (follower.kind == "np" or asks_which(cursor))
                ):
                    self.labels = self._labels(clause, target)
                    return
            elif kind == "pron" and clause.condition is not None and cursor.verb_at(1):
                return
            elif kind == "pron":
                if cursor.verb_at(1) and target:
                    take_relative(cursor, target[-1], keep=True)
                else:
                    clause.complement.append(chunk.word)
                    cursor.i += 1
            else:
                if chunk.word and chunk.word not in {".", "?", "!"}:
                    clause.complement.append(chunk.word)
                cursor.i += 1

    def _labels(self, clause: Clause, target: list[Noun]) -> list[Noun]:
        """What a list after a colon is about, most likely first: the subject of a passive, else the noun before it."""
        if clause.verb is not None and clause.verb.passive and clause.subjects and not clause.objects:
            return [*clause.subjects[:1], *target[-1:]]
        if clause.objects and not clause.subjects and clause.pronoun is None:
            return [clause.objects[-1], *target[-1:]]
        if clause.objects and clause.objects[-1].plural and clause.preps and not clause.preps[-1][1][-1].plural:
            return [clause.objects[-1], *target[-1:]]
        return [*target[-1:], *clause.subjects[:1]]

    def _inserted(self, clause: Clause, chunk: Chunk) -> bool:
        """Whether a phrase between commas stands before the objects: "we keep, for every berth, the leases"."""
        before, after = self.cursor.at(-1), self.cursor.at(2)
        return (
            chunk.word in _TOPICS
            and clause.verb is not None
            and not clause.objects
            and before is not None
            and before.kind == "comma"
            and after is not None
            and after.kind == "comma"
        )

    def _resumes_list(self, clause: Clause, target: list[Noun]) -> bool:
        """Whether the list goes on after a phrase inside an item: "a number from the plate, the day ..."."""
        chunk, after = self.cursor.at(), self.cursor.at(1)
        return bool(
            chunk is not None
            and chunk.kind == "comma"
            and after is not None
            and after.noun is not None
            and after.noun.determiner in lex.ARTICLES
            and clause.verb is not None
            and clause.verb.lemma in _LISTING
            and not clause.verb.passive
            and clause.objects
            and target is not clause.objects
            and len(target) == 1
            and clause.preps
            and clause.preps[-1][0] in _ORIGINS
        )

    def _predicate(self, clause: Clause) -> bool:
        """Whether a qualifier phrase after a conjunction has a verb of its own ("and are unique on the platform")."""
        cursor = self.cursor
        chunk, before = cursor.at(), cursor.at(-1)
        return bool(
            chunk is not None
            and chunk.qualifier is not None
            and before is not None
            and before.kind in {"conj", "comma"}
            and clause.verb is not None
            and clause.subjects
            and not clause.qualifiers
            and cursor.word(chunk.first) in lex.BE | lex.MODALS
            and not clause.objects
        )

    def _condition_on_item(self, clause: Clause) -> bool:
        verb = clause.verb
        return verb is None or verb.lemma in _LISTING or bool(clause.objects)
