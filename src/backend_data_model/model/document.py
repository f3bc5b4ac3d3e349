"""The model document (`model.yaml`): what a system must hold, independent of any engine.

Names are singular snake_case (`order_line`); the designer makes the plural table names.  Every fact says how it is
known (`standing`) and from which words (`evidence`).  A fact that a person wrote by hand has the standing `user`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from backend_data_model.model.expression import CheckExpression, Condition, Scalar

FORMAT_VERSION: Literal[1] = 1

ANSWER_RULE = "answer to "
"""How the `rule` of evidence begins that is a person's answer; the id of the question follows."""

Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Cardinality = Literal["1", "0..1", "1..*", "0..*"]
TenancyKind = Literal["none", "shared", "schema", "database"]
TenancyDemand = Literal[
    "strict_isolation",
    "own_schema",
    "own_database",
    "regulated",
    "residency",
    "large_tenants",
    "fast_growth",
    "own_restore",
    "uneven_load",
]


class Standing(StrEnum):
    """How a fact is known, strongest first."""

    USER = "user"
    EXPLICIT = "explicit"
    IMPLIED = "implied"
    LLM = "llm"
    DEFAULT = "default"


class AttributeType(StrEnum):
    """Engine-neutral types; the type table of each engine says what becomes of them."""

    TEXT = "text"
    INTEGER = "integer"
    BIGINT = "bigint"
    DECIMAL = "decimal"
    MONEY = "money"
    FLOAT = "float"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    TIMESTAMP = "timestamp"
    LOCAL_TIMESTAMP = "local_timestamp"
    DURATION = "duration"
    UUID = "uuid"
    JSON = "json"
    BINARY = "binary"
    TEXT_LIST = "text_list"
    INTEGER_LIST = "integer_list"


class EntityKind(StrEnum):
    """What an entity is, beyond a thing: it decides keys, foreign keys and deletion."""

    THING = "thing"
    ASSOCIATION = "association"
    EVENT = "event"
    HISTORY = "history"
    AUDIT = "audit"


class Part(BaseModel):
    """What all parts of the document share: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid")


class Evidence(Part):
    """The words that a fact rests on.  `line` and `column` are 1-based places in `source`."""

    quote: str
    line: int | None = None
    column: int | None = None
    source: str | None = None
    rule: str | None = None


class Fact(Part):
    """Anything that the document states about the system."""

    standing: Standing = Standing.USER
    evidence: list[Evidence] = []


class Attribute(Fact):
    """A property of an entity.  `values` is a fixed list and becomes a CHECK; `unit` is part of the column's name."""

    type: AttributeType
    required: bool = True
    description: str | None = None
    values: list[str] | None = None
    default: Scalar | None = None
    precision: int | None = Field(default=None, ge=1, le=38)
    scale: int | None = Field(default=None, ge=0, le=38)
    unit: str | None = None
    personal: bool = False
    required_standing: Standing | None = None
    required_evidence: list[Evidence] = []


class Unique(Fact):
    """A candidate key or business rule: no two rows share `members` (attributes or roles) inside `within` (roles).

    `everywhere` lifts the rule out of the tenant; `when` makes it hold only for rows that meet the conditions;
    `identifies` marks the key by which people name the thing.
    """

    members: list[Name] = Field(min_length=1)
    within: list[Name] = []
    everywhere: bool = False
    identifies: bool = False
    when: list[Condition] = []


class Check(Fact):
    """A rule about one row."""

    rule: CheckExpression
    note: str | None = None


class Retention(Fact):
    """How long rows are kept (`keep` is an ISO 8601 duration) and counted from which attribute."""

    keep: str | None = None
    counted_from: Name | None = None
    note: str | None = None


class Entity(Fact):
    """A thing of which many are kept: one table (or collection) unless it is embedded in another."""

    kind: EntityKind = EntityKind.THING
    description: str | None = None
    plural: Name | None = None
    aliases: list[Name] = []
    is_a: Name | None = None
    inheritance: Literal["table_per_type", "single_table"] | None = None
    scope: Literal["tenant", "global", "both"] | None = None
    attributes: dict[Name, Attribute] = {}
    unique: list[Unique] = []
    checks: list[Check] = []
    retention: Retention | None = None
    soft_delete: bool = False
    events: list[Name] = []


class Relationship(Fact):
    """A reference from one entity to another.

    `each_has` is how many targets each row of `entity` has; `each_is_had_by` how many rows of `entity` each target
    has.  `0..*` or `1..*` on both sides is many-to-many and becomes a junction table named `via`, which may carry
    `attributes`.  `role` names the reference as seen from `entity` (`manager` of an employee).
    """

    entity: Name
    role: Name
    target: Name
    each_has: Cardinality = "1"
    each_is_had_by: Cardinality = "0..*"
    inverse_role: Name | None = None
    on_delete: Literal["cascade", "restrict", "set_null"] | None = None
    on_delete_reason: str | None = None
    owned: bool = False
    via: Name | None = None
    attributes: dict[Name, Attribute] = {}
    repeatable: bool = False

    @property
    def many_to_many(self) -> bool:
        """Whether neither side is limited to one, so that a table of its own must hold the pairs."""
        return self.each_has.endswith("*") and self.each_is_had_by.endswith("*")


class TenancyNeed(Fact):
    """Something that bears on how tenants are kept apart; the number of tenants is a `Volume` of their entity."""

    demand: TenancyDemand


class Tenancy(Fact):
    """How the data of several customers is kept apart, and which entity is such a customer.

    `needs` is what the decision rests on, and `reasons` says why it came out as `kind`, for people.
    """

    kind: TenancyKind = "none"
    tenant: Name | None = None
    needs: list[TenancyNeed] = []
    reasons: list[str] = []


class AccessPattern(Fact):
    """A way in which rows are looked up; the columns are attributes or roles of `entity`."""

    entity: Name
    description: str
    equality: list[Name] = []
    sort: list[Name] = []
    range: list[Name] = []


class Volume(Fact):
    """How many rows of `entity` are expected: in all, or where `per` is a period, new ones in each."""

    entity: Name
    rows: int = Field(ge=0)
    per: Literal["second", "minute", "hour", "day", "week", "month", "year"] | None = None


class Choice(Part):
    """One closed answer to a question and what the schema becomes with it."""

    answer: str
    effect: str


class Question(Part):
    """Something the text leaves open.  `default` is the answer taken until a person gives another in `answer`."""

    id: str
    about: str
    text: str
    choices: list[Choice] = Field(min_length=1)
    default: str
    impact: Literal["high", "medium", "low"] = "medium"
    wrong_answer: str | None = None
    evidence: list[Evidence] = []
    answer: str | None = None


class ApplicationRule(Fact):
    """A rule that the application keeps, and why the database does not."""

    text: str
    reason: str


class Overridden(Part):
    """What the text said first (`was`, at `old`) and takes back later: `now` holds, at `new`."""

    about: str
    was: str
    now: str
    old: Evidence
    new: Evidence


class Outcome(StrEnum):
    """What became of a sentence of the requirements."""

    USED = "used"
    OVERRIDDEN = "overridden"
    NOT_SCHEMA = "not_schema"
    PARTLY = "partly"
    UNPARSED = "unparsed"


class Sentence(Part):
    """One sentence or list item of the requirements, and what came of it."""

    text: str
    line: int
    column: int = 1
    source: str | None = None
    outcome: Outcome
    reason: str | None = None


class Model(Part):
    """The whole document."""

    bdm: Literal[1] = FORMAT_VERSION
    title: str | None = None
    tenancy: Tenancy = Tenancy()
    entities: dict[Name, Entity] = {}
    relationships: list[Relationship] = []
    access_patterns: list[AccessPattern] = []
    volumes: list[Volume] = []
    application_rules: list[ApplicationRule] = []
    questions: list[Question] = []
    overridden: list[Overridden] = []
    sentences: list[Sentence] = []

    def relationships_of(self, entity: str) -> list[Relationship]:
        """The references that `entity` holds itself."""
        return [r for r in self.relationships if r.entity == entity]
