"""Layer 4, verb groups: auxiliaries, negation, adverbs, main verb and particle."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.lookahead import NOT_IN_NOUNS, PARTICLES
from backend_data_model.analyst.morphology import singular
from backend_data_model.analyst.phrase import Verb

if TYPE_CHECKING:
    from backend_data_model.analyst.lookahead import Lookahead
    from backend_data_model.analyst.phrase import Chunk

_NEEDS = frozenset({"need", "needs", "ought"})
_WISHES = frozenset({"want", "wants", "like", "wish"})
_SENTENCE_ADVERBS = frozenset({"so", "here", "there", "then"})
_MODAL_NAMES = frozenset({"may", "will", "might"})


@dataclass(slots=True)
class _Auxiliaries:
    """What stands before a main verb: the tokens from `first` up to `stop` (exclusive); `cut` by a qualifier phrase."""

    first: int
    stop: int
    modal: str | None = None
    negated: bool = False
    be: bool = False
    have: bool = False
    do: bool = False
    infinitive: bool = False
    started: bool = False
    cut: bool = False
    adverbs: list[str] = field(default_factory=list)

    def verb(self, lemma: str, last: int) -> Verb:
        """The group with its main verb."""
        return Verb(
            lemma,
            self.first,
            last,
            modal=self.modal,
            negated=self.negated,
            adverbs=self.adverbs,
            infinitive=self.infinitive,
            finite=not self.infinitive,
        )

    def copula(self) -> Verb:
        """The group without a main verb: something is said to be."""
        last = max(self.stop - 1, self.first)
        return Verb("be", self.first, last, modal=self.modal, negated=self.negated, adverbs=self.adverbs)


def read_verb_group(
    look: Lookahead, i: int, stop: int, found: list[Chunk], imperative: int | None = None
) -> Verb | None:
    """The verb group that begins at `i`, after the chunks `found`; None when the word is no verb there."""
    before = _auxiliaries(look, i, stop, found)
    if before.cut:
        return before.copula() if before.started else None
    j = before.stop
    main = look.word(j) if j < stop else ""
    form = lex.VERB_FORMS.get(main)
    if before.started or before.adverbs:
        return _after_auxiliaries(look, before, main, form, stop)
    if main in lex.HAVE:
        return Verb("have", i, j)
    if main == "'s" and look.word(j + 1) == "got":
        return Verb("have", i, j + 1)
    if form is None:
        return _unknown_verb(look, i, found)
    if main == "last" and look.word(j + 1) in lex.TYPE_HEADS:
        return None
    if form[1] in {"participle", "past", "ing"} and main not in _SAME_IN_PAST:
        return _participle(look, i, stop, form, found)
    return _bare_verb(look, i, stop, form, found, imperative)


def _auxiliaries(look: Lookahead, i: int, stop: int, found: list[Chunk]) -> _Auxiliaries:
    """Reads modals, forms of be, have and do, negations and adverbs from `i` on."""
    aux = _Auxiliaries(i, i)
    if look.word(i) == "to" and look.is_base(i + 1):
        aux.infinitive = aux.started = True
        aux.stop += 1
    while aux.stop < stop:
        j = aux.stop
        word, after = look.word(j), look.word(j + 1)
        if j in look.by_first and j > i:
            aux.cut = True
            break
        if word in lex.MODALS and not (word in _MODAL_NAMES and look.tokens[j].text[0].isupper() and j > i):
            aux.modal, aux.started = aux.modal or word, True
        elif word in lex.BE or (word == "'s" and j == i and look.word(j - 1) == "there"):
            aux.be = aux.started = True
        elif word in lex.HAVE and (
            look.participle_follows(j + 1) or after == "to" or (after == "got" and look.word(j + 2) == "to")
        ):
            if after == "got":
                j += 1
            if look.word(j + 1) == "to":
                aux.modal, j = "must", j + 1
            else:
                aux.have = True
            aux.started = True
        elif word in lex.DO and after == "not":
            aux.do = aux.started = True
        elif word in {"not", "never"} and (aux.started or look.verb_soon(j + 1)):
            aux.negated = aux.started = True
        elif (
            word in lex.ADVERBS
            and (
                not (word == "so" and after == "that")
                if aux.started
                else look.verb_soon(j + 1) and word not in _SENTENCE_ADVERBS
            )
        ) or (word == "either" and found and found[-1].kind == "np" and look.verb_soon(j + 1)):
            aux.adverbs.append(word)
        elif aux.started and word == "to" and aux.be and look.is_base(j + 1):
            aux.modal = aux.modal or "must"
        elif word in _NEEDS | _WISHES and after == "to" and (aux.started or found) and look.is_base(j + 2):
            aux.modal = aux.modal or ("must" if word in _NEEDS else word)
            aux.started, j = True, j + 1
        elif aux.started and word == "able" and after == "to":
            aux.modal, j = "can", j + 1
        else:
            break
        aux.stop = j + 1
    return aux


_SAME_FORMS = frozenset({"set", "put", "read", "cut", "let", "split", "shut", "hit", "spread", "run", "overcome"})
"""Participles that look like the base form."""


def _after_auxiliaries(
    look: Lookahead, aux: _Auxiliaries, main: str, form: tuple[str, str] | None, stop: int
) -> Verb | None:
    """The main verb after auxiliaries or adverbs, if one follows."""
    j = aux.stop
    if aux.be and not aux.infinitive and form and form[1] in {"participle", "past", "ing"} and not look.attributive(j):
        verb = aux.verb(form[0], j)
        verb.passive, verb.gerund = form[1] != "ing", form[1] == "ing"
        return _with_particle(look, verb, stop)
    if aux.be and not aux.infinitive and form and main in _SAME_FORMS and not look.attributive(j):
        return _with_particle(
            look, Verb(form[0], aux.first, j, True, aux.modal, aux.negated, adverbs=aux.adverbs), stop
        )
    if aux.be and main.endswith("ed") and len(main) > 4 and not look.attributive(j) and form is None:
        passive = Verb(_stem(main), aux.first, j, True, aux.modal, aux.negated, adverbs=aux.adverbs)
        return _with_particle(look, passive, stop)
    if aux.be and (form is None or form[1] != "base" or not aux.modal):
        last = j - 1
        while look.word(last) in lex.ADVERBS and last > aux.first and look.word(last) not in lex.BE:
            last -= 1
        return aux.verb("be", max(last, aux.first))
    if main in lex.HAVE:
        return aux.verb("have", j)
    helped = aux.modal or aux.do or aux.infinitive
    if form and form[1] in {"participle", "past"} and aux.adverbs and not (helped or aux.have):
        reduced = Verb(form[0], aux.first, j, True, None, aux.negated, False, True, adverbs=aux.adverbs)
        return _with_particle(look, reduced, stop)
    if form:
        return _with_particle(look, aux.verb(form[0], j), stop)
    if helped and main.isalpha() and main not in NOT_IN_NOUNS | lex.DETERMINERS:
        return _with_particle(look, aux.verb(main, j), stop)
    return aux.copula() if aux.modal else None


def _with_particle(look: Lookahead, verb: Verb, stop: int) -> Verb:
    """Takes a particle ("taken out by") into the verb group."""
    after = look.word(verb.last + 1)
    if verb.lemma == "take" and after == "place" and not verb.passive:
        verb.lemma, verb.last = "happen", verb.last + 1
        return verb
    if verb.lemma == "look" and after == "after" and not verb.passive:
        verb.lemma, verb.last = "manage", verb.last + 1
        return verb
    if verb.passive and after in {"after", "for", "with", "at", "on"} and look.word(verb.last + 2) == "by":
        verb.last += 1
        verb.particle = after
        return verb
    if after == "up" and look.word(verb.last + 2) == "to" and look.value(verb.last + 3) is not None:
        return verb
    if verb.lemma in _HANDING and after in {"in", "over", "out"}:
        verb.last += 1
        verb.particle = after
        return verb
    if (
        verb.last + 1 < stop
        and after in PARTICLES
        and look.word(verb.last + 2) in lex.PREPOSITIONS | lex.DETERMINERS | {"", ".", ",", "and"}
    ):
        verb.last += 1
        verb.particle = after
    return verb


_HANDING = frozenset({"hand", "turn"})
_SAME_IN_PAST = frozenset({"read", "cost", "set", "put", "let", "cut"})
_LISTING = frozenset({"contain", "include", "give", "state", "show", "consist", "comprise"})


def _participle(look: Lookahead, i: int, stop: int, form: tuple[str, str], found: list[Chunk]) -> Verb | None:
    """A participle without auxiliary: after a noun it opens a reduced clause ("bookings made by guests")."""
    lemma, tag = form
    before, after = found[-1] if found else None, look.word(i + 1)
    if look.attributive(i) or look.moment_tail(i) is not None:
        return None
    if tag == "ing" and before is not None and before.kind == "comma" and lemma in _LISTING:
        return Verb(lemma, i, i, finite=False, gerund=True)
    if before is not None and before.kind == "pron" and tag != "ing":
        return _with_particle(look, Verb(lemma, i, i), stop)
    passive_before = any(c.kind == "verb" and c.verb is not None and c.verb.passive for c in found)
    follows = after in lex.PREPOSITIONS | PARTICLES
    if tag != "ing" and before is not None and before.kind in {"conj", "comma"} and passive_before and follows:
        return _with_particle(look, Verb(lemma, i, i, True), stop)
    if (before is not None and before.kind in {"np", "q", "paren", "rel"}) or (
        tag != "ing" and not found and after in lex.PREPOSITIONS | lex.ADVERBS
    ):
        return _with_particle(
            look, Verb(lemma, i, i, tag != "ing", finite=False, participle=tag != "ing", gerund=tag == "ing"), stop
        )
    return None


def _bare_verb(
    look: Lookahead, i: int, stop: int, form: tuple[str, str], found: list[Chunk], imperative: int | None
) -> Verb | None:
    """A finite verb without auxiliary; words that are nouns as often need a subject before and an object after them."""
    lemma, tag = form
    word, before, after = look.word(i), found[-1] if found else None, look.word(i + 1)
    if word == "last" and singular(after) in lex.TYPE_HEADS.keys() | lex.WEAK_HEADS:
        return None
    if (
        i == imperative
        and tag == "base"
        and i + 1 not in look.by_first
        and (word not in lex.NOUN_LIKE or after in lex.DETERMINERS | lex.PRONOUNS or i == look.sure)
    ):
        return _with_particle(look, Verb(lemma, i, i), stop)
    if tag == "s" and after in lex.BE | lex.MODALS and before is not None and before.kind == "np":
        return None
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
        if not coordinate or (
            word in lex.NOUN_LIKE and after not in lex.DETERMINERS | PARTICLES | {"in", "on", "as", "at"}
        ):
            return None
        if tag == "base" and before is not None and before.kind == "comma":
            return None
    if before is not None and before.kind == "np" and before.noun is not None:
        if tag == "s" and before.noun.plural and before.noun.determiner not in lex.UNIVERSAL and word in lex.NOUN_LIKE:
            return None
        if tag == "base" and not before.noun.plural and word in lex.NOUN_LIKE and not look.object_follows(i + 1):
            return None
    keeper = before is not None and before.noun is not None and before.noun.head in lex.BOUNDARY_NOUNS
    if word in lex.NOUN_LIKE and not (
        look.object_follows(i + 1)
        or (tag == "s" and keeper and look.noun_word(i + 1))
        or (tag == "base" and len(found) == 1 and look.plural_object(i + 1))
        or (before is not None and before.kind in {"pron", "rel"})
    ):
        return None
    if (
        word in lex.NOUN_LIKE
        and not _opens_clause(tag, found, after)
        and any(c.kind == "verb" and c.verb and c.verb.finite for c in found[-4:])
        and before is not None
        and before.kind == "np"
    ):
        return None
    return _with_particle(look, Verb(lemma, i, i), stop)


def _opens_clause(tag: str, found: list[Chunk], after: str) -> bool:
    """Whether a form in -s after a conjunction and one thing is the verb of a new clause: "but a job runs on ..."."""
    if tag != "s" or len(found) < 2 or found[-2].kind not in {"conj", "semi"}:
        return False
    noun = found[-1].noun
    told = noun is not None and not noun.plural and noun.determiner in {"a", "an", "each", "every"}
    return told and after in lex.PREPOSITIONS | lex.DETERMINERS | lex.MANY


def _unknown_verb(look: Lookahead, i: int, found: list[Chunk]) -> Verb | None:
    """A word outside the lexicon that stands where only a verb can: singular thing, word in -s, determiner."""
    word = look.word(i)
    before = found[-1] if found else None
    if i == look.sure and word.isalpha() and word not in NOT_IN_NOUNS | lex.DETERMINERS | lex.PRONOUNS | lex.ADVERBS:
        return Verb(word, i, i)
    if before is None or before.kind != "np" or before.noun is None or not word.isalpha() or word in lex.TYPE_HEADS:
        return None
    if any(c.kind == "verb" for c in found) or len(found) > 3:
        return None
    after = look.word(i + 1)
    if before.noun.plural and len(before.noun.words) == 1 and look.unknown_plural_verb(i):
        return Verb(word, i, i)
    if (
        word.endswith("s")
        and not word.endswith("ss")
        and not before.noun.plural
        and (
            after in lex.DETERMINERS | {"one", "several", "many"}
            or (found[0].kind == "sub" and after in lex.PREPOSITIONS and look.word(i + 2) in lex.DETERMINERS)
        )
    ):
        return Verb(singular(word), i, i)
    return None


def _stem(participle: str) -> str:
    if participle.endswith("ied"):
        return participle[:-3] + "y"
    return participle[:-2] if participle.endswith("ed") else participle
