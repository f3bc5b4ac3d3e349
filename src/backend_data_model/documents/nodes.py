"""YAML text as a tree of nodes that know their place; the only place where YAML is parsed.

The YAML accepted is the part that a document needs: maps with text keys, lists and scalars, read by the core schema of
YAML 1.2 (`yes`, `no` and dates are text).  Tags, anchors and aliases are refused, so a small file cannot become a large
one.  The work is linear in the length of the text.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend_data_model.documents.problem import DocumentError, Problem
from backend_data_model.model.position import Position

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CHARACTERS = 64 * 1024 * 1024
DEEPEST = 60

_NULL = {"", "~", "null", "Null", "NULL"}
_BOOLEAN = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INTEGER = re.compile(r"[-+]?[0-9]+\Z")
_BASED = re.compile(r"0(?:o[0-7]+|x[0-9a-fA-F]+)\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z")


@dataclass(slots=True)
class Node:
    """A scalar, list or map with its span: characters `start` to `end` of the text, 1-based line and column.

    `end` is the end of the last thing inside, without the blank space and comments that follow.
    """

    start: int
    end: int
    line: int
    column: int
    flow: bool = False


@dataclass(slots=True)
class ScalarNode(Node):
    """Text, a number, a boolean or null."""

    value: str | int | float | bool | None = None


@dataclass(slots=True)
class ListNode(Node):
    """A list."""

    items: list[Node] = field(default_factory=list)


@dataclass(slots=True)
class MapNode(Node):
    """A map; `keys` holds the node of each key."""

    items: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, Node] = field(default_factory=dict)


def parse_yaml(text: str, source: str | None = None) -> Node:
    """The one document that `text` holds.  Raises DocumentError with every problem found."""
    start = Position(1, 1, source)
    if len(text) > MOST_CHARACTERS:
        size, most = len(text) / 2**20, MOST_CHARACTERS // 2**20
        raise DocumentError([Problem(f"the document is too large ({size:.0f} MB)", f"keep it under {most} MB", start)])
    if (zero := text.find("\0")) >= 0:
        place = Position(text.count("\n", 0, zero) + 1, zero - text.rfind("\n", 0, zero), source)
        raise DocumentError([Problem("the document holds a NUL character", "give a text file in UTF-8", place)])
    reader = _Reader(source)
    root = reader.read(text)
    if reader.problems:
        raise DocumentError(reader.problems)
    if root is None:
        raise DocumentError([Problem("the document is empty", "start with `bdm: 1` and `entities:`", start)])
    return root


def plain(node: Node) -> Any:
    """The value of a node as Python data (dict, list, str, int, float, bool, None)."""
    if isinstance(node, MapNode):
        return {key: plain(value) for key, value in node.items.items()}
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    return node.value if isinstance(node, ScalarNode) else None


class _Reader:
    """Builds nodes from parser events without recursion, so that the depth is ours to limit."""

    def __init__(self, source: str | None) -> None:
        self.source = source
        self.problems: list[Problem] = []

    def read(self, text: str) -> Node | None:
        """The tree, or None where there is none; problems are left in `problems`."""
        import yaml

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        try:
            return self._build(yaml.parse(text, Loader=loader))
        except yaml.MarkedYAMLError as error:
            self.problems.append(self._syntax(text, error))
        except yaml.reader.ReaderError as error:
            place = Position(text.count("\n", 0, error.position) + 1, 1, self.source)
            character = text[error.position : error.position + 1]
            message = f"the document holds a character that YAML does not allow ({character!a})"
            self.problems.append(Problem(message, 'remove it, or write it as "\\xNN" in double quotes', place))
        except yaml.YAMLError as error:
            self.problems.append(Problem(f"this is not YAML: {error}", "correct it", Position(1, 1, self.source)))
        return None

    def _syntax(self, text: str, error: Any) -> Problem:
        mark = error.problem_mark or error.context_mark
        place = Position(mark.line + 1, mark.column + 1, self.source) if mark else Position(1, 1, self.source)
        lines = text.split("\n")
        line = lines[place.line - 1] if place.line <= len(lines) else ""
        indent = line[: len(line) - len(line.lstrip())]
        if "\t" in indent:
            place = Position(place.line, indent.index("\t") + 1, self.source)
            return Problem("a tab is used for indentation", "indent with spaces: YAML does not allow tabs there", place)
        what = " ".join(part for part in (error.context, error.problem) if part)
        advice = "check the indentation, and put text that holds `: `, ` #` or starts with a sign in double quotes"
        return Problem(f"this is not YAML: {what}", advice, place)

    def _build(self, events: Iterator[Any]) -> Node | None:
        import yaml

        root: Node | None = None
        stack: list[tuple[ListNode | MapNode, list[ScalarNode]]] = []
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                self._add("there is a second document in the file", "keep one document a file", event)
                return root
            if isinstance(event, (yaml.SequenceEndEvent, yaml.MappingEndEvent)):
                self._close(stack, event)
                continue
            if not isinstance(event, (yaml.ScalarEvent, yaml.AliasEvent, yaml.CollectionStartEvent)):
                continue
            node = self._node(event)
            if stack:
                self._put(stack[-1], node, event)
            else:
                root = node
            if isinstance(node, (ListNode, MapNode)):
                if len(stack) >= DEEPEST:
                    self._add(f"the document is nested deeper than {DEEPEST} levels", "flatten it", event)
                    return root
                stack.append((node, []))
        return root

    def _close(self, stack: list[tuple[ListNode | MapNode, list[ScalarNode]]], event: Any) -> None:
        node, _ = stack.pop()
        inside = list(node.items.values()) if isinstance(node, MapNode) else node.items
        node.end = event.end_mark.index if node.flow or not inside else inside[-1].end

    def _put(self, top: tuple[ListNode | MapNode, list[ScalarNode]], node: Node, event: Any) -> None:
        owner, waiting = top
        if isinstance(owner, ListNode):
            owner.items.append(node)
        elif waiting:
            key = waiting.pop()
            name = str(key.value)
            if name in owner.items:
                first = owner.keys[name].line
                message = f"the key {name!r} is there twice (first on line {first})"
                self.problems.append(Problem(message, "remove or rename one", self._place(key)))
            else:
                owner.items[name] = node
                owner.keys[name] = key
        elif isinstance(node, ScalarNode) and isinstance(node.value, str):
            waiting.append(node)
        else:
            self._add("a key that is not text", "write the key as a word, or in double quotes", event)
            waiting.append(ScalarNode(node.start, node.end, node.line, node.column, value=f"at {node.start}"))

    def _node(self, event: Any) -> Node:
        import yaml

        mark = event.start_mark
        span = (mark.index, event.end_mark.index, mark.line + 1, mark.column + 1)
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self._add(
                "anchors (`&`) and aliases (`*`) are not allowed", "write the value out, or quote the text", event
            )
        if isinstance(event, yaml.AliasEvent):
            return ScalarNode(*span)
        if event.tag is not None:
            self._add(f"the tag {event.tag!r} is not allowed", "remove it, or put the text in double quotes", event)
        if isinstance(event, yaml.MappingStartEvent):
            return MapNode(*span, flow=bool(event.flow_style))
        if isinstance(event, yaml.SequenceStartEvent):
            return ListNode(*span, flow=bool(event.flow_style))
        value = self._scalar(event) if event.style in (None, "") else event.value
        return ScalarNode(*span, value=value)

    def _scalar(self, event: Any) -> str | int | float | bool | None:
        written: str = event.value
        if written in _NULL:
            return None
        if written in _BOOLEAN:
            return _BOOLEAN[written]
        if _INTEGER.match(written) or _BASED.match(written):
            if len(written) > 400:
                self._add("a number with more than 400 digits", "put it in double quotes if it is text", event)
                return 0
            return int(written, 10 if _INTEGER.match(written) else 0)
        if _NOT_FINITE.match(written) or (_FLOAT.match(written) and not math.isfinite(float(written))):
            self._add(f"the number {written} is not finite", "write a finite number", event)
            return 0.0
        return float(written) if _FLOAT.match(written) else written

    def _add(self, message: str, advice: str, event: Any) -> None:
        mark = event.start_mark
        self.problems.append(Problem(message, advice, Position(mark.line + 1, mark.column + 1, self.source)))

    def _place(self, node: Node) -> Position:
        return Position(node.line, node.column, self.source)
