"""Reads the catalog of a PostgreSQL database, 12 and later, in one read-only transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
from backend_data_model.migrations.postgresql.catalog.reading import (
    constraints,
    dependencies,
    privileges,
    relations,
    routines,
    types,
    unmanaged,
    views,
)
from backend_data_model.migrations.postgresql.catalog.reading.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Callable

    import psycopg

# What is read before what refers to it.
_PASSES: tuple[Callable[[Reading], None], ...] = (
    types.read_namespaces,
    types.read_extensions,
    types.read_collations,
    types.read_types,
    relations.read_tables,
    relations.read_columns,
    relations.read_sequences,
    constraints.read_constraints,
    constraints.read_domain_constraints,
    routines.read_routines,
    routines.read_aggregates,
    views.read_views,
    constraints.read_indexes,
    constraints.read_statistics,
    views.read_triggers,
    views.read_rules,
    views.read_policies,
    views.read_publications,
    routines.read_event_triggers,
    unmanaged.read_unmanaged,
    privileges.read_privileges,
    privileges.read_default_privileges,
    privileges.read_comments,
    dependencies.read_dependencies,
)


def read_catalog(connection: psycopg.Connection[Any]) -> Catalog:
    """Every object of the user's schemas, without the system's own and without what belongs to extensions."""
    catalog = Catalog(connection.info.server_version)
    with connection.transaction(), connection.cursor() as cursor:
        cursor.execute("set transaction isolation level repeatable read, read only")
        cursor.execute("set local search_path = ''")
        reading = Reading(cursor, catalog)
        for read in _PASSES:
            read(reading)
        catalog.mentions = dependencies.routine_mentions(reading)
    return catalog
