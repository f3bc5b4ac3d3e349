"""Rows with given statistics: shares of NULL and of usual values, distinct values, ranges, and the order on disk.

Each value comes from a hash of its row's number, so the rows are the same every time.  Columns are independent of each
other, except that those of one foreign key come from one row of the table that it refers to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import psycopg

    from backend_data_model.indexing.statistics import ColumnStatistics, TableStatistics
    from backend_data_model.model.schema import Column, ForeignKey, Schema, Table

    Connection = psycopg.Connection[tuple[Any, ...]]
    Name = tuple[str, str]

_NUMBER = re.compile(r"(small|big)?(int|serial)|int\d|numeric|decimal|real|double|float|money")
_WHOLE = re.compile(r"(small|big)?(int|serial)|int\d")
_TEXT = re.compile(r"text|citext|(character )?varying|varchar|char|bpchar|name")
_LENGTH = re.compile(r"char\w*(?: varying)?\((\d+)\)")
_ORDERED = 0.8
_PRIME = 1_000_003
_OTHERWISE = (
    ("json", "{}"),
    ("uuid", None),
    ("bool", "true"),
    ("inet", "10.0.0.1"),
    ("interval", "1 day"),
    ("point", "(0,0)"),
)


@dataclass(slots=True)
class Made:
    """Rows by table, and what could not be filled."""

    rows: dict[str, int] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)


def make_rows(
    connection: Connection,
    schema: Schema,
    statistics: Mapping[Name, TableStatistics],
    most_rows: int,
    tell: Callable[[str], None],
) -> Made:
    """Fill the tables of a scratch database, parents first; at most `most_rows` rows of each."""
    import psycopg

    result = Made()
    _take_checks(connection)
    # Tables that were just filled have no statistics, and loops over numbered parents would take for ever.
    connection.execute("set enable_nestloop = off")
    for table in _parents_first(schema):
        name = (table.schema or "public", table.name)
        known = statistics.get(name)
        if known is None:
            continue
        count = int(min(known.rows, most_rows))
        tell(f"Making {count:,} rows of {table.qualified_name}")
        try:
            with connection.transaction():
                result.rows[table.qualified_name] = _fill(connection, table, known, count, result.rows)
        except psycopg.Error as error:
            result.failed.append(f"{table.qualified_name}: {(str(error).strip().splitlines() or [''])[0]}")
    connection.execute("reset enable_nestloop")
    return result


def _take_checks(connection: Connection) -> None:
    """Drop CHECK and exclusion constraints, which independent values would break, and foreign keys."""
    rows = connection.execute(
        "select n.nspname, c.relname, k.conname from pg_catalog.pg_constraint k"
        " join pg_catalog.pg_class c on c.oid = k.conrelid join pg_catalog.pg_namespace n on n.oid = c.relnamespace"
        " where k.contype in ('c', 'x', 'f') and k.conparentid = 0 and not c.relispartition"
        " and n.nspname not in ('pg_catalog', 'information_schema')"
    ).fetchall()
    for schema, table, name in rows:
        target = sql.Identifier(schema, table)
        connection.execute(sql.SQL("alter table {} drop constraint if exists {}").format(target, sql.Identifier(name)))


def _parents_first(schema: Schema) -> list[Table]:
    found: list[Table] = []
    left = list(schema.tables)
    while left:
        waiting = {table.name for table in left}
        ready = [t for t in left if not {k.ref_table for k in t.foreign_keys if k.ref_table != t.name} & waiting]
        # In a circle of references the first stands for all.
        found += ready or left[:1]
        left = [table for table in left if table not in found]
    return found


def _fill(connection: Connection, table: Table, known: TableStatistics, count: int, filled: Mapping[str, int]) -> int:
    target = sql.Identifier(table.schema or "public", table.name)
    joins: list[sql.Composed] = []
    values: dict[str, sql.Composable] = {}
    taken: set[str] = set()
    unique = {u.columns[0] for u in table.uniques if len(u.columns) == 1}
    unique |= {i.columns[0] for i in table.indexes if i.unique and len(i.columns) == 1 and i.columns[0]}
    unique |= set(table.primary_key.columns) if table.primary_key and len(table.primary_key.columns) == 1 else set()
    for number, key in enumerate(sorted(table.foreign_keys, key=lambda one: -len(one.columns))):
        parent = f"{key.ref_schema}.{key.ref_table}" if key.ref_schema not in {None, "public"} else key.ref_table
        columns = [name for name in key.columns if name not in taken]
        if filled.get(parent) and key.ref_table != table.name and columns:
            joins.append(_join(key, number, known, filled[parent], count))
            for name, referred in zip(key.columns, key.ref_columns, strict=False):
                if name in columns:
                    values[name] = _referring(table, key, name, referred, number, known)
            taken |= set(columns)
    for position, column in enumerate(table.columns):
        if column.generated is None and column.name not in values:
            stated = known.columns.get(column.name)
            if stated is not None or not column.nullable:
                values[column.name] = _value(column, stated, position + 1, count, unique=column.name in unique)
    connection.execute(sql.SQL("alter table {} disable trigger user").format(target))
    names = sql.SQL(", ").join(sql.Identifier(name) for name in values)
    listed = sql.SQL(", ").join(values.values())
    rows = sql.SQL("generate_series(1, {}::bigint) numbered(i)").format(sql.Literal(count))
    statement = sql.SQL(
        "insert into {} ({}) overriding system value select {} from {} {} order by i on conflict do nothing"
    )
    done = connection.execute(statement.format(target, names, listed, rows, sql.SQL(" ").join(joins)))
    return max(0, done.rowcount)


def _unit(salt: int) -> sql.Composed:
    """A number from 0 to below 1 out of the row's number."""
    return sql.SQL("((hashint8extended(i, {}) & 9007199254740991)::float8 / 9007199254740992)").format(
        sql.Literal(salt)
    )


def _join(key: ForeignKey, number: int, known: TableStatistics, parents: int, count: int) -> sql.Composed:
    """The row of the parent: the first ones as often as the usual values are, the others alike."""
    stated = [known.columns[name] for name in key.columns if name in known.columns]
    one = max(stated, key=lambda s: s.distinct or 0, default=None)
    shares = list(one.usual.values()) if one else []
    distinct = max(1, int(min(parents, (one.distinct if one and one.distinct else parents))))
    usual, unit = sum(shares), _unit(7000 + number)
    rest = sql.SQL("floor(({} - {}) / {} * {})::bigint").format(
        unit, sql.Literal(usual), sql.Literal(max(1 - usual, 1e-9)), sql.Literal(max(1, distinct - len(shares)))
    )
    place = sql.SQL("({} + {}) % {}").format(rest, sql.Literal(len(shares)), sql.Literal(parents))
    if shares:
        ends = sql.Literal(list(accumulate(shares)))
        place = sql.SQL("case when {u} < {s} then width_bucket({u}, {e}::float8[]) % {n} else {p} end").format(
            u=unit, s=sql.Literal(usual), e=ends, n=sql.Literal(parents), p=place
        )
    if len(key.columns) == 1 and one and not shares and (one.correlation or 0) >= _ORDERED:
        place = sql.SQL("((i - 1) * {} / {})").format(sql.Literal(distinct), sql.Literal(max(1, count)))
    columns = sql.SQL(", ").join(sql.Identifier(name) for name in key.ref_columns)
    alias = sql.Identifier(f"parent_{number}")
    numbered = "select row_number() over (order by {c}) - 1 as bdm_number, {c} from {t}"
    return sql.SQL(f"left join ({numbered}) {{a}} on {{a}}.bdm_number = {{p}}").format(
        c=columns, t=sql.Identifier(key.ref_schema or "public", key.ref_table), a=alias, p=place
    )


def _referring(
    table: Table, key: ForeignKey, name: str, referred: str, number: int, known: TableStatistics
) -> sql.Composable:
    value: sql.Composable = sql.Identifier(f"parent_{number}", referred)
    stated = known.columns.get(name)
    column = table.column(name)
    if stated is None or column is None:
        return value
    if len(key.columns) == 1 and stated.usual:
        value = _usual(column, stated, _unit(7000 + number), value)
    return _or_null(value, stated, number + 8000)


def _usual(column: Column, stated: ColumnStatistics, unit: sql.Composable, otherwise: sql.Composable) -> sql.Composed:
    ends = list(accumulate(stated.usual.values()))
    return sql.SQL(
        "case when {u} < {s} then ({v}::text[])[width_bucket({u}, {e}::float8[]) + 1]::{t} else {o} end"
    ).format(
        u=unit,
        s=sql.Literal(ends[-1]),
        v=sql.Literal(list(stated.usual)),
        e=sql.Literal(ends),
        t=_type(column),
        o=otherwise,
    )


def _or_null(value: sql.Composable, stated: ColumnStatistics, salt: int) -> sql.Composable:
    if not stated.null_share:
        return value
    return sql.SQL("case when {} < {} then null else {} end").format(
        _unit(salt + 500), sql.Literal(stated.null_share), value
    )


def _type(column: Column) -> sql.SQL:
    names = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint"}
    # The type stands in the DDL that has just been run here.
    return sql.SQL(names.get(column.type.lower(), column.type))


def _value(column: Column, stated: ColumnStatistics | None, salt: int, count: int, *, unique: bool) -> sql.Composable:
    """One column that refers to nothing."""
    if stated is None:
        return _otherwise(column, sql.SQL("i"))
    present = 1 - stated.null_share
    shares = {value: share / present for value, share in stated.usual.items()} if present > 0 else {}
    distinct = max(1, int(min(count, stated.distinct or count)) - len(shares))
    unit = _unit(salt)
    ordered = abs(stated.correlation or 0) >= _ORDERED
    # Drawing from as many values as there are rows would leave out a third of them.
    if unique or distinct >= count * present * 0.5:
        place = (
            sql.SQL("(i - 1)")
            if ordered
            else sql.SQL("((i * {}) % {})").format(sql.Literal(_PRIME), sql.Literal(count))
        )
        distinct = count
    elif ordered:
        place = sql.SQL("((i - 1) * {} / {})").format(sql.Literal(distinct), sql.Literal(max(1, count)))
    else:
        other = _unit(salt + 1000)
        place = sql.SQL("floor({} * {})::bigint").format(other, sql.Literal(distinct))
    if (stated.correlation or 0) <= -_ORDERED:
        place = sql.SQL("({} - 1 - {})").format(sql.Literal(distinct), place)
    value = _at(column, stated, place, distinct)
    if shares:
        whole = type(stated)(0.0, None, shares)
        value = _usual(column, whole, unit, value)
    return _or_null(value, stated, salt)


def _at(column: Column, stated: ColumnStatistics, place: sql.Composable, distinct: int) -> sql.Composable:
    """The value at a place among `distinct` values."""
    kind, bounds = column.type.lower(), stated.bounds
    if kind.startswith("uuid"):
        return sql.SQL("md5({} || ':' || {}::text)::uuid").format(sql.Literal(column.name), place)
    if _TEXT.match(kind) and not kind.endswith("[]"):
        return _text(kind, stated, place, distinct)
    is_scale = _NUMBER.match(kind) is not None or kind.startswith(("timestamp", "date"))
    if len(bounds) > 1 and is_scale and not kind.endswith(("[]", "range")):
        return _between(column, bounds, place, distinct)
    if bounds:
        listed = sql.SQL("({}::text[])[{} * {} / {} + 1]").format(
            sql.Literal(bounds), place, sql.Literal(len(bounds)), sql.Literal(distinct)
        )
        return sql.SQL("{}::{}").format(listed, _type(column))
    return _otherwise(column, place)


def _between(column: Column, bounds: Sequence[str], place: sql.Composable, distinct: int) -> sql.Composed:
    """Between two bounds of the histogram, which each have as many values between them."""
    kind = column.type.lower()
    steps = len(bounds) - 1
    if kind.startswith(("timestamp", "date")):
        listed = sql.SQL("({}::{}[])").format(sql.Literal(list(bounds)), _type(column))
        low, high = (sql.SQL("extract(epoch from {}[bdm.step + {}])").format(listed, sql.Literal(n)) for n in (1, 2))
        form = "(to_timestamp({l} + ({h} - {l}) * bdm.part) at time zone 'UTC')::{t}"
        if kind in {"timestamptz", "timestamp with time zone"}:
            form = "to_timestamp({l} + ({h} - {l}) * bdm.part)::{t}"
    else:
        listed = sql.SQL("({}::numeric[])").format(sql.Literal([re.sub(r"[^\d.eE+-]", "", one) for one in bounds]))
        if _WHOLE.match(kind) and float(distinct) >= abs(float(bounds[-1]) - float(bounds[0])) * 0.5:
            # Nearly every number occurs: steps of the histogram would give some of them twice.
            first = sql.Literal(min(int(float(bounds[0])), int(float(bounds[-1]))))
            return sql.SQL("({} + {})::{}").format(first, place, _type(column))
        low, high = (sql.SQL("{}[bdm.step + {}]").format(listed, sql.Literal(n)) for n in (1, 2))
        rounded = (
            "floor({l} + ({h} - {l}) * bdm.part::numeric)"
            if _WHOLE.match(kind)
            else "({l} + ({h} - {l}) * bdm.part::numeric)"
        )
        form = rounded + "::{t}"
    value = sql.SQL(form).format(l=low, h=high, t=_type(column))
    return sql.SQL(
        "(select {v} from (select floor(at)::int as step, at - floor(at) as part"
        " from (select ({p} + 0.5)::float8 / {d} * {s} as at) placed) bdm)"
    ).format(v=value, p=place, d=sql.Literal(distinct), s=sql.Literal(steps))


def _text(kind: str, stated: ColumnStatistics, place: sql.Composable, distinct: int) -> sql.Composed:
    """The beginning of a value of the histogram and a mark, so that as many differ as do there."""
    limit = _LENGTH.search(kind)
    width = min(int(limit[1]) if limit else 10_000, max(9, stated.width or 16))
    mark = sql.SQL("to_hex({})").format(place)
    if limit and int(limit[1]) < 9:
        return sql.SQL("left({}, {})").format(mark, sql.Literal(int(limit[1])))
    if not stated.bounds:
        return sql.SQL("left(rpad(md5({p}::text), {w}, 'x'), {w} - 8) || lpad({m}, 8, '0')").format(
            p=place, w=sql.Literal(width), m=mark
        )
    bounds = [one[:width] for one in stated.bounds]
    chosen = sql.SQL("({}::text[])[{} * {} / {} + 1]").format(
        sql.Literal(bounds), place, sql.Literal(len(bounds)), sql.Literal(distinct)
    )
    if distinct <= len(bounds):
        return chosen
    return sql.SQL("left({}, {}) || lpad({}, 8, '0')").format(chosen, sql.Literal(width - 8), mark)


def _otherwise(column: Column, place: sql.Composable) -> sql.Composable:
    kind = column.type.lower()
    if kind.endswith("[]"):
        return sql.SQL("'{{}}'::{}").format(_type(column))
    if _NUMBER.match(kind):
        return sql.SQL("({} % 30000)::{}").format(place, _type(column))
    if kind.startswith("uuid"):
        return sql.SQL("md5({} || ':' || {}::text)::uuid").format(sql.Literal(column.name), place)
    if _TEXT.match(kind):
        return sql.SQL("left(md5({}::text), 8)").format(place)
    if kind.startswith(("timestamp", "date")):
        return sql.SQL("(timestamptz '2023-01-01' + {} * interval '1 minute')::{}").format(place, _type(column))
    literal = next((text for start, text in _OTHERWISE if kind.startswith(start)), None)
    return sql.SQL("{}::{}").format(sql.Literal(literal), _type(column))
