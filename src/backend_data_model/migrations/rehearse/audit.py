"""Compares every row with the copy that was made before, minding what the writers have done since."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.postgresql.emit.names import quoted
from backend_data_model.migrations.rehearse.asked import asked_updates, asks_to_delete, asks_to_drop
from backend_data_model.migrations.rehearse.fill import WORKSPACE, name_of
from backend_data_model.migrations.rehearse.outcome import TableAudit
from backend_data_model.prover.samples import column_type

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import psycopg

    from backend_data_model.migrations.rehearse.actions import Action
    from backend_data_model.migrations.rehearse.operations import Operations
    from backend_data_model.migrations.rehearse.recipes import Recipes
    from backend_data_model.migrations.rehearse.traffic import Written
    from backend_data_model.model.schema import Column, Table
    from backend_data_model.prover.samples import Family


# Types between which a value keeps its form, unless something is cut off.
_KIN: tuple[set[Family], ...] = ({"integer", "decimal", "float"}, {"text"}, {"date", "timestamp"})


@dataclass(slots=True)
class Copies:
    """The copies of the tables as they were before, in the workspace; by qualified name."""

    names: dict[str, str]
    rows: dict[str, int]


def copy_tables(connection: psycopg.Connection[Any], operations: Sequence[Operations]) -> Copies:
    """Copy the tables that the migration touches."""
    copies = Copies({}, {})
    for number, one in enumerate(operations):
        name = f"{WORKSPACE}.before_{number}"
        done = connection.execute(f"create unlogged table {name} as select * from {name_of(one.table)}".encode())
        copies.names[one.name], copies.rows[one.name] = name, done.rowcount
    return copies


def audit(
    connection: psycopg.Connection[Any],
    operations: Sequence[Operations],
    copies: Copies,
    recipes: Recipes,
    written: Callable[[str], Written],
    actions: Sequence[Action],
) -> list[TableAudit]:
    """What became of the rows of each table."""
    import psycopg

    found = []
    for one in operations:
        result = TableAudit(one.name, copies.rows[one.name])
        found.append(result)
        try:
            _audit_table(connection, one, copies.names[one.name], recipes, written(one.name), actions, result)
        except psycopg.Error as error:
            result.problem = f"its rows could not be compared: {str(error).strip().partition(chr(10))[0]}"
    return found


def _audit_table(
    connection: psycopg.Connection[Any],
    one: Operations,
    copy: str,
    recipes: Recipes,
    written: Written,
    actions: Sequence[Action],
    result: TableAudit,
) -> None:
    result.inserted, result.updated = len(written.inserted), len(written.updated)
    if one.later is None:
        result.problem = None if asks_to_drop(actions, one.table.name) else "the table is gone"
        result.not_compared = {"*": "the table is dropped"}
        return
    names = [one.table.name, one.later.name]
    result.asked_deletes = asks_to_delete(actions, names)
    asked = asked_updates(actions, names)
    now = name_of(one.later)
    key = [(column, _column(one.later, one.renamed.get(column.name))) for column in one.key]
    if not key or any(later is None for _, later in key):
        count = connection.execute(f"select count(*) from {now}".encode()).fetchone()
        missing = result.rows + result.inserted - (count[0] if count else 0)
        result.lost = max(missing, 0)
        result.not_compared = {"*": "the table has no key that lasts, so that only rows were counted"}
        return
    joined = " and ".join(f"a.{quoted(n.name)} = b.{quoted(c.name)}::{n.type}" for c, n in key if n is not None)
    compared = _compared(one, result, actions)
    updates = _load_updates(connection, one, recipes, written, copy)
    parts = ["count(*) filter (where a.tableoid is null)"]
    for column, later in compared:
        cast = "" if _looks_back(column, later, recipes) else _forward(column, later, recipes)
        back = f"::{column.type}" if _looks_back(column, later, recipes) else ""
        old = f"b.{quoted(column.name)}{cast}::text"
        if updates and one.updated is not None and column.name == one.updated.name:
            old = f"case when u.k0 is null then {old} else u.expected{cast}::text end"
        now_is = f"a.{quoted(later.name)}{back}::text"
        parts.append(f"count(*) filter (where a.tableoid is not null and {now_is} is distinct from {old})")
    join = f"left join {now} a on {joined}"
    if updates:
        same = " and ".join(f"u.k{i} = b.{quoted(c.name)}" for i, (c, _) in enumerate(key))
        join += f" left join {updates} u on {same}"
    row = connection.execute(f"select {', '.join(parts)} from {copy} b {join}".encode()).fetchone()
    assert row is not None
    result.lost = row[0]
    result.changed = {later.name: n for (_, later), n in zip(compared, row[1:], strict=True) if n}
    result.asked = tuple(sorted(asked & set(result.changed)))
    result.lost_inserts = _lost_inserts(connection, one, recipes, written, now)


def _looks_back(column: Column, later: Column, recipes: Recipes) -> bool:
    """Whether the new value, made one of the old type again, must be the old value: a cast forward hides what it cuts.

    Between families (text to jsonb, say) the form of a value changes with its type, so there the old one is converted.
    """
    before = column_type(column.type, recipes.trial.before).family
    after = column_type(later.type, recipes.trial.after).family
    return column.type != later.type and any({before, after} <= kin for kin in _KIN)


def _forward(column: Column, later: Column, recipes: Recipes) -> str:
    """The cast of an old value to the new type; between enums there is none but by way of text."""
    to_enum = column_type(later.type, recipes.trial.after).family == "enum" and column.type != later.type
    return f"::text::{later.type}" if to_enum else f"::{later.type}"


def _compared(one: Operations, result: TableAudit, actions: Sequence[Action]) -> list[tuple[Column, Column]]:
    pairs = []
    for column in one.table.columns:
        if column.generated is not None:
            continue
        later = _column(one.later, one.renamed.get(column.name))
        if later is None:
            result.not_compared[column.name] = "the column is dropped"
            if not asks_to_drop(actions, column.name):
                result.gone.append(column.name)
        elif later.generated is not None:
            result.not_compared[column.name] = "the column is generated now"
        else:
            pairs.append((column, later))
    return pairs


def _column(table: Table | None, name: str | None) -> Column | None:
    return table.column(name) if table is not None and name is not None else None


def _load_updates(
    connection: psycopg.Connection[Any], one: Operations, recipes: Recipes, written: Written, copy: str
) -> str | None:
    """A table with the keys of the rows that writers updated and the value that each of them has now."""
    if not written.updated or one.updated is None:
        return None
    name = f"{copy}_updated"
    keys = [f"{recipes.value(one.table, c, 'n')} as k{i}" for i, c in enumerate(one.key)]
    expected = f"{recipes.value(one.table, one.updated, 'other')} as expected"
    numbers = _numbers(connection, written)
    sql = f"create unlogged table {name} as select {', '.join(keys)}, {expected} from {numbers}"
    connection.execute(sql.encode())
    connection.execute(f"analyze {name}".encode())
    return name


def _numbers(connection: psycopg.Connection[Any], written: Written) -> str:
    table = f"{WORKSPACE}.numbers"
    connection.execute(f"drop table if exists {table}; create unlogged table {table} (n bigint, other bigint)".encode())
    with connection.cursor() as cursor, cursor.copy(f"copy {table} from stdin".encode()) as copy:
        for pair in written.updated.items():
            copy.write_row(pair)
    return table


def _lost_inserts(
    connection: psycopg.Connection[Any], one: Operations, recipes: Recipes, written: Written, now: str
) -> int:
    """How many rows that writers inserted are not there."""
    if not written.inserted or one.later is None:
        return 0
    table = f"{WORKSPACE}.inserted"
    connection.execute(f"drop table if exists {table}; create unlogged table {table} (n bigint)".encode())
    with connection.cursor() as cursor, cursor.copy(f"copy {table} from stdin".encode()) as copy:
        for number in written.inserted:
            copy.write_row((number,))
    keys = ", ".join(f"{recipes.value(one.table, c, 'n')} as k{i}" for i, c in enumerate(one.key))
    same = " and ".join(
        f"a.{quoted(one.renamed[c.name])} = i.k{number}::{_type(one, c)}" for number, c in enumerate(one.key)
    )
    there = f"(select {keys} from {table}) i left join {now} a on {same}"
    row = connection.execute(f"select count(*) from {there} where a.tableoid is null".encode()).fetchone()
    return row[0] if row else 0


def _type(one: Operations, column: Column) -> str:
    later = _column(one.later, one.renamed.get(column.name))
    return later.type if later is not None else column.type
