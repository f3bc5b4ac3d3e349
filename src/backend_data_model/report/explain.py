"""Why the schema is as it is: for a column or constraint its sentences and rules, for a sentence what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from backend_data_model.model.document import Outcome
from backend_data_model.model.errors import InputError
from backend_data_model.report.provenance import quote_in, trace
from backend_data_model.report.variants import Variant, pieces_of, variants

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backend_data_model.model.document import Model, Question
    from backend_data_model.model.schema import Reason, Schema, Table

ALL = "all"
_FIRST = (Outcome.UNPARSED, Outcome.PARTLY, Outcome.OVERRIDDEN, Outcome.NOT_SCHEMA, Outcome.USED)
_ASKED = frozenset({"table", "column", "unique", "foreign key"})
_FORM = "give all, a table, a column such as orders.status, the name of a constraint, or line:12"
STANDINGS = {
    "explicit": "stated",
    "implied": "follows from the words",
    "default": "assumed, because it is usual",
    "user": "decided by a person",
    "llm": "read by a language model",
}


@dataclass(frozen=True, slots=True)
class Cause:
    """One reason for a thing: the words or the decision, how it is known, and the rule that read the words."""

    text: str
    standing: str
    line: int | None = None
    rule: str | None = None
    reads: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the thing hangs on, and the answer given, or taken until one is given."""

    id: str
    text: str
    answer: str
    open: bool


@dataclass(frozen=True, slots=True)
class Thing:
    """A table, column, constraint or index with the causes of it, and what it is on engines where it differs."""

    name: str
    kind: str
    says: str
    causes: tuple[Cause, ...]
    questions: tuple[Asked, ...] = ()
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence, its outcome and the names of what came of it."""

    line: int
    text: str
    outcome: str
    reason: str | None
    led_to: tuple[str, ...]


@dataclass(slots=True)
class Explanation:
    """What was asked about: things of the schema, and sentences with those that were not understood first."""

    things: list[Thing] = field(default_factory=list)
    sentences: list[Source] = field(default_factory=list)


def explain(model: Model, schemas: Sequence[Schema], about: str = ALL) -> Explanation:
    """The explanation of everything, or of a table, `table.column`, constraint, entity, attribute or `line:12`.

    `schemas` are those of one design, a schema for each engine; where they differ, that is told.
    InputError where nothing has that name, with the nearest that there is.
    """
    sentences = list(_sentences(model, schemas))
    if about.startswith("line:"):
        return _of_line(model, schemas, sentences, about.removeprefix("line:").strip())
    found: list[Thing] = []
    names: dict[str, None] = {}
    for table, things in _by_table(model, schemas):
        whole = about in {ALL, table.name, table.qualified_name, table.entity}
        for thing in things:
            also = _also_called(table, thing)
            names |= dict.fromkeys(also)
            if whole or about in also:
                found.append(thing)
    if about == ALL:
        return Explanation(found, sorted(sentences, key=lambda each: _FIRST.index(Outcome(each.outcome))))
    if not found:
        near = get_close_matches(about, list(names), n=1)
        raise InputError(f"there is no {about!r} in the schema", help=f"did you mean {near[0]!r}?" if near else _FORM)
    return Explanation(found)


def _of_line(model: Model, schemas: Sequence[Schema], sentences: list[Source], number: str) -> Explanation:
    if not number.isdecimal():
        raise InputError(f"{number!r} is not the number of a line", help=_FORM)
    line = int(number)
    start = max((each.line for each in sentences if each.line <= line), default=None)
    chosen = [each for each in sentences if each.line == start]
    if not chosen:
        raise InputError(f"no sentence stands at line {line}", help=_FORM)
    led_to = {name for each in chosen for name in each.led_to}
    things = [thing for _, things in _by_table(model, schemas) for thing in things if thing.name in led_to]
    return Explanation(things, chosen)


def _sentences(model: Model, schemas: Sequence[Schema]) -> Iterator[Source]:
    came = [trace(model, schema).results for schema in schemas]
    for number, sentence in enumerate(model.sentences):
        led_to = tuple(dict.fromkeys(result.label for results in came for result in results.get(number, {})))
        yield Source(sentence.line, sentence.text, sentence.outcome.value, sentence.reason, led_to)


def _by_table(model: Model, schemas: Sequence[Schema]) -> list[tuple[Table, list[Thing]]]:
    """The tables of all schemas, each once, with what any of them has of it."""
    differing = variants(schemas)
    tables: dict[str, Table] = {}
    things: dict[str, dict[tuple[str, str], Thing]] = {}
    for schema in schemas:
        for table in schema.tables:
            tables.setdefault(table.qualified_name, table)
            known = things.setdefault(table.qualified_name, {})
            for piece in pieces_of(table):
                key = piece.kind, piece.name
                if key not in known:
                    asked = _asked(model.questions, table, piece.column) if piece.kind in _ASKED else ()
                    causes = _causes(piece.reasons)
                    known[key] = Thing(piece.name, piece.kind, piece.says, causes, asked, differing.get(key, ()))
    return [(table, list(things[name].values())) for name, table in tables.items()]


def _also_called(table: Table, thing: Thing) -> list[str]:
    """The names under which a thing is found: its own, and for a column those of the model."""
    if thing.kind != "column":
        return [thing.name]
    column = thing.name.rpartition(".")[2]
    owners = [table.qualified_name, table.name, *([table.entity] if table.entity else [])]
    return [f"{owner}.{name}" for owner in owners for name in (column, column.removesuffix("_id"))]


def _causes(reasons: Sequence[Reason]) -> tuple[Cause, ...]:
    from backend_data_model.analyst.catalogue import rule_meanings

    reads = rule_meanings()
    return tuple(
        dict.fromkeys(
            Cause(quote_in(each.text) or each.text, each.standing, each.line, each.rule, reads.get(each.rule or ""))
            for each in reasons
        )
    )


def _asked(questions: Sequence[Question], table: Table, column: str | None) -> tuple[Asked, ...]:
    """The questions about the entity itself, or about the attribute or role that became the column."""
    if table.entity is None:
        return ()
    about = {table.entity} if column is None else {f"{table.entity}.{column}"}
    if column is not None:
        about.add(f"{table.entity}.{column.removesuffix('_id')}")
    return tuple(
        Asked(question.id, question.text, question.answer or question.default, question.answer is None)
        for question in questions
        if question.about in about
    )


def explanation_lines(explanation: Explanation) -> Iterator[str]:
    """The explanation for a person: the sentences that left something out first, then the things, then the others."""
    unread = [each for each in explanation.sentences if each.outcome != Outcome.USED.value]
    rest = [each for each in explanation.sentences if each.outcome == Outcome.USED.value]
    for sentence in unread:
        yield from _source_lines(sentence)
    for thing in explanation.things:
        yield f"{thing.name}  ({thing.kind}{f': {thing.says}' if thing.says else ''})"
        for variant in thing.variants:
            yield f"    {variant}"
        for cause in thing.causes:
            place = f"line {cause.line}: " if cause.line is not None else ""
            yield f"    {STANDINGS.get(cause.standing, cause.standing)}: {place}{cause.text}"
            if cause.rule:
                yield f"      read by {cause.rule}{f', {cause.reads}' if cause.reads else ''}"
        if not thing.causes:
            yield "    made by the designer: no sentence speaks of it"
        for asked in thing.questions:
            taken = f"open, taken: {asked.answer}" if asked.open else f"answered: {asked.answer}"
            yield f"    question {asked.id}: {asked.text} ({taken})"
    for sentence in rest:
        yield from _source_lines(sentence)


def _source_lines(sentence: Source) -> Iterator[str]:
    reason = f": {sentence.reason}" if sentence.reason else ""
    yield f"line {sentence.line}  ({sentence.outcome.replace('_', ' ')}{reason})  {' '.join(sentence.text.split())}"
    if sentence.led_to:
        yield f"    led to {', '.join(sentence.led_to)}"


def explanation_data(explanation: Explanation) -> dict[str, Any]:
    """The explanation as plain data for JSON."""
    from dataclasses import asdict

    return asdict(explanation)
