"""Constraints of tables and domains, indexes, extended statistics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import (
    Constraint,
    DomainConstraint,
    Index,
    Kind,
    Ref,
    Statistics,
)
from backend_data_model.migrations.postgresql.catalog.reading.reading import USER_SCHEMA, own

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.reading.reading import Reading


def read_constraints(reading: Reading) -> None:
    """Constraints made on the table itself, and the keys of partitions; their checks follow the partitioned table."""
    enforced = "con.conenforced" if reading.major >= 18 else "true"
    rows = reading.rows(
        f"""select con.oid::int8, quote_ident(con.conname), con.conrelid::int8, con.contype::text,
        case when con.contype <> 'n' or not con.convalidated then pg_get_constraintdef(con.oid) end,
        con.convalidated, {enforced}, con.conislocal, con.connoinherit,
        case when con.confrelid <> 0 then con.confrelid::regclass::text end,
        array(select quote_ident(a.attname) from unnest(con.conkey) with ordinality k(number, place)
            join pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.number order by k.place),
        case when con.contype in ('p', 'u', 'x') then pg_get_indexdef(con.conindid) end,
        (select ic.reloptions from pg_class ic where ic.oid = con.conindid and con.contype in ('p', 'u', 'x')),
        con.conparentid::int8, con.conindid::int8, con.coninhcount,
        (select h.inhparent::regclass::text from pg_inherits h where h.inhrelid = con.conindid
            and con.contype in ('p', 'u', 'x'))
        from pg_constraint con join pg_class c on c.oid = con.conrelid join pg_namespace n on n.oid = c.relnamespace
        where con.contype in ('p', 'u', 'c', 'f', 'x', 'n') and {USER_SCHEMA} order by con.oid"""
    )
    tables = reading.tables
    refs = {row[0]: Ref(Kind.CONSTRAINT, row[1], tables[row[2]]) for row in rows if row[2] in tables}
    for row in rows:
        oid, _, table_oid, kind, text, valid, is_enforced, local, no_inherit, references, columns, *rest = row
        index, options, parent, index_oid, inherited_count, parent_index = rest
        if oid not in refs:
            continue
        table, ref = tables[table_oid], refs[oid]
        if kind == "n" and valid:
            for column in columns:
                reading.alias(Ref(Kind.COLUMN, column, table), "pg_constraint", oid)
            continue
        is_key = kind in "pux"
        if not is_key and (parent or (inherited_count and not local)):
            continue
        above = refs.get(parent)
        constraint = Constraint(
            ref,
            kind,
            text,
            valid,
            is_enforced,
            local or is_key,
            no_inherit if kind in "cn" else False,
            references,
            columns=tuple(columns),
            index=index,
            index_options=tuple(sorted(options or ())),
            parent_index=parent_index,
            inherited_from=above,
        )
        reading.add(constraint, "pg_constraint", oid)
        reading.need(ref, Ref(Kind.TABLE, table))
        reading.need(ref, above)
        if is_key:
            reading.alias(ref, "pg_class", index_oid)


def read_domain_constraints(reading: Reading) -> None:
    """The CHECK constraints of domains."""
    for oid, name, domain, text, valid in reading.rows(
        f"""select k.oid::int8, quote_ident(k.conname), k.contypid::int8, pg_get_constraintdef(k.oid), k.convalidated
        from pg_constraint k join pg_type t on t.oid = k.contypid join pg_namespace n on n.oid = t.typnamespace
        where k.contype = 'c' and {USER_SCHEMA} and {own("pg_type", "t.oid")} order by k.oid"""
    ):
        of = reading.addresses.get(("pg_type", domain, 0))
        if of is None:
            continue
        ref = Ref(Kind.DOMAIN_CONSTRAINT, name, of.name)
        reading.add(DomainConstraint(ref, text, valid), "pg_constraint", oid)
        reading.need(ref, of)


def read_indexes(reading: Reading) -> None:
    """Indexes that implement no constraint, with their place below a partitioned index."""
    for row in reading.rows(
        f"""select i.indexrelid::int8, i.indexrelid::regclass::text, i.indrelid::int8, i.indrelid::regclass::text,
        pg_get_indexdef(i.indexrelid), i.indisunique, i.indisvalid and i.indisready, ic.reloptions,
        (select h.inhparent::regclass::text from pg_inherits h where h.inhrelid = i.indexrelid), ic.relkind = 'I',
        array(select quote_ident(a.attname) from pg_attribute a where a.attrelid = i.indrelid
            and a.attnum = any(i.indkey::int2[]) and a.attnum > 0)
        from pg_index i join pg_class ic on ic.oid = i.indexrelid join pg_class c on c.oid = i.indrelid
        join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'm') and {USER_SCHEMA} and {own("pg_class", "c.oid")}
        and {own("pg_class", "ic.oid")}
        and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
        order by i.indexrelid"""
    ):
        oid, name, table_oid, table, text, unique, valid, options, parent, partitioned, columns = row
        ref = Ref(Kind.INDEX, name, table)
        index = Index(
            ref,
            text,
            unique,
            valid,
            tuple(sorted(options or ())),
            parent,
            partitioned,
            tuple(columns),
        )
        reading.add(index, "pg_class", oid)
        reading.need(ref, reading.addresses.get(("pg_class", table_oid, 0)))


def read_statistics(reading: Reading) -> None:
    """Extended statistics."""
    for oid, name, table, text in reading.rows(
        f"""select s.oid::int8, quote_ident(n.nspname) || '.' || quote_ident(s.stxname), s.stxrelid::int8,
        pg_get_statisticsobjdef(s.oid) from pg_statistic_ext s join pg_namespace n on n.oid = s.stxnamespace
        where {USER_SCHEMA} and {own("pg_statistic_ext", "s.oid")} order by s.oid"""
    ):
        ref = Ref(Kind.STATISTICS, name)
        reading.add(Statistics(ref, text), "pg_statistic_ext", oid)
        reading.need(ref, reading.addresses.get(("pg_class", table, 0)))
