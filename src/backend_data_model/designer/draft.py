"""A schema in the making: the tables with what the names of the model mean in each of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from backend_data_model.designer.names import Namespace
from backend_data_model.model.document import Attribute, AttributeType

if TYPE_CHECKING:
    from backend_data_model.engines.dialect import Dialect
    from backend_data_model.engines.expressions import Slot
    from backend_data_model.model.document import Model, Relationship
    from backend_data_model.model.schema import Column, Reason, ReferentialAction, Table
    from backend_data_model.model.settings import DesignSettings

Scope = Literal["none", "self", "tenant", "both", "global"]


@dataclass(slots=True)
class AttributeColumn:
    """A column that holds an attribute; its type is settled when the indexes are known."""

    column: Column
    attribute: Attribute
    where: str


@dataclass(slots=True)
class Reference:
    """A column that refers to a row of another table; `constrained` is false where rows outlive what they name."""

    column: str
    target: TableDraft
    nullable: bool
    on_delete: ReferentialAction
    reasons: list[Reason]
    unique: bool = False
    constrained: bool = True
    tenant_key: bool = False


@dataclass(slots=True)
class TableDraft:
    """A table in the making.  `key` is the column by which others refer to it, and `tenant` the one of its tenant.

    `entities` are those whose rows it holds, in the order of the model.
    """

    table: Table
    scope: Scope = "none"
    key: str = "id"
    key_type: AttributeType = AttributeType.BIGINT
    key_sql: str = ""
    tenant: str | None = None
    parent: TableDraft | None = None
    soft_delete: bool = False
    created_only: bool = False
    touched: bool = False
    names: Namespace = field(default_factory=Namespace)
    references: list[Reference] = field(default_factory=list)
    attributes: list[AttributeColumn] = field(default_factory=list)
    discriminator: str | None = None
    entities: list[str] = field(default_factory=list)

    @property
    def tenant_is_optional(self) -> bool:
        """Whether rows without a tenant are shared by all."""
        return self.scope == "both"


@dataclass(slots=True)
class Draft:
    """The whole schema in the making.  `slots` says for each entity what its attributes and roles are as columns."""

    model: Model
    settings: DesignSettings
    dialect: Dialect
    tables: list[TableDraft] = field(default_factory=list)
    of_entity: dict[str, TableDraft] = field(default_factory=dict)
    slots: dict[str, dict[str, Slot]] = field(default_factory=dict)
    names: Namespace = field(default_factory=Namespace)
    extra_attributes: dict[str, dict[str, Attribute]] = field(default_factory=dict)
    required_of_kind: dict[str, list[str]] = field(default_factory=dict)
    pairs: list[tuple[TableDraft, Relationship]] = field(default_factory=list)

    @property
    def tenant(self) -> TableDraft | None:
        """The table of the tenants, where they share tables."""
        tenancy = self.model.tenancy
        return self.of_entity.get(tenancy.tenant) if tenancy.kind == "shared" and tenancy.tenant else None
