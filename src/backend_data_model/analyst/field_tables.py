"""Layer 1: tables of a document - rows that list the fields of a thing are read as items of that thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from backend_data_model.analyst.word_set import word_set

TableKind = Literal["fields", "terms", "other"]

_FIELD = word_set("field attribute column property fields attributes columns properties data_field data_item")
_OBJECT = word_set("object entity table thing record object_type record_type")
_TYPE = word_set("type data_type format kind")
_TERM = word_set("term word expression abbreviation acronym name_used we_say")
_MEANING = word_set("meaning definition explanation means what_we_mean what_it_means stands_for description")
_REQUIRED = word_set("required mandatory obligatory compulsory needed")
_NO = word_set("no n false optional - – — never")
_REMARKS = word_set(
    """
    unique required mandatory optional blank empty not no yes see default greater less than more most least positive
    negative if when unless until after before is are was has can may must only per from to in of the a an it its we
    null required characters digits etc
    """
) - {"in", "of", "to", "no"}
_TYPES = {
    "text": "text", "string": "text", "free text": "text", "varchar": "text",
    "number": "integer", "integer": "integer", "int": "integer", "whole number": "integer", "count": "integer",
    "decimal": "decimal", "amount": "money", "money": "money",
    "date": "date", "day": "date", "timestamp": "timestamp", "datetime": "timestamp", "date and time": "timestamp",
    "date/time": "timestamp", "time": "time",
    "yes/no": "boolean", "y/n": "boolean", "boolean": "boolean", "bool": "boolean", "flag": "boolean",
    "true/false": "boolean", "checkbox": "boolean",
}  # fmt: skip
_ARROW = re.compile(r"(?:→|->|=>|\bref(?:erence)?(?: to)?\b|\blink to\b|\bFK(?: to)?\b)[ \t]*", re.IGNORECASE)
_NUMBERING = re.compile(r"(?:[A-Z]\.)?\d{1,3}(?:\.\d{1,3}){0,5}\.?[ \t]+(?=\S)|[A-Z]\.\d{1,3}[ \t]+(?=\S)")
_RULE = re.compile(r"\|?[ \t:|-]*-[ \t:|-]*$")


@dataclass(slots=True)
class FieldRow:
    """A row of a table of fields: whose fields, their names, what the other cells state, and the text to read.

    `reads` is as long as the row, so that offsets hold; value lists, types and references are blanked in it.
    """

    owner: str | None
    names: list[str]
    reads: str
    type: str | None = None
    target: str | None = None
    values: tuple[str, ...] = ()
    optional: bool = False


@dataclass(slots=True)
class TableHead:
    """Which column of a table says what; -1 where none does."""

    kind: TableKind
    name: int = -1
    owner: int = -1
    type: int = -1
    required: int = -1
    meaning: int = -1


def read_head(row: str) -> TableHead:
    """What kind of table the first row of it announces."""
    labels = ["_".join(row[a:b].strip().lower().split()) for a, b in cells(row)]

    def place(words: frozenset[str]) -> int:
        return next((i for i, label in enumerate(labels) if label in words), -1)

    name = place(_FIELD)
    if name >= 0:
        return TableHead("fields", name, place(_OBJECT), place(_TYPE), place(_REQUIRED))
    if (term := place(_TERM)) >= 0:
        meaning = place(_MEANING)
        return TableHead("terms", term, meaning=meaning if meaning >= 0 else term + 1)
    return TableHead("other")


def is_rule(row: str) -> bool:
    """Whether a row only draws the line under the head."""
    return _RULE.match(row.strip()) is not None


def cells(row: str) -> list[tuple[int, int]]:
    """The spans of the cells of a row, without the bars."""
    bars = [i for i, char in enumerate(row) if char == "|" and (i == 0 or row[i - 1] != "\\")]
    edges = [*([] if row.startswith("|") else [-1]), *bars, *([] if row.rstrip().endswith("|") else [len(row)])]
    return [(a + 1, b) for a, b in pairwise(edges)]


def read_row(row: str, head: TableHead) -> FieldRow | None:
    """A row of a table of fields as an item: "name, unique"; every character keeps its place."""
    spans = cells(row)
    if head.name >= len(spans):
        return None
    start, stop = spans[head.name]
    names = [name for name in (part.strip() for part in re.split(r"[/,]", row[start:stop])) if name]
    if not names:
        return None
    owner = row[slice(*spans[head.owner])].strip() if 0 <= head.owner < len(spans) else None
    text = [" "] * len(row)
    text[start:stop] = row[start:stop]
    found = FieldRow(owner or None, names, "")
    for index, (start, stop) in enumerate(spans):
        if index in {head.name, head.owner} or not row[start:stop].strip():
            continue
        if index == head.required:
            found.optional = row[start:stop].strip().lower().rstrip(".") in _NO
            continue
        start = _typed(row, start, stop, found, only=index == head.type)
        if row[start:stop].strip():
            text[start - 1] = ","
            text[start:stop] = row[start:stop]
    found.reads = "".join(text)
    return found


def read_term(row: str, head: TableHead) -> tuple[str, str] | None:
    """A row of a glossary: the term and its meaning."""
    spans = cells(row)
    if head.kind != "terms" or head.meaning >= len(spans) or is_rule(row):
        return None
    return row[slice(*spans[head.name])].strip(' "“”'), row[slice(*spans[head.meaning])].strip()


def _typed(row: str, start: int, stop: int, found: FieldRow, *, only: bool) -> int:
    """Takes the type, the reference or the value list that a cell opens with; gives where its remarks begin."""
    for end in (stop, row.find(";", start, stop), row.find(",", start, stop)):
        if end < 0:
            continue
        part = row[start:end].strip()
        if found.type is None and part.lower() in _TYPES:
            found.type = _TYPES[part.lower()]
            return min(end + 1, stop)
        if arrow := _ARROW.match(part):
            found.target = part[arrow.end() :].strip()
            return min(end + 1, stop)
        if not found.values and (values := _values(part, listed=only)):
            found.values = values
            return min(end + 1, stop)
    return start


def _values(part: str, *, listed: bool) -> tuple[str, ...]:
    """The values that a cell lists ("petrol, diesel or electric", "open / closed"); empty when it is something else."""
    joined = " or " in part or "/" in part or "|" in part
    values = tuple(v.strip(" \"'`*_") for v in re.split(r"\s*[,/|]\s*(?:or\s+|and\s+)?|\s+or\s+", part) if v.strip())
    if len(values) < (2 if joined or listed else 3):
        return ()
    for value in values:
        words = value.lower().split()
        if not 1 <= len(words) <= 3 or not value[0].isalpha() or _REMARKS & {*words}:
            return ()
    return values


def title_of(line: str) -> str:
    """A title without its number ("B.1 Container" -> "Container")."""
    found = _NUMBERING.match(line)
    return line[found.end() :].strip() if found else line.strip()
