"""Policies that open some rows: whether the other tenant's row is given once it has the values that a policy names.

The rows of the battery are as the defaults and samples make them; `OR published` or `label = 'offer'` in a policy may
not hold for them.  So every column that the policies name beside the tenant gets the values that stand there, and the
first tenant looks again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.session import PARAMETER, RefusedError
from backend_data_model.prover.candidates import candidates, literals_in
from backend_data_model.prover.predicates import columns_in
from backend_data_model.prover.samples import column_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backend_data_model.model.schema import Schema
    from backend_data_model.prover.leaks.acting import Acting
    from backend_data_model.prover.leaks.conditions import TableSql
    from backend_data_model.prover.leaks.kinds import SharedKinds
    from backend_data_model.prover.leaks.policies import PolicyFacts
    from backend_data_model.prover.leaks.report import LeakReport
    from backend_data_model.prover.samples import Value

_TRIED = 24  # of the values of one column, those that the policies name first


def try_opened_rows(
    tables: Sequence[TableSql],
    schema: Schema,
    facts: PolicyFacts,
    acting: Acting,
    report: LeakReport,
    kinds: SharedKinds | None = None,
) -> None:
    """Note for each table whose policies name further columns whether a value of them opens the other's row.

    A design may say that the tenants' table has rows of other `kinds` for all: such a row is no tenant.
    """
    for sql in tables:
        texts = [p.text for p in facts.of(sql.table.schema, sql.table.name) if p.permissive]
        tried = 0
        stated = kinds if sql.owned.is_tenants and sql.table.scope == "global" else None
        for column, value in _values(sql, schema, texts):
            if stated and column == stated.column and stated.shares(value):
                continue
            seen = _seen(sql, column, value, acting)
            if seen is None:
                continue
            tried += 1
            if seen:
                shown = "NULL" if value is None else repr(value)
                detail = f"another tenant's row with {column} = {shown} is given: a policy asks for that alone"
                report.add("opened_rows", sql.table.qualified_name, "leak", detail)
                break
        else:
            if tried:
                detail = f"none of {tried} values that the policies may ask for opens another tenant's row"
                report.add("opened_rows", sql.table.qualified_name, "held", detail)


def _values(sql: TableSql, schema: Schema, texts: Sequence[str]) -> Iterator[tuple[str, Value]]:
    table = sql.table
    tied = {sql.owned.column, *(table.primary_key.columns if table.primary_key else ())}
    tied |= {name for key in table.foreign_keys for name in key.columns}
    constants = literals_in(texts)
    for name in columns_in("\n".join(texts), table):
        column = table.column(name)
        if column is None or name in tied or column.generated:
            continue
        found = candidates(column_type(column.type, schema), constants, nullable=False)[:_TRIED]
        if column.nullable:
            found.append(None)
        yield from ((name, value) for value in found)


def _seen(sql: TableSql, column: str, value: Value, acting: Acting) -> bool | None:
    """Whether the first tenant sees the row once it has the value, and not before; None where it takes none such."""
    theirs = sql.belonging(1)
    try:
        with acting.session.sandbox():
            before = _rows(sql, theirs, acting)
            acting.session.execute("set local session_replication_role = replica")
            acting.session.execute(f"UPDATE {sql.name} SET {sql.quote(column)} = {PARAMETER} WHERE {theirs}", (value,))
            acting.session.execute("set local session_replication_role = origin")
            return _rows(sql, theirs, acting) > before
    except RefusedError:
        return None


def _rows(sql: TableSql, theirs: str, acting: Acting) -> int:
    with acting.application("own"):
        return len(acting.session.execute(f"SELECT 1 FROM {sql.name} WHERE {theirs}"))
