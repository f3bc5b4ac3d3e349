"""The lines of a read-back: items below items, each a sentence, how it is known, and samples that say nothing new.

`[stated #1a2b3c4d: "quote" line 3 column 14 rule "own"]` is how a fact is known; the number is a checksum of its
sentences, by which an edited fact is told from one that was read.
"""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import dataclass, field

from backend_data_model.model.document import Evidence, Standing
from backend_data_model.readback.words import quoted

_STRING = r'"(?:[^"\\]|\\.)*"'
_WORDS: dict[Standing | None, str] = {
    Standing.USER: "yours",
    Standing.EXPLICIT: "stated",
    Standing.IMPLIED: "implied",
    Standing.LLM: "read by a language model",
    Standing.DEFAULT: "assumed",
    None: "not said",
}
_BACK = {word: standing for standing, word in _WORDS.items()}
_ONE = rf"{_STRING}(?: line -?\d+)?(?: column -?\d+)?(?: source {_STRING})?(?: rule {_STRING})?"
_LINE = re.compile(
    r"(?P<indent> *)- (?P<sentence>(?:[^`\[]|`[^`]*`)*\.)"
    rf"(?: \[(?P<known>{'|'.join(_BACK)}) #(?P<sum>[0-9a-f]{{8}})(?P<evidence>(?:[:;] {_ONE})*)\])?"
    r"(?P<sample> \*\((?:accepted|refused): .*\)\*)?"
)
_EVIDENCE = re.compile(
    rf"[:;] (?P<quote>{_STRING})(?: line (?P<line>-?\d+))?(?: column (?P<column>-?\d+))?"
    rf"(?: source (?P<source>{_STRING}))?(?: rule (?P<rule>{_STRING}))?"
)


@dataclass(slots=True)
class Item:
    """A sentence with those below it.  `known` is None where it has no reference of its own."""

    sentence: str
    below: list[Item] = field(default_factory=list)
    known: tuple[Standing | None, list[Evidence]] | None = None
    sample: str = ""
    line: int = 0
    depth: int = 0
    checksum: str | None = None

    def sum(self) -> str:
        """The checksum of the fact: its sentence and those below it that are not facts of their own."""
        mine = [self.sentence, *(item.sentence for item in self.below if not item.own)]
        return f"{zlib.crc32(chr(10).join(mine).encode()):08x}"

    @property
    def own(self) -> bool:
        """Whether the item is a fact of its own within another."""
        return self.sentence.startswith("Each pair has ")

    @property
    def unchanged(self) -> bool:
        """Whether the fact reads as it was written."""
        return self.checksum == self.sum()

    def lines(self, depth: int = 0) -> list[str]:
        """The item and all below it."""
        mark = reference(*self.known, self.sum()) if self.known else ""
        head = f"{'  ' * depth}- {self.sentence}{mark}{self.sample}"
        return [head, *(line for item in self.below for line in item.lines(depth + 1))]


def reference(standing: Standing | None, evidence: list[Evidence], checksum: str) -> str:
    """How a fact is known; nothing for a person's own."""
    if standing is Standing.USER and not evidence:
        return ""
    shown = "; ".join(map(_evidence, evidence))
    return f" [{_WORDS[standing]} #{checksum}{': ' if shown else ''}{shown}]"


def parse_line(text: str, number: int) -> Item | None:
    """The item on a line, None where the line is none; ValueError for a broken string."""
    found = _LINE.fullmatch(text)
    if found is None:
        return None
    known = None
    if found["known"]:
        known = (_BACK[found["known"]], [_read(one) for one in _EVIDENCE.finditer(found["evidence"])])
    depth = len(found["indent"])
    return Item(found["sentence"], known=known, line=number, depth=depth, checksum=found["sum"])


def _evidence(one: Evidence) -> str:
    line = "" if one.line is None else f" line {one.line}"
    column = "" if one.column is None else f" column {one.column}"
    source = "" if one.source is None else f" source {quoted(one.source)}"
    rule = "" if one.rule is None else f" rule {quoted(one.rule)}"
    return f"{quoted(one.quote)}{line}{column}{source}{rule}"


def _read(found: re.Match[str]) -> Evidence:
    def number(key: str) -> int | None:
        return None if found[key] is None else int(found[key])

    def text(key: str) -> str | None:
        return None if found[key] is None else str(json.loads(found[key]))

    return Evidence(
        quote=str(json.loads(found["quote"])),
        line=number("line"),
        column=number("column"),
        source=text("source"),
        rule=text("rule"),
    )
