"""One type per kind of catalog object: the facts that are compared, as PostgreSQL prints them.

Names and expressions are printed with an empty search path: qualified and quoted, ready to stand in SQL.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """The kinds of object that are managed; the value is the word of `COMMENT ON`, where there is one."""

    NAMESPACE = "schema"
    EXTENSION = "extension"
    COLLATION = "collation"
    ENUM = "enum"
    DOMAIN = "domain"
    DOMAIN_CONSTRAINT = "domain constraint"
    COMPOSITE = "composite type"
    RANGE = "range type"
    FUNCTION = "function"
    PROCEDURE = "procedure"
    AGGREGATE = "aggregate"
    SEQUENCE = "sequence"
    SEQUENCE_OWNER = "sequence owner"
    TABLE = "table"
    ROW_IDENTITY = "row identity"
    COLUMN = "column"
    DEFAULT = "default"
    CONSTRAINT = "constraint"
    INDEX = "index"
    STATISTICS = "statistics"
    VIEW = "view"
    MATERIALIZED_VIEW = "materialized view"
    TRIGGER = "trigger"
    RULE = "rule"
    POLICY = "policy"
    EVENT_TRIGGER = "event trigger"
    PUBLICATION = "publication"
    COMMENT = "comment"
    PRIVILEGES = "privileges"
    DEFAULT_PRIVILEGES = "default privileges"


class Ref(NamedTuple):
    """What identifies an object: `name` is qualified for what lives in a schema; `of` is the relation it hangs on."""

    kind: Kind
    name: str
    of: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.name} on {self.of}" if self.of else f"{self.kind} {self.name}"


@dataclass(frozen=True, slots=True)
class Namespace:
    """A schema."""

    ref: Ref


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension; `schema` is where its objects live."""

    ref: Ref
    version: str
    schema: str


@dataclass(frozen=True, slots=True)
class Collation:
    """A collation; `provider` as in pg_collation."""

    ref: Ref
    provider: str
    deterministic: bool
    locale: str


@dataclass(frozen=True, slots=True)
class Enum:
    """A native enum with its labels in order."""

    ref: Ref
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain; its CHECK constraints are objects of their own."""

    ref: Ref
    base: str
    not_null: bool
    default: str | None
    collation: str | None


@dataclass(frozen=True, slots=True)
class DomainConstraint:
    """A CHECK constraint of a domain (`of`)."""

    ref: Ref
    definition: str
    validated: bool


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute of a composite type."""

    name: str
    type: str
    collation: str | None


@dataclass(frozen=True, slots=True)
class Composite:
    """A composite type."""

    ref: Ref
    attributes: tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """A range type over `subtype`; `options` are the other parameters of CREATE TYPE ... AS RANGE."""

    ref: Ref
    subtype: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Routine:
    """A function or procedure; `result` and `arguments` may not change when it is replaced."""

    ref: Ref
    definition: str
    result: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Aggregate:
    """An aggregate; `definition` is the whole CREATE AGGREGATE."""

    ref: Ref
    definition: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence that no identity column owns."""

    ref: Ref
    type: str
    start: int
    increment: int
    minimum: int
    maximum: int
    cache: int
    cycle: bool
    persistence: str


@dataclass(frozen=True, slots=True)
class SequenceOwner:
    """That a sequence (`ref.name`) is owned by a column."""

    ref: Ref
    column: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table, partitioned table or partition; columns, constraints and the rest are objects of their own.

    `kind` is pg_class.relkind (r or p), `persistence` p or u.  `inherits` lists the parents of plain inheritance,
    `partition_of` and `bound` a partition's parent and FOR VALUES clause; `bound_condition` is the bound as a condition
    on its rows (pg_get_partition_constraintdef).
    """

    ref: Ref
    kind: str
    persistence: str
    partition_key: str | None = None
    partition_of: str | None = None
    bound: str | None = None
    inherits: tuple[str, ...] = ()
    row_security: bool = False
    force_row_security: bool = False
    options: tuple[str, ...] = ()
    access_method: str | None = None
    of_type: str | None = None
    columns: tuple[str, ...] = field(default=(), compare=False)
    bound_condition: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class RowIdentity:
    """Where they are not the default: how replication names a row (pg_class.relreplident) and CLUSTER ON."""

    ref: Ref
    replica: str
    replica_index: str | None
    clustered_on: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity column's own sequence; `always` refuses values given by the user."""

    always: bool
    start: int
    increment: int
    minimum: int
    maximum: int
    cache: int
    cycle: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A column (`ref.name`, unquoted) of a table; the default is an object of its own, a generation expression is not.

    `local` is False for a column that only comes from a parent.
    """

    ref: Ref
    type: str
    not_null: bool
    collation: str | None = None
    identity: Identity | None = None
    generated: str | None = None
    stored: bool = False
    storage: str | None = None
    compression: str | None = None
    statistics: int | None = None
    options: tuple[str, ...] = ()
    local: bool = True
    position: int = field(default=0, compare=False)
    type_category: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Default:
    """The default of a column (`ref.name`)."""

    ref: Ref
    expression: str


@dataclass(frozen=True, slots=True)
class Constraint:
    """A table constraint; `type` is pg_constraint.contype: p, u, c, f, x, n (NOT NULL that is not valid) or t.

    `columns` are those it names, `index` the definition of the index behind a key.  `parent_index` is the partitioned
    index that this index belongs to, `inherited_from` the constraint of the partitioned table that a key came from.
    """

    ref: Ref
    type: str
    definition: str
    validated: bool = True
    enforced: bool = True
    local: bool = True
    no_inherit: bool = False
    references: str | None = None
    columns: tuple[str, ...] = field(default=(), compare=False)
    index: str | None = field(default=None, compare=False)
    index_options: tuple[str, ...] = ()
    parent_index: str | None = None
    inherited_from: Ref | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Index:
    """An index that implements no constraint.  `definition` is pg_get_indexdef.

    `parent` is the partitioned index that it belongs to; `only` stands for an index of a partitioned table.
    """

    ref: Ref
    definition: str
    unique: bool
    valid: bool
    options: tuple[str, ...] = ()
    parent: str | None = None
    partitioned: bool = False
    columns: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Statistics:
    """Extended statistics on a relation."""

    ref: Ref
    definition: str


@dataclass(frozen=True, slots=True)
class View:
    """A view; `columns` are name and type, in order."""

    ref: Ref
    definition: str
    options: tuple[str, ...] = ()
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class MaterializedView:
    """A materialized view."""

    ref: Ref
    definition: str
    options: tuple[str, ...] = ()
    populated: bool = True
    access_method: str | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger on a relation; `enabled` as in pg_trigger (O, D, R, A)."""

    ref: Ref
    definition: str
    enabled: str
    constraint: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A rewrite rule on a relation; `enabled` as in pg_rewrite."""

    ref: Ref
    definition: str
    enabled: str


@dataclass(frozen=True, slots=True)
class Policy:
    """A row-level security policy; `command` is *, r, a, w or d."""

    ref: Ref
    command: str
    permissive: bool
    roles: tuple[str, ...]
    using: str | None
    check: str | None


@dataclass(frozen=True, slots=True)
class EventTrigger:
    """An event trigger."""

    ref: Ref
    event: str
    tags: tuple[str, ...]
    function: str
    enabled: str


@dataclass(frozen=True, slots=True)
class Publication:
    """A publication; `tables` are the relations as they stand in its FOR clause."""

    ref: Ref
    all_tables: bool
    tables: tuple[str, ...]
    schemas: tuple[str, ...]
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; `ref.name` is the object as COMMENT ON names it."""

    ref: Ref
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Grant:
    """One privilege of one role; `grantee` is quoted, or PUBLIC.  `columns` is empty for the whole object."""

    grantee: str
    privilege: str
    grantable: bool = False
    column: str | None = None


@dataclass(frozen=True, slots=True)
class Privileges:
    """Owner and privileges of an object; `ref.name` is the object as GRANT names it (`TABLE app.orders`).

    `born_with` are the privileges that a new object of that owner has; `owner_reads` says that the owner is the role
    that read the catalog.
    """

    ref: Ref
    owner: str
    grants: frozenset[Grant]
    owner_reads: bool = field(default=True, compare=False)
    born_with: frozenset[Grant] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class DefaultPrivileges:
    """ALTER DEFAULT PRIVILEGES of a role, for a kind of object, in a schema (empty: everywhere)."""

    ref: Ref
    role: str
    schema: str
    object_type: str
    grants: frozenset[Grant]
    born_with: frozenset[Grant] = field(default=frozenset(), compare=False)


CatalogObject = (
    Namespace | Extension | Collation | Enum | Domain | DomainConstraint | Composite | Range | Routine | Aggregate
    | Sequence | SequenceOwner | Table | RowIdentity | Column | Default | Constraint | Index | Statistics | View
    | MaterializedView | Trigger | Rule | Policy | EventTrigger | Publication | Comment | Privileges | DefaultPrivileges
)  # fmt: skip
