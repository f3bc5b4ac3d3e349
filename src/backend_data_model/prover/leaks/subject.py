"""What the battery works on: the tables that hold tenants' rows, and who the application is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from backend_data_model.model.schema import ForeignKey, Table
    from backend_data_model.prover.leaks.kinds import SharedKinds

State = Literal["own", "unset", "empty"]


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of the tenancy beside the schema; None is found out.

    `inferred_column` and `inferred_table` are a guess from names, taken where nothing better is at hand.
    """

    tenant_column: str | None = None
    tenant_table: str | None = None
    role: str | None = None
    setting: str | None = None
    inferred_column: str | None = None
    inferred_table: str | None = None


@dataclass(slots=True)
class OwnedTable:
    """A table whose rows belong to tenants.

    `column` holds the tenant: its own column, or the key of the tenants' own table or of one that it continues
    (`is_tenants`).  Where it is None
    the rows belong to the tenant of the row in `parent` that the foreign key `through` refers to.
    """

    table: Table
    column: str | None
    through: ForeignKey | None = None
    parent: Table | None = None
    is_tenants: bool = False


@dataclass(slots=True)
class Tenancy:
    """The tenancy of one loaded schema.

    `column` is the name that most tables have for the tenant.  `stand_in` says that the script names no role for the
    application and one was made; `other_roles` are roles with rights on the tables that were not tried; `shared_kinds`
    are rows of the tenants' table that are no tenants and for all.
    """

    column: str
    tenant_table: Table | None
    owned: list[OwnedTable]
    role: str
    stand_in: bool = False
    other_roles: list[str] = field(default_factory=list)
    shared_kinds: SharedKinds | None = None

    def owned_of(self, table: Table) -> OwnedTable | None:
        """The entry of a table, if its rows belong to tenants."""
        return next((one for one in self.owned if one.table is table), None)

    @property
    def key(self) -> str | None:
        """The key column of the tenants' own table."""
        return next((one.column for one in self.owned if one.is_tenants), None)
