"""Statements with values for their parameters, taken from the rows of the scratch database.

A query with parameters is run twice: with the combination of values that most rows have, and with a middling one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.identifiers import quote_identifier
from backend_data_model.engines.postgresql.read_parse import UnreadableError, messages
from backend_data_model.indexing.statements.postgresql.placeholders import parse_query

if TYPE_CHECKING:
    from collections.abc import Sequence

    import psycopg

    from backend_data_model.indexing.predicates import Access, Predicate
    from backend_data_model.indexing.statements.postgresql.read import Reading

    Connection = psycopg.Connection[tuple[Any, ...]]

_PARAMETER = re.compile(r"\$(\d+)")
_EQUAL = frozenset({"equal", "in", "contains", "overlaps", "prefix", "infix"})
# Where in the order of values a bound lies: a range keeps a twentieth to a tenth of the rows.
_BOUNDS = {"lower": 0.9, "upper": 0.1, "both": 0.95}
_DEFAULTS = (
    (("smallint", "integer", "bigint", "numeric", "real", "double"), "20"),
    (("timestamp", "date"), "now"),
    (("boolean",), "true"),
    (("json",), "{}"),
    (("uuid",), "00000000-0000-0000-0000-000000000000"),
    (("interval",), "1 day"),
)


@dataclass(slots=True)
class Calls:
    """The calls of each query by its name; `made_up` are queries of which a value was not taken from rows."""

    calls: dict[str, list[str]] = field(default_factory=dict)
    made_up: list[str] = field(default_factory=list)
    failed: dict[str, str] = field(default_factory=dict)


def calls_of(reading: Reading, connection: Connection) -> Calls:
    """Executable calls of all queries that were read."""
    import postgast

    result = Calls()
    for query in reading.queries:
        found = result.calls.setdefault(query.name, [])
        accesses = [access for access in reading.accesses if access.query == query.name]
        for sql in dict.fromkeys(query.calls):
            try:
                tree = parse_query(sql)
            except UnreadableError as error:
                result.failed[query.name] = str(error)
                continue
            if not any(type(message).__name__ == "ParamRef" for message in messages(tree)):
                found.append(sql)
                continue
            text = postgast.deparse(tree)
            found += _with_values(query.name, text, accesses, connection, result)
    return result


def _with_values(name: str, text: str, accesses: Sequence[Access], connection: Connection, result: Calls) -> list[str]:
    import psycopg

    try:
        types = _types(text, connection)
    except psycopg.Error as error:
        result.failed[name] = (str(error).strip().splitlines() or [""])[0]
        return []
    calls = []
    for middling in (False, True):
        values: dict[int, str | None] = {}
        for access in accesses:
            values |= {n: v for n, v in _of_rows(access, connection, middling=middling).items() if n not in values}
        missing = [number for number in types if values.get(number) is None]
        limits = {int(n) for n in re.findall(r"\b(?:LIMIT|OFFSET) \$(\d+)", text, re.IGNORECASE)}
        if set(missing) - limits and name not in result.made_up:
            result.made_up.append(name)
        for number in missing:
            values[number] = _default(types[number])
        calls.append(_PARAMETER.sub(lambda match: _literal(match, values, types), text))  # noqa: B023 - used at once
    return list(dict.fromkeys(calls))


def _types(text: str, connection: Connection) -> dict[int, str]:
    """The types that the server gives to the parameters."""
    connection.execute(f"prepare bdm_parameters as {text}".encode())
    try:
        row = connection.execute(
            "select parameter_types::text[] from pg_catalog.pg_prepared_statements where name = 'bdm_parameters'"
        ).fetchone()
    finally:
        connection.execute("deallocate bdm_parameters")
    return dict(enumerate(row[0] if row else (), start=1))


def _literal(match: re.Match[str], values: dict[int, str | None], types: dict[int, str]) -> str:
    number = int(match[1])
    value = (values.get(number) or "").replace("'", "''")
    return f"'{value}'::{types[number]}"


def _default(kind: str) -> str:
    if kind.endswith("[]"):
        return "{}"
    return next((value for starts, value in _DEFAULTS if kind.startswith(starts)), "a")


def _of_rows(access: Access, connection: Connection, *, middling: bool) -> dict[int, str | None]:
    """Values for the parameters of one access, all from rows that go together."""
    import psycopg

    numbered = [(p, [int(n) for n in _PARAMETER.findall(p.sql)]) for p in access.predicates if not p.join]
    fixed = [p.sql for p, numbers in numbered if not numbers and p.kind in {"equal", "in", "null"}]
    equal = [(p, numbers[0]) for p, numbers in numbered if numbers and p.kind in _EQUAL]
    ranges = [(p, numbers) for p, numbers in numbered if numbers and p.kind == "range"]
    table = quote_identifier(access.table.name, "postgresql")
    if access.table.schema:
        table = f"{quote_identifier(access.table.schema, 'postgresql')}.{table}"
    found: dict[int, str | None] = {}
    try:
        if equal:
            terms = list(dict.fromkeys(p.term.text for p, _ in equal))
            condition = " and ".join([*fixed, *(f"({term}) is not null" for term in terms)])
            listed = ", ".join(f"({term})::text" for term in terms)
            order = ", ".join(str(number + 1) for number in range(len(terms)))
            grouped = f"select {listed}, count(*) from {table} where {condition} group by {order}"
            skipped = f"(select count(*) / 2 from ({grouped}) counted)" if middling else "0"
            row = connection.execute(
                f"{grouped} order by {len(terms) + 1} desc, {order} offset {skipped} limit 1".encode()
            ).fetchone()
            if row is not None:
                chosen = dict(zip(terms, row, strict=False))
                found = {number: _shaped(p, str(chosen[p.term.text])) for p, number in equal}
        for predicate, numbers in ranges:
            ends = [0.9, 0.95] if len(numbers) > 1 else [_BOUNDS.get(predicate.bound or "both", 0.5)]
            for number, end in zip(numbers, ends, strict=False):
                condition = " and ".join([*fixed, "true"])
                row = connection.execute(
                    f"select percentile_disc({end}) within group (order by {predicate.term.text})::text from {table}"
                    f" where {condition}".encode()
                ).fetchone()
                if row is not None and row[0] is not None:
                    found[number] = str(row[0])
    except psycopg.Error:
        return found
    return found


def _shaped(predicate: Predicate, value: str) -> str:
    if predicate.kind == "prefix":
        return f"{value[:3]}%"
    if predicate.kind == "infix":
        return f"%{value[:4]}%"
    if predicate.kind == "in" and "any" in predicate.sql.lower():
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return f'{{"{escaped}"}}'
    return value
