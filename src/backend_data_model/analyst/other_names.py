"""Pass 1, other names: "tenants, meaning the people who rent", and short names ("line" for "order line")."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.glossary import told_synonyms
from backend_data_model.analyst.morphology import singular
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.analyst.phrase import Noun
    from backend_data_model.analyst.reading import Parsed
    from backend_data_model.analyst.symbols import Symbols

_SAME_AS = (
    r"(?:meaning|i\.e\.?|that is|also called|also known as|aka|also written|also named"
    r"|by which we mean|otherwise called|called)"
)
_MEANING = re.compile(
    rf"(?P<a>[a-z][\w-]*(?: [a-z][\w-]*)?) ,? ?\(? ?{_SAME_AS} ,? ?(?:the |a |an )?(?P<b>[a-z][\w-]*)"
)
# One of these is in every text that _MEANING matches.
_CUES = ("mean", "i.e", "that is", "called", "known as", "aka", "written", "named")
_NEXT_WORD = re.compile(r" [a-z][\w-]*")
_WORDS = frozenset({"word", "name", "term", "expression"})
_OTHER_WORD = re.compile(
    r"(?P<a>[a-z][\w-]*(?: [a-z][\w-]*)?) [(,] ?(?:(?:which|that|this) is )?(?:just |only )?(?:our|another|the|an|a"
    r"|their) (?:(?:other|old|usual|internal|local|new|short|different) )?(?:word|name|term|expression) (?:for|of)"
    r" (?:the |an? )?(?P<b>[a-z][\w-]*)"
)
_ADJECTIVES = word_set(
    """
    new old other different main second first last next previous current upcoming active closed open locked
    draft single individual given particular specific freshly private public external internal physical digital
    missing remaining outstanding pending following running living waiting ongoing incoming outgoing
    live close clean present complete free like
    personal commercial independent completed paid large larger smaller existing own
    """
)
_ADJECTIVE_ENDING = re.compile(r"(?:ive|ous|ful|less|able|ible|ish)$")


@dataclass(slots=True)
class _Mentions:
    """When each name is first used, and how often; `end` is a place after all of them."""

    first: dict[str, int] = field(default_factory=dict)
    count: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    end: int = 0

    def earlier(self, one: str, other: str) -> bool:
        """Whether `one` is used before `other`."""
        return self.first.get(one, self.end) < self.first.get(other, self.end)


def find_told_names(document: list[Parsed], symbols: Symbols) -> None:
    """ "Tenants, meaning the people who rent": another name for the same thing."""
    for parsed in document:
        for match in _MEANING.finditer(parsed.normal) if any(cue in parsed.normal for cue in _CUES) else ():
            known, other = _singular_name(match.group("a")), _singular_name(match.group("b"))
            after = _NEXT_WORD.match(parsed.normal, match.end())
            if after is not None and (longer := _singular_name(match.group("b") + after.group())) in symbols.entities:
                other = longer
            if known in symbols.entities and other and other != known:
                symbols.aliases[other] = known
                symbols.entities.pop(other, None)

        for noun in _all_nouns(parsed):
            if (quoted := quoted_name(noun, parsed)) is not None and noun.name in symbols.entities:
                symbols.entities[quoted] = symbols.entities.pop(noun.name) + symbols.entities.get(quoted, 0)
                symbols.aliases[noun.name] = quoted
        for match in _OTHER_WORD.finditer(parsed.normal) if any(word in parsed.normal for word in _WORDS) else ():
            _join(_singular_name(match.group("a")), _singular_name(match.group("b")), symbols, second_preferred=True)
            for noun in parsed.nouns():
                noun.asides = [c for c in noun.asides if not any(n.head in _WORDS for n in c.objects)]
    _find_renamed(document, symbols)
    for one, two, second_preferred in told_synonyms(document):
        _join(_singular_name(one.lower()), _singular_name(two.lower()), symbols, second_preferred=second_preferred)


def quoted_name(noun: Noun, parsed: Parsed) -> str | None:
    """The name that a bracket gives a thing: "each emptying of a bin (a "lift")"."""
    if len(noun.asides) != 1 or noun.asides[0].verb is not None or len(noun.asides[0].objects) != 1:
        return None
    given = noun.asides[0].objects[0]
    first, last = parsed.tokens[given.first], parsed.tokens[given.last]
    told = given.determiner in lex.ARTICLES or first.lower in {"hereafter", "henceforth", "hereinafter"}
    return given.name if told and last.kind == "quote" and not given.qualifiers else None


_RENAMED = re.compile(
    r"(?:\b(?:renamed?|call) (?:the )?(?P<a>\"[\w-]+\"|[a-z][\w-]*(?: [a-z][\w-]*)?) (?:to|into|as)|(?:^"
    r"|[,;:.] )(?:the )?"
    r"(?P<b>\"[\w-]+\"|[a-z][\w-]*(?: [a-z][\w-]*)?) (?:is|are|was|were|has been|have been) (?:renamed(?: to| into"
    r"| as)?"
    r"|now (?:called|named))) (?:the |a |an )?(?P<new>\"[\w-]+\"|[a-z][\w-]*(?: [a-z][\w-]*)?)"
    r"(?= ?$| [.,;!(]| now| from now| everywhere| throughout)"
)


def _find_renamed(document: list[Parsed], symbols: Symbols) -> None:
    """ "Lockers are now called cabinets": the new name is that of the thing, the old one another name for it."""
    for parsed in document:
        if not parsed.statement.rank or (match := _RENAMED.search(parsed.normal)) is None:
            continue
        old, new = (
            _singular_name(one.strip('"').replace("_", " ")) for one in (match["a"] or match["b"], match["new"])
        )
        if old in symbols.entities and new and new != old:
            symbols.entities[new] = symbols.entities.get(new, 0) + symbols.entities.pop(old)
            symbols.aliases = {other: new if name == old else name for other, name in symbols.aliases.items()}
            symbols.aliases[old] = new
            symbols.aliases.pop(new, None)


def _join(one: str, two: str, symbols: Symbols, *, second_preferred: bool) -> None:
    """Makes `one` another name for `two`, or the other way round where only `one` is a thing of the text."""
    if not one or not two or one == two:
        return
    if two not in symbols.entities and (one in symbols.entities or not second_preferred):
        one, two = two, one
    if two not in symbols.entities:
        return
    symbols.aliases[one] = two
    symbols.entities[two] += symbols.entities.pop(one, 0)


def find_short_names(document: list[Parsed], symbols: Symbols, scores: dict[str, float]) -> None:
    """ "Line" is the "order line" that was introduced before it, or the only entity that ends in it."""
    mentions = _Mentions()
    for parsed in document:
        for noun in _all_nouns(parsed):
            mentions.first.setdefault(noun.name, mentions.end)
            mentions.count[noun.name] += 1
            mentions.end += 1
    longer: dict[str, list[str]] = defaultdict(list)
    for name in mentions.first:
        for short in _endings(name):
            longer[short].append(name)
    for short, names in longer.items():
        _shorten(short, names, symbols, scores, mentions)
    for name in list(symbols.entities):
        _drop_adjective(name, symbols, mentions)


def _shorten(short: str, longer: list[str], symbols: Symbols, scores: dict[str, float], mentions: _Mentions) -> None:
    candidates = [n for n in longer if n in symbols.entities and n not in symbols.subtypes]
    if short in symbols.entities and short not in symbols.subtypes.values():
        introduced = [
            n
            for n in longer
            if mentions.earlier(n, short)
            and (scores.get(n, 0) >= 1 or n in symbols.entities)
            and n not in symbols.subtypes
        ]
        if len(introduced) != 1 or any(n != introduced[0] for n in candidates):
            return
        name = introduced[0]
        if _noun_compound(name, short):
            symbols.entities[name] = symbols.entities.pop(short) + symbols.entities.get(name, 0)
            symbols.aliases[short] = name
    elif (
        short not in symbols.entities
        and len(candidates) == 1
        and short not in symbols.roles
        and short not in lex.WEAK_HEADS
        and short not in lex.TYPE_HEADS
    ):
        symbols.aliases.setdefault(short, candidates[0])


def _drop_adjective(name: str, symbols: Symbols, mentions: _Mentions) -> None:
    """ "Upcoming appointment" is the "appointment" that the text speaks of more often."""
    count = mentions.count
    short = "_".join(name.split("_")[1:])
    if (
        short
        and short not in symbols.entities
        and short not in symbols.aliases
        and short not in lex.WEAK_HEADS | lex.BOUNDARY_NOUNS
        and short not in lex.TYPE_HEADS
        and count[short] >= 2
        and count[name] == 1
        and mentions.earlier(short, name)
    ):
        symbols.entities[short] = symbols.entities.pop(name)
        symbols.aliases[name] = short
        return
    for short in _endings(name):
        adjective_like = count[short] >= 2 * count[name] and mentions.earlier(short, name)
        if (
            short in symbols.entities
            and name not in symbols.subtypes
            and (adjective_like or name.split("_")[0] in _ADJECTIVES)
        ):
            symbols.entities[short] += symbols.entities.pop(name)
            symbols.aliases[name] = short
            return


def _endings(name: str) -> Iterator[str]:
    """The shorter names that `name` ends in, longest first."""
    words = name.split("_")
    for start in range(1, len(words)):
        yield "_".join(words[start:])


def _noun_compound(name: str, short: str) -> bool:
    """Whether the word before `short` in `name` is a noun ("order line"), not an adjective or participle."""
    modifier = name[: -len(short) - 1].split("_")[-1]
    return modifier in lex.NOUN_LIKE or (
        modifier not in _ADJECTIVES
        and not _ADJECTIVE_ENDING.search(modifier)
        and lex.VERB_FORMS.get(modifier, ("", "base"))[1] in {"base", "ing"}
    )


def _all_nouns(parsed: Parsed) -> Iterator[Noun]:
    """The nouns of a statement in order, with those after "of" and in relative clauses."""
    if parsed.header is not None and parsed.header.words:
        yield parsed.header
    for noun in parsed.nouns():
        inner = [noun, noun.of] if noun.of is not None else [noun]
        for relative in noun.relatives:
            inner.extend(n for n in relative.objects if n is not noun)
            inner.extend(n for _, nouns in relative.preps for n in nouns)
        yield from (n for n in inner if n.words)


def _singular_name(text: str) -> str:
    """A captured phrase as an identifier, determiners and quantifiers dropped."""
    words = [w for w in text.replace("'s", "").split() if w not in lex.DETERMINERS | lex.MANY and not w.isdigit()]
    return "_".join([*words[:-1], singular(words[-1])]) if words else ""
