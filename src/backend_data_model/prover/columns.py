"""Proves what is said of single columns: NOT NULL, defaults, identity, generated values, enum values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.session import RefusedError
from backend_data_model.prover.attempts import Expectation, Tally, expect_accepted, expect_refused, try_row
from backend_data_model.prover.samples import column_type

if TYPE_CHECKING:
    from backend_data_model.model.schema import Column, Table
    from backend_data_model.prover.predicates import Row
    from backend_data_model.prover.rows import Rows

_TRIED = 200


def prove_not_null(rows: Rows, table: Table, column: Column) -> Tally:
    """The same row is accepted with a value and refused without."""
    tally = Tally()
    about = Expectation("not_null", columns=(column.name,))
    if column.generated:
        tally.unsure.append("the column is generated, so no NULL can be given")
        return tally
    if column_type(column.type, rows.schema).name in rows.session.replaces_null_in:
        tally.unsure.append(f"{rows.session.label} puts a value in the place of NULL in a {column.type}")
        return tally
    if fills_itself(rows, table, column):
        return _numbered_instead(rows, table, column)
    row = rows.plan(table, rows.fresh())
    expect_accepted(rows, table, row, about, tally, "a row with a value")
    expect_refused(rows, table, {**row, column.name: None}, about, tally, "a row with NULL")
    return tally


def _numbered_instead(rows: Rows, table: Table, column: Column) -> Tally:
    """A given NULL is replaced: the row is accepted and no NULL is stored."""
    tally = Tally(needs_refused=False)
    rows.insert(table, rows.plan(table, rows.fresh()) | {column.name: None})
    name = rows.session.quote(column.name)
    if rows.session.execute(f"select 1 from {rows.name(table)} where {name} is null"):
        tally.wrong.append("NULL was stored")
    else:
        tally.accepted += 1
    return tally


def fills_itself(rows: Rows, table: Table, column: Column) -> bool:
    """Whether the engine replaces a given NULL by the next number (AUTO_INCREMENT, SQLite's INTEGER PRIMARY KEY)."""
    engine = rows.schema.engine
    if engine == "mysql":
        return column.identity is not None
    alone = table.primary_key is not None and table.primary_key.columns == [column.name]
    return engine == "sqlite" and alone and column.type.strip().lower() == "integer" and not table.without_rowid


def prove_default(rows: Rows, table: Table, column: Column) -> Tally:
    """A row that leaves the column out is accepted and gets a value."""
    tally = Tally(needs_refused=False)
    about = Expectation("check")
    row = rows.plan(table, rows.fresh())
    del row[column.name]
    refusal = try_row(rows, table, row)
    for solution in _surroundings(rows, table, column) if refusal and refusal.kind == "check" else ():
        other = rows.plan(table, rows.fresh(), solution=solution)
        del other[column.name]
        if try_row(rows, table, other) is None:
            refusal = None
            break
    if refusal is None:
        tally.accepted += 1
    elif refusal.kind in {"not_null", "check", "invalid_value", "foreign_key"}:
        tally.wrong.append(f"a row that relies on the default was refused: {refusal.message}")
    else:
        expect_accepted(rows, table, row, about, tally, "a row that relies on the default")
    return tally


def _surroundings(rows: Rows, table: Table, column: Column) -> list[Row]:
    """Values of the columns that a CHECK ties to this one: any of them may be what goes with the default."""
    found: dict[tuple[object, ...], Row] = {}
    for group in rows.groups(table):
        if column.name in group.columns and len(group.columns) > 1:
            broken = [row for failing in group.failing.values() for row in failing]
            for row in [*group.passing, *broken, *group.every]:
                found.setdefault(tuple(v for c, v in row.items() if c != column.name), row)
    rests = list(found.values())
    return rests[:: len(rests) // _TRIED + 1]


def prove_identity(rows: Rows, table: Table, column: Column) -> Tally:
    """A row without the number gets one; GENERATED ALWAYS refuses a number that is given."""
    always = bool(column.identity and column.identity.always and rows.schema.engine == "postgresql")
    tally = Tally(needs_refused=always)
    row = rows.plan(table, rows.fresh())
    given = dict(row)
    del row[column.name]
    expect_accepted(rows, table, row, Expectation("not_null"), tally, "a row without the number")
    if always:
        quote = rows.session.quote
        sql, values = rows.insertion(table, given)
        plain = sql.replace(" overriding system value values ", " values ", 1)
        try:
            with rows.sandbox():
                rows.session.execute(plain, values)
            tally.wrong.append(f"a number given for {quote(column.name)} was accepted")
        except RefusedError as refusal:
            if refusal.kind == "generated_value":
                tally.refused += 1
            else:
                tally.unsure.append(f"a given number was refused for another reason: {refusal.message}")
    return tally


def prove_generated(rows: Rows, table: Table, column: Column) -> Tally:
    """The stored value equals the expression, and no value can be given."""
    tally = Tally()
    row = rows.plan(table, rows.fresh())
    about = Expectation("generated_value")
    quote = rows.session.quote
    with rows.sandbox():
        rows.insert(table, row)
        known = [c for c in (table.primary_key.columns if table.primary_key else list(row)) if c in row]
        condition, values = rows.where(row, known or list(row))
        name = quote(column.name)
        same = f"({name} = ({column.generated})) or ({name} is null and ({column.generated}) is null)"
        answer = rows.session.execute(f"select {same} from {rows.name(table)} where {condition}", values)
        if answer and answer[0][0]:
            tally.accepted += 1
        else:
            tally.wrong.append("the value differs from the expression")
    expect_refused(rows, table, {**row, column.name: rows.type_value(column, 1)}, about, tally, "a given value")
    return tally


def prove_enum(rows: Rows, table: Table, column: Column) -> Tally:
    """Every value of the enum is taken by the type, and a value that is not in the list is refused."""
    tally = Tally()
    values = column_type(column.type, rows.schema).values
    about = Expectation("invalid_value")
    row = rows.plan(table, rows.fresh())
    for value in values:
        refusal = try_row(rows, table, {**row, column.name: value})
        if refusal is not None and refusal.kind == "invalid_value":
            tally.wrong.append(f"the value {value!r} was refused")
        else:
            tally.accepted += refusal is None
    stranger = "bdm" + "".join(values)[:20]
    expect_refused(rows, table, {**row, column.name: stranger}, about, tally, "a value that is not in the list")
    return tally
