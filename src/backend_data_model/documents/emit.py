"""Plain data to YAML text: one line where it fits, a block where it does not."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from backend_data_model.documents.data import InlineMap

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 110
STEP = 2

_PLAIN = re.compile(r"[A-Za-z_](?:[A-Za-z0-9_ /.+()-]*[A-Za-z0-9_)])?\Z")
_RESERVED = {"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
_ESCAPED = re.compile("[\x7f-\x9f\xad\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def scalar(value: str | int | float | bool | None) -> str:
    """A scalar that reads back as the same value under YAML 1.1 and 1.2."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        written = repr(value)
        return written if "." in written else written.replace("e", ".0e")
    if isinstance(value, int):
        return str(value)
    if _PLAIN.match(value) and value.lower() not in _RESERVED and len(value) <= 60:
        return value
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(value, ensure_ascii=False))


def inline(value: Any) -> str:
    """Any data on one line, in flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {inline(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(inline(inner) for inner in value) + "]"
    return scalar(value)


def entry(key: str, value: Any, indent: int) -> list[str]:
    """The lines of `key: value` of a block map that is indented by `indent` columns."""
    head = f"{' ' * indent}{scalar(key)}:"
    if _on_one_line(value, len(head) + 1):
        return [f"{head} {inline(value)}"]
    return [head, *block(value, indent + STEP)]


def item(value: Any, indent: int) -> list[str]:
    """The lines of one item of a block list whose dashes stand at column `indent`."""
    head = f"{' ' * indent}- "
    if _on_one_line(value, len(head)):
        return [head + inline(value)]
    first, *rest = block(value, indent + STEP)
    return [head + first[indent + STEP :], *rest]


def block(value: dict[str, Any] | list[Any], indent: int) -> list[str]:
    """The lines of a map or list in block style, indented by `indent` columns."""
    return list(_lines(value, indent))


def _lines(value: dict[str, Any] | list[Any], indent: int) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from entry(key, inner, indent)
    else:
        for inner in value:
            yield from item(inner, indent)


def _on_one_line(value: Any, used: int) -> bool:
    if not isinstance(value, (dict, list)) or not value or isinstance(value, InlineMap):
        return True
    return _measure(value, WIDTH - used) >= 0


def _measure(value: Any, room: int) -> int:
    """What is left of `room` columns after writing `value` on one line; negative as soon as it does not fit.

    Entities and their attributes are people's landmarks: a map of maps with more inside never goes on one line.
    """
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, dict) and not isinstance(value, InlineMap):
                return -1
            room = _measure(inner, room - len(scalar(key)) - 4)
            if room < 0:
                return room
        return room
    if isinstance(value, list):
        if len(value) > 1 and any(isinstance(inner, dict) for inner in value):
            return -1
        if any(isinstance(inner, dict) and not isinstance(inner, InlineMap) for inner in value):
            return -1
        for inner in value:
            room = _measure(inner, room - 2)
            if room < 0:
                return room
        return room
    return room - len(scalar(value))
