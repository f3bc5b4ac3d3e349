"""Pass 1, events: actions between things that leave a record of their own - "borrow" a tool leaves a loan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.occasions import occasion_thing
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from backend_data_model.analyst.clause import Clause
    from backend_data_model.analyst.phrase import Noun, Verb
    from backend_data_model.analyst.reading import Parsed
    from backend_data_model.analyst.symbols import Symbols
    from backend_data_model.analyst.tally import Tally

OCCASIONS = frozenset({"when", "whenever"})
_PLACES = ("to", "for", "in", "at", "on", "with", "from", "by", "into", "against")
_ANYBODY = word_set("someone somebody anyone anybody one they he she people person user")
# Verbs that say that something changes or ends once, or that one thing is in or belongs to another: no occasions.
_NO_EVENTS = word_set(
    """
    be have do close cancel finish complete end stop expire archive delete remove retire lock seal seem become start
    begin open happen change update edit need want know mean exceed reach run share save own get give
    go come use include contain consist cover hold carry keep belong lie sit stand live make take perform create add
    set put place assign choose pick select call name record note log store track see view show show list
    """
)
_ENDINGS = ("ment", "tion", "ation", "ition", "sion", "al", "ance", "ence", "ing", "ure", "y", "age", "ion", "t", "")
_MADE_OF_ENDINGS = (
    ("ate", "ation"),
    ("ise", "isation"),
    ("ize", "ization"),
    ("ify", "ification"),
    ("ct", "ction"),
)
_RECORDING = frozenset({"record", "note", "store", "keep", "write", "save", "log", "capture", "track", "register"})


def find_events(document: list[Parsed], symbols: Symbols, tally: Tally) -> None:
    """Adds to the symbols what verbs leave behind when it has facts: told on occasions, or of its noun."""
    nouns: dict[str, None] | None = None
    spoken_of: set[str] = set()
    for parsed in document:
        for index, clause in enumerate(parsed.clauses):
            verb = clause.verb
            if verb is None or verb.negated or verb.lemma in symbols.events:
                continue
            if not may_be_event(verb.lemma) or (index == 0 and occasion_thing(parsed) is not None):
                continue
            if _transitive(clause, symbols):
                spoken_of.add(verb.lemma)
            elif verb.lemma not in spoken_of or clause.condition not in OCCASIONS:
                continue
            nouns = nouns if nouns is not None else dict.fromkeys(_told(document, tally))
            spoken = next((name for name in _forms(verb) if name in nouns and _free(name, symbols)), None)
            known = next((name for name in _forms(verb) if symbols.named(name) is not None), None)
            occasion = clause.condition in OCCASIONS and any(_recorded(c) for c in parsed.clauses[index + 1 :])
            if known is None and spoken is None and not occasion:
                continue
            name = symbols.named(known) if known else spoken or default_noun(verb)
            if name is None or name in _participants(clause, symbols):
                continue
            symbols.entities.setdefault(name, 2.0)
            symbols.events[verb.lemma] = name


def may_be_event(lemma: str) -> bool:
    """Whether an action of that verb can leave a record of its own."""
    if lemma in _NO_EVENTS or lemma in lex.ACCESS_VERBS:
        return False
    frame = lex.VERB_FRAMES.get(lemma, "other")
    return frame in {"use", "other"} or lemma in lex.NOMINALISATIONS or frame == "create"


def participants(clause: Clause, symbols: Symbols) -> list[tuple[Noun, str]]:
    """The entities that take part in what the verb of a clause says, each once."""
    found: dict[str, Noun] = {}
    for noun in _slots(clause):
        entity = symbols.resolve(noun) if noun.words else None
        if entity is not None:
            found.setdefault(entity, noun)
    return [(noun, entity) for entity, noun in found.items()]


def default_noun(verb: Verb) -> str:
    """The noun of a verb that the text does not name itself."""
    lemma = verb.lemma
    if lemma in lex.NOMINALISATIONS:
        return lex.NOMINALISATIONS[lemma]
    if verb.particle is not None:
        return f"{lemma}_{verb.particle}"
    if lemma in lex.NOUN_LIKE:
        return lemma
    for ending, noun in (
        ("ate", "ation"),
        ("ise", "isation"),
        ("ize", "ization"),
        ("ify", "ification"),
        ("ct", "ction"),
    ):
        if lemma.endswith(ending):
            return lemma[: -len(ending)] + noun
    return (lemma[:-1] if lemma.endswith("e") and not lemma.endswith("ee") else lemma) + "ing"


def _forms(verb: Verb) -> Iterator[str]:
    """The names that what a verb leaves behind can have."""
    lemma = verb.lemma
    if lemma in lex.NOMINALISATIONS:
        yield lex.NOMINALISATIONS[lemma]
    for particle in [verb.particle] if verb.particle else ("in", "out", "up", "off"):
        yield f"{lemma}_{particle}"
    stem = lemma[:-1] if lemma.endswith(("e", "y")) else lemma
    for ending in _ENDINGS:
        for base in (lemma, stem):
            if len(base) >= 3:
                yield base + ending


def _slots(clause: Clause) -> list[Noun]:
    return [*clause.subjects, *clause.objects, *clause.prep(*_PLACES)]


def _participants(clause: Clause, symbols: Symbols) -> set[str]:
    return {entity for _, entity in participants(clause, symbols)}


def _transitive(clause: Clause, symbols: Symbols) -> bool:
    """Whether two things take part; "somebody" and "one" stand for things that an earlier sentence named."""
    told = len(_participants(clause, symbols))
    return told >= 2 or (told == 1 and clause.pronoun in _ANYBODY | {"i"})


def _free(name: str, symbols: Symbols) -> bool:
    return name not in symbols.aliases and name not in symbols.roles


def _recorded(clause: Clause) -> bool:
    """Whether a clause says that something is written down."""
    verb = clause.verb
    if verb is None or verb.lemma not in _RECORDING or verb.negated:
        return False
    return bool(clause.objects) if not verb.passive else bool(clause.subjects)


def _told(document: Iterable[Parsed], tally: Tally) -> Iterator[str]:
    """The nouns that facts are told of: subjects, and what something is of."""
    for parsed in document:
        for clause in parsed.clauses:
            heads = [*clause.subjects] if clause.verb is not None else [*clause.objects]
            for noun in heads:
                about = noun.determiner in lex.ARTICLES | lex.UNIVERSAL or noun.plural
                facts = noun.qualifiers or _with_facts(clause)
                if about and facts and not tally.attributes.get(noun.name):
                    yield noun.name
            for noun in clause.nouns():
                if noun.of is not None and noun.of.determiner in {"the", "each", "every"} and noun.of.words:
                    yield noun.of.name
            for noun in clause.prep("for", "of"):
                if noun.determiner in {"each", "every"} and noun.words:
                    yield noun.name


def _with_facts(clause: Clause) -> bool:
    verb = clause.verb
    if verb is None:
        return False
    return verb.lemma in {"have", "carry", "contain", "include"} or bool(clause.prep("with"))
