"""Owners, privileges, default privileges and comments."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, LiteralString

from backend_data_model.migrations.postgresql.catalog.objects import (
    Comment,
    DefaultPrivileges,
    Grant,
    Kind,
    Privileges,
    Ref,
)
from backend_data_model.migrations.postgresql.catalog.reading.reading import USER_SCHEMA, own

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.reading.reading import Reading

_GRANTEE: LiteralString = "case when x.grantee = 0 then 'PUBLIC' else x.grantee::regrole::text end"
# Name of the objects' table and oid, the word of GRANT, the privileges, their kind for acldefault, the owner.
_SOURCES: tuple[
    tuple[LiteralString, LiteralString, LiteralString, LiteralString, LiteralString, LiteralString], ...
] = (
    (
        "pg_class",
        "pg_class o join pg_namespace n on n.oid = o.relnamespace and o.relkind in ('r', 'p', 'v', 'm', 'S')",
        "case when o.relkind = 'S' then 'SEQUENCE ' else 'TABLE ' end || o.oid::regclass::text",
        "o.relacl",
        "(case when o.relkind = 'S' then 's' else 'r' end)::\"char\"",
        "o.relowner",
    ),
    (
        "pg_proc",
        "pg_proc o join pg_namespace n on n.oid = o.pronamespace",
        "case when o.prokind = 'p' then 'PROCEDURE ' else 'FUNCTION ' end || o.oid::regprocedure::text",
        "o.proacl",
        "'f'::\"char\"",
        "o.proowner",
    ),
    (
        "pg_namespace",
        "pg_namespace o join pg_namespace n on n.oid = o.oid",
        "'SCHEMA ' || quote_ident(o.nspname)",
        "o.nspacl",
        "'n'::\"char\"",
        "o.nspowner",
    ),
    (
        "pg_type",
        "pg_type o join pg_namespace n on n.oid = o.typnamespace and o.typtype in ('e', 'd', 'c', 'r') "
        "and (o.typrelid = 0 or (select c.relkind = 'c' from pg_class c where c.oid = o.typrelid))",
        "'TYPE ' || o.oid::regtype::text",
        "o.typacl",
        "'T'::\"char\"",
        "o.typowner",
    ),
)


def read_privileges(reading: Reading) -> None:
    """Objects whose owner is not who reads, or whose privileges are not those that an object is born with."""
    columns = _column_grants(reading)
    for catalog_table, source, named, acl, kind, owner in _SOURCES:
        grants: dict[int, set[Grant]] = {}
        for oid, grantee, privilege, grantable in reading.rows(
            f"""select o.oid::int8, {_GRANTEE}, x.privilege_type, x.is_grantable from {source},
            lateral aclexplode({acl}) x where {USER_SCHEMA} and {own(catalog_table, "o.oid")} and {acl} is not null"""
        ):
            grants.setdefault(oid, set()).add(Grant(grantee, privilege, grantable))
        born_with: dict[tuple[str, int], set[Grant]] = {}
        for born_as, owner_oid, grantee, privilege, grantable in reading.rows(
            f"""select o.kind::text, o.owner::int8, {_GRANTEE}, x.privilege_type, x.is_grantable
            from (select distinct {kind} as kind, {owner} as owner from {source} where {USER_SCHEMA}) o,
            lateral aclexplode(acldefault(o.kind, o.owner)) x"""
        ):
            born_with.setdefault((born_as, owner_oid), set()).add(Grant(grantee, privilege, grantable))
        for oid, born_as, owner_oid, name, owned_by, is_default, is_ours in reading.rows(
            f"""select o.oid::int8, {kind}::text, {owner}::int8, {named}, {owner}::regrole::text, {acl} is null,
            {owner} = (select oid from pg_roles where rolname = current_user)
            from {source} where {USER_SCHEMA} and {own(catalog_table, "o.oid")} order by o.oid"""
        ):
            born_grants = born_with.get((born_as, owner_oid), set())
            given = born_grants if is_default else grants.get(oid, set())
            given = given | (columns.get(oid, set()) if catalog_table == "pg_class" else set())
            if is_ours and given == born_grants:
                continue
            found = reading.addresses.get((catalog_table, oid, 0))
            if found is None or found.kind is Kind.COLUMN:
                continue
            ref = Ref(Kind.PRIVILEGES, name)
            reading.catalog.objects[ref] = Privileges(ref, owned_by, frozenset(given), is_ours, frozenset(born_grants))
            reading.need(ref, found)
            for grant in given:
                if grant.column:
                    reading.need(ref, Ref(Kind.COLUMN, grant.column, found.name))


def _column_grants(reading: Reading) -> dict[int, set[Grant]]:
    found: dict[int, set[Grant]] = {}
    for oid, column, grantee, privilege, grantable in reading.rows(
        f"""select a.attrelid::int8, quote_ident(a.attname), {_GRANTEE}, x.privilege_type, x.is_grantable
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace,
        lateral aclexplode(a.attacl) x where a.attacl is not null and not a.attisdropped and {USER_SCHEMA}"""
    ):
        found.setdefault(oid, set()).add(Grant(grantee, privilege, grantable, column))
    return found


def read_default_privileges(reading: Reading) -> None:
    """ALTER DEFAULT PRIVILEGES, with the privileges that hold without it."""
    objects: dict[Ref, tuple[str, str, str]] = {}
    given: dict[Ref, set[Grant]] = defaultdict(set)
    born: dict[Ref, set[Grant]] = defaultdict(set)
    for role, schema, kind, grantee, privilege, grantable, source in reading.rows(
        f"""select d.defaclrole::regrole::text, coalesce(nullif(d.defaclnamespace, 0)::regnamespace::text, ''),
        d.defaclobjtype::text, {_GRANTEE}, x.privilege_type, x.is_grantable, source
        from pg_default_acl d, lateral (
            select *, 'set' as source from aclexplode(d.defaclacl)
            union all select *, 'born' from aclexplode(acldefault(
                case d.defaclobjtype when 'S' then 's' else d.defaclobjtype end, d.defaclrole))
            where d.defaclnamespace = 0) x order by d.oid"""
    ):
        ref = Ref(Kind.DEFAULT_PRIVILEGES, f"{role} {schema} {kind}")
        objects[ref] = (role, schema, kind)
        (given if source == "set" else born)[ref].add(Grant(grantee, privilege, grantable))
    for ref, (role, schema, kind) in objects.items():
        item = DefaultPrivileges(ref, role, schema, kind, frozenset(given[ref]), frozenset(born[ref]))
        reading.catalog.objects[ref] = item
        if schema:
            reading.need(ref, Ref(Kind.NAMESPACE, schema))


_COMMENT_WORDS = {
    "table column": "COLUMN",
    "view column": "COLUMN",
    "materialized view column": "COLUMN",
    "composite type column": "COLUMN",
    "table constraint": "CONSTRAINT",
    "domain constraint": "CONSTRAINT",
    "composite type": "TYPE",
    "statistics object": "STATISTICS",
}


def read_comments(reading: Reading) -> None:
    """The comments on the user's objects."""
    for table, oid, number, kind, identity, text in reading.rows(
        """select d.classoid::regclass::text, d.objoid::int8, d.objsubid, i.type, i.identity, d.description
        from pg_description d, lateral pg_identify_object(d.classoid, d.objoid, d.objsubid) i
        where d.classoid <> 'pg_extension'::regclass and i.schema is distinct from 'pg_catalog'
        and coalesce(i.schema, '') !~ '^pg_' and coalesce(i.schema, '') <> 'information_schema'
        and not (i.type = 'schema' and (i.identity ~ '^pg_' or i.identity = 'information_schema'))
        and i.type not in ('language', 'cast', 'operator', 'database', 'access method', 'role')
        and not exists (select from pg_depend e where e.classid = d.classoid and e.objid = d.objoid and e.deptype = 'e')
        and not (d.classoid = 'pg_namespace'::regclass and d.description = 'standard public schema')"""
    ):
        word = _COMMENT_WORDS.get(kind, kind.upper())
        if kind == "domain constraint":
            name, _, domain = identity.rpartition(" on ")
            identity = f"{name} ON DOMAIN {domain}"
        ref = Ref(Kind.COMMENT, f"{word} {identity}")
        reading.catalog.objects[ref] = Comment(ref, text)
        found = reading.addresses.get((table, oid, number)) or reading.addresses.get((table, oid, 0))
        reading.need(ref, found)
