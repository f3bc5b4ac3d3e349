"""Partitions by tenant, for tables that are expected to grow past the size from which they pay.

LIST makes a partition for each tenant, which is dropped at once when the tenant leaves, and is for some thousands of
tenants at most: planning and locking grow with their number (PostgreSQL manual, 5.12.6).  HASH spreads the tenants
over a fixed number and drops nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.designer import reasons
from backend_data_model.designer.tenancy.keys import carry_tenant, rules_across_tenants
from backend_data_model.engines.postgresql.ddl import PARTITIONS_OPTION
from backend_data_model.growth import PARTITION_FROM, in_words, row_width
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from backend_data_model.designer.draft import Draft
    from backend_data_model.model.schema import Schema, Table

HASH_PARTITIONS = 16
_WHY = "a unique key of a partitioned table contains the column that it is partitioned by"


def partition_by_tenant(draft: Draft, schema: Schema) -> None:
    """Partition the tables that are expected to pass 10 GB, where that is asked for; say why others are not."""
    form = draft.settings.partition_by_tenant
    if form is None or schema.engine != "postgresql":
        return
    if draft.tenant is None:
        raise InputError(
            "partitions by tenant need tenants that share tables, and here they do not",
            help="add --tenancy shared and --tenant ENTITY, or leave --partition-by-tenant out",
        )
    expected = _expected_rows(draft)
    large = [table for table in schema.tables if table.scope == "tenant" and _size(table, expected) >= PARTITION_FROM]
    if not large:
        schema.notes.append(
            f"No table is partitioned by tenant: none is expected to pass {in_words(PARTITION_FROM)} "
            "(expected_rows of the context file, or numbers in the requirements)."
        )
    for table in large:
        across = rules_across_tenants(table)
        if across:
            schema.notes.append(f"{table.name} is not partitioned: {', '.join(across)} holds across all tenants.")
            continue
        carry_tenant(schema, table, _WHY)
        column = draft.dialect.quote(table.tenant_column or "")
        table.partition_by = f"{form.upper()} ({column})"
        table.options[PARTITIONS_OPTION] = form if form == "list" else f"hash {HASH_PARTITIONS}"
        size = in_words(_size(table, expected))
        table.reasons.extend(reasons.from_rule(f"partitioned by {table.tenant_column}: about {size} are expected"))


def _expected_rows(draft: Draft) -> dict[str, int]:
    stated = {volume.entity: volume.rows for volume in draft.model.volumes if volume.per is None}
    return stated | dict(draft.settings.expected_rows)


def _size(table: Table, expected: dict[str, int]) -> int:
    return expected.get(table.entity or "", expected.get(table.name, 0)) * row_width(table)
