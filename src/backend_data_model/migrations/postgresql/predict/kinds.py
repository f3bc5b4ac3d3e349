"""The kind of relation that a statement speaks of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

if TYPE_CHECKING:
    from backend_data_model.migrations.locks import RelationKind

_KINDS: dict[int, RelationKind] = {
    pb.OBJECT_INDEX: "index",
    pb.OBJECT_VIEW: "view",
    pb.OBJECT_MATVIEW: "materialized view",
    pb.OBJECT_SEQUENCE: "sequence",
    pb.OBJECT_TYPE: "composite type",
    pb.OBJECT_ATTRIBUTE: "composite type",
}


def kind_of(object_type: int) -> RelationKind:
    """The kind behind libpg_query's ObjectType; a table where it says nothing else."""
    return _KINDS.get(object_type, "table")
