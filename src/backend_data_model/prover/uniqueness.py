"""Proves PRIMARY KEY, UNIQUE and unique indexes: the key again, each part of it alone, NULLs, an index's WHERE."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.engines.session import PARAMETER, RefusedError
from backend_data_model.prover.attempts import Expectation, Tally, expect_accepted, expect_refused, try_row
from backend_data_model.prover.checks import group_of
from backend_data_model.prover.columns import fills_itself
from backend_data_model.prover.predicates import columns_in
from backend_data_model.prover.rows import NoRowError

if TYPE_CHECKING:
    from backend_data_model.model.schema import Index, Table
    from backend_data_model.prover.predicates import Row
    from backend_data_model.prover.rows import Rows
    from backend_data_model.prover.samples import Value


@dataclass(frozen=True, slots=True)
class Key:
    """What must not repeat: `columns` decide; `expressions` are its keys that are more than a column."""

    columns: tuple[str, ...]
    name: str | None
    expressions: tuple[str, ...] = ()
    nulls_repeat: bool = True
    predicate: str | None = None
    primary: bool = False


def key_of_index(index: Index, table: Table, number: int) -> Key:
    """The key of a unique index; `number` is its place among the table's indexes."""
    columns: list[str] = []
    expressions: list[str] = []
    for part in index.keys:
        if part.column:
            columns.append(part.column)
        elif part.expression:
            expressions.append(part.expression)
            columns += columns_in(part.expression, table)
    predicate = f"index:{number}" if index.where else None
    return Key(tuple(dict.fromkeys(columns)), index.name, tuple(expressions), predicate=predicate)


def prove_key(rows: Rows, table: Table, key: Key) -> Tally:
    """The first row is accepted, the second with the same key refused, the second with any other part accepted."""
    tally = Tally()
    # An engine that names columns (SQLite) names an index with expressions instead.
    kind = "primary_key" if key.primary else "unique"
    name = rows.names.of(table, kind, key.columns, key.name)
    about = Expectation("unique", name=name, columns=() if key.expressions else key.columns)
    solution = _solution(rows, table, key, "holding")
    if key.predicate and solution is None:
        tally.unsure.append("no row was found to which its WHERE applies")
        return tally
    first = rows.plan(table, rows.fresh(), solution=solution)
    references = _references(rows, table, [c for c in key.columns if c in first and first[c] is None])
    if references:
        first = rows.plan(table, rows.fresh(), references, solution)
    rows.insert(table, first)
    tally.accepted += 1
    usable = [c for c in key.columns if c in first]
    if len(usable) < len(key.columns):
        tally.unsure.append("a column of the key is generated")
        return tally
    _repeat(rows, table, key, first, about, tally)
    for column in key.columns if len(key.columns) > 1 and not key.expressions else ():
        _vary(rows, table, key, first, column, about, tally)
    _nulls(rows, table, key, first, about, tally)
    if key.predicate:
        _outside(rows, table, key, about, tally)
    return tally


def _references(rows: Rows, table: Table, columns: list[str]) -> dict[str, Value]:
    """Values for the `columns` that are references: each to a new parent."""
    found: dict[str, Value] = {}
    for key in table.foreign_keys:
        if set(columns) & set(key.columns) and not set(found) & set(key.columns):
            parent = rows.parent_of(key, table)
            referred = rows.plan(parent, rows.fresh())
            rows.insert(parent, referred)
            found |= {c: referred[r] for c, r in zip(key.columns, key.ref_columns, strict=True) if c in columns}
    return found


def _again(rows: Rows, table: Table, fixed: dict[str, Value]) -> Row:
    """Another row with the values in `fixed`; where no parents fit them, they are put into a row planned without."""
    try:
        with rows.session_step():
            return rows.plan(table, rows.fresh(), fixed)
    except (RefusedError, NoRowError):
        return rows.plan(table, rows.fresh()) | fixed


def _solution(rows: Rows, table: Table, key: Key, side: str) -> Row | None:
    group = group_of(rows, table, key.predicate) if key.predicate else None
    if group is None or key.predicate is None:
        return None
    found = getattr(group, side).get(key.predicate, [])
    whole = [s for s in found if all(s.get(c) is not None for c in key.columns if c in s)]
    return whole[0] if whole else None


def _repeat(rows: Rows, table: Table, key: Key, first: Row, about: Expectation, tally: Tally) -> None:
    if any(first[c] is None for c in key.columns):
        tally.unsure.append("the key could only be filled with NULL")
        return
    same = _tied(rows, table, key, set(key.columns))
    row = _again(rows, table, {c: first[c] for c in first if c in same})
    narrower = _narrower(rows, table, key)
    refusal = try_row(rows, table, row) if narrower else None
    if refusal and not about.is_met_by(refusal) and any(n.is_met_by(refusal) for n in narrower):
        tally.refused += 1
        tally.unsure.append("a narrower key refuses such a row first, under its own name")
    else:
        expect_refused(rows, table, row, about, tally, "a row with the same key")
    if len(key.expressions) == 1 and len(key.columns) == 1:
        _other_spelling(rows, table, key, first, about, tally)


def _narrower(rows: Rows, table: Table, key: Key) -> list[Expectation]:
    """The other keys of which this one is a superset: whatever breaks it breaks them."""
    return [
        Expectation("unique", name=rows.names.of(table, kind, columns, name), columns=columns)
        for kind, columns, name in _whole_keys(table)
        if set(columns) <= set(key.columns) and (columns, name) != (key.columns, key.name)
    ]


def _whole_keys(table: Table) -> list[tuple[str, tuple[str, ...], str | None]]:
    keys: list[tuple[str, tuple[str, ...], str | None]] = []
    if table.primary_key:
        keys.append(("primary_key", tuple(table.primary_key.columns), table.primary_key.name))
    return keys + [("unique", tuple(u.columns), u.name) for u in table.uniques]


def _tied(rows: Rows, table: Table, key: Key, columns: set[str]) -> set[str]:
    """The columns with those of the index's WHERE, which the second row must meet too; keys of their own differ."""
    group = group_of(rows, table, key.predicate) if key.predicate else None
    alone = {other[0] for _, other, _ in _whole_keys(table) if len(other) == 1 and other != key.columns}
    return columns | set(group.columns if group else ()) - alone


def _other_spelling(rows: Rows, table: Table, key: Key, first: Row, about: Expectation, tally: Tally) -> None:
    """`lower(email)`: another spelling that the expression maps to the same value must be refused as well."""
    column = key.columns[0]
    value = first[column]
    if not isinstance(value, str) or value.swapcase() == value:
        return
    quoted = rows.session.quote(column)
    declared = table.column(column)
    cast = f"cast({PARAMETER} as {declared.type if declared else 'text'})"
    query = f"select ({key.expressions[0]}) from (select {cast} as {quoted}) as t"
    try:
        with rows.sandbox():
            mapped = [rows.session.execute(query, (v,)) for v in (value, value.swapcase())]
    except RefusedError:
        return
    if mapped[0] == mapped[1]:
        row = rows.plan(table, rows.fresh(), {column: value.swapcase()})
        expect_refused(rows, table, row, about, tally, "a row whose key is spelt differently")


def _vary(rows: Rows, table: Table, key: Key, first: Row, column: str, about: Expectation, tally: Tally) -> None:
    """All of the key but `column` repeats: that is allowed."""
    fixed = {c: first[c] for c in key.columns if c != column}
    if any(set(columns) <= set(fixed) for _, columns, _ in _whole_keys(table)):
        return  # what is left is a key of its own
    solution_columns = _tied(rows, table, key, set()) - {column}
    fixed |= {c: first[c] for c in solution_columns if c in first}
    for _ in range(3):
        try:
            row = rows.plan(table, rows.fresh(), fixed)
        except RefusedError:
            break
        if row[column] != first[column] and row[column] is not None:
            refusal = try_row(rows, table, row)
            if refusal and refusal.kind == "unique" and refusal.columns and set(refusal.columns) < set(key.columns):
                tally.wrong.append(f"a row that differs only in {column} was refused: {refusal.message}")
                return
            expect_accepted(rows, table, row, about, tally, f"a row that differs only in {column}")
            return
    tally.unsure.append(f"no row could be built that differs in {column} only")


def _nulls(rows: Rows, table: Table, key: Key, first: Row, about: Expectation, tally: Tally) -> None:
    """NULLs do not repeat one another, unless the constraint says NULLS NOT DISTINCT."""
    if key.expressions or key.primary:
        return
    in_primary = set(table.primary_key.columns if table.primary_key else ())
    for column in key.columns:
        declared = table.column(column)
        if declared is None or not declared.nullable or column in in_primary or fills_itself(rows, table, declared):
            continue
        fixed = {c: first[c] for c in key.columns} | {column: None}
        try:
            with rows.sandbox():
                rows.insert(table, rows.plan(table, rows.fresh(), fixed))
                again = rows.plan(table, rows.fresh(), fixed)
                if key.nulls_repeat:
                    expect_accepted(rows, table, again, about, tally, f"a second row with NULL in {column}")
                else:
                    expect_refused(rows, table, again, about, tally, f"a second row with NULL in {column}")
        except RefusedError:
            tally.unsure.append(f"no row with NULL in {column} could be built")


def _outside(rows: Rows, table: Table, key: Key, about: Expectation, tally: Tally) -> None:
    """Two rows outside the index's WHERE may have the same key."""
    solution = _solution(rows, table, key, "missing")
    if solution is None:
        tally.unsure.append("no row was found outside its WHERE")
        return
    with rows.sandbox():
        first = rows.plan(table, rows.fresh(), solution=solution)
        rows.insert(table, first)
        fixed = {c: first[c] for c in first if c in _tied(rows, table, key, set(key.columns))}
        row = rows.plan(table, rows.fresh(), fixed)
        expect_accepted(rows, table, row, about, tally, "a second row outside its WHERE with the same key")
