"""HTML and SVG that cannot be broken by what is put into it: everything is escaped that is not markup already."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

VOID = {"meta", "br", "input", "path", "rect", "circle", "line", "use"}
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff\u202a-\u202e\u2066-\u2069]"
)


class Markup(str):
    """Text that is markup already and goes into the page as it is."""

    __slots__ = ()


def text(value: object) -> Markup:
    """A value as escaped text; control characters and bidirectional overrides become a visible replacement."""
    return value if isinstance(value, Markup) else Markup(escape(printable(str(value)), quote=False))


def tag(name: str, /, *content: object, **attributes: object) -> Markup:
    """An element.  `class_` stands for `class` and `data_x` for `data-x`; None and False leave an attribute out."""
    opened = name + "".join(_attribute(key, value) for key, value in attributes.items())
    if name in VOID:
        return Markup(f"<{opened}/>")
    return Markup(f"<{opened}>{join(content)}</{name}>")


def join(content: Iterable[object], separator: str = "") -> Markup:
    """Contents one after the other; lists are flattened, None is nothing, plain text is escaped."""
    return Markup(text(separator).join(_flat(content)))


def _flat(content: Iterable[object]) -> list[str]:
    flat: list[str] = []
    for part in content:
        if part is None:
            continue
        if isinstance(part, (list, tuple)):
            flat += _flat(part)
        else:
            flat.append(text(part))
    return flat


def _attribute(key: str, value: object) -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{escape(printable(str(value)), quote=True)}"'


def printable(value: str) -> str:
    """The text with a visible replacement for control characters and bidirectional overrides."""
    return _UNPRINTABLE.sub("\ufffd", value)


def anchor(*parts: str) -> str:
    """An id for a place in the page: the same parts give the same id, different parts different ones."""
    return "-".join(_safe(part) for part in parts)


def _safe(part: str) -> str:
    return re.sub(r"[^A-Za-z0-9_]", lambda found: f".{ord(found.group()):x}.", part)


def count(number: int, noun: str, plural: str | None = None) -> str:
    """`1 table`, `2 tables`; thousands are set apart."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"
