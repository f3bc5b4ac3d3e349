"""What became of the claims: each was taken, confirmed what the rules read, raised a question, or was dropped."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.claims.document import ClaimsDocument, Stated
    from backend_data_model.model.document import Model


class Why(StrEnum):
    """Why a claim was dropped."""

    FORM = "form"
    QUOTE = "quote_not_in_text"
    UNKNOWN_NAME = "unknown_name"
    UNSUPPORTED = "quote_does_not_say_so"
    BAD_VALUE = "bad_value"
    CONTRADICTS = "contradicts_the_model"


@dataclass(frozen=True, slots=True)
class Dropped:
    """A claim that does not enter the model; `index` is its place (0-based) in the document."""

    index: int
    why: Why
    message: str


@dataclass(slots=True)
class ClaimsReport:
    """The account of a claims document: the indexes of its claims by what became of them.

    `unconfirmed` are the ids of facts that the rules read outright of no sentence, and that no claim confirms.
    """

    author: str | None = None
    total: int = 0
    added: list[int] = field(default_factory=list)
    confirmed: list[int] = field(default_factory=list)
    withdrawn: list[int] = field(default_factory=list)
    asked: dict[int, str] = field(default_factory=dict)
    dropped: list[Dropped] = field(default_factory=list)
    unconfirmed: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Merged:
    """A model with the admitted claims in it, and the account."""

    model: Model
    report: ClaimsReport


@dataclass(slots=True)
class Loaded:
    """A claims document whose items were read one by one: `dropped` are those that have not the form of a claim."""

    document: ClaimsDocument
    claims: list[tuple[int, Stated]]
    dropped: list[Dropped]
