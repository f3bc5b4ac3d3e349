"""What a pattern asks for: a text's beginning, or something inside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Literal

    from postgast import pg_query_pb2 as pb

_REGEX_PREFIX = re.compile(r"\^[\w \-@/]+")


def pattern_kind(operator: str, pattern: pb.Node) -> Literal["prefix", "infix"] | None:
    """How LIKE, ILIKE, SIMILAR TO, ~ and % look into a text; None for their negations.

    A pattern that is a parameter counts as "prefix" for LIKE, as what an application sends to complete an entry.
    """
    if operator.startswith("!"):
        return None
    text = _beginning(pattern)
    if operator in {"~~*", "~*", "%", "%>"}:
        return "infix"
    if operator == "^@":
        return "prefix"
    if operator == "~":
        return "prefix" if text is not None and _REGEX_PREFIX.match(text) else "infix"
    return "infix" if text is not None and text[:1] in {"%", "_"} else "prefix"


def _beginning(pattern: pb.Node) -> str | None:
    """The literal with which the pattern begins, as far as it is known."""
    kind = pattern.WhichOneof("node")
    if kind == "a_const":
        return str(pattern.a_const.sval.sval)
    if kind == "type_cast":
        return _beginning(pattern.type_cast.arg)
    if kind == "a_expr" and pattern.a_expr.name and pattern.a_expr.name[-1].string.sval == "||":
        return _beginning(pattern.a_expr.lexpr)
    if kind == "func_call" and pattern.func_call.args:
        return _beginning(pattern.func_call.args[0])
    return None
