"""Everything that a session of one tenant can try at the rows of another in one table."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.prover.leaks.attempt import REFUSED_RIGHT, Attempt
from backend_data_model.prover.leaks.key_attempts import exclusion_attempts, foreign_key_attempts, unique_attempts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.session import EngineSession
    from backend_data_model.model.schema import Schema
    from backend_data_model.prover.leaks.conditions import TableSql
    from backend_data_model.prover.leaks.population import Population
    from backend_data_model.prover.leaks.subject import OwnedTable, Tenancy

_FOREIGN_KEY = "23503"
_COPY_REFUSED = frozenset({REFUSED_RIGHT, "0A000"})


def table_attempts(
    sql: TableSql, schema: Schema, tenancy: Tenancy, population: Population, session: EngineSession
) -> Iterator[Attempt]:
    """The attempts for a table, those without a tenant first: a setting once made can never be unset again."""
    owned, table, name = sql.owned, sql.table, sql.table.qualified_name
    changed = changeable(owned)
    for state in ("unset", "empty"):
        yield Attempt(f"read_{state}", name, name, f"SELECT 1 FROM {sql.name}{sql.of_tenants}", state, counts=True)
        if name in population.absent:
            row = population.absent[name][1]
            yield Attempt(f"insert_{state}", name, name, sql.insertion(row), state, probe=sql.state)
        if changed:
            blind = f"UPDATE {sql.name} SET {sql.quote(changed)} = {sql.mine[changed]}"
            yield Attempt(f"update_{state}", name, name, blind, state, probe=sql.state)
        yield Attempt(f"delete_{state}", name, name, f"DELETE FROM {sql.name}", state, probe=sql.state)
    theirs = sql.belonging(1)
    yield Attempt("read", name, name, f"SELECT 1 FROM {sql.name} WHERE {theirs}", counts=True, control="select")
    yield Attempt(
        "copy_out", name, name, f"COPY (SELECT 1 FROM {sql.name} WHERE {theirs}) TO STDOUT", counts=True,
        control="select",
    )  # fmt: skip
    if name in population.absent and not owned.is_tenants:
        yield Attempt(
            "insert",
            name,
            name,
            sql.insertion(population.absent[name][1]),
            probe=sql.state,
            control="insert",
            taken_leaks=owned.column is None,
        )
        yield Attempt(
            "copy_in", name, name, f"COPY {sql.name} ({', '.join(map(sql.quote, sql.mine))}) FROM STDIN",
            probe=sql.state, held_by=_COPY_REFUSED,
        )  # fmt: skip
    yield from _updates(sql, changed)
    yield Attempt("delete", name, name, f"DELETE FROM {sql.name} WHERE {theirs}", probe=sql.state, control="delete")
    yield Attempt("delete_blind", name, name, f"DELETE FROM {sql.name}", probe=sql.state, control="delete")
    yield Attempt("truncate", name, name, f"TRUNCATE {sql.name} CASCADE", probe=sql.state)
    yield from _without_tenant(sql, population, name)
    yield from unique_attempts(sql, schema, population, session)
    yield from exclusion_attempts(sql, population)
    yield from foreign_key_attempts(sql, tenancy, schema, population)
    if changed and name in population.absent and not owned.is_tenants and table.primary_key:
        yield _upsert(sql, population, name, changed)


def _updates(sql: TableSql, changed: str | None) -> Iterator[Attempt]:
    owned, name = sql.owned, sql.table.qualified_name
    theirs = sql.belonging(1)
    if changed:
        value = sql.mine[changed]
        assign = f"UPDATE {sql.name} SET {sql.quote(changed)} ="
        yield Attempt("update", name, name, f"{assign} {value} WHERE {theirs}", probe=sql.state, control="update")
        yield Attempt("update_blind", name, name, f"{assign} {value}", probe=sql.state, control="update")
        yield Attempt(
            "returning", name, name,
            f"WITH changed AS ({assign} {sql.quote(changed)} RETURNING *) SELECT 1 FROM changed WHERE {theirs}",
            counts=True, control="update",
        )  # fmt: skip
    if owned.is_tenants or owned.column is None:
        return
    column = owned.table.column(owned.column)
    if column is None or column.generated or (column.identity and column.identity.always):
        return
    moved = f"UPDATE {sql.name} SET {sql.quote(owned.column)} = {sql.theirs[owned.column]} WHERE {sql.row(sql.mine)}"
    yield Attempt("move", name, name, moved, probe=sql.state, control="update")
    blind = f"UPDATE {sql.name} SET {sql.quote(owned.column)} = {sql.theirs[owned.column]}"
    yield Attempt("move_blind", name, name, blind, probe=sql.state, control="update")


def _without_tenant(sql: TableSql, population: Population, name: str) -> Iterator[Attempt]:
    """A row that belongs to nobody is seen by everybody where the policies say `OR tenant IS NULL`."""
    column = sql.owned.column
    if column is None or sql.owned.is_tenants or name not in population.absent:
        return
    found = sql.table.column(column)
    key = sql.table.primary_key.columns if sql.table.primary_key else []
    if found is None or not found.nullable or column in key:
        return
    nobody = f"{sql.quote(column)} IS NULL"
    probe = f"SELECT pg_catalog.count(*) FROM {sql.name} WHERE {nobody}"
    row = population.absent[name][0] | {column: "NULL"}
    yield Attempt("insert_for_all", name, name, sql.insertion(row), probe=probe, control="insert")
    move = f"UPDATE {sql.name} SET {sql.quote(column)} = NULL WHERE {sql.row(sql.mine)}"
    yield Attempt("move_to_all", name, name, move, probe=probe, control="update")


def _upsert(sql: TableSql, population: Population, name: str, changed: str) -> Attempt:
    """INSERT of an own row with the key of another tenant's, which turns into an update of that."""
    assert sql.table.primary_key is not None
    key = sql.table.primary_key.columns
    row = population.absent[name][0] | {c: sql.theirs[c] for c in key if c != sql.owned.column}
    target = ", ".join(map(sql.quote, key))
    column = sql.quote(changed)
    text = f"{sql.insertion(row)} ON CONFLICT ({target}) DO UPDATE SET {column} = EXCLUDED.{column}"
    return Attempt(
        "upsert", name, name, text, probe=sql.state, held_by=frozenset({REFUSED_RIGHT, _FOREIGN_KEY, "23505"})
    )


def changeable(owned: OwnedTable) -> str | None:
    """A column that an UPDATE may set for all rows: in no key, reference, CHECK or unique index, where there is one."""
    table = owned.table
    tied = {owned.column}
    tied |= set(table.primary_key.columns if table.primary_key else ())
    tied |= {c for unique in table.uniques for c in unique.columns}
    tied |= {c for index in table.indexes if index.unique or index.exclusion for c in index.columns if c}
    tied |= {c for key in table.foreign_keys for c in key.columns}
    text = " ".join(check.expression for check in table.checks)
    free = [c.name for c in table.columns if not c.generated and c.identity is None and c.name not in tied]
    simple = [c for c in free if not re.search(rf"\b{re.escape(c)}\b", text)]
    return next(iter(simple or free), None)
