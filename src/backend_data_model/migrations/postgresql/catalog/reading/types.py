"""Schemas, extensions, collations and types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import (
    Attribute,
    Collation,
    Composite,
    Domain,
    Enum,
    Extension,
    Kind,
    Namespace,
    Range,
    Ref,
)
from backend_data_model.migrations.postgresql.catalog.reading.reading import USER_SCHEMA, own

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.reading.reading import Reading


def read_namespaces(reading: Reading) -> None:
    """Schemas; one that an extension made is only an address of the extension."""
    for oid, name in reading.rows(
        f"""select n.oid::int8, quote_ident(n.nspname) from pg_namespace n
        where {USER_SCHEMA} and {own("pg_namespace", "n.oid")} order by n.oid"""
    ):
        reading.add(Namespace(Ref(Kind.NAMESPACE, name)), "pg_namespace", oid)


def read_extensions(reading: Reading) -> None:
    """Extensions; what belongs to one is an address of it."""
    for oid, name, version, schema, schema_oid in reading.rows(
        """select e.oid::int8, quote_ident(e.extname), e.extversion, e.extnamespace::regnamespace::text,
        e.extnamespace::int8 from pg_extension e where e.extname <> 'plpgsql' order by e.oid"""
    ):
        ref = Ref(Kind.EXTENSION, name)
        reading.add(Extension(ref, version, schema), "pg_extension", oid)
        reading.need(ref, reading.addresses.get(("pg_namespace", schema_oid, 0)))
    for table, member, extension in reading.rows(
        """select d.classid::regclass::text, d.objid::int8, d.refobjid::int8 from pg_depend d
        where d.refclassid = 'pg_extension'::regclass and d.deptype = 'e'"""
    ):
        found = reading.addresses.get(("pg_extension", extension, 0))
        if found:
            reading.alias(found, table, member)


def read_collations(reading: Reading) -> None:
    """The user's own collations."""
    locale = (
        "coalesce(c.colllocale, c.collcollate)" if reading.major >= 17 else "coalesce(c.colliculocale, c.collcollate)"
    )
    if reading.major < 15:
        locale = "c.collcollate"
    for oid, name, provider, deterministic, where in reading.rows(
        f"""select c.oid::int8, quote_ident(n.nspname) || '.' || quote_ident(c.collname), c.collprovider::text,
        c.collisdeterministic, {locale} from pg_collation c join pg_namespace n on n.oid = c.collnamespace
        where {USER_SCHEMA} and {own("pg_collation", "c.oid")} order by c.oid"""
    ):
        reading.add(Collation(Ref(Kind.COLLATION, name), provider, deterministic, where), "pg_collation", oid)


def read_types(reading: Reading) -> None:
    """Enums, domains, composite and range types; the array type of each is an address of it."""
    attributes: dict[int, list[Attribute]] = {}
    for relation, name, type_name, collation in reading.rows(
        """select a.attrelid::int8, quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
        case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_type t on t.oid = a.atttypid
        where c.relkind = 'c' and a.attnum > 0 and not a.attisdropped order by a.attrelid, a.attnum"""
    ):
        attributes.setdefault(relation, []).append(Attribute(name, type_name, collation))
    for row in reading.rows(
        f"""select t.oid::int8, t.oid::regtype::text, t.typtype::text, t.typarray::int8, t.typrelid::int8,
        array(select e.enumlabel::text from pg_enum e where e.enumtypid = t.oid order by e.enumsortorder),
        case when t.typtype = 'd' then format_type(t.typbasetype, t.typtypmod) end, t.typnotnull, t.typdefault,
        case when t.typtype = 'd' and t.typcollation <> b.typcollation then t.typcollation::regcollation::text end,
        (select format_type(r.rngsubtype, null) from pg_range r where r.rngtypid = t.oid), n.oid::int8
        from pg_type t join pg_namespace n on n.oid = t.typnamespace
        left join pg_class c on c.oid = t.typrelid left join pg_type b on b.oid = t.typbasetype
        where t.typtype in ('e', 'd', 'c', 'r') and (c.oid is null or c.relkind = 'c') and {USER_SCHEMA}
        and {own("pg_type", "t.oid")} order by t.oid"""
    ):
        oid, name, kind, array, relation, labels, base, not_null, default, collation, subtype, namespace = row
        item: Enum | Domain | Composite | Range
        if kind == "e":
            item = Enum(Ref(Kind.ENUM, name), tuple(labels))
        elif kind == "d":
            item = Domain(Ref(Kind.DOMAIN, name), base, not_null, default, collation)
        elif kind == "c":
            item = Composite(Ref(Kind.COMPOSITE, name), tuple(attributes.get(relation, ())))
        else:
            item = Range(Ref(Kind.RANGE, name), subtype)
        reading.add(item, "pg_type", oid)
        reading.need(item.ref, reading.addresses.get(("pg_namespace", namespace, 0)))
        if array:
            reading.alias(item.ref, "pg_type", array)
        if relation:
            reading.alias(item.ref, "pg_class", relation)
    for array, element in reading.rows(
        "select t.typarray::int8, t.oid::int8 from pg_type t where t.typarray <> 0 and t.oid >= 16384"
    ):
        found = reading.addresses.get(("pg_type", element, 0))
        if found:
            reading.alias(found, "pg_type", array)
