"""What a lock is taken on: a relation with its qualified name, its kind and what is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.model.schema import Index, PrimaryKey, Table, Unique, View

if TYPE_CHECKING:
    from backend_data_model.migrations.locks import RelationKind

IndexItem = PrimaryKey | Unique | Index


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation: a table, a view, an index with its `owner`, a sequence or a composite type; equal by name."""

    name: str
    kind: RelationKind
    table: Table | None = field(default=None, compare=False)
    view: View | None = field(default=None, compare=False)
    index: IndexItem | None = field(default=None, compare=False)

    @property
    def owner(self) -> Table | View | None:
        """The table or materialized view of an index, the relation itself otherwise."""
        return self.table or self.view

    @property
    def is_partitioned(self) -> bool:
        """Whether it has no storage of its own."""
        return self.table is not None and self.table.partition_by is not None


def shown(schema: str | None, name: str) -> str:
    """The name with its schema; `public` is written out."""
    return f"{schema or 'public'}.{name}"


def index_columns(item: IndexItem) -> set[str]:
    """The plain columns of an index, the included ones with them."""
    if isinstance(item, Index):
        return {key.column for key in item.keys if key.column} | set(item.include)
    return set(item.columns)


def is_simple(item: IndexItem) -> bool:
    """Whether it has neither expressions nor a predicate."""
    return not isinstance(item, Index) or not (item.where or item.exclusion or any(k.expression for k in item.keys))


def is_constraint(item: IndexItem) -> bool:
    """Whether a constraint is behind it."""
    return not isinstance(item, Index) or bool(item.exclusion)
