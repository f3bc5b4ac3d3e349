"""The relational schema of one engine: what a designer makes, a reader reads and a reviewer reviews.

Types and expressions are text in the dialect of `Schema.engine`.  Names are as the engine stores them, unquoted.
What only one engine knows hangs on the typed `options` of the object it belongs to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from backend_data_model.model.expression import Expression
    from backend_data_model.model.position import Position

Engine = Literal["postgresql", "mysql", "sqlite"]
ReferentialAction = Literal["no action", "restrict", "cascade", "set null", "set default"]
TenancyForm = Literal["none", "shared", "schema", "database"]
TableScope = Literal["self", "tenant", "both", "global"]


@dataclass(slots=True)
class Reason:
    """Why an object is there: the words of the requirement with the id of the rule that read them, or a decision."""

    text: str
    standing: str = "default"
    line: int | None = None
    rule: str | None = None


@dataclass(slots=True)
class Identity:
    """A column numbered by the engine.  `always` refuses values given by the user."""

    always: bool = True


@dataclass(slots=True)
class Column:
    """A column; `type` is the engine's own spelling, `default` and `generated` are expressions in its dialect.

    `not_null_name` and `not_null_validated` belong to its NOT NULL constraint (named since PostgreSQL 18).
    """

    name: str
    type: str
    nullable: bool = True
    default: str | None = None
    identity: Identity | None = None
    generated: str | None = None
    generated_stored: bool = True
    on_update: str | None = None
    collation: str | None = None
    comment: str | None = None
    not_null_name: str | None = None
    not_null_validated: bool = True
    position: Position | None = None
    reasons: list[Reason] = field(default_factory=list)


@dataclass(slots=True)
class PrimaryKey:
    """The primary key, in key order."""

    columns: list[str]
    name: str | None = None
    position: Position | None = None


@dataclass(slots=True)
class Unique:
    """A UNIQUE constraint.  Unique indexes (partial, expression) are `Index(unique=True)`.

    `across_tenants` says that it is stated to hold over all tenants, though the rows belong to tenants.
    """

    columns: list[str]
    name: str | None = None
    nulls_not_distinct: bool = False
    position: Position | None = None
    reasons: list[Reason] = field(default_factory=list)
    across_tenants: bool = False


@dataclass(slots=True)
class Check:
    """A CHECK constraint: SQL text, and where it came from our own model the expression it states.

    `validated` is False while old rows were not looked at (NOT VALID).
    """

    expression: str
    name: str | None = None
    rule: Expression | None = None
    enforced: bool = True
    validated: bool = True
    position: Position | None = None
    reasons: list[Reason] = field(default_factory=list)


@dataclass(slots=True)
class ForeignKey:
    """A foreign key; `on_delete` is None where the DDL does not say."""

    columns: list[str]
    ref_table: str
    ref_columns: list[str]
    name: str | None = None
    ref_schema: str | None = None
    on_delete: ReferentialAction | None = None
    on_update: ReferentialAction | None = None
    set_null_columns: list[str] | None = None
    deferrable: bool = False
    enforced: bool = True
    validated: bool = True
    position: Position | None = None
    reasons: list[Reason] = field(default_factory=list)


@dataclass(slots=True)
class IndexKey:
    """One key of an index: a column, or an expression in the engine's dialect."""

    column: str | None = None
    expression: str | None = None
    descending: bool = False
    nulls: Literal["first", "last"] | None = None
    opclass: str | None = None
    prefix_length: int | None = None


@dataclass(slots=True)
class Index:
    """An index that is not the implementation of a key of this schema.

    `exclusion` has the operator of each key where the index carries an EXCLUDE constraint (PostgreSQL).
    `across_tenants` is as for `Unique`.
    """

    keys: list[IndexKey]
    name: str | None = None
    unique: bool = False
    method: str | None = None
    where: str | None = None
    include: list[str] = field(default_factory=list)
    exclusion: list[str] = field(default_factory=list)
    position: Position | None = None
    reasons: list[Reason] = field(default_factory=list)
    across_tenants: bool = False

    @property
    def columns(self) -> list[str | None]:
        """The key columns in order; None stands for an expression."""
        return [key.column for key in self.keys]


@dataclass(slots=True)
class Policy:
    """A row-level security policy (PostgreSQL)."""

    name: str
    table: str
    command: Literal["all", "select", "insert", "update", "delete"] = "all"
    permissive: bool = True
    roles: list[str] = field(default_factory=list)
    using: str | None = None
    check: str | None = None
    schema: str | None = None
    position: Position | None = None
    reasons: list[Reason] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table.  `entity` is the model's name for what it holds, where a model is behind it.

    `partition_bound` is what follows FOR VALUES, or DEFAULT; `of_type` the composite type of a typed table.
    `scope` says whose rows they are where a model says it: those of one tenant, which `tenant_column` names, the
    tenants themselves (`self`, named by their key), those of one tenant or of all (`both`), or of all (`global`).
    """

    name: str
    schema: str | None = None
    columns: list[Column] = field(default_factory=list)
    primary_key: PrimaryKey | None = None
    uniques: list[Unique] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    indexes: list[Index] = field(default_factory=list)
    comment: str | None = None
    strict: bool = False
    without_rowid: bool = False
    row_security: bool = False
    force_row_security: bool = False
    partition_of: str | None = None
    partition_by: str | None = None
    partition_bound: str | None = None
    of_type: str | None = None
    temporary: bool = False
    options: dict[str, str] = field(default_factory=dict)
    entity: str | None = None
    junction: bool = False
    audit: bool = False
    scope: TableScope | None = None
    tenant_column: str | None = None
    position: Position | None = None
    reasons: list[Reason] = field(default_factory=list)

    def column(self, name: str) -> Column | None:
        """The column of that name, if there is one."""
        return next((c for c in self.columns if c.name == name), None)

    @property
    def qualified_name(self) -> str:
        """`schema.name`, or the bare name in the default schema."""
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass(slots=True)
class EnumType:
    """A native enum (PostgreSQL)."""

    name: str
    values: list[str]
    schema: str | None = None
    position: Position | None = None


@dataclass(slots=True)
class Domain:
    """A domain (PostgreSQL): a base type with constraints."""

    name: str
    type: str
    checks: list[Check] = field(default_factory=list)
    nullable: bool = True
    schema: str | None = None
    position: Position | None = None


@dataclass(slots=True)
class View:
    """A view or materialized view; only the latter has indexes."""

    name: str
    definition: str
    materialized: bool = False
    security_invoker: bool = False
    schema: str | None = None
    position: Position | None = None
    indexes: list[Index] = field(default_factory=list)


@dataclass(slots=True)
class Routine:
    """A function or procedure; `volatility` as the engine takes it where the DDL does not say (PostgreSQL)."""

    name: str
    definition: str
    security_definer: bool = False
    search_path: str | None = None
    schema: str | None = None
    position: Position | None = None
    volatility: Literal["volatile", "stable", "immutable"] = "volatile"


@dataclass(slots=True)
class Trigger:
    """A trigger on a table."""

    name: str
    table: str
    definition: str
    schema: str | None = None
    position: Position | None = None


@dataclass(slots=True)
class Unparsed:
    """A statement that the reader could not take in; it is listed, never skipped in silence."""

    sql: str
    reason: str
    position: Position | None = None


@dataclass(slots=True)
class Schema:
    """A whole schema.  `statements` counts what was read; `ignored` names statement kinds that state no structure.

    `namespaces` are the schemas (PostgreSQL) made beside the default one; `sequences` are qualified names.
    """

    engine: Engine
    tables: list[Table] = field(default_factory=list)
    enums: list[EnumType] = field(default_factory=list)
    domains: list[Domain] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    routines: list[Routine] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    extensions: list[str] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)
    namespaces: list[str] = field(default_factory=list)
    sequences: list[str] = field(default_factory=list)
    tenancy: TenancyForm = "none"
    tenant_table: str | None = None
    tenant_column: str | None = None
    application_role: str | None = None
    notes: list[str] = field(default_factory=list)
    unparsed: list[Unparsed] = field(default_factory=list)
    ignored: dict[str, int] = field(default_factory=dict)
    statements: int = 0
    source: str | None = None
    version: str | None = None

    def table(self, name: str, schema: str | None = None) -> Table | None:
        """The table of that name (in that schema, where one is given)."""
        return next((t for t in self.tables if t.name == name and (schema is None or t.schema == schema)), None)
