"""Finds rows for a table's predicates (CHECKs and the WHERE of partial indexes) by asking the engine itself.

Columns that occur in one predicate together form a group.  For each group the candidate values are combined, put into
a temporary table of the same column types, and every predicate is evaluated there: its text is never interpreted.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.session import ProbeColumn, RefusedError
from backend_data_model.prover.candidates import candidates, literals_in
from backend_data_model.prover.samples import column_type
from backend_data_model.prover.variation import TRIED, variations

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backend_data_model.engines.session import EngineSession
    from backend_data_model.model.schema import Column, Schema, Table
    from backend_data_model.prover.candidates import Literals
    from backend_data_model.prover.samples import Value
    from backend_data_model.prover.variation import Variation

Row = dict[str, "Value"]
_WORDS = re.compile(r"'(?:[^']|'')*'|\"((?:[^\"]|\"\")+)\"|`((?:[^`]|``)+)`|([^\W\d][\w$]*)")
_COMBINATIONS = 3000
_PROBE = "bdm_probe"
_KEPT = 24


@dataclass(slots=True)
class Predicate:
    """One condition on a row: a CHECK (`required`) or an index's WHERE, with the columns that its text names."""

    key: str
    expression: str
    columns: tuple[str, ...]
    required: bool


@dataclass(slots=True)
class Group:
    """Columns tied together by predicates, and what the engine says of combinations of their values.

    `every` are rows that meet every CHECK, `passing` some that differ as much as possible; `failing[key]` break just
    that CHECK, `failing_more[key]` others as well; `holding[key]` and `missing[key]` pass and are inside or outside a
    partial index.  `varied` says how to
    make new values for unique columns out of those of a passing row, which holds for numbers below `reach`.
    """

    columns: tuple[str, ...]
    predicates: list[Predicate]
    passing: list[Row] = field(default_factory=list)
    every: list[Row] = field(default_factory=list)
    failing: dict[str, list[Row]] = field(default_factory=dict)
    failing_more: dict[str, list[Row]] = field(default_factory=dict)
    holding: dict[str, list[Row]] = field(default_factory=dict)
    missing: dict[str, list[Row]] = field(default_factory=dict)
    varied: dict[str, Variation] = field(default_factory=dict)
    reach: int = 0
    problem: str | None = None

    def solution(self, number: int, among: Sequence[Row]) -> Row:
        """The solution with that number, with unique columns varied as far as that is known to hold."""
        if not self.varied:
            return among[number % len(among)]
        row = among[0]
        return {c: self.varied[c](v, number % self.reach) if c in self.varied else v for c, v in row.items()}


def columns_in(expression: str, table: Table) -> tuple[str, ...]:
    """The table's columns that an expression names (or seems to), in the table's order."""
    exact, folded = set(), set()
    for double, back, bare in _WORDS.findall(expression):
        if bare:
            folded.add(bare.lower())
        elif double or back:
            exact.add((double or back).replace('""', '"').replace("``", "`"))
    return tuple(c.name for c in table.columns if c.name in exact or c.name.lower() in folded)


def predicates_of(table: Table, schema: Schema) -> list[Predicate]:
    """The enforced CHECKs of the table and the WHERE of its unique indexes."""
    found = [
        Predicate(f"check:{number}", check.expression, columns_in(check.expression, table), required=True)
        for number, check in enumerate(table.checks)
        if check.enforced
    ]
    found += [
        Predicate(f"index:{number}", index.where, columns_in(index.where, table), required=False)
        for number, index in enumerate(table.indexes)
        if index.where and index.unique
    ]
    for column in table.columns:
        found += [
            Predicate(
                f"domain:{column.name}:{number}", _about(check.expression, column.name), (column.name,), required=True
            )
            for domain in schema.domains
            if column.type.rpartition(".")[2].strip('"') == domain.name
            for number, check in enumerate(domain.checks)
        ]
    return found


def _about(expression: str, column: str) -> str:
    quoted = '"' + column.replace('"', '""') + '"'
    return re.sub(r"\bvalue\b", lambda _: quoted, expression, flags=re.IGNORECASE)


def group_columns(predicates: Iterable[Predicate]) -> list[Group]:
    """The groups of columns that predicates tie together."""
    groups: list[Group] = []
    for predicate in predicates:
        touched = [g for g in groups if set(g.columns) & set(predicate.columns)]
        columns = tuple(dict.fromkeys([c for g in touched for c in g.columns] + list(predicate.columns)))
        merged = Group(columns, [p for g in touched for p in g.predicates] + [predicate])
        groups = [g for g in groups if g not in touched] + [merged]
    return groups


def solve_groups(table: Table, schema: Schema, session: EngineSession) -> list[Group]:
    """Solve every group of the table; a group that could not be solved says why in `problem`."""
    groups = group_columns(predicates_of(table, schema))
    for group in groups:
        try:
            with session.sandbox():
                _solve(group, table, schema, session)
        except RefusedError as refusal:
            group.problem = f"the engine does not evaluate it on trial rows: {refusal.message}"
        if not group.passing and not group.problem:
            group.problem = "no values were found that satisfy it"
    return groups


def _solve(group: Group, table: Table, schema: Schema, session: EngineSession) -> None:
    probe = _Probe(group, table, schema, session)
    literals = literals_in(p.expression for p in group.predicates)
    if literals_in(_column(table, name).default or "" for name in group.columns).times:
        literals = replace(literals, times=True)  # something must be later than a default of the present moment
    choices: dict[str, list[Value]] = {}
    for name in group.columns:
        column = _column(table, name)
        choices[name] = candidates(column_type(column.type, schema), literals, nullable=column.nullable)
    if len(group.columns) > 1:
        for name in group.columns:
            choices[name] = probe.narrowed(name, choices)
    combined = _combinations(choices)
    for row, verdicts in probe.evaluate(combined):
        _file(group, row, verdicts)
    group.every = group.passing
    group.passing = _most_different(group.passing, _KEPT)
    _vary(group, table, schema, probe, literals)
    for rows in (
        *group.failing.values(),
        *group.failing_more.values(),
        *group.holding.values(),
        *group.missing.values(),
    ):
        rows[:] = _most_different(rows, _KEPT)


def _vary(group: Group, table: Table, schema: Schema, probe: _Probe, literals: Literals) -> None:
    """Find ways to give the group's unique columns ever new values; references get theirs from their parents."""
    names = [c for c in group.columns if c in _unique_columns(table)]
    if not names or not group.passing:
        return
    base = group.passing[0]
    ways = [variations(column_type(_column(table, name).type, schema), literals) for name in names]
    for chosen in itertools.islice(itertools.product(*ways), 24):
        varied = dict(zip(names, chosen, strict=True))
        rows = [{c: varied[c](v, n) if c in varied else v for c, v in base.items()} for n in TRIED]
        if any(len({row[name] for row in rows[:4]}) < 4 for name in names):
            continue
        passed = [row for row, verdicts in probe.evaluate(rows) if False not in verdicts.values()]
        good = next((i for i, row in enumerate(rows) if row not in passed), len(rows))
        reach = TRIED[good - 1] + 1 if good else 0
        if reach > group.reach and reach > len(group.passing):
            group.varied, group.reach = varied, reach


def _unique_columns(table: Table) -> set[str]:
    keys = [*(u.columns for u in table.uniques), table.primary_key.columns if table.primary_key else []]
    keys += [[c for c in index.columns if c] for index in table.indexes if index.unique]
    referring = {c for key in table.foreign_keys for c in key.columns}
    return {c for key in keys for c in key} - referring


def _column(table: Table, name: str) -> Column:
    column = table.column(name)
    if column is None:
        raise KeyError(name)
    return column


def _combinations(choices: dict[str, list[Value]]) -> list[Row]:
    """Every combination when there are few; else each column's values are cut until there are few enough."""
    limits = {name: len(values) for name, values in choices.items()}
    while _product(limits.values()) > _COMBINATIONS:
        largest = max(limits, key=lambda name: limits[name])
        limits[largest] -= 1
    cut = {name: _spread(values, limits[name]) for name, values in choices.items()}
    return [dict(zip(cut, values, strict=True)) for values in itertools.product(*cut.values())]


def _product(sizes: Iterable[int]) -> int:
    total = 1
    for size in sizes:
        total *= max(size, 1)
    return total


def _spread(values: list[Value], limit: int) -> list[Value]:
    """The first values, and NULL (which stands last) always among them."""
    if len(values) <= limit:
        return values
    return [*values[: limit - 1], None] if values[-1] is None and limit > 1 else values[:limit]


def _file(group: Group, row: Row, verdicts: dict[str, bool | None]) -> None:
    broken = [p.key for p in group.predicates if p.required and verdicts[p.key] is False]
    for key in broken:
        (group.failing if len(broken) == 1 else group.failing_more).setdefault(key, []).append(row)
    if broken:
        return
    group.passing.append(row)
    for predicate in group.predicates:
        if not predicate.required:
            target = group.holding if verdicts[predicate.key] else group.missing
            target.setdefault(predicate.key, []).append(row)


def _most_different(rows: Sequence[Row], limit: int) -> list[Row]:
    """Up to `limit` rows, each sharing as few values as possible with those before it; rows without NULL come first."""
    remaining = sorted(rows, key=lambda row: sum(v is None for v in row.values()))[:400]
    chosen: list[Row] = []
    seen: set[tuple[str, Value]] = set()
    while remaining and len(chosen) < limit:
        best = min(
            range(len(remaining)),
            key=lambda i: (
                sum((n, v) in seen for n, v in remaining[i].items()),
                sum(v is None for v in remaining[i].values()),
                i,
            ),
        )
        row = remaining.pop(best)
        chosen.append(row)
        seen.update(row.items())
    return chosen


class _Probe:
    """A temporary table with the group's columns, on which the engine evaluates the predicates."""

    def __init__(self, group: Group, table: Table, schema: Schema, session: EngineSession) -> None:
        self._group = group
        self._session = session
        self._alias = session.quote(table.name)
        declared = [_column(table, name) for name in group.columns]
        columns = [ProbeColumn(c.name, _bare_type(c, schema), c.collation) for c in declared]
        session.create_probe(_PROBE, session.quote(table.name, table.schema), columns)

    def narrowed(self, name: str, choices: dict[str, list[Value]]) -> list[Value]:
        """The column's values ordered so that most which its own predicates accept come first; both kinds stay."""
        alone = [p for p in self._group.predicates if p.columns == (name,)]
        if not alone:
            return choices[name]
        rows = [{n: value if n == name else None for n in self._group.columns} for value in choices[name]]
        good: list[Value] = []
        bad: list[Value] = []
        for row, verdicts in self.evaluate(rows, alone):
            fails = any(verdicts[p.key] is False for p in alone if p.required)
            (bad if fails else good).append(row[name])
        nothing = [v for v in good if v is None]
        first, *later = bad[:: max(1, len(bad) // 8)][:8] or [None]
        some = [v for v in good if v is not None][:20]
        mixed = [*some[:4], *([] if first is None else [first]), *some[4:], *later]
        return [*mixed, *nothing]

    def evaluate(
        self, rows: list[Row], predicates: list[Predicate] | None = None
    ) -> Iterable[tuple[Row, dict[str, bool | None]]]:
        """Each row that the column types take, with the engine's verdict on each predicate."""
        asked = self._group.predicates if predicates is None else predicates
        kept = self._fill(rows)
        selected = ", ".join(f"({p.expression})" for p in asked)
        query = f"select bdm_number, {selected} from {_PROBE} as {self._alias}"
        try:
            with self._session.sandbox():
                answers = self._session.execute(f"{query} order by bdm_number")
        except RefusedError:
            answers = self._one_by_one(query, sorted(kept))
        return [
            (kept[number], {p.key: _truth(v) for p, v in zip(asked, verdicts, strict=True)})
            for number, *verdicts in answers
        ]

    def _one_by_one(self, query: str, numbers: list[int]) -> list[tuple[Any, ...]]:
        """When some row makes a predicate raise an error (a cast, a division), leave just those rows out."""
        answers = []
        refusal: RefusedError | None = None
        for number in numbers[:500]:
            try:
                with self._session.sandbox():
                    answers += self._session.execute(f"{query} where bdm_number = {number}")
            except RefusedError as error:
                refusal = error
        if not answers and refusal:
            raise refusal
        return answers

    def _fill(self, rows: list[Row]) -> dict[int, Row]:
        self._session.execute(f"delete from {_PROBE}")
        names = ["bdm_number", *self._group.columns]
        insert = self._session.insert_statement(_PROBE, names)
        numbered = dict(enumerate(rows))
        try:
            with self._session.sandbox():
                self._insert_all(insert, numbered)
        except RefusedError:
            numbered = {n: row for n, row in numbered.items() if self._takes(insert, n, row)}
        self._insert_all(insert, numbered)
        return numbered

    def _insert_all(self, insert: str, rows: dict[int, Row]) -> None:
        self._session.execute_many(insert, [(number, *row.values()) for number, row in rows.items()])

    def _takes(self, insert: str, number: int, row: Row) -> bool:
        try:
            with self._session.sandbox():
                self._session.execute(insert, (number, *row.values()))
        except RefusedError:
            return False
        return True


def _bare_type(column: Column, schema: Schema) -> str:
    """The column's type with domains replaced by their base, so that a trial row may break the domain's CHECK."""
    name = column.type.rpartition(".")[2].strip('"')
    return next((d.type for d in schema.domains if d.name == name), column.type)


def _truth(value: Any) -> bool | None:
    return None if value is None else bool(value)
