"""Which sentence led to what: from the reasons and evidence of facts to sentences, and back."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.report.markup import anchor

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backend_data_model.model.document import Model, Outcome, Sentence
    from backend_data_model.model.schema import Check, ForeignKey, Index, Reason, Schema, Unique

LOOK_BACK = 8


@dataclass(frozen=True, slots=True)
class Result:
    """Something that came of a sentence: what to call it and the id of its place in the page."""

    label: str
    target: str


@dataclass(slots=True)
class Provenance:
    """Finds the sentence of a quote and line, and collects the results of each sentence."""

    sentences: list[Sentence]
    results: dict[int, dict[Result, None]] = field(default_factory=dict)
    _order: list[int] = field(default_factory=list)
    _lines: list[int] = field(default_factory=list)
    _squeezed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._order = sorted(
            range(len(self.sentences)), key=lambda i: (self.sentences[i].line, self.sentences[i].column)
        )
        self._lines = [self.sentences[i].line for i in self._order]
        self._squeezed = [squeezed(sentence.text) for sentence in self.sentences]

    def sentence_of(self, quote: str, line: int | None) -> int | None:
        """The number of the sentence in which the quoted words stand, looked for at `line` and a little above."""
        if line is None:
            return None
        last = bisect_right(self._lines, line)
        near = self._order[max(0, last - LOOK_BACK) : last][::-1]
        words = squeezed(quote)
        holding = [i for i in near if words and (words in self._squeezed[i] or self._squeezed[i] in words)]
        on_line = [i for i in near if self.sentences[i].line == line]
        return next(iter([i for i in holding if i in on_line] or holding or on_line), None)

    def add(self, sentence: int | None, result: Result) -> None:
        """Records that the result came of the sentence."""
        if sentence is not None:
            self.results.setdefault(sentence, {})[result] = None

    def count(self, outcome: Outcome) -> int:
        """How many sentences ended so."""
        return sum(sentence.outcome is outcome for sentence in self.sentences)


def trace(model: Model, schema: Schema | None) -> Provenance:
    """The provenance of everything in the schema, and of the rules and questions of the model."""
    found = Provenance(model.sentences)
    for table in schema.tables if schema else []:
        name = table.qualified_name
        _reasons(found, table.reasons, name, anchor("t", name))
        for column in table.columns:
            _reasons(found, column.reasons, f"{name}.{column.name}", anchor("c", name, column.name))
        groups: tuple[tuple[str, Sequence[Unique | Check | ForeignKey | Index]], ...] = (
            ("unique", table.uniques),
            ("check", table.checks),
            ("key", table.foreign_keys),
            ("index", table.indexes),
        )
        for kind, constraints in groups:
            for index, constraint in enumerate(constraints):
                label = constraint.name or f"{name} {kind}"
                _reasons(found, constraint.reasons, label, anchor("k", name, kind, str(index)))
    for index, question in enumerate(model.questions):
        for evidence in question.evidence:
            where = found.sentence_of(evidence.quote, evidence.line)
            found.add(where, Result(f"question {index + 1}", anchor("q", question.id)))
    for index, rule in enumerate(model.application_rules):
        for evidence in rule.evidence:
            where = found.sentence_of(evidence.quote, evidence.line)
            found.add(where, Result("application rule", anchor("r", str(index))))
    return found


def _reasons(found: Provenance, reasons: Iterable[Reason], label: str, target: str) -> None:
    for reason in reasons:
        found.add(found.sentence_of(quote_in(reason.text) or reason.text, reason.line), Result(label, target))


def squeezed(text: str) -> str:
    """The text with single blanks, for comparing."""
    return " ".join(text.split()).lower()


def quote_in(text: str) -> str | None:
    """The words of the requirements, where a reason is a quote (the designer puts those in quotation marks)."""
    return text[1:-1] if len(text) > 2 and text[0] == text[-1] == '"' else None
