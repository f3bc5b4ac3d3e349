"""Edits a YAML text in place: only the spans whose value changed are rewritten, all other characters stay."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from backend_data_model.documents.emit import entry, inline, item, scalar
from backend_data_model.documents.nodes import ListNode, MapNode, Node, ScalarNode, plain

IDENTITY = (
    ("id",),
    ("entity", "role"),
    ("entity", "description"),
    ("members", "within", "when"),
    ("rule",),
    ("text", "line", "column"),
    ("quote", "line"),
    ("text",),
)


@dataclass(slots=True)
class Edit:
    """The characters from `start` to `end` become `text`."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Splicer:
    """Gathers the edits that turn the data of a text into other data."""

    text: str
    edits: list[Edit] = field(default_factory=list)

    def value(self, node: Node, new: Any, full: Any) -> bool:
        """Edits the value at `node`; False where the entry around it must be rewritten instead."""
        if same(plain(node), new) or subsumed(plain(node), new, full):
            return True
        if isinstance(node, MapNode) and isinstance(new, dict) and new and not node.flow and node.items:
            self._map(node, new, full if isinstance(full, dict) else {})
            return True
        if isinstance(node, ListNode) and isinstance(new, list) and new and not node.flow and node.items:
            return self._list(node, new, full if isinstance(full, list) else [])
        if self._one_line(node) and (node.flow or isinstance(node, ScalarNode)) and _short(new):
            self.edits.append(Edit(node.start, node.end, inline(new) if isinstance(new, (dict, list)) else scalar(new)))
            return True
        return False

    def _map(self, node: MapNode, new: dict[str, Any], full: dict[str, Any]) -> None:
        indent = next(iter(node.keys.values())).column - 1
        anchors = dict.fromkeys(node.items)
        for key, child in node.items.items():
            if key in new:
                if not self.value(child, new[key], full.get(key)):
                    self._replace(node.keys[key], child, entry(key, new[key], indent))
            elif not (key in full and subsumed(plain(child), None, full[key])):
                self._delete(node.keys[key].start, child)
        after: str | None = None
        waiting: dict[str | None, list[str]] = {}
        for key, value in new.items():
            if key in anchors:
                after = key
            else:
                waiting.setdefault(after, []).extend(entry(key, value, indent))
        for anchor, lines in waiting.items():
            if anchor is None:
                self._insert(self._line_start(next(iter(node.keys.values())).start), lines, before=True)
            else:
                self._insert(self._line_end(node.items[anchor].end), lines)

    def _list(self, node: ListNode, new: list[Any], full: list[Any]) -> bool:
        dash = self._dash(node.items[0])
        if dash is None:
            return False
        indent = dash - self._line_start(dash)
        old = [identity(plain(child)) for child in node.items]
        places = {key: index for index, key in enumerate(old)}
        wanted = [identity(value) for value in new]
        kept = [places[key] for key in wanted if key in places]
        if len(places) < len(old) or len(set(wanted)) < len(wanted) or kept != sorted(kept) or not kept:
            return False
        waiting: dict[int, list[str]] = {}
        after = -1
        for index, key in enumerate(wanted):
            if key in places:
                after = places[key]
                child = node.items[after]
                if not self.value(child, new[index], full[index] if index < len(full) else None):
                    start = self._dash(child)
                    if start is None:
                        return False
                    self._span(start, child, item(new[index], indent)[0:], indent)
            else:
                waiting.setdefault(after, []).extend(item(new[index], indent))
        for index, child in enumerate(node.items):
            if index not in kept:
                start = self._dash(child)
                if start is None:
                    return False
                self._delete(start, child)
        for index, lines in waiting.items():
            if index < 0:
                self._insert(self._line_start(dash), lines, before=True)
            else:
                self._insert(self._line_end(node.items[index].end), lines)
        return True

    def _dash(self, child: Node) -> int | None:
        """Where the dash of a list item stands, if nothing but blanks is before and after it."""
        start = self._line_start(child.start)
        before = self.text[start : child.start]
        return start + before.index("-") if before.strip() == "-" else None

    def _replace(self, key: Node, child: Node, lines: list[str]) -> None:
        self._span(key.start, child, lines, key.column - 1)

    def _span(self, start: int, child: Node, lines: list[str], indent: int) -> None:
        end = child.end
        text = "\n".join(lines)[indent:]
        if self.text[start:end].endswith("\n"):
            text += "\n"
        self.edits.append(Edit(start, end, text))

    def _delete(self, start: int, child: Node) -> None:
        end = child.end
        if not self.text[start:end].endswith("\n"):
            end = self._line_end(end)
        line = self._line_start(start)
        self.edits.append(Edit(line if not self.text[line:start].strip() else start, end, ""))

    def _insert(self, at: int, lines: list[str], *, before: bool = False) -> None:
        text = "\n".join(lines) + "\n"
        if not before and at == len(self.text) and not self.text.endswith("\n"):
            text = "\n" + text.rstrip("\n")
        self.edits.append(Edit(at, at, text))

    def _one_line(self, node: Node) -> bool:
        return "\n" not in self.text[node.start : node.end]

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _line_end(self, at: int) -> int:
        """The start of the line after the one in which the character before `at` stands."""
        if at and self.text[at - 1] == "\n":
            return at
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found + 1


def splice(text: str, root: Node, new: dict[str, Any], full: dict[str, Any]) -> str | None:
    """`text` with the data of `new`; `full` is the same data with the defaults that `new` leaves out."""
    splicer = Splicer(text)
    if not splicer.value(root, new, full):
        return None
    pieces: list[str] = []
    at = 0
    for edit in sorted(splicer.edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < at:
            return None
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*pieces, text[at:]])


def same(left: Any, right: Any) -> bool:
    """Equality that tells 1 from 1.0 and from True."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(value, right[key]) for key, value in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(same(one, other) for one, other in zip(left, right, strict=True))
    return type(left) is type(right) and bool(left == right)


def subsumed(old: Any, new: Any, full: Any) -> bool:
    """Whether `old` says the same as `new`, though it spells out defaults that `new` leaves out."""
    if isinstance(old, dict) and isinstance(full, dict):
        spoken = new if isinstance(new, dict) else {}
        inside = all(key in full and subsumed(value, spoken.get(key), full[key]) for key, value in old.items())
        return inside and all(key in old for key in spoken)
    if isinstance(old, list) and isinstance(full, list):
        spoken_items = new if isinstance(new, list) and len(new) == len(full) else [None] * len(full)
        return len(old) == len(full) and all(
            subsumed(one, said, whole) for one, said, whole in zip(old, spoken_items, full, strict=True)
        )
    return same(old, full)


def identity(value: Any) -> str:
    """What makes a list item the same item after it was changed."""
    if isinstance(value, dict):
        for keys in IDENTITY:
            if keys[0] in value:
                return json.dumps([value.get(key) for key in keys], sort_keys=True)
    return json.dumps(value, sort_keys=True)


def _short(value: Any) -> bool:
    return not isinstance(value, (dict, list)) or len(inline(value)) <= 100
