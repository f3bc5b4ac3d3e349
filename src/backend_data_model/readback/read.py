"""A model from its read-back.  Every sentence outside the language is reported, with the nearest pattern."""

from __future__ import annotations

import difflib
import json
import re
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from backend_data_model.documents.contradictions import contradictions
from backend_data_model.documents.problem import DocumentError, Problem
from backend_data_model.model.document import Model, Overridden, Question, Sentence
from backend_data_model.model.position import Position
from backend_data_model.readback.build import Builder
from backend_data_model.readback.outline import Item, parse_line
from backend_data_model.readback.patterns import PATTERNS
from backend_data_model.readback.words import scalar_of
from backend_data_model.readback.write import APPENDIX, ASSUMPTIONS, MARK, NO_TITLE, copy_sum

if TYPE_CHECKING:
    from backend_data_model.documents.places import Path

_MARKED = re.compile(r"\*\*[^*]*\*\*|\*[^*]*\*|`[^`]*`")
_PLACE = re.compile(r"\{[^}]*\}")
_ITEM = "an item is `- Sentence.`, with two blanks before the dash for each level"


def is_readback(text: str) -> bool:
    """Whether a text says in its first line that it is a read-back."""
    return text.lstrip("\ufeff").startswith("<!-- bdm readback")


def read_readback(text: str, source: str | None = None) -> Model:
    """The model that a read-back states; DocumentError listing every line that states nothing, or what clashes."""
    model, places, problems = _read(text, source)
    if not problems:
        problems = [
            Problem(clash.message, clash.help, Position(_line_of(places, clash.path), 1, source))
            for clash in contradictions(model)
        ]
    if problems:
        raise DocumentError(problems)
    return model


def parse_readback(text: str, source: str | None = None) -> Model:
    """As `read_readback`, for a model that may contradict itself."""
    model, _, problems = _read(text, source)
    if problems:
        raise DocumentError(problems)
    return model


def _read(text: str, source: str | None) -> tuple[Model, dict[Path, int], list[Problem]]:
    reader = _Reader(source)
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), 1):
        reader.line(line.rstrip("\r \t"), number)
    for item in reader.items:
        reader.state(item)
    return reader.builder.model(), reader.builder.places, reader.problems


class _Reader:
    """The lines as items, then the items as facts."""

    def __init__(self, source: str | None) -> None:
        self.source = source
        self.builder = Builder()
        self.items: list[Item] = []
        self.open: list[Item] = []
        self.problems: list[Problem] = []
        self.section = ""
        self.fenced = False

    def problem(self, line: int, message: str, help_: str) -> None:
        self.problems.append(Problem(message, help_, Position(line, 1, self.source)))

    def line(self, text: str, number: int) -> None:
        """Take one line."""
        if number == 1 and text != MARK:
            self.problem(1, f"{text!r} is not a mark of this language", f"the first line is {MARK}")
        elif self.section == APPENDIX:
            self._appendix(text, number)
        elif text.startswith("# "):
            self._title(text[2:], number)
        elif text.startswith(("## ", "### ")):
            self.section = text
        elif not text.lstrip(" ").startswith(("-", "*", "+")):
            self._prose(text, number)
        elif self.section == ASSUMPTIONS:
            sentence, _, mark = text.removeprefix("- ").rpartition(" [copy #")
            if mark != f"{copy_sum(sentence)}]":
                advice = "correct the sentence at its place below; this list is only a copy"
                self.problem(number, "a line of the assumptions was edited or added", advice)
        else:
            self._item(text, number)

    def _prose(self, text: str, number: int) -> None:
        intro = self.section in ("", ASSUMPTIONS) or number == 1
        if text and not intro:
            self.problem(number, f"{_short(text)} is not an item", _ITEM)

    def _title(self, shown: str, number: int) -> None:
        try:
            title = str(scalar_of(shown)) if shown.startswith("`") and shown.endswith("`") else shown
        except ValueError:
            self.problem(number, "the title is a broken JSON string", "write it without quotes, or mend them")
            return
        self.builder.title = None if shown == NO_TITLE else title

    def _item(self, text: str, number: int) -> None:
        try:
            item = parse_line(text, number)
        except ValueError as error:
            self.problem(number, f"a text in quotes is broken: {error}", "write it as a JSON string")
            return
        if item is None or item.depth % 2 or item.depth // 2 > len(self.open):
            near = nearest(text.lstrip(" -").partition(" [")[0], "top" if text.startswith("-") else None)
            self.problem(number, f"{_short(text)} is not an item of this language", f"{_ITEM}; {near}")
            return
        del self.open[item.depth // 2 :]
        (self.open[-1].below if self.open else self.items).append(item)
        self.open.append(item)

    def _appendix(self, text: str, number: int) -> None:
        if text.startswith("```"):
            self.fenced = not self.fenced
        elif self.fenced and text:
            try:
                row = json.loads(text)
                for key, value in row.items():
                    if key == "question":
                        self.builder.note(Question.model_validate(value))
                    elif key == "overridden":
                        self.builder.note(Overridden.model_validate(value))
                    elif key == "sentence":
                        self.builder.note(Sentence.model_validate(value))
                    else:
                        raise ValueError(f"unknown key {key!r}")
            except (ValueError, AttributeError) as error:
                message = f"the appendix is broken: {str(error).splitlines()[0]}"
                self.problem(number, message, "mend the line, or delete the appendix")

    def state(self, item: Item) -> None:
        """Take what an item says, and what those below it say."""
        stack: list[tuple[Item, str, Any]] = [(item, "top", None)]
        while stack:
            item, below, owner = stack.pop()
            try:
                id_, values = _match(item.sentence, below)
                fact = self.builder.take(below, id_, values, item, owner)
            except ValidationError as error:
                first = error.errors()[0]
                place = ".".join(str(step) for step in first["loc"])
                self.problem(item.line, f"{place}: {first['msg']}", f"found {_short(item.sentence)}")
                continue
            except LookupError as error:
                self.problem(item.line, str(error.args[0]), nearest(item.sentence, below))
                continue
            except ValueError as error:
                self.problem(item.line, str(error), "correct it here, or delete the sentence")
                continue
            inner = id_.partition(".")[0]
            stack += [(child, inner, fact) for child in reversed(item.below)]


def nearest(sentence: str, below: str | None) -> str:
    """The pattern that looks most like a sentence, as advice."""
    patterns = [pattern for key, group in PATTERNS.items() if below in (None, key) for pattern in group]
    if not patterns:
        return "nothing stands below such a sentence"
    bare = _MARKED.sub("", sentence[:300])
    matcher = difflib.SequenceMatcher(None, b=bare)
    best, most = patterns[0], -1.0
    for pattern in patterns:
        matcher.set_seq1(_PLACE.sub("", pattern.template))
        if matcher.ratio() > most:
            best, most = pattern, matcher.ratio()
    return f"the nearest pattern is: {best.shown}"


def _match(sentence: str, below: str) -> tuple[str, dict[str, Any]]:
    for pattern in PATTERNS.get(below, ()):
        values = pattern.read(sentence)
        if values is not None:
            return pattern.id, values
    raise LookupError(f"{_short(sentence)} follows no pattern" + ("" if below == "top" else f" below {below}"))


def _line_of(places: dict[Path, int], path: Path) -> int:
    while path and path not in places:
        path = path[:-1]
    return places.get(path, 1)


def _short(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:77] + "...")
