"""Builds valid rows: values that meet every CHECK, parents before children, cycles through columns that may be NULL.

A row is planned for a table and a *variant* number; rows of different variants differ in every column where the
constraints allow it, and a row of one variant refers to parents of the same variant.  `fixed` columns stay as given.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from backend_data_model.engines.session import PARAMETER, RefusedError
from backend_data_model.prover.names import Names
from backend_data_model.prover.samples import column_type

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from backend_data_model.engines.session import EngineSession
    from backend_data_model.model.schema import Column, ForeignKey, Schema, Table
    from backend_data_model.prover.predicates import Group, Row
    from backend_data_model.prover.samples import ColumnType, Value

_FIRST_FRESH = 8
_DEEPEST = 40


class NoRowError(Exception):
    """No valid row could be built; the text says why."""


class Rows:
    """The rows of one scratch database.  `groups` holds the solved predicates of each table by its qualified name."""

    def __init__(self, schema: Schema, session: EngineSession, groups: Mapping[str, list[Group]]) -> None:
        self.schema = schema
        self.session = session
        self._groups = groups
        self.names = Names(session)
        self._inserted: dict[tuple[str, int], Row] = {}
        self._planning: dict[str, Row] = {}
        self._types: dict[str, ColumnType] = {}
        self._fresh = _FIRST_FRESH
        self._depth = 0
        self._left_out: ForeignKey | None = None
        self._tables = {t.qualified_name: t for t in schema.tables} | {t.name: t for t in reversed(schema.tables)}
        self._cyclic = _cyclic_references(schema, self)

    @contextlib.contextmanager
    def sandbox(self) -> Iterator[None]:
        """A savepoint; rows inserted inside are forgotten with it."""
        inserted, fresh = dict(self._inserted), self._fresh
        try:
            with self.session.sandbox():
                yield
        finally:
            self._inserted, self._fresh = inserted, fresh

    def fresh(self) -> int:
        """A variant number that no row has yet."""
        self._fresh += 1
        return self._fresh

    def parent_of(self, key: ForeignKey, table: Table) -> Table:
        """The table that a foreign key refers to."""
        schema = key.ref_schema or table.schema
        found = self._tables.get(f"{schema}.{key.ref_table}") if schema else None
        found = found or self._tables.get(key.ref_table)
        if found is None:
            raise NoRowError(f"the table {key.ref_table} is not part of the schema")
        return found

    def name(self, table: Table) -> str:
        """The table's name for use in SQL."""
        return self.session.quote(table.name, table.schema)

    def groups(self, table: Table) -> list[Group]:
        """The solved predicates of the table."""
        return self._groups.get(table.qualified_name, [])

    def type_value(self, column: Column, number: int) -> Value:
        """The example value with that number for the column's type."""
        if column.type not in self._types:
            self._types[column.type] = column_type(column.type, self.schema)
        return self._types[column.type].value(number)

    def ensure(self, table: Table, variant: int) -> Row:
        """The inserted row of that variant; it is inserted now if it is not there yet."""
        key = (table.qualified_name, variant)
        if key not in self._inserted:
            row = self.plan(table, variant)
            if key not in self._inserted:
                self._insert_parent(table, row)
                self._inserted[key] = row
        return self._inserted[key]

    @contextlib.contextmanager
    def dangling(self, key: ForeignKey) -> Iterator[None]:
        """Inside, planned rows need no parent for `key`, and their other parents are put in without any check."""
        self._left_out = key
        try:
            yield
        finally:
            self._left_out = None

    def insert(self, table: Table, row: Row) -> None:
        """Insert a row; raises RefusedError."""
        sql, values = self.insertion(table, row)
        self.session.execute(sql, values)

    def _insert_parent(self, table: Table, row: Row) -> None:
        if self._left_out is None and not self._enters_circle(table, row):
            self.insert(table, row)
            return
        with self.session.unenforced():
            self.insert(table, row)

    def insertion(self, table: Table, row: Row) -> tuple[str, list[Value]]:
        """The INSERT of a row with its bound values."""
        return self.session.insert_statement(self.name(table), list(row)), list(row.values())

    def forget(self, table: Table) -> bool:
        """Empty the table, where nothing refers to its rows; whether that went."""
        try:
            with self.session_step():
                self.session.execute(f"delete from {self.name(table)}")
        except RefusedError:
            return False
        self._inserted = {key: row for key, row in self._inserted.items() if key[0] != table.qualified_name}
        return True

    def where(self, row: Mapping[str, Value], columns: Sequence[str]) -> tuple[str, list[Value]]:
        """A condition that finds a row by some of its columns."""
        quote = self.session.quote
        parts = [f"{quote(c)} is null" if row[c] is None else f"{quote(c)} = {PARAMETER}" for c in columns]
        return " and ".join(parts), [row[c] for c in columns if row[c] is not None]

    def exists(self, table: Table, row: Mapping[str, Value], columns: Sequence[str]) -> bool:
        """Whether the table has a row with these values."""
        condition, values = self.where(row, columns)
        return bool(self.session.execute(f"select 1 from {self.name(table)} where {condition}", values))

    def plan(
        self,
        table: Table,
        variant: int,
        fixed: Mapping[str, Value] | None = None,
        solution: Row | None = None,
    ) -> Row:
        """A row, not inserted itself, whose parents are; `solution` are the values to take for one group of columns.

        Raises NoRowError, or RefusedError for a parent.
        """
        if self._depth > _DEEPEST:
            raise NoRowError("the references go too deep")
        row: Row = dict(fixed or {})
        free: dict[str, int] = {}
        outer = self._planning.get(table.qualified_name)
        self._planning[table.qualified_name] = row
        self._depth += 1
        try:
            self._solve_groups(table, variant, row, free, solution)
            self._fill(table, variant, row, skip={c for key in table.foreign_keys for c in key.columns} | set(free))
            for key in sorted(table.foreign_keys, key=lambda key: -len(key.columns)):  # the tenant is the parent's
                self._refer(table, key, variant, row, free)
            self._fill(table, variant, row, skip=set())
        finally:
            self._depth -= 1
            if outer is None:
                del self._planning[table.qualified_name]
            else:
                self._planning[table.qualified_name] = outer
        generated = {c.name for c in table.columns if c.generated}
        return {c.name: row[c.name] for c in table.columns if c.name in row and c.name not in generated}

    def bare(self, table: Table, fixed: Mapping[str, Value]) -> Row:
        """A row that meets the CHECKs, but whose references other than those in `fixed` may point to nothing."""
        row: Row = dict(fixed)
        variant = self.fresh()
        free: dict[str, int] = {}
        self._solve_groups(table, variant, row, free, None)
        self._fill(table, variant, row, skip=set())
        return {c.name: row[c.name] for c in table.columns if c.name in row and not c.generated}

    def _enters_circle(self, table: Table, row: Row) -> bool:
        """Whether the row refers to a row that is still being planned: the way into a circle of references."""
        return any(
            parent is not table and self._planning.get(parent.qualified_name) is not None
            for key in table.foreign_keys
            if self.in_cycle(table, key) and all(row.get(c) is not None for c in key.columns)
            for parent in [self.parent_of(key, table)]
        )

    def _fill(self, table: Table, variant: int, row: Row, skip: set[str]) -> None:
        for column in table.columns:
            if column.name not in row and column.name not in skip and not column.generated:
                row[column.name] = self.type_value(column, variant)

    def _solve_groups(self, table: Table, variant: int, row: Row, free: dict[str, int], wanted: Row | None) -> None:
        """Take the group's solution that agrees with the fixed columns."""
        referring = {c for key in table.foreign_keys for c in key.columns}
        for group in self.groups(table):
            if wanted is not None and set(wanted) == set(group.columns):
                solution = wanted
            else:
                agreeing = [
                    s for s in group.passing if all(_agree(row[c], s[c], c in referring) for c in s if c in row)
                ] or group.passing[:1]  # a fixed value that was varied goes with the rest of the first solution
                if not agreeing:
                    continue
                preferred = [s for s in agreeing if not self._needs_cycle(table, s)] or agreeing
                solution = group.solution(variant, preferred)
            ranks = _ranks(solution, referring)
            own = self._refers_to_itself(table, solution)
            for name, value in solution.items():
                if name in row:
                    continue
                if name in own:
                    row[name] = row[own[name]] if own[name] in row else solution[own[name]]
                elif name in ranks:
                    free[name] = ranks[name]
                else:
                    row[name] = value

    def _refers_to_itself(self, table: Table, solution: Row) -> dict[str, str]:
        """The columns by which the solution wants the row to refer to itself, with the columns referred to."""
        return {
            column: referred
            for key in table.foreign_keys
            if key.ref_table == table.name
            for column, referred in zip(key.columns, key.ref_columns, strict=True)
            if column != referred
            and solution.get(column) is not None
            and solution.get(column) == solution.get(referred)
        }

    def _needs_cycle(self, table: Table, solution: Row) -> bool:
        return any(
            solution.get(c) is not None
            for key in table.foreign_keys
            if self.in_cycle(table, key)
            for c in key.columns
            if c in solution
        )

    def in_cycle(self, table: Table, key: ForeignKey) -> bool:
        """Whether following the foreign key leads back to its own table."""
        return (table.qualified_name, tuple(key.columns), key.ref_table) in self._cyclic

    def _refer(self, table: Table, key: ForeignKey, variant: int, row: Row, free: dict[str, int]) -> None:
        if key is self._left_out or any(c in row and row[c] is None for c in key.columns):
            return
        if all(c in row for c in key.columns):
            self._require(table, key, row)
            return
        wanted = any(c in free for c in key.columns)
        nullable = [c for c in key.columns if c not in row and self._nullable(table, c)]
        if nullable and not wanted and (self._depth > 1 or self.in_cycle(table, key)):
            row.update(dict.fromkeys(nullable))
            return
        parent = self.parent_of(key, table)
        known = {r: row[c] for c, r in zip(key.columns, key.ref_columns, strict=True) if c in row}
        elsewhere = parent is table and wanted  # a row that refers to another row of its own table
        offset = int(elsewhere) + max((free[c] for c in key.columns if c in free), default=0)
        if self._depth > 1 and not _tells_rows_apart(table, key):
            variant %= 2  # ancestors further up are shared, or a deep schema would cost a whole line of them each time
        target = self._target(table, parent, key, variant + 1000 * offset, known, elsewhere=elsewhere)
        for column, referred in zip(key.columns, key.ref_columns, strict=True):
            if column not in row:
                row[column] = target.get(referred)

    def _target(
        self, table: Table, parent: Table, key: ForeignKey, variant: int, known: Row, *, elsewhere: bool
    ) -> Row:
        """A parent row with the known values: the one being planned, that of the variant, or a fresh one."""
        first = self._inserted.get((parent.qualified_name, 0))
        if self._left_out is not None and first and self.in_cycle(table, key) and _has(first, known):
            return first
        planned = self._planning.get(parent.qualified_name)
        if planned is not None and not elsewhere:
            if all(r in planned for r in key.ref_columns):
                return planned
            raise NoRowError(f"the references between the tables around {parent.name} are a circle without a way in")
        row = self._existing(parent, key.ref_columns, known) or self.ensure(parent, variant)
        if _has(row, known):
            return row
        row = self.plan(parent, self.fresh(), known)
        self._insert_parent(parent, row)
        return row

    def _existing(self, parent: Table, columns: Sequence[str], known: Row) -> Row | None:
        """The parent that is there already, where the known values are a whole key of it."""
        keys = [u.columns for u in parent.uniques] + ([parent.primary_key.columns] if parent.primary_key else [])
        if not any(set(key) <= set(known) for key in keys):
            return None
        condition, values = self.where(known, list(known))
        shown = ", ".join(self.session.quote(c) for c in columns)
        found = self.session.execute(f"select {shown} from {self.name(parent)} where {condition}", values)
        return {**dict(zip(columns, found[0], strict=True)), **known} if found else None

    def _require(self, table: Table, key: ForeignKey, row: Row) -> None:
        """Every column of the reference is fixed already: see to it that such a parent is there."""
        parent = self.parent_of(key, table)
        wanted = {r: row[c] for c, r in zip(key.columns, key.ref_columns, strict=True)}
        if parent is table and all(row.get(r) == v for r, v in wanted.items()):
            return
        if parent.qualified_name in self._planning and parent is not table:
            return
        if self.exists(parent, wanted, key.ref_columns):
            return
        if self._left_out and (
            parent is self.parent_of(self._left_out, table) or parent.qualified_name in self._planning
        ):
            return
        with contextlib.suppress(RefusedError, NoRowError), self.session_step():
            self._insert_parent(parent, self.plan(parent, self.fresh(), wanted))

    @contextlib.contextmanager
    def session_step(self) -> Iterator[None]:
        """A step that may fail without spoiling the transaction; what it inserted stays when it went well."""
        inserted = dict(self._inserted)
        try:
            with self.session.step():
                yield
        except (RefusedError, NoRowError):
            self._inserted = inserted
            raise

    @staticmethod
    def _nullable(table: Table, name: str) -> bool:
        column = table.column(name)
        in_key = table.primary_key is not None and name in table.primary_key.columns
        return column is not None and column.nullable and not in_key


def _has(row: Row, known: Row) -> bool:
    return all(row.get(column) == value for column, value in known.items())


def _tells_rows_apart(table: Table, key: ForeignKey) -> bool:
    """Whether a unique key consists of references, this one among them, so that two rows cannot share all parents."""
    referring = {column for one in table.foreign_keys for column in one.columns}
    keys = [u.columns for u in table.uniques] + ([table.primary_key.columns] if table.primary_key else [])
    keys += [[c for c in index.columns if c] for index in table.indexes if index.unique]
    return any(columns and set(columns) <= referring and set(columns) & set(key.columns) for columns in keys)


def _ranks(solution: Row, referring: set[str]) -> dict[str, int]:
    """The values of references stand for parents: equal values for one parent, larger ones for a later parent."""
    values = {name: value for name, value in solution.items() if name in referring and value is not None}
    try:
        distinct = sorted(set(values.values()))
    except TypeError:
        distinct = list(dict.fromkeys(values.values()))
    return {name: distinct.index(value) for name, value in values.items()}


def _agree(have: Value, solved: Value, referring: bool) -> bool:
    return (have is None) == (solved is None) if referring else have == solved


def _cyclic_references(schema: Schema, rows: Rows) -> set[tuple[str, tuple[str, ...], str]]:
    """The foreign keys that lie on a circle of references."""
    targets: dict[str, set[str]] = {}
    for table in schema.tables:
        names = targets.setdefault(table.qualified_name, set())
        for key in table.foreign_keys:
            with contextlib.suppress(NoRowError):
                names.add(rows.parent_of(key, table).qualified_name)
    reach: dict[str, set[str]] = {}
    for start in targets:
        seen: set[str] = set()
        waiting = list(targets[start])
        while waiting:
            name = waiting.pop()
            if name not in seen:
                seen.add(name)
                waiting += targets.get(name, ())
        reach[start] = seen
    found = set()
    for table in schema.tables:
        for key in table.foreign_keys:
            with contextlib.suppress(NoRowError):
                parent = rows.parent_of(key, table).qualified_name
                if parent == table.qualified_name or table.qualified_name in reach[parent]:
                    found.add((table.qualified_name, tuple(key.columns), key.ref_table))
    return found
