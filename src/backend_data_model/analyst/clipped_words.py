"""Layer 2, clipped words of notes: "uniq", "opt.", "temp. max" as the words they stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.analyst.word_set import word_map

if TYPE_CHECKING:
    from backend_data_model.analyst.tokens import Token

_ALWAYS = word_map("uniq=unique opt=optional addr=address qty=quantity desc=description mand=mandatory tel=phone")
_BEFORE_A_DOT = word_map(
    "temp=temperature comb=combination req=required ref=reference dept=department avg=average tot=total est=estimated"
)


def write_out(tokens: list[Token]) -> list[Token]:
    """The tokens with clipped words written out; the dot of a clipped word is part of it."""
    found: list[Token] = []
    clipped = False
    for token, after in zip(tokens, [*tokens[1:], None], strict=False):
        dot = after is not None and after.lower == "." and after.start == token.end
        if clipped and token.lower == "." and token.start == found[-1].end:
            clipped = False
            continue
        whole = _ALWAYS.get(token.lower) or (_BEFORE_A_DOT.get(token.lower) if dot else None)
        clipped = whole is not None
        if whole is not None:
            token.lower = whole
        found.append(token)
    return found
