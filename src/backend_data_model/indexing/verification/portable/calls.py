"""Statements of MySQL and SQLite with values for their parameters, taken from the rows of the scratch database.

A query with parameters is run twice: with the values that most rows have, and with middling ones.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import sqlglot
from sqlglot import exp

from backend_data_model.engines.identifiers import quote_identifier
from backend_data_model.indexing.statements.portable.read import with_marks
from backend_data_model.indexing.verification.trial import TrialError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backend_data_model.indexing.predicates import Access, Predicate
    from backend_data_model.indexing.statements.postgresql.read import Reading
    from backend_data_model.model.schema import Engine

    Ask = Callable[[str], tuple[object, ...] | None]

_MARK = re.compile(r"(?P<skip>'(?:[^'\\]|''|\\.)*'|\"(?:[^\"\\]|\\.)*\"|`[^`]*`|--[^\n]*|/\*.*?\*/)|\?", re.DOTALL)
_NUMBERED = re.compile(r"bdm_(\d+)")
_COMPARED = (exp.EQ, exp.NullSafeEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between, exp.Like, exp.Glob)
_EQUAL = frozenset({"equal", "in", "prefix"})
_ENDS: dict[type[exp.Expr], float] = {exp.GT: 0.9, exp.GTE: 0.9, exp.LT: 0.1, exp.LTE: 0.1}
_PAGE = "20"


@dataclass(slots=True)
class Calls:
    """The calls of each query by its name; `made_up` are queries of which a value was not taken from rows."""

    calls: dict[str, list[str]] = field(default_factory=dict)
    made_up: list[str] = field(default_factory=list)


def calls_of(reading: Reading, engine: Engine, ask: Ask) -> Calls:
    """Executable calls of all queries that were read; `ask` gives the first row of a statement, or TrialError."""
    result = Calls()
    for query in reading.queries:
        found = result.calls.setdefault(query.name, [])
        accesses = [access for access in reading.accesses if access.query == query.name]
        for sql in dict.fromkeys(query.calls):
            marked, count = _numbered(with_marks(sql))
            if not count:
                found.append(sql)
                continue
            for middling in (False, True):
                chosen = Values(accesses, engine, ask, middling=middling).of(marked)
                if None in chosen.values() and query.name not in result.made_up:
                    result.made_up.append(query.name)
                text = _filled(marked, chosen)
                if text not in found:
                    found.append(text)
    return result


def _numbered(sql: str) -> tuple[str, int]:
    count = 0

    def number(match: re.Match[str]) -> str:
        nonlocal count
        if match["skip"] is not None:
            return match[0]
        count += 1
        return f":bdm_{count}"

    return _MARK.sub(number, sql), count


def _filled(marked: str, values: dict[int, str | None]) -> str:
    return re.sub(r":bdm_(\d+)", lambda match: values.get(int(match[1])) or "''", marked)


class Values:
    """SQL literals for the parameters of one statement."""

    def __init__(self, accesses: Sequence[Access], engine: Engine, ask: Ask, *, middling: bool) -> None:
        self.accesses = accesses
        self.engine = engine
        self.ask = ask
        self.middling = middling
        self._rows: dict[int, dict[str, str]] = {}

    def of(self, marked: str) -> dict[int, str | None]:
        """The literal of each numbered parameter; None where no row says which."""
        tree = sqlglot.parse_one(marked, dialect=self.engine)
        found: dict[int, str | None] = {}
        for node in tree.find_all(exp.Placeholder):
            match = _NUMBERED.fullmatch(str(node.this))
            if match:
                found[int(match[1])] = self._value(node)
        return found

    def _value(self, node: exp.Expr) -> str | None:
        condition = node.find_ancestor(*_COMPARED, exp.Limit, exp.Offset, exp.Update)
        if isinstance(condition, exp.Limit):
            return _PAGE
        if isinstance(condition, exp.Offset):
            return "0"
        if condition is None or isinstance(condition, exp.Update):
            return None
        names = {column.name.lower() for column in condition.find_all(exp.Column)}
        if isinstance(condition.parent, exp.Update):
            return str(condition.this.sql(dialect=self.engine))
        for access in self.accesses:
            for predicate in access.predicates:
                if not predicate.join and names & {name.lower() for name in predicate.term.columns}:
                    return self._of(access, predicate, condition, node)
        return None

    def _of(self, access: Access, predicate: Predicate, condition: exp.Expr, node: exp.Expr) -> str | None:
        if predicate.kind == "range":
            end = _ENDS.get(type(condition), 0.9 if condition.args.get("low") is node else 0.95)
            return self._at(access, predicate, end)
        if isinstance(condition, exp.In):
            return self._nth(
                access, predicate, condition.expressions.index(node) if node in condition.expressions else 0
            )
        value = self._together(access).get(predicate.term.text)
        if value is None or not isinstance(condition, (exp.Like, exp.Glob)):
            return value
        wildcard = "*" if isinstance(condition, exp.Glob) else "%"
        word = value.strip("'")
        return f"'{word[:3]}{wildcard}'" if predicate.kind == "prefix" else f"'{wildcard}{word[:4]}{wildcard}'"

    def _together(self, access: Access) -> dict[str, str]:
        """Values of the equality terms of one access that occur together."""
        if id(access) not in self._rows:
            terms = list(dict.fromkeys(p.term.text for p in access.predicates if p.kind in _EQUAL and not p.join))
            self._rows[id(access)] = {}
            if terms:
                where = " and ".join([*self._fixed(access), *(f"({term}) is not null" for term in terms)])
                listed = ", ".join(f"quote({term})" for term in terms)
                groups = ", ".join(terms)
                source = f"from {self._table(access)} where {where} group by {groups}"
                row = self._first(f"select {listed} {source} order by count(*) desc, {groups}", source)
                self._rows[id(access)] = {t: str(v) for t, v in zip(terms, row or (), strict=False) if v is not None}
        return self._rows[id(access)]

    def _first(self, query: str, grouped: str) -> tuple[object, ...] | None:
        offset = 0
        if self.middling:
            counted = self._asked(f"select count(*) from (select 1 {grouped}) counted")
            offset = int(str(counted[0])) // 2 if counted else 0
        return self._asked(f"{query} limit 1 offset {offset}")

    def _nth(self, access: Access, predicate: Predicate, number: int) -> str | None:
        term = predicate.term.text
        source = f"from {self._table(access)} where ({term}) is not null group by {term}"
        row = self._asked(f"select quote({term}) {source} order by count(*) desc, {term} limit 1 offset {number}")
        return str(row[0]) if row and row[0] is not None else None

    def _at(self, access: Access, predicate: Predicate, end: float) -> str | None:
        term = predicate.term.text
        where = " and ".join([*self._fixed(access), f"({term}) is not null"])
        source = f"from {self._table(access)} where {where}"
        counted = self._asked(f"select count(*) {source}")
        offset = int(int(str(counted[0])) * end) if counted else 0
        row = self._asked(f"select quote({term}) {source} order by {term} limit 1 offset {offset}")
        return str(row[0]) if row and row[0] is not None else None

    def _fixed(self, access: Access) -> list[str]:
        return [
            p.sql for p in access.predicates if p.kind in {"equal", "in", "null"} and not p.join and "?" not in p.sql
        ]

    def _table(self, access: Access) -> str:
        name = quote_identifier(access.table.name, self.engine)
        schema = access.table.schema
        return f"{quote_identifier(schema, self.engine)}.{name}" if schema else name

    def _asked(self, sql: str) -> tuple[object, ...] | None:
        try:
            return self.ask(sql)
        except TrialError:
            return None
