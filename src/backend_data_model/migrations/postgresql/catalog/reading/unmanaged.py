"""What the schemas hold and no reader takes in: it is named, so that nobody believes it was compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.reading.reading import own

if TYPE_CHECKING:
    from typing import LiteralString

    from backend_data_model.migrations.postgresql.catalog.reading.reading import Reading

# Rows below this were made by initdb (FirstNormalObjectId, access/transam.h).
_FIRST_OF_USER = 16384
_CATALOGS: tuple[tuple[LiteralString, LiteralString], ...] = (
    ("pg_cast", "true"),
    ("pg_operator", "true"),
    ("pg_opclass", "true"),
    # One that an operator class made for itself goes with it.
    ("pg_opfamily", "not exists (select from pg_opclass c where c.opcfamily = o.oid and c.opcname = o.opfname)"),
    ("pg_am", "true"),
    ("pg_ts_config", "true"),
    ("pg_ts_dict", "true"),
    ("pg_ts_parser", "true"),
    ("pg_ts_template", "true"),
    ("pg_conversion", "true"),
    ("pg_language", "true"),
    ("pg_transform", "true"),
    ("pg_foreign_data_wrapper", "true"),
    ("pg_foreign_server", "true"),
    ("pg_user_mapping", "true"),
    # Base types of the user; the types of tables, arrays and ranges come with what they belong to.
    ("pg_type", "o.typtype = 'b' and o.typelem = 0"),
)


def read_unmanaged(reading: Reading) -> None:
    """Name every object of these catalogs that a user made and no extension owns."""
    for catalog, condition in _CATALOGS:
        for (said,) in reading.rows(
            f"""select pg_describe_object('{catalog}'::regclass, o.oid, 0) from {catalog} o
            where o.oid >= {_FIRST_OF_USER} and {condition} and {own(catalog, "o.oid")} order by 1"""
        ):
            reading.catalog.unmanaged.append(said)
    for name, provider in reading.rows(
        """select pg_describe_object(l.classoid, l.objoid, l.objsubid), l.provider from pg_seclabel l
        where l.objoid >= 16384 order by 1"""
    ):
        reading.catalog.unmanaged.append(f"security label of {name} ({provider})")
