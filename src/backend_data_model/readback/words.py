"""Names and values as they stand in a sentence.  Each way of writing has one way of reading."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.expression import Scalar

IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*\Z")
CODE = "`[^`]*`"
NAME = f"(?:[a-z][a-z0-9 ]*|{CODE})"
NUMBER = r"(?:-?(?:[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|Infinity)|NaN)"
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff`]")


def quoted(text: str) -> str:
    """A JSON string on one line."""
    return _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False))


def literal(value: Scalar) -> str:
    """A value: text in a code span (as a JSON string where it would be unclear), numbers and booleans bare."""
    if not isinstance(value, str):
        return json.dumps(value)
    unclear = value == "" or value != value.strip() or value.startswith('"') or _CONTROL.search(value)
    return f"`{quoted(value) if unclear else value}`"


def scalar_of(shown: str) -> Scalar:
    """The value that `literal` wrote; ValueError for a JSON string that is none."""
    if not shown.startswith("`"):
        value: Scalar = json.loads(shown)
        return value
    inner = shown[1:-1]
    return str(json.loads(inner)) if inner.startswith('"') else inner


def text_of(shown: str) -> str:
    """The text of a code span."""
    return str(scalar_of(shown))


def name_words(name: str) -> str:
    """A name with blanks where it is lower snake case, else in a code span."""
    return name.replace("_", " ") if IDENTIFIER.match(name) else literal(name)


def name_of(shown: str) -> str:
    """The name that `name_words` wrote."""
    return text_of(shown) if shown.startswith("`") else shown.replace(" ", "_")


def thing(name: str) -> str:
    """An entity: bold."""
    return f"**{name_words(name)}**"


def prop(name: str) -> str:
    """An attribute or role: italic."""
    return f"*{name_words(name)}*"


def join(parts: Sequence[str], last: str) -> str:
    """`a, b and c`, or `nothing`."""
    if not parts:
        return "nothing"
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"
