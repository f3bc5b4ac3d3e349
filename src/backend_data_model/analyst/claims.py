"""Claims: typed facts that rules state about the text, with their evidence.  The resolver makes the model of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from backend_data_model.model.document import Evidence, Standing

if TYPE_CHECKING:
    from backend_data_model.analyst.amendments import Rank
    from backend_data_model.analyst.qualifiers import Qualifier
    from backend_data_model.model.document import TenancyDemand


@dataclass(slots=True, kw_only=True)
class Claim:
    """What all claims carry: where it is said, by which rule it was read, and how sure that is.

    `decided` is a person's answer without which it would not be known what the claim means, `rank` whether the
    statement changes what others say.
    """

    evidence: Evidence
    rule: str
    standing: Standing = Standing.EXPLICIT
    statement: int = 0
    rank: Rank = 0
    decided: Evidence | None = None

    @property
    def grounds(self) -> list[Evidence]:
        """The words, then the answer that decided what they mean."""
        return [self.evidence] if self.decided is None else [self.evidence, self.decided]

    @property
    def known_as(self) -> Standing:
        """The standing of what the claim says outright: a person's where an answer decided it."""
        return Standing.EXPLICIT if self.decided is None else Standing.USER


@dataclass(slots=True, kw_only=True)
class EntityClaim(Claim):
    """`name` is an entity of that kind."""

    name: str
    kind: Literal["thing", "association", "event", "history", "audit"] = "thing"


@dataclass(slots=True, kw_only=True)
class AttributeClaim(Claim):
    """`owner` has a property.  `pair` names the two entities whose association has it, when `owner` is empty."""

    owner: str
    name: str
    type: str
    unit: str | None = None
    optional: bool = False
    qualifiers: list[Qualifier] = field(default_factory=list)
    pair: tuple[str, str] | None = None
    description: str | None = None


@dataclass(slots=True, kw_only=True)
class LinkClaim(Claim):
    """Each `source` has `min` to `max` (None: no limit) of `target`.  `strength` ranks competing readings."""

    source: str
    target: str
    min: int
    max: int | None
    strength: int = 1
    role: str | None = None
    verb: str | None = None
    owned: bool = False


@dataclass(slots=True, kw_only=True)
class UniqueClaim(Claim):
    """No two of `owner` share `members` inside `scope` (names as the text has them, not yet resolved)."""

    owner: str | None
    members: list[str]
    scope: list[str] = field(default_factory=list)
    everywhere: bool = False
    identifies: bool = False
    focus: str | None = None


@dataclass(slots=True, kw_only=True)
class QualifierClaim(Claim):
    """A bound, length, value list, comparison or optionality of an attribute; the owner may still be open."""

    owner: str | None
    attribute: str
    qualifier: Qualifier
    focus: str | None = None


@dataclass(slots=True, kw_only=True)
class RestClaim(Claim):
    """Of the attributes of `owner`, all but the `excepted` are optional, or else only the excepted are."""

    owner: str
    excepted: list[str]
    rest_optional: bool


@dataclass(slots=True, kw_only=True)
class DefaultClaim(Claim):
    """The value that a new row has."""

    owner: str | None
    attribute: str | None
    value: str
    focus: str | None = None


@dataclass(slots=True, kw_only=True)
class ConditionalClaim(Claim):
    """When a list attribute of `owner` has `value`, `attribute` is present."""

    owner: str
    value: str
    attribute: str


@dataclass(slots=True, kw_only=True)
class ExclusiveClaim(Claim):
    """Each `owner` refers to exactly one of `targets`."""

    owner: str
    targets: list[str]


@dataclass(slots=True, kw_only=True)
class DistinctClaim(Claim):
    """Two references of one row never lead to the same row.

    `sides` names them, or one of them; without, they are the two that lead to one kind of thing.  `target` is that
    kind or the owner where the text says so, and `reflexive` when a thing is told not to refer to itself.
    """

    sides: tuple[str, ...]
    target: str | None = None
    reflexive: bool = False
    focus: str | None = None


@dataclass(slots=True, kw_only=True)
class DeletionClaim(Claim):
    """What happens to `child` when its `parent` is deleted."""

    parent: str
    child: str | None
    action: Literal["cascade", "restrict", "set_null"]


@dataclass(slots=True, kw_only=True)
class TenantClaim(Claim):
    """The data of each `tenant` is kept apart; a `hint` only says who the customers are.

    `idle` claims, here and below, were found to say nothing of the tenancy that the text has.
    """

    tenant: str
    hint: bool = False
    idle: bool = False


@dataclass(slots=True, kw_only=True)
class TenancyNeedClaim(Claim):
    """What bears on how tenants are kept apart: said of the things `about`, or `of_all` customers or data."""

    demand: TenancyDemand
    about: tuple[str, ...] = ()
    of_all: bool = False
    idle: bool = False


@dataclass(slots=True, kw_only=True)
class GlobalClaim(Claim):
    """`name` is shared by all tenants."""

    name: str


@dataclass(slots=True, kw_only=True)
class AccessClaim(Claim):
    """Rows of `entity` are looked up by `equality` and listed by `sort` (names as the text has them)."""

    entity: str
    equality: list[str]
    sort: list[str]
    description: str


@dataclass(slots=True, kw_only=True)
class RetentionClaim(Claim):
    """Rows of `entity` are kept for `keep`, an ISO 8601 duration, counted from what `since` names; `said` so."""

    entity: str
    keep: str
    said: str
    since: str | None = None


@dataclass(slots=True, kw_only=True)
class PersonalClaim(Claim):
    """`attribute` of `entity`, or all that tells people of `entity` apart, is personal data; `said` so."""

    entity: str
    said: str
    attribute: str | None = None


@dataclass(slots=True, kw_only=True)
class VolumeClaim(Claim):
    """So many rows of `entity` are expected: in all, or new ones in each `per`; `said` so."""

    entity: str
    rows: int
    said: str
    per: Literal["second", "minute", "hour", "day", "week", "month", "year"] | None = None


@dataclass(slots=True, kw_only=True)
class ApplicationClaim(Claim):
    """A rule that the application must keep."""

    text: str
    reason: str


@dataclass(slots=True, kw_only=True)
class ValuesClaim(Claim):
    """The list of values of an attribute gains `added` and loses `dropped`."""

    owner: str | None
    attribute: str
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(slots=True, kw_only=True)
class RemovalClaim(Claim):
    """`attribute` of `owner`, or where it is None all of `owner`, is no longer kept."""

    owner: str
    attribute: str | None = None


@dataclass(slots=True, kw_only=True)
class RenameClaim(Claim):
    """`attribute` of `owner` is called `name` from now on."""

    owner: str
    attribute: str
    name: str


@dataclass(slots=True, kw_only=True)
class FreeClaim(Claim):
    """`member` of `owner` (an attribute or what it refers to) is not unique."""

    owner: str
    member: str
