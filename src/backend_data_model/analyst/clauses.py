"""Layer 5: clauses - subjects, verb, objects, prepositions - from the chunks of a statement."""

from __future__ import annotations

from dataclasses import dataclass, field

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.phrases import Chunk, Noun, Verb
from backend_data_model.analyst.qualifiers import Qualifier
from backend_data_model.analyst.tokens import Token


@dataclass(slots=True, eq=False)
class Clause:
    """A normalised clause.  `verb` is None for a fragment, whose nouns are then in `objects`."""

    subjects: list[Noun] = field(default_factory=list)
    verb: Verb | None = None
    objects: list[Noun] = field(default_factory=list)
    preps: list[tuple[str, list[Noun]]] = field(default_factory=list)
    qualifiers: list[Qualifier] = field(default_factory=list)
    pronoun: str | None = None
    condition: str | None = None
    disjunction: bool = False
    first: int = 0
    last: int = 0
    complement: list[str] = field(default_factory=list)
    question: bool = False
    labels: list[Noun] = field(default_factory=list)
    then: list[Clause] = field(default_factory=list)

    def prep(self, *words: str) -> list[Noun]:
        """The nouns after one of these prepositions."""
        return [noun for word, nouns in self.preps if word in words for noun in nouns]


class ClauseParser:
    """Reads the chunks of one statement from left to right, once."""

    def __init__(self, chunks: list[Chunk], *, wish: bool = False, tokens: list[Token] | None = None) -> None:
        self.chunks = chunks
        self.tokens = tokens or []
        self.wish = wish
        self.optional_next = False
        self.labels: list[Noun] = []
        self.i = 0
        self.found: list[Clause] = []

    def parse(self) -> list[Clause]:
        """The clauses in order; a relative clause hangs on its noun, a subordinate one stands with its `condition`."""
        previous: Clause | None = None
        while self.i < len(self.chunks):
            before = self.i
            clause = self._clause(previous)
            if clause.subjects or clause.verb or clause.objects or clause.qualifiers or clause.preps:
                self.found.append(clause)
                if clause.condition is None:
                    previous = clause
            if self.i == before:
                self.i += 1
        return self.found

    def words(self, index: int) -> str:
        """The token at `index` in lower case."""
        return self.tokens[index].lower if 0 <= index < len(self.tokens) else ""

    def _at(self, offset: int = 0) -> Chunk | None:
        index = self.i + offset
        return self.chunks[index] if 0 <= index < len(self.chunks) else None

    def _clause(self, previous: Clause | None) -> Clause:
        clause = Clause(first=self.chunks[self.i].first, labels=self.labels)
        self.labels = []
        while (chunk := self._at()) is not None and chunk.kind in {"comma", "conj", "semi", "dash", "colon", "other"}:
            self.i += 1
        chunk = self._at()
        if chunk is None:
            return clause
        if chunk.kind == "sub" and chunk.word in {"how", "whether"} and self._indirect(clause, clause.objects):
            self._rest(clause)
            return clause
        if chunk.kind == "sub":
            clause.condition = chunk.word
            self.i += 1
        if (
            chunk.kind == "q"
            and chunk.qualifier is not None
            and previous is not None
            and previous.subjects
            and self.words(chunk.first) in lex.BE | lex.MODALS
        ):
            clause.subjects, clause.qualifiers, clause.verb = (
                previous.subjects,
                [chunk.qualifier],
                Verb("be", chunk.first, chunk.first),
            )
            self.i += 1
            self._rest(clause)
            return clause
        self._subjects(clause)
        chunk = self._at()
        if (
            chunk is not None
            and chunk.kind == "verb"
            and chunk.verb is not None
            and (chunk.verb.finite or not clause.subjects or (self.wish and chunk.verb.infinitive))
        ):
            clause.verb = chunk.verb
            self.i += 1
            if not clause.subjects and clause.pronoun is None and previous is not None and clause.condition is None:
                clause.subjects, clause.pronoun = previous.subjects, previous.pronoun
        elif clause.subjects:
            clause.objects, clause.subjects = clause.subjects, []
        self._rest(clause)
        clause.last = self.chunks[min(self.i, len(self.chunks)) - 1].last if self.i else clause.first
        return clause

    def _subjects(self, clause: Clause) -> None:
        """The noun phrases before the verb, with what hangs on them."""
        while (chunk := self._at()) is not None:
            if chunk.kind == "np" and chunk.noun is not None:
                clause.subjects.append(chunk.noun)
                self.i += 1
            elif chunk.kind == "pron":
                clause.pronoun = chunk.word
                self.i += 1
            elif chunk.kind == "prep" and (nxt := self._at(1)) is not None and nxt.kind in {"np", "pron"}:
                self._preposition(clause, clause.subjects)
            elif chunk.kind == "paren":
                self._paren(clause, clause.subjects)
            elif chunk.kind == "rel" and clause.subjects:
                self._relative(clause.subjects[-1])
                if (nxt := self._at()) is not None and nxt.kind == "comma" and self._verb_at(1):
                    self.i += 1
            elif chunk.kind == "q" and chunk.qualifier is not None and clause.subjects:
                if self._predicate_q(chunk.qualifier):
                    return
                clause.subjects[-1].qualifiers.append(chunk.qualifier)
                self.i += 1
            elif (
                chunk.kind == "verb"
                and chunk.verb is not None
                and not chunk.verb.finite
                and clause.subjects
                and self._finite_later()
            ):
                self._reduced(clause.subjects[-1])
            elif chunk.kind in {"conj", "comma"} and clause.subjects and self._continues_list():
                clause.disjunction |= chunk.word == "or"
                self.i += 1
                while (nxt := self._at()) is not None and nxt.kind in {"conj", "comma"}:
                    clause.disjunction |= nxt.word == "or"
                    self.i += 1
            elif chunk.kind == "other" and not clause.subjects:
                self.i += 1
            else:
                return

    def _predicate_q(self, qualifier: Qualifier) -> bool:
        """A qualifier phrase that begins with a verb is the predicate of the clause, not part of the subject."""
        return False

    def _finite_later(self) -> bool:
        """Whether a finite verb still comes before the clause ends."""
        for offset in range(1, 12):
            chunk = self._at(offset)
            if chunk is None or chunk.kind in {"semi", "colon"}:
                return False
            if chunk.kind == "verb" and chunk.verb is not None and chunk.verb.finite:
                return True
            if chunk.kind == "comma":
                return False
        return False

    def _verb_at(self, offset: int) -> bool:
        chunk = self._at(offset)
        return chunk is not None and chunk.kind == "verb" and chunk.verb is not None and chunk.verb.finite

    def _continues_list(self) -> bool:
        """Whether a conjunction or comma joins a further noun to a list rather than a new clause."""
        offset = 1
        while (chunk := self._at(offset)) is not None and chunk.kind in {"conj", "comma"}:
            offset += 1
        chunk = self._at(offset)
        return chunk is not None and chunk.kind in {"np"}

    def _starts_clause(self, offset: int) -> bool:
        """Whether what follows a separator is a clause of its own: a noun (with its phrases) and a finite verb."""
        chunk = self._at(offset)
        while chunk is not None and chunk.kind in {"conj", "other", "comma"}:
            offset += 1
            chunk = self._at(offset)
        if chunk is None or chunk.kind in {"sub"}:
            return False
        if chunk.kind == "pron":
            nxt = self._at(offset + 1)
            return nxt is not None and nxt.kind == "verb"
        if chunk.kind not in {"np", "prep"}:
            return False
        limit = offset + 9
        pending_list = False
        while offset < limit:
            offset += 1
            chunk = self._at(offset)
            if chunk is None or chunk.kind in {"semi", "colon", "sub", "comma", "pron"}:
                return False
            if chunk.kind == "verb" and chunk.verb is not None:
                if chunk.verb.finite:
                    return not pending_list
                continue
            if chunk.kind == "conj":
                pending_list = chunk.word == "and"
                if pending_list:
                    return False
                continue
            if chunk.kind == "rel":
                return False
            if chunk.kind == "q":
                return False
        return False

    # after the verb --------------------------------------------------------------------------------------------------
    def _rest(self, clause: Clause) -> None:
        target: list[Noun] = clause.objects
        while (chunk := self._at()) is not None:
            kind = chunk.kind
            if kind == "semi" or (kind == "dash" and clause.verb is not None and self._starts_clause(1)):
                return
            if kind == "np" and chunk.noun is not None:
                chunk.noun.optional = chunk.noun.optional or self.optional_next
                self.optional_next = False
                target.append(chunk.noun)
                self.i += 1
            elif (
                kind == "q"
                and chunk.qualifier is not None
                and chunk.qualifier.kind == "optional"
                and self._before_item()
            ):
                self.optional_next = True
                self.i += 1
            elif kind == "q" and chunk.qualifier is not None and self._predicate(clause):
                return
            elif kind == "q" and chunk.qualifier is not None:
                self._attach(clause, target, chunk.qualifier)
                self.i += 1
            elif kind == "paren":
                self._paren(clause, target)
            elif (
                kind == "prep"
                and (nxt := self._at(1)) is not None
                and nxt.kind == "rel"
                and target
                and nxt.word in {"which", "whom", "that"}
            ):
                self.i += 1
                self._relative(target[-1])
            elif kind == "prep" and (nxt := self._at(1)) is not None and nxt.kind in {"np", "pron"}:
                added = self._preposition(clause, target)
                if added is not None:
                    target = added
            elif kind == "rel":
                if target:
                    self._relative(target[-1])
                else:
                    self.i += 1
            elif (
                kind in {"sub", "other"}
                and chunk.word in {"whether", "how", "why", "when"}
                and self._indirect(clause, target)
            ):
                continue
            elif kind == "sub":
                if chunk.word in {"so"} or (clause.verb is None and not target):
                    return
                if target and self._before_item():
                    self.optional_next = True
                    self._skip_condition()
                elif target and self._condition_on_item(clause):
                    target[-1].conditions.append(chunk.word)
                    self._skip_condition()
                else:
                    return
            elif kind in {"comma", "conj"}:
                clause.disjunction |= chunk.word == "or"
                if self._starts_clause(1):
                    return
                if self._verb_at(1) and clause.verb is not None:
                    return
                self.i += 1
            elif kind == "verb" and chunk.verb is not None:
                before = self._at(-1)
                if not chunk.verb.finite and clause.verb is None and before is not None and before.kind == "comma":
                    return
                if chunk.verb.gerund and clause.objects and before is not None and before.kind == "comma":
                    self._reduced(clause.objects[0])
                elif not chunk.verb.finite and target and not chunk.verb.infinitive:
                    self._reduced(target[-1])
                elif chunk.verb.infinitive or not chunk.verb.finite:
                    self.i += 1
                    clause.complement.append(chunk.verb.lemma)
                else:
                    return
            elif kind == "colon":
                if clause.verb is None:
                    return
                self.i += 1
                follower = self._at()
                if (target or clause.subjects) and follower is not None and follower.kind == "np":
                    self.labels = [*target[-1:], *clause.subjects[:1]]
                    return
            elif kind == "pron" and clause.condition is not None and self._verb_at(1):
                return
            elif kind == "pron":
                if self._verb_at(1) and target:
                    self._relative(target[-1], keep=True)
                else:
                    clause.complement.append(chunk.word)
                    self.i += 1
            else:
                if chunk.word and chunk.word not in {".", "?", "!"}:
                    clause.complement.append(chunk.word)
                clause.question |= chunk.word == "?"
                self.i += 1

    def _indirect(self, clause: Clause, target: list[Noun]) -> bool:
        """An indirect question in a list is an attribute: "whether it is fragile", "when it was received", "how many"."""
        chunk = self._at()
        assert chunk is not None
        asks = (clause.verb is not None and lex.VERB_FRAMES.get(clause.verb.lemma) in {"record", "own"}) or (
            clause.verb is not None and clause.verb.lemma in {"say", "tell", "see", "indicate"}
        )
        if chunk.word == "when" and not (
            asks and (self._at(-1) is None or self._at(-1).kind in {"verb", "conj", "comma"} or True)
        ):  # type: ignore[union-attr]
            return False
        if chunk.word == "when" and target and (before := self._at(-1)) is not None and before.kind == "np":
            return False
        if chunk.word == "why":
            target.append(Noun(["reason"], chunk.first, chunk.last))
            self.i += 1
            return True
        offset, verb, words, last = 1, None, [], chunk.last
        counted = False
        while (piece := self._at(offset)) is not None and offset < 7:
            if piece.kind == "verb" and piece.verb is not None and verb is None:
                verb = piece.verb
            elif piece.kind == "np" and piece.noun is not None:
                if verb is not None or (chunk.word == "how" and not words):
                    words = list(piece.noun.words)
            elif piece.kind == "other" and piece.word.isalpha() and piece.word not in {"many", "much"}:
                if verb is not None:
                    words.append(piece.word)
            elif piece.kind in {"comma", "semi", "conj", "prep", "q", "sub", "paren"} or piece.word in {".", "?"}:
                break
            counted |= piece.word in {"many", "much"}
            last = piece.last
            offset += 1
        if chunk.word == "whether":
            words = words or ([participle(verb.lemma)] if verb is not None and verb.lemma not in {"be", "have"} else [])
            if not words:
                return False
            if target and target[-1].head in {
                "statement",
                "flag",
                "indication",
                "mark",
                "information",
                "note",
                "indicator",
            }:
                target.pop()
            target.append(Noun(["is", *words], chunk.first, last))
        elif chunk.word == "when":
            if verb is None:
                return False
            target.append(Noun([participle(verb.lemma), "at"], chunk.first, last))
        else:
            if not counted and not words:
                return False
            target.append(
                Noun(
                    [*words[-1:], "count"] if words and words[-1] not in lex.TYPE_HEADS else words or ["quantity"],
                    chunk.first,
                    last,
                )
            )
        self.i += offset
        return True

    def _attach(self, clause: Clause, target: list[Noun], qualifier: Qualifier) -> None:
        if target:
            target[-1].qualifiers.append(qualifier)
        else:
            clause.qualifiers.append(qualifier)

    def _predicate(self, clause: Clause) -> bool:
        """Whether a qualifier phrase after a conjunction has a verb of its own ("and are unique on the platform")."""
        chunk, before = self._at(), self._at(-1)
        return bool(
            chunk is not None
            and chunk.qualifier is not None
            and before is not None
            and before.kind in {"conj", "comma"}
            and clause.verb is not None
            and clause.subjects
            and not clause.qualifiers
            and self.words(chunk.first) in lex.BE | lex.MODALS
            and not clause.objects
        )

    def _before_item(self) -> bool:
        """Whether a remark stands before its item: "and, where applicable, a termination date"."""
        before, earlier = self._at(-1), self._at(-2)
        after = self._at(1)
        joined = before is not None and (
            before.kind == "conj" or (before.kind == "comma" and earlier is not None and earlier.kind == "conj")
        )
        return joined and after is not None

    def _condition_on_item(self, clause: Clause) -> bool:
        verb = clause.verb
        return (
            verb is None
            or verb.lemma
            in {
                "have",
                "store",
                "keep",
                "record",
                "hold",
                "contain",
                "give",
                "need",
                "collect",
                "include",
                "carry",
                "note",
                "want",
                "be",
            }
            or bool(clause.objects)
        )

    def _skip_condition(self) -> None:
        """Passes over a subordinate clause up to the comma or semicolon that ends it."""
        self.i += 1
        while (chunk := self._at()) is not None and chunk.kind not in {"comma", "semi"}:
            if chunk.kind == "conj" and self._starts_clause(1):
                return
            self.i += 1

    def _paren(self, clause: Clause, target: list[Noun]) -> None:
        chunk = self._at()
        assert chunk is not None
        self.i += 1
        if not target:
            return
        noun = target[-1]
        if any(inner.kind in {"np", "verb", "pron"} for inner in chunk.inner):
            first = next((inner for inner in chunk.inner if inner.kind not in {"comma", "conj"}), None)
            leading = first is not None and first.kind == "q" and first.qualifier is not None
            if leading and first is not None and first.qualifier is not None:
                noun.qualifiers.append(first.qualifier)
                noun.qualifiers.extend(
                    c.qualifier
                    for c in chunk.inner
                    if c.kind == "q" and c.qualifier is not None and c is not first and not _own_subject(chunk.inner, c)
                )
            else:
                noun.asides.extend(ClauseParser(chunk.inner).parse())
            return
        noun.qualifiers.extend(
            inner.qualifier for inner in chunk.inner if inner.kind == "q" and inner.qualifier is not None
        )

    def _preposition(self, clause: Clause, target: list[Noun]) -> list[Noun] | None:
        """Takes a preposition and its nouns; gives the list that a following "and" goes on, if it is a new one."""
        chunk, nxt = self._at(), self._at(1)
        assert chunk is not None
        assert nxt is not None
        self.i += 2
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
        ):
            target[-1].words.extend([chunk.word, *noun.words])
            return None
        if (
            chunk.word == "in"
            and target
            and noun.determiner is None
            and noun.quantity is None
            and noun.head in lex.UNIT_SUFFIX
        ):
            target[-1].unit = lex.UNIT_SUFFIX[noun.head]
            return None
        nouns = [noun]
        clause.preps.append((chunk.word, nouns))
        if chunk.word == "with" and not (target is clause.subjects and clause.verb is None and clause.subjects):
            return nouns
        return nouns if clause.verb is not None and chunk.word != "with" else nouns

    def _relative(self, noun: Noun, *, keep: bool = False) -> None:
        """A relative clause on `noun`; it ends at the comma or conjunction that goes on with the list."""
        if not keep:
            self.i += 1
        inner = Clause(subjects=[noun], first=noun.first)
        chunk = self._at()
        if chunk is not None and chunk.kind in {"np", "pron"}:
            if chunk.kind == "np" and chunk.noun is not None:
                inner.objects = [noun]
                inner.subjects = [chunk.noun]
            else:
                inner.objects, inner.subjects, inner.pronoun = [noun], [], chunk.word
            self.i += 1
            chunk = self._at()
        if chunk is not None and chunk.kind == "verb" and chunk.verb is not None:
            inner.verb = chunk.verb
            self.i += 1
        while (chunk := self._at()) is not None:
            if chunk.kind == "q" and chunk.qualifier is not None:
                if inner.objects and inner.objects[-1] is not noun:
                    inner.objects[-1].qualifiers.append(chunk.qualifier)
                else:
                    noun.qualifiers.append(chunk.qualifier)
                self.i += 1
            elif chunk.kind == "np" and chunk.noun is not None and inner.subjects and inner.subjects[0] is noun:
                inner.objects.append(chunk.noun)
                self.i += 1
            elif chunk.kind == "prep" and (nxt := self._at(1)) is not None and nxt.kind == "np":
                self._preposition(inner, inner.objects)
            elif chunk.kind == "prep" and (nxt := self._at(1)) is not None and nxt.kind == "pron":
                self.i += 2
            elif chunk.kind == "prep":
                self.i += 1
            elif chunk.kind == "paren":
                self._paren(inner, inner.objects or [noun])
            elif chunk.kind == "conj" and (nxt := self._at(1)) is not None and nxt.kind == "q":
                self.i += 1
            elif (
                chunk.kind == "comma"
                and (nxt := self._at(1)) is not None
                and nxt.kind == "q"
                and (nn := self._at(2)) is not None
                and nn.kind in {"comma", "other"}
            ):
                return_after = self.i
                del return_after
                break
            elif chunk.kind == "verb" and chunk.verb is not None and not chunk.verb.finite and inner.objects:
                self._reduced(inner.objects[-1])
            elif chunk.kind == "sub":
                noun.conditions.append(chunk.word)
                self._skip_condition()
            elif chunk.kind == "other" and chunk.word not in {".", "?", "!"}:
                self.i += 1
            else:
                break
        noun.relatives.append(inner)

    def _reduced(self, noun: Noun) -> None:
        """A participle after its noun ("products stored in bins") is a relative clause without its opening words."""
        chunk = self._at()
        assert chunk is not None
        inner = Clause(subjects=[noun], verb=chunk.verb, first=noun.first)
        self.i += 1
        while (chunk := self._at()) is not None:
            if chunk.kind == "prep" and (nxt := self._at(1)) is not None and nxt.kind in {"np", "pron"}:
                self._preposition(inner, inner.objects)
            elif (
                chunk.kind == "np"
                and chunk.noun is not None
                and (not inner.objects or (inner.verb is not None and inner.verb.gerund))
            ):
                inner.objects.append(chunk.noun)
                self.i += 1
            elif (
                chunk.kind in {"comma", "conj"}
                and inner.verb is not None
                and inner.verb.gerund
                and not self._starts_clause(1)
                and self._continues_list()
            ):
                self.i += 1
            elif chunk.kind == "rel" and inner.verb is not None and inner.verb.gerund and inner.objects:
                self._relative(inner.objects[-1])
            elif (
                chunk.kind == "pron"
                and inner.verb is not None
                and inner.verb.gerund
                and inner.objects
                and self._verb_at(1)
            ):
                self._relative(inner.objects[-1], keep=True)
            elif chunk.kind == "q" and chunk.qualifier is not None:
                (inner.objects[-1] if inner.objects else noun).qualifiers.append(chunk.qualifier)
                self.i += 1
            else:
                break
        noun.relatives.append(inner)


def participle(lemma: str) -> str:
    """The past participle of a verb: `sign` gives `signed`."""
    forms = [form for form, (base, tag) in lex.VERB_FORMS.items() if base == lemma and tag in {"participle", "past"}]
    return next(
        (form for form in forms if lex.VERB_FORMS[form][1] == "participle"),
        forms[0] if forms else lemma.rstrip("e") + "ed",
    )


def _own_subject(chunks: list[Chunk], qualifier: Chunk) -> bool:
    """Whether a qualifier in brackets follows a noun of its own."""
    index = chunks.index(qualifier)
    return index > 0 and chunks[index - 1].kind == "np"
