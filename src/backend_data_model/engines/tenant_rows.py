"""Which rows of a shared schema are of one tenant, and in which order they are written elsewhere and deleted here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.model.schema import ForeignKey, Schema, Table


@dataclass(frozen=True, slots=True)
class Detachment:
    """A reference to be emptied before rows are deleted, since it points forward or into its own table."""

    table: Table
    column: str


@dataclass(frozen=True, slots=True)
class TenantRows:
    """Conditions for the rows of one tenant; `tenant` is the expression that stands for its key."""

    schema: Schema
    quote: Callable[[str], str]
    tenant: str

    def owned(self) -> list[Table]:
        """The tables with rows of tenants, parents first."""
        return [table for table in self.schema.tables if table.tenant_column is not None]

    def name(self, table: Table) -> str:
        """The name of a table, with its schema where it has one."""
        return f"{self.quote(table.schema)}.{self.quote(table.name)}" if table.schema else self.quote(table.name)

    def own(self, table: Table, alias: str | None = None) -> str:
        """The rows of the tenant itself."""
        return f"{alias or self.name(table)}.{self.quote(table.tenant_column or '')} = {self.tenant}"

    def exported(self, table: Table, alias: str) -> str | None:
        """The rows of the tenant and the rows of all that these refer to; None where there are none of either."""
        owned = [self.own(table, alias)] if table.tenant_column else []
        shared = self._referred(table, alias, (table.name,))
        if shared and table.tenant_column:
            shared = f"{alias}.{self.quote(table.tenant_column)} IS NULL AND ({shared})"
        elif table.scope in ("self", "tenant"):
            shared = ""
        return " OR ".join([*owned, *([shared] if shared else [])]) or None

    def _referred(self, table: Table, alias: str, path: tuple[str, ...]) -> str:
        """That some exported row refers to the row of `table`; `path` keeps the search out of circles."""
        if table.scope in ("self", "tenant"):
            return ""
        found = []
        for child in self.schema.tables:
            for key in child.foreign_keys:
                if key.ref_table != table.name or (child.name in path and child.tenant_column is None):
                    continue
                inner = f"r{len(path)}"
                kept = [self.own(child, inner)] if child.tenant_column else []
                if child.name not in path and (further := self._referred(child, inner, (*path, child.name))):
                    kept.append(further)
                if kept:
                    joined = self._join(key, inner, alias)
                    condition = " OR ".join(kept) if len(kept) == 1 else f"({' OR '.join(kept)})"
                    found.append(f"EXISTS (SELECT 1 FROM {self.name(child)} AS {inner} WHERE {joined} AND {condition})")
        return " OR ".join(found)

    def _join(self, key: ForeignKey, child: str, parent: str) -> str:
        pairs = zip(key.columns, key.ref_columns, strict=True)
        return " AND ".join(f"{child}.{self.quote(a)} = {parent}.{self.quote(b)}" for a, b in pairs)

    def detachments(self) -> list[Detachment]:
        """The optional references that must be emptied first."""
        return [
            Detachment(table, column)
            for table, key in self._forward()
            if (column := _optional_column(table, key)) is not None
        ]

    def together(self) -> list[str]:
        """The tables whose rows require one another, so that only one transaction can delete them all."""
        names: set[str] = set()
        order = [table.name for table in self.owned()]
        for table, key in self._forward():
            if _optional_column(table, key) is None and key.ref_table != table.name:
                first, last = sorted((order.index(table.name), order.index(key.ref_table)))
                names.update(order[first : last + 1])
        return [name for name in reversed(order) if name in names]

    def _forward(self) -> list[tuple[Table, ForeignKey]]:
        """The foreign keys to a table that is deleted before the one that refers to it, or to the table itself."""
        place = {table.name: number for number, table in enumerate(self.owned())}
        return [
            (table, key)
            for table in self.owned()
            for key in table.foreign_keys
            if key.ref_table in place and place[key.ref_table] >= place[table.name]
        ]


def _optional_column(table: Table, key: ForeignKey) -> str | None:
    return next(
        (c.name for c in table.columns if c.name in key.columns and c.nullable and c.name != table.tenant_column), None
    )
