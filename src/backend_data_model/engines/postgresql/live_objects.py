"""Types, views, functions, triggers, policies, extensions and sequences from pg_catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.engines.postgresql.live_tables import OURS, SCHEMA
from backend_data_model.model.schema import Check, Domain, EnumType, Policy, Routine, Schema, Trigger, Unparsed, View

if TYPE_CHECKING:
    import psycopg

_ENUMS = f"""
SELECT {SCHEMA}, t.typname, array_agg(e.enumlabel::text ORDER BY e.enumsortorder)
  FROM pg_type t JOIN pg_enum e ON e.enumtypid = t.oid JOIN pg_namespace n ON n.oid = t.typnamespace
 WHERE {OURS.format(oid="t.oid", catalog="pg_type")}
 GROUP BY n.nspname, t.typname ORDER BY n.nspname, t.typname"""

_DOMAINS = f"""
SELECT {SCHEMA}, t.typname, format_type(t.typbasetype, t.typtypmod), NOT t.typnotnull,
       (SELECT array_agg(array[c.conname::text, pg_get_expr(c.conbin, 0)] ORDER BY c.conname)
          FROM pg_constraint c WHERE c.contypid = t.oid AND c.contype = 'c')
  FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
 WHERE t.typtype = 'd' AND {OURS.format(oid="t.oid", catalog="pg_type")}
 ORDER BY n.nspname, t.typname"""

_VIEWS = f"""
SELECT {SCHEMA}, c.relname, pg_get_viewdef(c.oid), c.relkind = 'm',
       coalesce('security_invoker=true' = ANY (c.reloptions) OR 'security_invoker=on' = ANY (c.reloptions)
                OR 'security_invoker=1' = ANY (c.reloptions), false)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('v', 'm') AND {OURS.format(oid="c.oid", catalog="pg_class")}
 ORDER BY n.nspname, c.relname"""

_ROUTINES = f"""
SELECT {SCHEMA}, p.proname, pg_get_functiondef(p.oid), p.prosecdef,
       (SELECT substr(s, length('search_path=') + 1) FROM unnest(p.proconfig) s WHERE s LIKE 'search\\_path=%%')
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
 WHERE p.prokind IN ('f', 'p', 'w') AND {OURS.format(oid="p.oid", catalog="pg_proc")}
 ORDER BY n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)"""

# A trigger of a partitioned table has a copy on each partition: those are left out.
_TRIGGERS = f"""
SELECT {SCHEMA}, c.relname, t.tgname, pg_get_triggerdef(t.oid)
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE NOT t.tgisinternal AND {{clones}} AND {OURS.format(oid="c.oid", catalog="pg_class")}
 ORDER BY n.nspname, c.relname, t.tgname"""

_POLICIES = f"""
SELECT {SCHEMA}, c.relname, p.polname, p.polcmd, p.polpermissive,
       (SELECT coalesce(array_agg(r.rolname::text ORDER BY r.rolname), '{{}}') FROM pg_roles r
         WHERE r.oid = ANY (p.polroles)),
       pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE {OURS.format(oid="c.oid", catalog="pg_class")}
 ORDER BY n.nspname, c.relname, p.polname"""

_SEQUENCES = f"""
SELECT CASE WHEN n.nspname = 'public' THEN '' ELSE quote_ident(n.nspname) || '.' END || quote_ident(c.relname)
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind = 'S' AND {OURS.format(oid="c.oid", catalog="pg_class")}
   AND NOT EXISTS (SELECT FROM pg_depend i WHERE i.objid = c.oid AND i.classid = 'pg_class'::regclass
                   AND i.deptype = 'i')
 ORDER BY 1"""

_NAMESPACES = f"""
SELECT n.nspname FROM pg_namespace n
 WHERE n.nspname <> 'public' AND {OURS.format(oid="n.oid", catalog="pg_namespace")} ORDER BY 1"""

# What the database has and our schema has no place for.
_OTHERS = f"""
SELECT what, name FROM (
    SELECT CASE c.relkind WHEN 'f' THEN 'a foreign table' ELSE 'a composite type' END, c.oid::regclass::text
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('f', 'c') AND {OURS.format(oid="c.oid", catalog="pg_class")}
    UNION ALL SELECT 'an aggregate', p.oid::regprocedure::text
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE p.prokind = 'a' AND {OURS.format(oid="p.oid", catalog="pg_proc")}
    UNION ALL SELECT 'a range type', t.oid::regtype::text
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
     WHERE t.typtype = 'r' AND {OURS.format(oid="t.oid", catalog="pg_type")}
    UNION ALL SELECT 'a rewrite rule', r.rulename || ' on ' || c.oid::regclass::text
      FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE r.rulename <> '_RETURN' AND {OURS.format(oid="c.oid", catalog="pg_class")}
    UNION ALL SELECT 'extended statistics', s.stxname::text
      FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace
     WHERE {OURS.format(oid="s.oid", catalog="pg_statistic_ext")}
    UNION ALL SELECT 'an event trigger', evtname::text FROM pg_event_trigger) AS others (what, name)
 ORDER BY what, name"""

_EXTENSIONS = "SELECT extname FROM pg_extension WHERE extname <> 'plpgsql' ORDER BY 1"
_COMMANDS = {"r": "select", "a": "insert", "w": "update", "d": "delete", "*": "all"}


def read_objects(cursor: psycopg.Cursor[Any], schema: Schema, version: int) -> None:
    """Fill everything of `schema` but its tables.  Roles belong to the server, not to the database: none are read."""

    def rows(query: str) -> list[tuple[Any, ...]]:
        return cursor.execute(query).fetchall()

    schema.enums = [EnumType(name, values, namespace) for namespace, name, values in rows(_ENUMS)]
    for namespace, name, base, nullable, checks in rows(_DOMAINS):
        found = [Check(expression, constraint) for constraint, expression in checks or ()]
        schema.domains.append(Domain(name, base.removeprefix("public."), found, nullable, namespace))
    for namespace, name, definition, materialized, invoker in rows(_VIEWS):
        schema.views.append(View(name, definition.strip().rstrip(";"), materialized, invoker, namespace))
    for namespace, name, definition, definer, path in rows(_ROUTINES):
        schema.routines.append(Routine(name, definition.strip(), definer, path, namespace))
    for namespace, table, name, definition in rows(
        _TRIGGERS.format(clones="t.tgparentid = 0" if version >= 130000 else "true")
    ):
        schema.triggers.append(Trigger(name, table, definition, namespace))
    for namespace, table, name, command, permissive, roles, using, check in rows(_POLICIES):
        schema.policies.append(
            Policy(name, table, _COMMANDS[command], permissive, roles, using, check, namespace)  # type: ignore[arg-type]
        )
    schema.sequences = [name for (name,) in rows(_SEQUENCES)]
    schema.namespaces = [name for (name,) in rows(_NAMESPACES)]
    schema.unparsed = [Unparsed(name, f"{what} is not part of the schema model") for what, name in rows(_OTHERS)]
    schema.extensions = [name for (name,) in rows(_EXTENSIONS)]
