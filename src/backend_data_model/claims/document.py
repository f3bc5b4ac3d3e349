"""The claims document: what a language model (a host agent or one behind an API) says that a text states.

Each claim is one typed fact of the model document with a verbatim quote of the words that state it.  Claims are data
from outside: none enters a model before `admit` has checked its quote, its names and its values.

Lists and texts have no length bounds here: bounded repetitions make constrained decoding slow or refused
(ggml-org/llama.cpp#25746); `admit` checks lengths instead.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from backend_data_model.model.document import AttributeType, Cardinality, TenancyDemand, TenancyKind
from backend_data_model.model.expression import CheckExpression, Scalar

FORMAT_VERSION: Literal[1] = 1


class Stated(BaseModel):
    """What all claims carry: `quote` is copied from the text character by character, enough to show the fact."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    quote: str


class StatedEntity(Stated):
    """The system keeps many of a thing called `name` (singular snake_case); `is_a` names what it is a kind of."""

    kind: Literal["entity"] = "entity"
    name: str
    entity_kind: Literal["thing", "association", "event", "history", "audit"] = "thing"
    is_a: str | None = None
    scope: Literal["tenant", "global", "both"] | None = None


class StatedAttribute(Stated):
    """`entity` has a property `name`; `values` is its fixed list, `unit` part of its name (`grams`)."""

    kind: Literal["attribute"] = "attribute"
    entity: str
    name: str
    type: AttributeType
    required: bool = True
    values: list[str] | None = None
    default: Scalar | None = None
    unit: str | None = None
    personal: bool = False


class StatedRelationship(Stated):
    """Each `entity` has `each_has` of `target`, and each `target` is had by `each_is_had_by` of `entity`.

    `role` names the reference (`manager`); `via` names the association of a many-to-many relationship, whose attributes
    are claimed as those of an entity of that name.
    """

    kind: Literal["relationship"] = "relationship"
    entity: str
    target: str
    role: str | None = None
    each_has: Cardinality = "1"
    each_is_had_by: Cardinality = "0..*"
    on_delete: Literal["cascade", "restrict", "set_null"] | None = None
    owned: bool = False
    via: str | None = None


class StatedUnique(Stated):
    """No two of `entity` share `members` (attributes or roles) inside `within` (roles).

    `everywhere` says that the rule holds across all tenants; `identifies` that people name the thing by it.
    """

    kind: Literal["unique"] = "unique"
    entity: str
    members: list[str]
    within: list[str] = []
    everywhere: bool = False
    identifies: bool = False


class StatedCheck(Stated):
    """A rule about one row of `entity`."""

    kind: Literal["check"] = "check"
    entity: str
    rule: CheckExpression


class StatedTenancy(Stated):
    """The data of each `tenant` is kept apart."""

    kind: Literal["tenancy"] = "tenancy"
    tenant: str
    tenancy: TenancyKind = "shared"


class StatedTenancyNeed(Stated):
    """Something that bears on how tenants are kept apart."""

    kind: Literal["tenancy_need"] = "tenancy_need"
    demand: TenancyDemand


class StatedAccess(Stated):
    """Rows of `entity` are looked up by `equality`, listed by `sort`, or found in a `range`."""

    kind: Literal["access_pattern"] = "access_pattern"
    entity: str
    description: str
    equality: list[str] = []
    sort: list[str] = []
    range: list[str] = []


class StatedVolume(Stated):
    """So many rows of `entity` are expected: in all, or new ones in each `per`."""

    kind: Literal["volume"] = "volume"
    entity: str
    rows: int
    per: Literal["second", "minute", "hour", "day", "week", "month", "year"] | None = None


class StatedRetention(Stated):
    """Rows of `entity` are kept for `keep` (ISO 8601 duration), counted from the attribute `counted_from`."""

    kind: Literal["retention"] = "retention"
    entity: str
    keep: str
    counted_from: str | None = None


class StatedApplicationRule(Stated):
    """A rule that the application must keep, and why the database cannot."""

    kind: Literal["application_rule"] = "application_rule"
    text: str
    reason: str


class NotStated(Stated):
    """A fact that the rules read and the text does not state; `fact` is its id, `quote` the words misread."""

    kind: Literal["not_stated"] = "not_stated"
    fact: str
    reason: str


class Ambiguity(Stated):
    """Words that can mean several things; `choices` are the readings, the likeliest first."""

    kind: Literal["ambiguity"] = "ambiguity"
    about: str
    text: str
    choices: list[str]


Claim = Annotated[
    StatedEntity
    | StatedAttribute
    | StatedRelationship
    | StatedUnique
    | StatedCheck
    | StatedTenancy
    | StatedTenancyNeed
    | StatedAccess
    | StatedVolume
    | StatedRetention
    | StatedApplicationRule
    | NotStated
    | Ambiguity,
    Field(discriminator="kind"),
]


class Verdict(BaseModel):
    """The answer to a question that an earlier run raised about two readings; `quote` shows what decides it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    answer: str
    quote: str


class ClaimsDocument(BaseModel):
    """All claims about one text; `author` names the model that made them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bdm_claims: Literal[1] = FORMAT_VERSION
    author: str | None = None
    claims: list[Claim] = []
    verdicts: list[Verdict] = []
