"""What needs what, from pg_depend and from names in the bodies of functions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import Kind, Routine

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.objects import Ref
    from backend_data_model.migrations.postgresql.catalog.reading.reading import Reading

_WORD = re.compile(r"[\w$]+")


def read_dependencies(reading: Reading) -> None:
    """The dependencies that the server records between the objects that were read."""
    addresses = reading.addresses
    for table, oid, number, other_table, other, other_number in reading.rows(
        """select d.classid::regclass::text, d.objid::int8, d.objsubid, d.refclassid::regclass::text,
        d.refobjid::int8, d.refobjsubid from pg_depend d
        where d.deptype in ('n', 'a', 'i', 'P', 'S') and d.objid >= 16384
        and not (d.classid in ('pg_type'::regclass, 'pg_trigger'::regclass) and d.deptype = 'i')
        and not (d.classid = 'pg_class'::regclass and d.refclassid = 'pg_namespace'::regclass)
        and not (d.classid = 'pg_attrdef'::regclass and d.deptype = 'a' and d.refclassid = 'pg_class'::regclass)"""
    ):
        ref = addresses.get((table, oid, number)) or (number and addresses.get((table, oid, 0))) or None
        needed = addresses.get((other_table, other, other_number)) or (
            (other_number and addresses.get((other_table, other, 0))) or None
        )
        if ref is None or needed is None or ref == needed:
            continue
        if ref.kind is Kind.SEQUENCE and needed.kind is Kind.COLUMN:
            continue  # ownership is an object of its own
        if ref.kind is Kind.TABLE and needed.kind is Kind.COLUMN and ref.name == needed.of:
            continue  # a partition key names columns of its own table
        if needed.of == ref.name and needed.kind in {Kind.COLUMN, Kind.CONSTRAINT} and ref.kind is Kind.TABLE:
            continue
        reading.need(ref, needed)


def routine_mentions(reading: Reading) -> dict[Ref, set[Ref]]:
    """For each function with a body in a string, the relations, their columns, types and functions whose names occur.

    The server records no such dependency, yet checks the body of an SQL function when it is made.
    """
    named: dict[str, set[Ref]] = {}
    for ref in reading.catalog.objects:
        if ref.kind in _NAMED:
            bare = ref.name.split("(")[0].rpartition(".")[2].strip('"').lower()
            named.setdefault(bare, set()).add(ref)
    found = {}
    for ref, item in reading.catalog.objects.items():
        if isinstance(item, Routine):
            words = {word.lower() for word in _WORD.findall(item.definition)}
            words |= {part for word in words if "$" in word for part in word.split("$")}  # beside a dollar quote
            mentioned = {other for word in words for other in named.get(word, ())} - {ref}
            mentioned |= {
                column
                for other in mentioned
                for column in reading.catalog.on(other.name)
                if column.kind is Kind.COLUMN and column.name.strip('"').lower() in words
            }
            if mentioned:
                found[ref] = mentioned
    return found


_NAMED = {
    Kind.TABLE,
    Kind.VIEW,
    Kind.MATERIALIZED_VIEW,
    Kind.SEQUENCE,
    Kind.FUNCTION,
    Kind.PROCEDURE,
    Kind.ENUM,
    Kind.DOMAIN,
    Kind.COMPOSITE,
}
