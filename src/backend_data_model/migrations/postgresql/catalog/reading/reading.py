"""A catalog while it is read: the objects so far, and which address of the server's catalog each has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, LiteralString

if TYPE_CHECKING:
    import psycopg

    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.postgresql.catalog.objects import CatalogObject, Ref

# Which schemas are the user's, and which objects are not part of an extension.
USER_SCHEMA: LiteralString = "n.nspname !~ '^pg_' and n.nspname <> 'information_schema'"
_OWN: LiteralString = (
    "not exists (select from pg_depend e where e.classid = '{}'::regclass and e.objid = {} and e.deptype = 'e')"
)


def own(catalog_table: LiteralString, oid: LiteralString) -> LiteralString:
    """The condition that the row with that oid belongs to no extension."""
    return _OWN.replace("{}", catalog_table, 1).replace("{}", oid, 1)


@dataclass(slots=True)
class Reading:
    """`addresses` maps (catalog table, oid, column number) to the object that stands for it."""

    cursor: psycopg.Cursor[Any]
    catalog: Catalog
    addresses: dict[tuple[str, int, int], Ref] = field(default_factory=dict)
    tables: dict[int, str] = field(default_factory=dict)

    @property
    def major(self) -> int:
        """The major version of the server."""
        return self.catalog.major

    def rows(self, sql: LiteralString) -> list[Any]:
        """The rows of a query."""
        return self.cursor.execute(sql).fetchall()

    def add(self, item: CatalogObject, catalog_table: str, oid: int, number: int = 0) -> None:
        """Take an object in under its address."""
        self.catalog.objects[item.ref] = item
        self.addresses[catalog_table, oid, number] = item.ref

    def alias(self, ref: Ref, catalog_table: str, oid: int, number: int = 0) -> None:
        """Let another address stand for an object."""
        self.addresses.setdefault((catalog_table, oid, number), ref)

    def need(self, ref: Ref, other: Ref | None) -> None:
        """Note that an object needs another."""
        if other is not None and other != ref:
            self.catalog.needs[ref].add(other)
