"""Layer 4: noun phrases, verb groups and the chunks of a statement."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.morphology import identifier, is_plural, singular
from backend_data_model.analyst.qualifiers import Qualifier
from backend_data_model.analyst.tokens import NUMBER_WORDS
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from backend_data_model.analyst.clauses import Clause
    from backend_data_model.analyst.tokens import Token

ChunkKind = Literal[
    "np", "verb", "prep", "comma", "conj", "semi", "colon", "q", "rel", "sub", "paren", "pron", "dash", "other"
]


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


_STOP_AFTER_NOUN = lex.PREPOSITIONS | lex.CONJUNCTIONS | lex.RELATIVES | lex.SUBORDINATORS
_SIZED = re.compile(r"(\d+|[a-z]+)-(?:characters?|chars?|digits?|letters?)")
_MAX_NESTING = 3
_PARTICLES = word_set("out off up down over away back together apart")
_DATE_TAILS = frozenset({"at", "on"})


class Chunker:
    """Cuts the tokens of one statement into chunks.  `entities` are words known to name things."""

    def __init__(self, tokens: list[Token], qualifiers: list[Qualifier], imperative: int | None = None) -> None:
        self.tokens = tokens
        self.imperative = imperative
        self.depth = 0
        self.by_first = {q.first: q for q in qualifiers}

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

    def _word(self, i: int) -> str:
        return self.tokens[i].lower if 0 <= i < len(self.tokens) else ""

    def _next(self, i: int, stop: int, found: list[Chunk]) -> Chunk:
        token = self.tokens[i]
        qualifier = self.by_first.get(i)
        if qualifier is not None and qualifier.last < stop:
            return Chunk("q", i, qualifier.last, qualifier=qualifier)
        word = token.lower
        if token.kind == "punct":
            return self._punctuation(i, stop)
        if token.kind == "operator":
            return Chunk("other", i, i, word=word)
        if word in lex.CONJUNCTIONS:
            return Chunk("conj", i, i, word="and" if word in {"&", "plus"} else word)
        if word == "as" and self._word(i + 1) == "well" and self._word(i + 2) == "as":
            return Chunk("conj", i, i + 2, word="and")
        verb = self._verb_group(i, stop, found)
        if verb is not None:
            return Chunk("verb", i, verb.last, verb=verb)
        if word == "that" and self._word(i + 1) in lex.RELATIVES | {"the"}:
            return Chunk("sub", i, i, word=word)
        if word in lex.RELATIVES and word != "whose" and not (word == "that" and not found):
            return Chunk("rel", i, i, word=word)
        if word == "as" and self._word(i + 1) == "many" and (counted := self._noun_phrase(i, stop)) is not None:
            return Chunk("np", i, counted.last, noun=counted)
        if word == "as" and self._word(i + 1) not in {"soon", "long", "far"}:
            return Chunk("prep", i, i, word=word)
        if word in lex.SUBORDINATORS and not (
            word in {"before", "after", "until", "till", "since", "as"} and self._noun_follows(i + 1)
        ):
            return Chunk("sub", i, i, word=word)
        noun = self._noun_phrase(i, stop)
        if noun is not None:
            return Chunk("np", i, noun.last, noun=noun)
        if word in lex.PREPOSITIONS:
            return Chunk("prep", i, i, word=word)
        if word in lex.PRONOUNS or word in {"each", "both", "neither", "either", "several", "many", "others", "none"}:
            return Chunk("pron", i, i, word=word)
        return Chunk("other", i, i, word=word)

    def _noun_follows(self, i: int) -> bool:
        """Whether a noun phrase (and no clause) follows a word that is preposition or subordinator."""
        word = self._word(i)
        return word in lex.DETERMINERS and word not in {"that"}

    def _punctuation(self, i: int, stop: int) -> Chunk:
        word = self.tokens[i].lower
        if word in "([":
            depth, j = 1, i + 1
            while j < stop and depth:
                depth += {"(": 1, "[": 1, ")": -1, "]": -1}.get(self.tokens[j].lower, 0)
                j += 1
            inner_end = j - 1 if depth == 0 else j
            if self.depth >= _MAX_NESTING:
                return Chunk("other", i, i, word=word)
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

    # verbs ---------------------------------------------------------------------------------------------------------
    def _verb_group(self, i: int, stop: int, found: list[Chunk]) -> Verb | None:
        word = self._word(i)
        j, modal, negated, adverbs = i, None, False, []
        be = have = do = infinitive = False
        if word == "to" and self._is_base(i + 1):
            infinitive, j = True, i + 1
        started = infinitive
        while j < stop:
            w = self._word(j)
            if j in self.by_first and j > i:
                if modal or started:
                    return Verb("be", i, j - 1, False, modal, negated, adverbs=adverbs)
                return None
            if w in lex.MODALS and not (w in {"may", "will", "might"} and self.tokens[j].text[0].isupper() and j > i):
                modal, started = modal or w, True
            elif w in lex.BE:
                be, started = True, True
            elif w in lex.HAVE and (
                self._participle_follows(j + 1)
                or self._word(j + 1) == "to"
                or (self._word(j + 1) == "got" and self._word(j + 2) == "to")
            ):
                if self._word(j + 1) == "got":
                    j += 1
                if self._word(j + 1) == "to":
                    modal, j = "must", j + 1
                else:
                    have = True
                started = True
            elif w in lex.DO and self._word(j + 1) == "not":
                do, started = True, True
            elif w in {"not", "never"} and (started or self._verb_soon(j + 1)):
                negated, started = True, True
            elif (started and (w in lex.ADVERBS) and not (w == "so" and self._word(j + 1) == "that")) or (
                not started and w in lex.ADVERBS and self._verb_soon(j + 1) and w not in {"so", "here", "there", "then"}
            ):
                adverbs.append(w)
            elif started and w == "to" and be and self._is_base(j + 1):
                modal = modal or "must"
            elif (
                w in {"need", "needs", "ought", "want", "wants", "like", "wish"}
                and self._word(j + 1) == "to"
                and (started or found)
                and self._is_base(j + 2)
            ):
                modal, started, j = modal or ("must" if w in {"need", "needs", "ought"} else w), True, j + 1
            elif started and w == "able" and self._word(j + 1) == "to":
                modal, j = "can", j + 1
            else:
                break
            j += 1
        form = lex.VERB_FORMS.get(self._word(j)) if j < stop else None
        main = self._word(j) if j < stop else ""
        if main == "'s" and not started:
            form = None
        if started or adverbs:
            if be and not infinitive and form and form[1] in {"participle", "past", "ing"} and not self._attributive(j):
                return self._finish(
                    Verb(form[0], i, j, form[1] != "ing", modal, negated, adverbs=adverbs, gerund=form[1] == "ing"),
                    stop,
                )
            if be and main.endswith("ed") and len(main) > 4 and not self._attributive(j) and form is None:
                return self._finish(Verb(_stem(main), i, j, True, modal, negated, adverbs=adverbs), stop)
            if (be and form is None) or (be and form and (form[1] not in {"base"} or not modal)):
                last = j - 1
                while self._word(last) in lex.ADVERBS and last > i and self._word(last) not in lex.BE:
                    last -= 1
                return Verb(
                    "be",
                    i,
                    max(last, i),
                    False,
                    modal,
                    negated,
                    adverbs=adverbs,
                    infinitive=infinitive,
                    finite=not infinitive,
                )
            if modal or do or infinitive or negated or have or adverbs:
                if main in lex.HAVE:
                    return Verb(
                        "have",
                        i,
                        j,
                        False,
                        modal,
                        negated,
                        adverbs=adverbs,
                        infinitive=infinitive,
                        finite=not infinitive,
                    )
                if form and form[1] == "participle" and adverbs and not (modal or do or infinitive or have):
                    return self._finish(
                        Verb(form[0], i, j, True, None, negated, finite=False, participle=True, adverbs=adverbs), stop
                    )
                if form:
                    return self._finish(
                        Verb(
                            form[0],
                            i,
                            j,
                            False,
                            modal,
                            negated,
                            adverbs=adverbs,
                            infinitive=infinitive,
                            finite=not infinitive,
                        ),
                        stop,
                    )
                if (
                    main
                    and main.isalpha()
                    and (modal or do or infinitive)
                    and main not in _STOP_AFTER_NOUN | lex.DETERMINERS
                ):
                    return self._finish(
                        Verb(
                            main,
                            i,
                            j,
                            False,
                            modal,
                            negated,
                            adverbs=adverbs,
                            infinitive=infinitive,
                            finite=not infinitive,
                        ),
                        stop,
                    )
                if modal:
                    return Verb("be", i, max(j - 1, i), False, modal, negated, adverbs=adverbs)
            return None
        if main in lex.HAVE:
            return Verb("have", i, j)
        if form is None:
            return self._unknown_verb(i, found)
        return self._bare_verb(i, stop, form, found)

    def _finish(self, verb: Verb, stop: int) -> Verb:
        """Takes a particle ("taken out by") into the verb group."""
        after = self._word(verb.last + 1)
        if after == "up" and self._word(verb.last + 2) == "to" and self._value(verb.last + 3) is not None:
            return verb
        if (
            verb.last + 1 < stop
            and after in _PARTICLES
            and self._word(verb.last + 2) in lex.PREPOSITIONS | lex.DETERMINERS | {"", ".", ","}
        ):
            verb.last += 1
            verb.particle = after
        return verb

    def _bare_verb(self, i: int, stop: int, form: tuple[str, str], found: list[Chunk]) -> Verb | None:
        lemma, tag = form
        word, before, after = self._word(i), found[-1] if found else None, self._word(i + 1)
        if tag in {"participle", "past", "ing"} and word not in {"read", "cost", "set", "put", "let", "cut"}:
            if self._attributive(i) or (after in _DATE_TAILS and self._closes(i + 2)):
                return None
            if (
                tag == "ing"
                and before is not None
                and before.kind == "comma"
                and lemma in {"contain", "include", "give", "state", "show", "consist", "comprise"}
            ):
                return Verb(lemma, i, i, finite=False, gerund=True)
            if before is not None and before.kind == "pron" and tag != "ing":
                return self._finish(Verb(lemma, i, i), stop)
            if (before is not None and before.kind in {"np", "q", "paren", "rel"}) or (
                tag != "ing" and not found and after in lex.PREPOSITIONS | lex.ADVERBS
            ):
                return self._finish(
                    Verb(lemma, i, i, tag != "ing", finite=False, participle=tag != "ing", gerund=tag == "ing"), stop
                )
            return None
        if (
            i == self.imperative
            and tag == "base"
            and i + 1 not in self.by_first
            and (word not in lex.NOUN_LIKE or after in lex.DETERMINERS | lex.PRONOUNS)
        ):
            return self._finish(Verb(lemma, i, i), stop)
        subject_before = (before is not None and before.kind in {"np", "pron", "rel", "paren"}) or (
            before is not None and before.kind == "q" and len(found) > 1
        )
        if not subject_before:
            coordinate = (
                before is not None
                and before.kind in {"conj", "comma"}
                and any(c.kind == "verb" for c in found)
                and tag in {"s", "base"}
            )
            if not coordinate or (word in lex.NOUN_LIKE and after not in lex.DETERMINERS | _PARTICLES | {"in", "on"}):
                return None
            if tag == "base" and before is not None and before.kind == "comma":
                return None
        if before is not None and before.kind == "np" and before.noun is not None:
            if (
                tag == "s"
                and before.noun.plural
                and before.noun.determiner not in lex.UNIVERSAL
                and word in lex.NOUN_LIKE
            ):
                return None
            if tag == "base" and not before.noun.plural and word in lex.NOUN_LIKE and not self._object_follows(i + 1):
                return None
        if word in lex.NOUN_LIKE and not (
            self._object_follows(i + 1) or (before is not None and before.kind in {"pron", "rel"})
        ):
            return None
        if (
            word in lex.NOUN_LIKE
            and any(c.kind == "verb" and c.verb and c.verb.finite for c in found[-4:])
            and before is not None
            and before.kind == "np"
        ):
            return None
        return self._finish(Verb(lemma, i, i), stop)

    def _unknown_verb(self, i: int, found: list[Chunk]) -> Verb | None:
        """A word outside the lexicon that stands where only a verb can: singular thing, word in -s, determiner."""
        word = self._word(i)
        before = found[-1] if found else None
        if before is None or before.kind != "np" or before.noun is None or not word.isalpha() or word in lex.TYPE_HEADS:
            return None
        if any(c.kind == "verb" for c in found) or len(found) > 3:
            return None
        after = self._word(i + 1)
        if (
            word.endswith("s")
            and not word.endswith("ss")
            and not before.noun.plural
            and after in lex.DETERMINERS | {"one", "several", "many"}
        ):
            return Verb(singular(word), i, i)
        return None

    def _attributive(self, i: int) -> bool:
        """Whether a participle at `i` modifies the noun after it ("claimed amount")."""
        after = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        before = self._word(i - 1)
        if (
            after is None
            or after.kind != "word"
            or after.lower
            in _STOP_AFTER_NOUN
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

    def _closes(self, i: int) -> bool:
        if i >= len(self.tokens):
            return True
        token = self.tokens[i]
        return (
            token.kind == "punct"
            or token.lower in lex.CONJUNCTIONS
            or i in self.by_first
            or token.lower in lex.BE | lex.MODALS
        )

    def _is_base(self, i: int) -> bool:
        form = lex.VERB_FORMS.get(self._word(i))
        return self._word(i) in {"be", "have", "do"} or (form is not None and form[1] == "base")

    def _participle_follows(self, i: int) -> bool:
        while self._word(i) in lex.ADVERBS | lex.NEGATIONS | {"been"}:
            if self._word(i) == "been":
                return True
            i += 1
        form = lex.VERB_FORMS.get(self._word(i))
        return form is not None and form[1] in {"participle", "past"} and not self._attributive_after_have(i)

    def _attributive_after_have(self, i: int) -> bool:
        after = self.tokens[i + 1] if i + 1 < len(self.tokens) else None
        return (
            after is not None
            and after.kind == "word"
            and after.lower not in _STOP_AFTER_NOUN | lex.DETERMINERS | lex.ADVERBS | lex.PRONOUNS
            and after.value is None
        )

    def _verb_soon(self, i: int) -> bool:
        while self._word(i) in lex.ADVERBS | lex.NEGATIONS:
            i += 1
        word = self._word(i)
        form = lex.VERB_FORMS.get(word)
        if form is not None and form[1] == "participle" and self._word(i + 1) in lex.PREPOSITIONS:
            return True
        return word in lex.MODALS | lex.BE | lex.HAVE or (
            form is not None and form[1] in {"base", "s"} and (word not in lex.NOUN_LIKE or self._object_follows(i + 1))
        )

    def _object_follows(self, i: int) -> bool:
        word = self._word(i)
        if word in _PARTICLES:
            return True
        if i in self.by_first:
            return word not in lex.BE | lex.MODALS
        if word in lex.DETERMINERS | lex.PREPOSITIONS | lex.MANY | lex.PRONOUNS | lex.ADVERBS:
            return True
        token = self.tokens[i] if i < len(self.tokens) else None
        return (
            token is not None
            and token.kind == "word"
            and (token.value is not None or is_plural(word))
            and word not in lex.VERB_FORMS
        )

    # nouns ---------------------------------------------------------------------------------------------------------
    def _noun_phrase(self, i: int, stop: int) -> Noun | None:
        start = i
        determiner: str | None = None
        quantity: Quantity | None = None
        while (
            self._word(i) in {"also", "just", "both", "even"} and self._word(i + 1) in lex.DETERMINERS | {"users"}
        ) or (self._word(i) in {"both", "just"} and is_plural(self._word(i + 1))):
            i += 1
        quantity, i = self._quantity(i, stop)
        while (
            i < stop
            and (self._word(i) in lex.DETERMINERS or self._word(i) in lex.MANY)
            and self.tokens[i].kind == "word"
        ):
            word = self._word(i)
            if word in {"that", "this", "these", "those", "both", "either", "neither", "such"} and self._closes(i + 1):
                return None
            if (word == "no" and self._word(i + 1) == "longer") or (
                word == "each" and self._word(i + 1) in lex.ARTICLES
            ):
                return None
            determiner = word if word in lex.DETERMINERS and determiner not in lex.UNIVERSAL else determiner
            if word in lex.MANY:
                quantity = quantity or Quantity(0, None)
            i += 1
            more, i = self._quantity(i, stop)
            quantity = more or quantity
        words: list[str] = []
        sizes: list[Qualifier] = []
        modifiers: list[str] = []
        first_word = i
        possessor: Noun | None = None
        while i < stop and i not in self.by_first:
            token = self.tokens[i]
            word = token.lower
            if token.kind == "quote":
                words.append(word[1:-1])
                i += 1
                continue
            if (
                token.kind == "number"
                and (words or (determiner and i + 1 < stop and self.tokens[i + 1].kind == "word")) is False
            ):
                break
            if token.kind not in {"word"}:
                break
            if word == "'s":
                if not words:
                    break
                possessor = Noun(words, first_word, i, determiner, plural=False)
                words, modifiers, determiner, first_word = [], [], "its", i + 1
                i += 1
                while self._word(i) in {"own"}:
                    i += 1
                continue
            if (word in _STOP_AFTER_NOUN and not (word == "like" and not words)) or (
                word in lex.PRONOUNS and not (word == "one" and words)
            ):
                break
            if word in lex.MODALS | lex.BE | lex.HAVE or word in {"not", "never"}:
                break
            if word in {"daily", "weekly", "monthly", "yearly", "hourly", "early"} and self._noun_word(i + 1):
                words.append(word)
                i += 1
                continue
            if word in lex.ADVERBS and not (word == "well"):
                if words:
                    break
                modifiers.append(word)
                i += 1
                continue
            if (
                word
                in {
                    "own",
                    "said",
                    "given",
                    "respective",
                    "corresponding",
                    "following",
                    "exact",
                    "actual_",
                    "particular",
                    "specific",
                    "overall_",
                    "certain",
                    "new_",
                }
                and i + 1 < stop
            ):
                i += 1
                continue
            if word.endswith(("-level", "-wide", "-specific", "-scoped", "-based")) and i + 1 < stop:
                modifiers.append(word)
                i += 1
                continue
            if (sized := _SIZED.fullmatch(word)) is not None:
                size = (
                    float(NUMBER_WORDS.get(sized.group(1), 0) or sized.group(1))
                    if not sized.group(1).isalpha() or sized.group(1) in NUMBER_WORDS
                    else None
                )
                if size is not None:
                    sizes.append(Qualifier("length", i, i, min=size, max=size))
                    i += 1
                    continue
            if word in {"optional", "unique", "mandatory", "required", "distinct", "nullable"}:
                modifiers.append(word)
                i += 1
                continue
            if words and word in lex.DETERMINERS | lex.MANY:
                break
            form = lex.VERB_FORMS.get(word)
            if form and words and self._verb_here(i, form, words):
                break
            if (
                form
                and not words
                and form[1] in {"past", "participle"}
                and not (
                    self._attributive(i) or (self._closes(i + 2) and self._word(i + 1) in _DATE_TAILS) or determiner
                )
            ):
                break
            words.append(word)
            if word in {"taken", "opened", "closed", "received", "written"} or (
                form and form[1] in {"participle", "past"}
            ):
                if self._word(i + 1) in _DATE_TAILS and self._closes(i + 2):
                    words.append(self._word(i + 1))
                    i += 2
                    break
            i += 1
        if not words:
            if (
                quantity is not None
                and i > start
                and self._word(i - 1) not in {"", ","}
                and determiner is None
                and i - start >= 1
                and possessor is None
            ):
                return None
            return None
        last = i - 1
        plural = is_plural(words[-1])
        noun = Noun(words, start, last, determiner, quantity, plural, None, possessor, modifiers)
        noun.qualifiers.extend(sizes)
        noun.optional = "optional" in modifiers or "optionally" in modifiers or "nullable" in modifiers
        return noun

    def _verb_here(self, i: int, form: tuple[str, str], words: list[str]) -> bool:
        """Whether a verb form inside a run of nouns ends the phrase, because it is the clause's verb."""
        word = self._word(i)
        if form[1] == "ing":
            return False
        if (
            form[1] in {"past", "participle"}
            and words[0] in {"last", "first", "date", "year", "day", "time"}
            and self._closes(i + 1)
        ):
            return False
        if form[1] in {"past", "participle"}:
            return (
                not (self.tokens[i + 1].kind == "word" and self._word(i + 1) in lex.TYPE_HEADS)
                if i + 1 < len(self.tokens)
                else False
            )
        if word in lex.NOUN_LIKE:
            if form[1] == "s" and is_plural(words[-1]):
                return False
            if form[1] == "base" and not is_plural(words[-1]):
                return False
            return self._object_follows(i + 1) and self._word(i + 1) not in {"of", "per"}
        return True

    def _quantity(self, i: int, stop: int) -> tuple[Quantity | None, int]:
        """A quantity in front of a noun: "exactly one", "one or more", "up to ten", "any number of"."""
        w = self._word
        start = i
        if (w(i) == "a" and w(i + 1) == "single") or (
            w(i) in {"one", "exactly", "only", "precisely"} and w(i + 1) == "single"
        ):
            return Quantity(1, 1), i + 2
        if w(i) == "single":
            return Quantity(1, 1), i + 1
        if (
            w(i) in {"any", "an", "a"}
            and w(i + 1) in {"number", "arbitrary", "unlimited"}
            and (w(i + 2) == "of" or w(i + 3) == "of")
            and not (w(i) == "a" and w(i + 1) == "number")
        ):
            return Quantity(0, None), i + (3 if w(i + 2) == "of" else 4)
        if w(i) == "as" and w(i + 1) == "many":
            return Quantity(0, None), i + 2
        if w(i) == "more" and w(i + 1) == "than" and self._value(i + 2) is not None:
            return Quantity(0, None), i + 3
        lower: int | None = None
        upper: int | None = None
        word = w(i)
        if (
            word in {"exactly", "precisely", "just", "only"}
            and self._value(i + 1) is not None
            and self._noun_word(i + 2)
        ):
            value = self._value(i + 1)
            return Quantity(value or 1, value), i + 2
        if word == "at" and w(i + 1) in {"least", "most"} and self._value(i + 2) is not None:
            value = self._value(i + 2) or 0
            return (Quantity(value, None) if w(i + 1) == "least" else Quantity(0, value)), i + 3
        if word == "up" and w(i + 1) == "to" and self._value(i + 2) is not None:
            return Quantity(0, self._value(i + 2)), i + 3
        if word in {"no", "not"} and w(i + 1) == "more" and w(i + 2) == "than" and self._value(i + 3) is not None:
            return Quantity(0, self._value(i + 3)), i + 4
        value = self._value(i)
        if value is not None:
            lower = upper = value
            i += 1
            if w(i) in {"or", "to", "and"} and (w(i + 1) in {"more", "several", "many"}):
                return Quantity(lower, None), i + 2
            if w(i) in {"or", "to"} and self._value(i + 1) is not None:
                return Quantity(min(lower, self._value(i + 1) or 0), max(upper, self._value(i + 1) or 0)), i + 2
            if w(i) == "of" and w(i + 1) in lex.DETERMINERS:
                return Quantity(lower, upper), i + 1
            if self._noun_word(i):
                return Quantity(lower, upper), i
            return None, start
        if word == "none" and w(i + 1) == "or":
            return Quantity(0, None), i + 3
        return None, start

    def _value(self, i: int) -> int | None:
        if not 0 <= i < len(self.tokens):
            return None
        token = self.tokens[i]
        return (
            int(token.value)
            if token.value is not None and token.is_integer and token.lower not in {"once", "twice"}
            else None
        )

    def _noun_word(self, i: int) -> bool:
        if not 0 <= i < len(self.tokens) or i in self.by_first:
            return False
        token = self.tokens[i]
        return (
            token.kind == "word" and token.lower not in _STOP_AFTER_NOUN | lex.MODALS | lex.BE | lex.HAVE | lex.PRONOUNS
        )


def _stem(participle: str) -> str:
    if participle.endswith("ied"):
        return participle[:-3] + "y"
    return participle[:-2] if participle.endswith("ed") else participle
