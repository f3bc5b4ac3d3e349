"""Tables and their columns, defaults and sequences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import (
    Column,
    Default,
    Identity,
    Kind,
    Ref,
    RowIdentity,
    Sequence,
    SequenceOwner,
    Table,
)
from backend_data_model.migrations.postgresql.catalog.reading.reading import USER_SCHEMA, own

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.reading.reading import Reading


def read_tables(reading: Reading) -> None:
    """Plain and partitioned tables, partitions included; foreign tables are named as unmanaged."""
    columns: dict[int, list[str]] = {}
    for oid, name in reading.rows(
        f"""select a.attrelid::int8, quote_ident(a.attname) from pg_attribute a join pg_class c on c.oid = a.attrelid
        join pg_namespace n on n.oid = c.relnamespace where a.attnum > 0 and not a.attisdropped
        and c.relkind in ('r', 'p') and {USER_SCHEMA} order by a.attrelid, a.attnum"""
    ):
        columns.setdefault(oid, []).append(name)
    for row in reading.rows(
        f"""select c.oid::int8, c.oid::regclass::text, c.relkind::text, c.relpersistence::text,
        pg_get_partkeydef(c.oid), c.relispartition,
        array(select i.inhparent::regclass::text from pg_inherits i where i.inhrelid = c.oid order by i.inhseqno),
        pg_get_expr(c.relpartbound, c.oid), c.relrowsecurity, c.relforcerowsecurity, c.reloptions,
        c.relreplident::text,
        (select i.indexrelid::regclass::text from pg_index i where i.indrelid = c.oid and i.indisreplident),
        (select amname from pg_am where oid = c.relam and amname <> 'heap'),
        case when c.reloftype <> 0 then c.reloftype::regtype::text end,
        (select i.indexrelid::regclass::text from pg_index i where i.indrelid = c.oid and i.indisclustered),
        n.oid::int8, c.reltype::int8, pg_get_partition_constraintdef(c.oid)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and {USER_SCHEMA} and {own("pg_class", "c.oid")} order by c.oid"""
    ):
        oid, name, kind, persistence, key, is_partition, parents, bound, rls, force, options, identity, *rest = row
        replica_index, method, of_type, clustered, namespace, row_type, condition = rest
        ref = Ref(Kind.TABLE, name)
        table = Table(
            ref,
            kind,
            persistence,
            partition_key=key,
            partition_of=parents[0] if is_partition else None,
            bound=bound,
            inherits=() if is_partition else tuple(parents),
            row_security=rls,
            force_row_security=force,
            options=tuple(sorted(options or ())),
            access_method=method,
            of_type=of_type,
            columns=tuple(columns.get(oid, ())),
            bound_condition=condition,
        )
        reading.add(table, "pg_class", oid)
        reading.tables[oid] = name
        if row_type:
            reading.alias(ref, "pg_type", row_type)
        reading.need(ref, reading.addresses.get(("pg_namespace", namespace, 0)))
        for parent in parents:
            reading.need(ref, Ref(Kind.TABLE, parent))
        if identity != "d" or clustered:
            row_identity = RowIdentity(Ref(Kind.ROW_IDENTITY, name, name), identity, replica_index, clustered)
            reading.catalog.objects[row_identity.ref] = row_identity
            reading.need(row_identity.ref, ref)
    for (name,) in reading.rows(
        f"""select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'f' and {USER_SCHEMA} and {own("pg_class", "c.oid")} order by 1"""
    ):
        reading.catalog.unmanaged.append(f"foreign table {name}")


def read_columns(reading: Reading) -> None:
    """The columns of tables, with the sequence of an identity column."""
    identities = {
        (table, number): Identity(False, *rest)
        for table, number, *rest in reading.rows(
            """select d.refobjid::int8, d.refobjsubid, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache,
            s.seqcycle from pg_sequence s join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.seqrelid
            and d.refclassid = 'pg_class'::regclass and d.deptype = 'i' and d.refobjsubid > 0"""
        )
    }
    compression = "nullif(a.attcompression::text, '')" if reading.major >= 14 else "null"
    for row in reading.rows(
        f"""select a.attrelid::int8, a.attnum, quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
        a.attnotnull, case when a.attcollation <> t.typcollation then a.attcollation::regcollation::text end,
        a.attidentity::text, a.attgenerated::text, pg_get_expr(d.adbin, d.adrelid),
        case when a.attstorage <> t.typstorage then a.attstorage::text end, {compression},
        nullif(a.attstattarget, -1), array(select x from unnest(a.attoptions) x where left(x, 10) <> 'pg_attver='),
        a.attislocal, d.oid::int8, t.typcategory::text
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        join pg_type t on t.oid = a.atttypid
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p') and {USER_SCHEMA}
        order by a.attrelid, a.attnum"""
    ):
        oid, number, name, type_name, not_null, collation, identity, generated, expression, *rest = row
        storage, packed, statistics, options, local, default, category = rest
        if oid not in reading.tables:
            continue
        table = reading.tables[oid]
        ref = Ref(Kind.COLUMN, name, table)
        own_sequence = identities.get((oid, number))
        if own_sequence and identity == "a":
            own_sequence = Identity(
                True,
                own_sequence.start,
                own_sequence.increment,
                own_sequence.minimum,
                own_sequence.maximum,
                own_sequence.cache,
                own_sequence.cycle,
            )
        column = Column(
            ref,
            type_name,
            not_null,
            collation=collation,
            identity=own_sequence if identity else None,
            generated=expression if generated else None,
            stored=generated == "s",
            storage=storage,
            compression=packed,
            statistics=statistics,
            options=tuple(sorted(options)),
            local=local,
            position=number,
            type_category=category,
        )
        reading.add(column, "pg_class", oid, number)
        reading.need(ref, Ref(Kind.TABLE, table))
        if default and generated:
            reading.alias(ref, "pg_attrdef", default)
        elif default:
            reading.add(Default(Ref(Kind.DEFAULT, name, table), expression), "pg_attrdef", default)
            reading.need(Ref(Kind.DEFAULT, name, table), ref)


def read_sequences(reading: Reading) -> None:
    """Sequences beside those of identity columns, and who owns them."""
    for row in reading.rows(
        f"""select c.oid::int8, c.oid::regclass::text, format_type(s.seqtypid, null), s.seqstart, s.seqincrement,
        s.seqmin, s.seqmax, s.seqcache, s.seqcycle, c.relpersistence::text, d.deptype::text, d.refobjid::int8,
        d.refobjsubid
        from pg_sequence s join pg_class c on c.oid = s.seqrelid join pg_namespace n on n.oid = c.relnamespace
        left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype in ('a', 'i')
        and d.refclassid = 'pg_class'::regclass and d.refobjsubid > 0
        where {USER_SCHEMA} and {own("pg_class", "c.oid")} order by c.oid"""
    ):
        oid, name, *parameters, owning, table, number = row
        column = reading.addresses.get(("pg_class", table or 0, number or 0))
        if owning == "i":
            if column:
                reading.alias(column, "pg_class", oid)
            continue
        sequence = Sequence(Ref(Kind.SEQUENCE, name), *parameters)
        reading.add(sequence, "pg_class", oid)
        if owning == "a" and column:
            owner = SequenceOwner(Ref(Kind.SEQUENCE_OWNER, name), f"{column.of}.{column.name}")
            reading.catalog.objects[owner.ref] = owner
            reading.need(owner.ref, sequence.ref)
            reading.need(owner.ref, column)
