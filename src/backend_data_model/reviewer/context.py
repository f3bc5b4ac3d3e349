"""What a rule looks at: the schema, the model behind it if there is one, and facts found once for all rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.names import same_thing
from backend_data_model.reviewer.facts.roles import is_record_keeping, is_tool_table
from backend_data_model.reviewer.facts.tenancy import TenantFact, carries, find_tenancy

if TYPE_CHECKING:
    from backend_data_model.model.document import Entity, Model
    from backend_data_model.model.schema import Engine, ForeignKey, Policy, Schema, Table


@dataclass
class Context:
    """The schema under review.  `tenant` is the tenant column, where the user names it; `text` the DDL, if any."""

    schema: Schema
    model: Model | None = None
    tenant: str | None = None
    text: str | None = None

    @property
    def engine(self) -> Engine:
        """The engine whose dialect the schema is in."""
        return self.schema.engine

    @cached_property
    def tables(self) -> list[Table]:
        """The tables that hold the application's data: no temporary ones, none of migration tools."""
        return [table for table in self.schema.tables if not table.temporary and not is_tool_table(table)]

    @cached_property
    def root_tables(self) -> list[Table]:
        """`tables` without the partitions, which repeat what their parents say."""
        return [table for table in self.tables if table.partition_of is None]

    @cached_property
    def _by_name(self) -> dict[str, Table]:
        found: dict[str, Table] = {}
        for table in self.schema.tables:
            found.setdefault(table.name, table)
            found[table.qualified_name] = table
        return found

    def table(self, name: str, schema: str | None = None) -> Table | None:
        """The table of that name; without a schema, the first of that name."""
        if schema is not None and (found := self._by_name.get(f"{schema}.{name}")):
            return found
        if found := self._by_name.get(name):
            return found
        return self._by_folded_name.get(name.lower()) if self.engine != "postgresql" else None

    @cached_property
    def _by_folded_name(self) -> dict[str, Table]:
        return {table.name.lower(): table for table in reversed(self.schema.tables)}

    def target(self, key: ForeignKey, source: Table) -> Table | None:
        """The table that a foreign key of `source` references."""
        return self.table(key.ref_table, key.ref_schema or source.schema)

    def parent(self, table: Table) -> Table | None:
        """The partitioned table that `table` is a partition of."""
        if table.partition_of is None:
            return None
        schema, _, name = table.partition_of.rpartition(".")
        return self.table(name, schema or table.schema)

    @cached_property
    def _partitions(self) -> dict[str, list[Table]]:
        found: dict[str, list[Table]] = {}
        for table in self.schema.tables:
            parent = self.parent(table)
            if parent is not None:
                found.setdefault(parent.qualified_name, []).append(table)
        return found

    def foreign_keys(self, table: Table) -> list[ForeignKey]:
        """The foreign keys of a table, or where a partitioned table has none itself, those that its partitions have."""
        if table.foreign_keys:
            return table.foreign_keys
        return [key for part in self._partitions.get(table.qualified_name, ()) for key in part.foreign_keys]

    @cached_property
    def tenancy(self) -> TenantFact | None:
        """How tenants are told apart, or None."""
        return find_tenancy(self.schema, self.model, self.tenant)

    def is_tenant_table(self, table: Table) -> bool:
        """Whether the rows of `table` belong to tenants."""
        return carries(table, self.tenancy)

    @cached_property
    def uses_row_security(self) -> bool:
        """Whether row-level security is switched on for any table."""
        return any(table.row_security for table in self.schema.tables)

    @cached_property
    def _policies(self) -> dict[tuple[str | None, str], list[Policy]]:
        found: dict[tuple[str | None, str], list[Policy]] = {}
        for policy in self.schema.policies:
            found.setdefault((policy.schema, policy.table), []).append(policy)
        return found

    def policies_of(self, table: Table) -> list[Policy]:
        """The row-level policies on a table."""
        return self._policies.get((table.schema, table.name), [])

    def policy_table(self, policy: Policy) -> Table | None:
        """The table a policy is on."""
        return self.table(policy.table, policy.schema)

    @cached_property
    def table_of_entity(self) -> dict[str, Table]:
        """The table of each of the model's entities: as the designer says, else the one named after it."""
        found: dict[str, Table] = {}
        for name in self.model.entities if self.model else ():
            table = next((t for t in self.root_tables if t.entity == name), None)
            table = table or next((t for t in self.root_tables if not t.entity and same_thing(name, t.name)), None)
            if table is not None:
                found[name] = table
        return found

    @cached_property
    def _entity_of_table(self) -> dict[str, str]:
        return {table.qualified_name: name for name, table in self.table_of_entity.items()}

    def entity(self, table: Table) -> Entity | None:
        """The model's entity behind a table."""
        name = self._entity_of_table.get(table.qualified_name)
        return self.model.entities[name] if self.model and name else None

    def is_record_keeping(self, table: Table) -> bool:
        """Whether rows are only ever added, as the model says or as the table's name does."""
        entity = self.entity(table)
        return is_record_keeping(table) or (entity is not None and entity.kind in ("event", "history", "audit"))

    @cached_property
    def referenced(self) -> set[str]:
        """The qualified names of the tables that some other table references."""
        return {
            target.qualified_name
            for table in self.schema.tables
            for key in table.foreign_keys
            if (target := self.target(key, table)) is not None and target is not table
        }
