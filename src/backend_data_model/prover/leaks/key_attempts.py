"""Unique keys that tell of other tenants' rows, and foreign keys that reach them; both pass by row-level security."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.prover.leaks.attempt import REFUSED_RIGHT, Attempt
from backend_data_model.prover.predicates import columns_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backend_data_model.engines.session import EngineSession
    from backend_data_model.model.schema import ForeignKey, Index, Schema, Table
    from backend_data_model.prover.leaks.conditions import TableSql
    from backend_data_model.prover.leaks.population import Population
    from backend_data_model.prover.leaks.subject import Tenancy

_NUMBERING = ("nextval", "uuid", "gen_random", "random", "ulid", "nanoid", "snowflake", "generate")
_FOREIGN_KEY = "23503"
_UNIQUE = "23505"
EXCLUSION = "23P01"
_UNIQUE_NAMES = """
select i.relname from pg_catalog.pg_index x
  join pg_catalog.pg_class i on i.oid = x.indexrelid
 where x.indrelid = \0::regclass and x.indisunique
   and (select array_agg(a.attname::text order by a.attname) from pg_catalog.pg_attribute a
         where a.attrelid = x.indrelid and a.attnum = any (x.indkey::int2[])) = \0::text[]
"""


def unique_attempts(sql: TableSql, schema: Schema, population: Population, session: EngineSession) -> Iterator[Attempt]:
    """An own row with the other's unique values: 23505 says that such a row is there.

    A number or uuid that the server gives tells nothing and is left out.  A key that holds the tenant is tried as well,
    with the own tenant and the other's values.
    """
    name = sql.table.qualified_name
    if name not in population.absent or sql.owned.is_tenants:
        return
    own = population.absent[name][0]
    for label, columns, stated in _keys(sql.table, session):
        others = [c for c in columns if c != sql.owned.column and c in sql.theirs]
        if not others or any(is_surrogate(sql.table, c, schema, 0) for c in others):
            continue
        within = sql.owned.column in columns
        yield Attempt(
            "unique", f"{name}.{label}", name, sql.insertion(own | {c: sql.theirs[c] for c in others}),
            held_by=frozenset({REFUSED_RIGHT, _FOREIGN_KEY} | ({_UNIQUE} if within else set())),
            oracle=None if within else label, stated=stated, control="insert",
        )  # fmt: skip


def exclusion_attempts(sql: TableSql, population: Population) -> Iterator[Attempt]:
    """An own row with the other's values in an EXCLUDE constraint: 23P01 says that a row is there that meets them."""
    name = sql.table.qualified_name
    if name not in population.absent or sql.owned.is_tenants:
        return
    own = population.absent[name][0]
    for index in sql.table.indexes:
        columns = _columns_of(index, sql.table) if index.exclusion else []
        others = [c for c in columns if c != sql.owned.column and c in sql.theirs]
        if not others:
            continue
        within = sql.owned.column in columns
        yield Attempt(
            "exclusion", f"{name}.{index.name}", name, sql.insertion(own | {c: sql.theirs[c] for c in others}),
            held_by=frozenset({REFUSED_RIGHT, _FOREIGN_KEY} | ({EXCLUSION} if within else set())),
            oracle=None if within else index.name, stated=index.across_tenants, control="insert",
        )  # fmt: skip


def _keys(table: Table, session: EngineSession) -> Iterator[tuple[str, Sequence[str], bool]]:
    """The name and the columns of each unique key or index; an expression's and a condition's columns count too."""
    found = [(u.name, u.columns, u.across_tenants) for u in table.uniques]
    if table.primary_key:
        found.append((table.primary_key.name, table.primary_key.columns, False))
    found += [(index.name, _columns_of(index, table), index.across_tenants) for index in table.indexes if index.unique]
    for name, columns, stated in found:
        yield name or _server_name(table, columns, session), columns, stated


def _columns_of(index: Index, table: Table) -> list[str]:
    named = [c for key in index.keys for c in ([key.column] if key.column else columns_in(key.expression or "", table))]
    return list(dict.fromkeys([*named, *columns_in(index.where or "", table)]))


def _server_name(table: Table, columns: Sequence[str], session: EngineSession) -> str:
    """The name that the server gave to a key without one."""
    wanted = "{" + ",".join(session.quote(c) for c in sorted(columns)) + "}"
    found = session.execute(_UNIQUE_NAMES, (session.quote(table.name, table.schema or "public"), wanted))
    return str(found[0][0]) if found else "(" + ", ".join(columns) + ")"


def is_surrogate(table: Table, name: str, schema: Schema, depth: int) -> bool:
    """Whether the server gives the value (identity, sequence, uuid), or it refers to such a value."""
    column = table.column(name)
    if column is None:
        return False
    given = column.identity is not None or column.type.lower() in {"uuid", "serial", "bigserial", "smallserial"}
    if given or any(word in (column.default or "").lower() for word in _NUMBERING):
        return True
    if depth > 8:
        return False
    for key in table.foreign_keys:
        if name in key.columns:
            parent = parent_of(schema, table, key)
            referred = key.ref_columns[key.columns.index(name)] if key.ref_columns else None
            if parent is not None and referred and is_surrogate(parent, referred, schema, depth + 1):
                return True
    return False


def parent_of(schema: Schema, table: Table, key: ForeignKey) -> Table | None:
    """The table that a foreign key refers to."""
    return schema.table(key.ref_table, key.ref_schema or table.schema) or schema.table(key.ref_table)


def foreign_key_attempts(sql: TableSql, tenancy: Tenancy, schema: Schema, population: Population) -> Iterator[Attempt]:
    """An own row that refers to the other's row: taken, it ties the two and tells that the row is there."""
    name = sql.table.qualified_name
    if name not in population.absent or sql.owned.is_tenants:
        return
    own = population.absent[name][0]
    for key in sql.table.foreign_keys:
        parent = parent_of(schema, sql.table, key)
        owned = tenancy.owned_of(parent) if parent is not None else None
        if parent is None or owned is None or owned.is_tenants or parent.qualified_name not in population.present:
            continue
        theirs = population.present[parent.qualified_name][1]
        free = {
            column: theirs[referred]
            for column, referred in zip(key.columns, key.ref_columns, strict=False)
            if column != sql.owned.column and referred in theirs
        }
        if not free:
            continue
        label = f"{name}.{key.name or '(' + ', '.join(key.columns) + ')'}"
        held = frozenset({REFUSED_RIGHT, _FOREIGN_KEY})
        if sql.owned.through is not key:  # else such a row is the other tenant's, which `insert` tries
            yield Attempt(
                "foreign_key", label, name, sql.insertion(own | free), taken_leaks=True, held_by=held, control="insert"
            )
        assign = ", ".join(f"{sql.quote(column)} = {value}" for column, value in free.items())
        yield Attempt(
            "foreign_key_update", label, name, f"UPDATE {sql.name} SET {assign} WHERE {sql.row(sql.mine)}",
            probe=f"SELECT pg_catalog.count(*) FROM {sql.name} WHERE {sql.row(sql.mine | free)}"
            f" AND {' AND '.join(f'{sql.quote(c)} = {v}' for c, v in free.items())}",
            held_by=held, control="update",
        )  # fmt: skip
