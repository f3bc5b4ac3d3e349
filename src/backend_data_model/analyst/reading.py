"""A requirements text as parsed statements: the input of every rule."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.analyst import lexicon as lex
from backend_data_model.analyst.chunker import Chunker
from backend_data_model.analyst.clause import Clause
from backend_data_model.analyst.clause_parser import ClauseParser
from backend_data_model.analyst.enumerations import find_enumerations
from backend_data_model.analyst.predicates import share_predicates
from backend_data_model.analyst.qualifiers import Normalised, Qualifier, find_qualifiers
from backend_data_model.analyst.receivers import split_receivers
from backend_data_model.analyst.repeated_nouns import join_repeated
from backend_data_model.analyst.second_mentions import fill_second_mentions
from backend_data_model.analyst.shared_heads import share_heads
from backend_data_model.analyst.spoken import as_meant
from backend_data_model.analyst.statements import Statement, read_statements
from backend_data_model.analyst.tokens import Token, tokenize
from backend_data_model.analyst.word_set import word_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.analyst.phrase import Chunk, Noun

_STORY_OPENING = re.compile(
    r"as (?:(?:an?|the|any) )?[^,.:;]{2,60}?,? (?:i|we) (?:also )?"
    r"(?:would like|wish|want|need|expect|must|have|should|could"
    r"|can|may|am able|will|'d like|would love|do not want|get)?(?: to be able)?(?: to)? ?"
)
_STORY_END = re.compile(r",? (?:so that|so i|so we|so they|so the|in order to|in order that|because)\b.*$")


_OPENERS = word_set(
    """
    so and also well okay ok oh now then right yes no , but ... please hm great sure
    """
)


# A label such as "Lines on an order" names the order lines.
_WHOLE = frozenset({"per", "for", "on", "against", "in", "under"})
_PARTS = frozenset({"line", "item", "entry", "row", "position", "step", "page", "section"})

# Labels of a change, which name nothing: "Correction: ...", "Update (12 March): ...", "Edit, Tuesday: ...".
_CHANGES = word_set(
    """
    correction corrections update updates edit addendum amendment erratum change changes decision decided changed
    ps p.s. p.p.s. postscript clarification revised revision resolved agreed
    """
)
_LONGEST_CHANGE = 6


@dataclass(slots=True)
class Parsed:
    """One statement with its tokens, qualifier phrases and clauses.  `header` is the noun before a leading colon."""

    statement: Statement
    tokens: list[Token]
    qualifiers: list[Qualifier]
    clauses: list[Clause]
    normal: str
    header: Noun | None = None

    def nouns(self) -> Iterator[Noun]:
        """All noun phrases of the clauses, outermost first."""
        for clause in self.clauses:
            yield from clause.nouns()


def parse_document(text: str) -> list[Parsed]:
    """Every statement of the text, parsed; headings and rows stay whole."""
    document = [parse_statement(statement) for statement in read_statements(text)]
    split_receivers(document)
    return document


def parse_statement(statement: Statement) -> Parsed:
    """Tokens, qualifiers and clauses of one statement."""
    if statement.kind in {"code", "mail_header"} or statement.aside is not None:
        return Parsed(statement, [], [], [], "")
    if statement.row is not None:
        tokens = tokenize(statement.row.reads)
        normal = Normalised(tokens)
        return Parsed(statement, tokens, find_qualifiers(normal), [], normal.text)
    text = statement.text.replace("|", ";") if statement.kind == "row" else statement.text
    tokens = fill_second_mentions(as_meant(tokenize(text)))
    normal = Normalised(tokens)
    start, stop = 0, len(tokens)
    if statement.role is not None:
        start, stop = _story_span(normal)
    while (
        start < stop - 1
        and tokens[start].lower in _OPENERS
        and tokens[start + 1].lower not in {"that", "far", "long", "as"}
    ):
        start += 1
    header, start = _header(tokens, start)
    if (
        header is not None
        and (tokens[header[0]].lower in _CHANGES or tokens[header[1] - 2].lower in _CHANGES)
        and header[1] - header[0] <= _LONGEST_CHANGE
    ):
        header = None
    phrases = [q for q in find_qualifiers(normal) if not (_looks_after(tokens, q) or _counts_things(tokens, q))]
    values = find_enumerations(tokens, [q for q in phrases if q.kind in {"range", "length", "unique", "compare"}])
    qualifiers = sorted(
        [q for q in phrases if not any(v.first <= q.first <= v.last or v.first <= q.last <= v.last for v in values)]
        + values,
        key=lambda q: q.first,
    )
    chunker = Chunker(tokens, qualifiers, start, record=header is not None)
    if statement.role is not None and start and tokens[start - 1].lower in lex.MODALS | {"to"}:
        chunker.look.sure = start
    chunks = chunker.chunks(start, stop)
    head = None
    if header is not None:
        head_chunks = Chunker(tokens, [], header[0]).chunks(*header)
        head = _header_noun(head_chunks)
        if head is None:
            chunks = Chunker(tokens, qualifiers, header[0]).chunks(header[0], stop)
    share_heads(chunks, tokens)
    clauses = ClauseParser(chunks, wish=statement.role is not None, tokens=tokens).parse() if chunks else []
    clauses = [part for clause in clauses for part in _spliced(clause, tokens)]
    for clause in clauses:
        join_repeated(clause)
    clauses = share_predicates(clauses, tokens)
    if statement.role is not None and clauses and not clauses[0].subjects and clauses[0].pronoun is None:
        clauses[0].pronoun = "i"
    if head is not None and tokens[0].kind == "quote" and all(clause.verb is None for clause in clauses):
        clauses = []
    return Parsed(statement, tokens, qualifiers, clauses, normal.text, head)


def _counts_things(tokens: list[Token], qualifier: Qualifier) -> bool:
    """Whether a number without a unit says how many things there are: "at most one per test request"."""
    after = tokens[qualifier.last + 1].lower if qualifier.last + 1 < len(tokens) else ""
    return qualifier.kind == "range" and qualifier.unit is None and qualifier.first == 0 and after == "per"


def _looks_after(tokens: list[Token], qualifier: Qualifier) -> bool:
    """Whether "after" belongs to a verb of care ("editors look after many books") and compares nothing."""
    before = tokens[qualifier.first - 1].lower if qualifier.first else ""
    return tokens[qualifier.first].lower == "after" and before in {"look", "looks", "looked", "looking"}


def _spliced(clause: Clause, tokens: list[Token]) -> list[Clause]:
    """ "Start date, end date, the end date comes later": a list, then a sentence about one of it after a comma."""
    last = clause.subjects[-1] if len(clause.subjects) > 2 and clause.verb is not None else None
    if last is None or tokens[last.first - 1].lower not in {",", "the"} or last.determiner not in {"the", None}:
        return [clause]
    listed = clause.subjects[:-1]
    if not any(n.words[: len(last.words)] == last.words for n in listed if last.words):
        return [clause]
    clause.subjects = [last]
    return [Clause(objects=listed, first=listed[0].first), clause]


def _story_span(normal: Normalised) -> tuple[int, int]:
    """The tokens of what the user wants: without "As a ..., I want to" and without "so that ..."."""
    opening = _STORY_OPENING.match(normal.text)
    start = normal.token_at(opening.end()) if opening and opening.end() < len(normal.text) else 0
    ending = _STORY_END.search(normal.text, opening.end() if opening else 0)
    stop = normal.token_at(ending.start() + 1) if ending else len(normal.tokens)
    return (start, stop) if stop > start else (start, len(normal.tokens))


def _header(tokens: list[Token], start: int) -> tuple[tuple[int, int] | None, int]:
    """The span of a label before a colon ("Parcel lockers: ..."), and where the rest begins."""
    limit = min(len(tokens), start + 9)
    for i in range(start + 1, limit):
        word = tokens[i].lower
        if word in {":", "="} or (
            word in {"-", "–", "—"}
            and tokens[i].kind == "punct"
            and i + 1 < len(tokens)
            and tokens[i].start > tokens[i - 1].end
            and tokens[i + 1].start > tokens[i].end
        ):
            return ((start, i), i + 1) if i + 1 < len(tokens) else (None, start)
        if word in {",", ";", ".", "?"}:
            return None, start
    return None, start


def _header_noun(chunks: list[Chunk]) -> Noun | None:
    """The noun of a label; None when the label is a clause of its own."""
    nouns = [c.noun for c in chunks if c.kind == "np" and c.noun is not None]
    if not nouns or any(c.kind in {"verb", "sub", "pron"} for c in chunks):
        return None
    noun = nouns[0]
    if any(c.kind == "prep" and c.word == "of" for c in chunks) and len(nouns) > 1:
        noun.of = nouns[1]
    if any(c.kind == "prep" and c.word in _WHOLE for c in chunks) and len(nouns) > 1:
        noun.possessor = nouns[1]
        if noun.head in _PARTS and len(noun.words) == 1 and nouns[1].words:
            noun.words = [*nouns[1].words[:-1], nouns[1].head, *noun.words]
    for chunk in chunks:
        if chunk.kind == "paren":
            noun.asides.extend(ClauseParser(chunk.inner).parse())
    return noun
