"""Which tables hold tenants' rows, by which column, and which role the application has."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from backend_data_model.engines.session import PARAMETER
from backend_data_model.prover.leaks.kinds import find_shared_kinds
from backend_data_model.prover.leaks.subject import Hints, OwnedTable, Tenancy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.session import EngineSession
    from backend_data_model.model.schema import ForeignKey, Schema, Table
    from backend_data_model.prover.leaks.policies import PolicyFacts

STAND_IN = "bdm_application"
_ROLES = """
select r.rolname, r.rolsuper or r.rolbypassrls,
       (select count(*) from pg_catalog.pg_class c
          join pg_catalog.pg_namespace n on n.oid = c.relnamespace
         cross join lateral pg_catalog.aclexplode(c.relacl) a
         where a.grantee = r.oid and c.relowner <> r.oid and c.relkind in ('r', 'p')
           and n.nspname not in ('pg_catalog', 'information_schema')),
       exists (select from pg_catalog.pg_class c
                 join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where c.relowner = r.oid and c.relkind in ('r', 'p') and c.relrowsecurity)
  from pg_catalog.pg_roles r
 where r.rolname !~ '^pg_'
 order by r.rolname
"""


class UndecidedError(Exception):
    """The tenancy cannot be told from the schema; the text says what is missing and which option gives it."""


def find_tenancy(schema: Schema, session: EngineSession, facts: PolicyFacts, hints: Hints) -> Tenancy:
    """Decide column, table, owned tables and role; raises UndecidedError.

    The column is the one given, that of the schema's own statement, that which the policies of most protected tables
    compare with a setting, or the guess from names, in this order.
    """
    column = hints.tenant_column or schema.tenant_column or _by_setting(facts) or hints.inferred_column
    column = column or _by_token(facts)
    if column is None:
        raise UndecidedError("no column tells the tenants apart (say which with --tenant-column)")
    name = hints.tenant_table or schema.tenant_table or hints.inferred_table or _referred(schema, column)
    tenants = _table(schema, name) if name else None
    if hints.tenant_table and tenants is None:
        raise UndecidedError(f"there is no table {hints.tenant_table} (--tenant-table)")
    owned = _owned(schema, column, tenants)
    if not owned:
        raise UndecidedError(f"no table has a column {column} (say which with --tenant-column)")
    role, others, stand_in = _role(schema, session, facts, hints)
    return Tenancy(column, tenants, owned, role, stand_in, others, find_shared_kinds(tenants, facts))


def _by_setting(facts: PolicyFacts) -> str | None:
    direct: Counter[str] = Counter()
    for actor, columns in facts.compared.items():
        if not actor.in_token:
            direct.update(columns)
    tables = {(p.schema, p.table) for p in facts.policies}
    column, uses = max(direct.items(), key=lambda item: (item[1], item[0]), default=("", 0))
    return column if 2 * uses >= len(tables) and uses else None


def _by_token(facts: PolicyFacts) -> str | None:
    counted: Counter[str] = Counter()
    for actor, columns in facts.compared.items():
        if actor.in_token:
            counted.update(columns)
    return max(counted, key=lambda c: (counted[c], c), default=None)


def _referred(schema: Schema, column: str) -> str | None:
    counted = Counter(key.ref_table for table in schema.tables for key in table.foreign_keys if key.columns == [column])
    return max(sorted(counted), key=lambda name: counted[name]) if counted else None


def _table(schema: Schema, name: str) -> Table | None:
    return next((t for t in schema.tables if name in (t.qualified_name, t.name)), None)


def _owned(schema: Schema, column: str, tenants: Table | None) -> list[OwnedTable]:
    """The tenants' table, the tables with the column or a reference to a tenant, then those that hang on them."""
    found: dict[str, OwnedTable] = {}
    if tenants is not None:
        primary = tenants.primary_key.columns if tenants.primary_key else []
        if len(primary) == 1:
            found[tenants.qualified_name] = OwnedTable(tenants, primary[0], is_tenants=True)
            found |= {one.table.qualified_name: one for one in _continued(schema, tenants)}
    tables = [t for t in schema.tables if t.partition_of is None and t is not tenants and not t.temporary]
    for table in tables:
        own = column if table.column(column) else _reference_to(table, tenants)
        if own:
            found[table.qualified_name] = OwnedTable(table, own)
    size = -1
    while size != len(found):
        size = len(found)
        for table in tables:
            if table.qualified_name in found:
                continue
            for key in table.foreign_keys:
                parent = _parent(schema, table, key)
                if (
                    parent is not None
                    and parent is not table
                    and parent.qualified_name in found
                    and not found[parent.qualified_name].is_tenants
                    and all(_required(table, name) for name in key.columns)
                ):
                    found[table.qualified_name] = OwnedTable(table, None, key, parent)
                    break
    return list(found.values())


def _continued(schema: Schema, tenants: Table) -> Iterator[OwnedTable]:
    """The tables that a tenant's row continues: its key is theirs."""
    table, seen = tenants, {tenants.qualified_name}
    while table.primary_key:
        key = next((k for k in table.foreign_keys if k.columns == table.primary_key.columns), None)
        parent = _parent(schema, table, key) if key else None
        if key is None or parent is None or parent.qualified_name in seen:
            return
        if not parent.primary_key or list(parent.primary_key.columns) != list(key.ref_columns):
            return
        yield OwnedTable(parent, key.ref_columns[0], is_tenants=True)
        seen.add(parent.qualified_name)
        table = parent


def _reference_to(table: Table, tenants: Table | None) -> str | None:
    for key in table.foreign_keys:
        to_tenant = tenants is not None and key.ref_table == tenants.name and len(key.columns) == 1
        if to_tenant and _required(table, key.columns[0]):
            return key.columns[0]
    return None


def _required(table: Table, name: str) -> bool:
    column = table.column(name)
    in_key = table.primary_key is not None and name in table.primary_key.columns
    return column is not None and (not column.nullable or in_key)


def _parent(schema: Schema, table: Table, key: ForeignKey) -> Table | None:
    wanted = key.ref_schema or table.schema
    return schema.table(key.ref_table, wanted) or schema.table(key.ref_table)


def _role(schema: Schema, session: EngineSession, facts: PolicyFacts, hints: Hints) -> tuple[str, list[str], bool]:
    """The role, other candidates, and whether one had to be made up."""
    known = {name: (passes, grants, owns) for name, passes, grants, owns in session.execute(_ROLES)}
    if hints.role:
        if hints.role not in known:
            raise UndecidedError(f"the script makes no role {hints.role} (--app-role)")
        return hints.role, [], False
    if schema.application_role in known:
        return str(schema.application_role), [], False
    named = Counter(role for policy in facts.policies for role in policy.roles if role in known)
    granted = [name for name, (_, grants, _) in known.items() if grants or name in named]
    ranked = sorted(granted, key=lambda name: (known[name][0], -named[name], -known[name][1], name))
    if not ranked:
        owners = [name for name, (passes, _, owns) in known.items() if owns and not passes]
        ranked = owners[:1]
    if ranked:
        return ranked[0], [name for name in ranked[1:] if not known[name][0]], False
    _make_stand_in(schema, session)
    return STAND_IN, [], True


def _make_stand_in(schema: Schema, session: EngineSession) -> None:
    if not session.execute(f"select 1 from pg_catalog.pg_roles where rolname = {PARAMETER}", (STAND_IN,)):
        session.execute(f"create role {STAND_IN} nologin")
    for name in sorted({t.schema or "public" for t in schema.tables}):
        quoted = session.quote(name)
        session.execute(f"grant usage on schema {quoted} to {STAND_IN}")
        session.execute(f"grant select, insert, update, delete on all tables in schema {quoted} to {STAND_IN}")
        session.execute(f"grant usage on all sequences in schema {quoted} to {STAND_IN}")
