"""Views and materialized views, and what hangs on a relation: triggers, rules, policies, publications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.postgresql.catalog.objects import (
    Kind,
    MaterializedView,
    Policy,
    Publication,
    Ref,
    Rule,
    Trigger,
    View,
)
from backend_data_model.migrations.postgresql.catalog.reading.reading import USER_SCHEMA, own

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.reading.reading import Reading


def read_views(reading: Reading) -> None:
    """Views of both kinds; the rule that makes a view is an address of it."""
    columns: dict[int, list[tuple[str, str]]] = {}
    for oid, name, type_name in reading.rows(
        f"""select a.attrelid::int8, quote_ident(a.attname), format_type(a.atttypid, a.atttypmod)
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        where c.relkind = 'v' and a.attnum > 0 and not a.attisdropped and {USER_SCHEMA}
        order by a.attrelid, a.attnum"""
    ):
        columns.setdefault(oid, []).append((name, type_name))
    for oid, name, kind, text, options, populated, method, rule, row_type, namespace in reading.rows(
        f"""select c.oid::int8, c.oid::regclass::text, c.relkind::text, pg_get_viewdef(c.oid), c.reloptions,
        c.relispopulated, (select amname from pg_am where oid = c.relam and amname <> 'heap'), r.oid::int8,
        c.reltype::int8, n.oid::int8
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        join pg_rewrite r on r.ev_class = c.oid and r.rulename = '_RETURN'
        where c.relkind in ('v', 'm') and {USER_SCHEMA} and {own("pg_class", "c.oid")} order by c.oid"""
    ):
        body, sorted_options = text.strip().rstrip(";"), tuple(sorted(options or ()))
        item: View | MaterializedView
        if kind == "v":
            item = View(Ref(Kind.VIEW, name), body, sorted_options, tuple(columns.get(oid, ())))
        else:
            item = MaterializedView(Ref(Kind.MATERIALIZED_VIEW, name), body, sorted_options, populated, method)
        reading.add(item, "pg_class", oid)
        reading.alias(item.ref, "pg_rewrite", rule)
        reading.alias(item.ref, "pg_type", row_type)
        reading.need(item.ref, reading.addresses.get(("pg_namespace", namespace, 0)))


def read_triggers(reading: Reading) -> None:
    """Triggers that somebody made; those that a partition has from its parent follow it."""
    for oid, name, relation, table, text, enabled, constraint in reading.rows(
        f"""select t.oid::int8, quote_ident(t.tgname), t.tgrelid::int8, t.tgrelid::regclass::text,
        pg_get_triggerdef(t.oid), t.tgenabled::text, t.tgconstraint <> 0
        from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
        where not t.tgisinternal and t.tgparentid = 0 and {USER_SCHEMA} and {own("pg_class", "c.oid")}
        order by t.oid"""
    ):
        ref = Ref(Kind.TRIGGER, name, table)
        reading.add(Trigger(ref, text, enabled, constraint), "pg_trigger", oid)
        reading.need(ref, reading.addresses.get(("pg_class", relation, 0)))


def read_rules(reading: Reading) -> None:
    """Rewrite rules beside those that make views."""
    for oid, name, relation, table, text, enabled in reading.rows(
        f"""select r.oid::int8, quote_ident(r.rulename), r.ev_class::int8, r.ev_class::regclass::text,
        pg_get_ruledef(r.oid), r.ev_enabled::text
        from pg_rewrite r join pg_class c on c.oid = r.ev_class join pg_namespace n on n.oid = c.relnamespace
        where r.rulename <> '_RETURN' and {USER_SCHEMA} and {own("pg_class", "c.oid")} order by r.oid"""
    ):
        ref = Ref(Kind.RULE, name, table)
        reading.add(Rule(ref, text.strip().rstrip(";"), enabled), "pg_rewrite", oid)
        reading.need(ref, reading.addresses.get(("pg_class", relation, 0)))


def read_policies(reading: Reading) -> None:
    """Row-level security policies."""
    for oid, name, relation, table, command, permissive, roles, using, check in reading.rows(
        f"""select p.oid::int8, quote_ident(p.polname), p.polrelid::int8, p.polrelid::regclass::text, p.polcmd::text,
        p.polpermissive, array(select case when x = 0 then 'PUBLIC' else x::regrole::text end
            from unnest(p.polroles) x order by 1),
        pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
        from pg_policy p join pg_class c on c.oid = p.polrelid join pg_namespace n on n.oid = c.relnamespace
        where {USER_SCHEMA} and {own("pg_class", "c.oid")} order by p.oid"""
    ):
        ref = Ref(Kind.POLICY, name, table)
        reading.add(Policy(ref, command, permissive, tuple(roles), using, check), "pg_policy", oid)
        reading.need(ref, reading.addresses.get(("pg_class", relation, 0)))


def read_publications(reading: Reading) -> None:
    """Publications with their tables, column lists and row filters."""
    tables: dict[int, list[str]] = {}
    schemas: dict[int, list[str]] = {}
    if reading.major >= 15:
        for publication, table, names, condition in reading.rows(
            """select r.prpubid::int8, r.prrelid::regclass::text,
            array(select quote_ident(a.attname) from unnest(r.prattrs::int2[]) x join pg_attribute a
                on a.attrelid = r.prrelid and a.attnum = x), pg_get_expr(r.prqual, r.prrelid)
            from pg_publication_rel r order by 2"""
        ):
            text = table + (f" ({', '.join(names)})" if names else "") + (f" WHERE {condition}" if condition else "")
            tables.setdefault(publication, []).append(text)
        for publication, schema in reading.rows(
            "select s.pnpubid::int8, s.pnnspid::regnamespace::text from pg_publication_namespace s order by 2"
        ):
            schemas.setdefault(publication, []).append(schema)
    else:
        for publication, table in reading.rows(
            "select r.prpubid::int8, r.prrelid::regclass::text from pg_publication_rel r order by 2"
        ):
            tables.setdefault(publication, []).append(table)
    for oid, name, everything, insert, update, delete, truncate, via_root in reading.rows(
        """select p.oid::int8, quote_ident(p.pubname), p.puballtables, p.pubinsert, p.pubupdate, p.pubdelete,
        p.pubtruncate, p.pubviaroot from pg_publication p order by p.oid"""
    ):
        operations = [word for word, said in zip(_OPERATIONS, (insert, update, delete, truncate), strict=True) if said]
        options = [("publish", ", ".join(operations))] if len(operations) < len(_OPERATIONS) else []
        options += [("publish_via_partition_root", "true")] if via_root else []
        ref = Ref(Kind.PUBLICATION, name)
        publication = Publication(
            ref, everything, tuple(tables.get(oid, ())), tuple(schemas.get(oid, ())), tuple(options)
        )
        reading.add(publication, "pg_publication", oid)
    for catalog_table, rows in (
        ("pg_publication_rel", "select oid::int8, prpubid::int8 from pg_publication_rel"),
        ("pg_publication_namespace", "select oid::int8, pnpubid::int8 from pg_publication_namespace"),
    )[: 2 if reading.major >= 15 else 1]:
        for oid, publication in reading.rows(rows):
            reading.alias(reading.addresses["pg_publication", publication, 0], catalog_table, oid)


_OPERATIONS = ("insert", "update", "delete", "truncate")
