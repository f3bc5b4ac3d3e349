"""Two tenants with rows of their own in every owned table, as the server has them after defaults and triggers."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from backend_data_model.engines.session import RefusedError
from backend_data_model.prover.leaks.contradictions import contradictions, without_checks
from backend_data_model.prover.leaks.ownership import UndecidedError
from backend_data_model.prover.prove import first_rows
from backend_data_model.prover.rows import NoRowError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from backend_data_model.engines.session import EngineSession
    from backend_data_model.model.schema import ForeignKey, Schema, Table
    from backend_data_model.prover.leaks.subject import OwnedTable, Tenancy
    from backend_data_model.prover.predicates import Row
    from backend_data_model.prover.rows import Rows

Literals = dict[str, str]
MINE, THEIRS = 0, 1


@dataclass(slots=True)
class Population:
    """For each owned table by its qualified name: a row of each tenant that is there, and one that is not.

    Values are SQL literals.  `tenants` are the two tenants, `problems` says of a table why it has no rows, `set_aside`
    has the statement that dropped CHECKs which no row meets.
    """

    tenants: tuple[str, str]
    present: dict[str, tuple[Literals, Literals]] = field(default_factory=dict)
    absent: dict[str, tuple[Literals, Literals]] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    set_aside: dict[str, str] = field(default_factory=dict)


class _IncompleteError(Exception):
    """Some table has no rows."""


def populate(tenancy: Tenancy, schema: Schema, session: EngineSession) -> Population:
    """Insert the rows as the session's own role, which must pass by row-level security.

    Where triggers get in the way (such as one that makes a first tenant for each user), the rows are put in without.
    CHECKs that no row was found to meet are dropped, in this transaction only.
    """
    rows, _ = _trial(schema, session)
    set_aside = contradictions(schema, rows, session)
    for statement in set_aside.values():
        session.execute(statement)
    schema = without_checks(schema, rows, set(set_aside))
    with contextlib.suppress(UndecidedError, _IncompleteError, RefusedError), session.step():
        population = _filled(tenancy, schema, session)
        if population.problems:
            raise _IncompleteError
        population.set_aside = set_aside
        return population
    try:
        with session.step(), session.unenforced():
            population = _filled(tenancy, schema, session)
            population.set_aside = set_aside
            return population
    except RefusedError as error:
        raise UndecidedError(f"no rows could be put into the tables: {error.message}") from None


def _trial(schema: Schema, session: EngineSession) -> tuple[Rows, dict[str, str]]:
    """The row builder with its solved CHECKs, and nothing put in."""
    with session.sandbox():
        return first_rows(schema, session)


def _filled(tenancy: Tenancy, schema: Schema, session: EngineSession) -> Population:
    rows, without_rows = first_rows(schema, session)
    made = _Populating(tenancy, rows)
    for owned in tenancy.owned:
        made.fill(owned)
        name = owned.table.qualified_name
        if name not in made.population.present:
            why = "no rows of two tenants could be put into it"
            made.population.problems.setdefault(name, without_rows.get(name, why))
    return made.population


class _Populating:
    def __init__(self, tenancy: Tenancy, rows: Rows) -> None:
        self._tenancy = tenancy
        self._rows = rows
        self._anchors: dict[str, tuple[Row, Row]] = {}
        self._owned = {one.table.qualified_name: one for one in tenancy.owned}
        self._parents = {one.parent.qualified_name for one in tenancy.owned if one.parent is not None}
        self._parents |= {parent.table.qualified_name for one in tenancy.owned for _, parent in self._needed(one)}
        self._keys = self._two_tenants()
        mine, theirs = (literal(rows.session, value) for value in self._keys)
        self.population = Population((mine, theirs))

    def _two_tenants(self) -> tuple[object, object]:
        """The values of two tenants, whose own rows are put in where there is a table of tenants."""
        table, key = self._tenancy.tenant_table, self._tenancy.key
        try:
            if table is not None and key is not None:
                first, second = (self._insert_tenant(table, variant)[key] for variant in (0, 1))
            else:
                owned = next(one for one in self._tenancy.owned if one.column)
                first, second = (self._insert(owned.table, variant)[owned.column or ""] for variant in (0, 1))
                if first == second or first is None:
                    first, second = (
                        self._rows.plan(owned.table, self._rows.fresh())[owned.column or ""] for _ in range(2)
                    )
        except (RefusedError, NoRowError) as error:
            raise UndecidedError(f"no two tenants could be put into the tables: {error}") from None
        if first is None or first == second:
            raise UndecidedError("no two tenants could be put into the tables: their values are the same")
        return first, second

    def _insert(self, table: Table, variant: int) -> Row:
        with self._rows.session_step():
            return self._rows.ensure(table, variant)

    def _insert_tenant(self, table: Table, variant: int) -> Row:
        """A row that is a tenant, and where tenants continue other rows one whose row no other kind continues."""
        kinds = self._tenancy.shared_kinds
        if kinds is None:
            continued = sum(one.is_tenants for one in self._tenancy.owned) > 1
            return self._insert(table, self._rows.fresh() if continued else variant)
        known = [s[kinds.column] for g in self._rows.groups(table) for s in g.every if kinds.column in s]
        values = [value for value in dict.fromkeys(known) if value is not None and not kinds.shares(value)]
        if not values:
            raise NoRowError(f"no row of {table.name} is a tenant: its policies open every {kinds.column} to all")
        with self._rows.session_step():
            row = self._rows.plan(table, self._rows.fresh(), {kinds.column: values[0]})
            self._rows.insert(table, row)
        return row

    def _needed(self, owned: OwnedTable) -> Iterator[tuple[ForeignKey, OwnedTable]]:
        """The required references to rows of tenants that do not name the tenant themselves, with their targets."""
        table = owned.table
        for key in table.foreign_keys:
            if owned.column in key.columns or any(c.nullable for c in table.columns if c.name in key.columns):
                continue
            with contextlib.suppress(NoRowError):
                parent = self._owned.get(self._rows.parent_of(key, table).qualified_name)
                if parent is not None and parent is not owned and key is not owned.through:
                    yield key, parent

    def fill(self, owned: OwnedTable) -> None:
        """Two rows that stay and two that are only planned."""
        name = owned.table.qualified_name
        if owned.is_tenants:
            key = owned.column or ""
            found = [self._read(owned.table, f"{self._rows.session.quote(key)} = {v}") for v in self._tenants()]
            mine, theirs = found
            if mine and theirs:
                self.population.present[name] = (mine, theirs)
            return
        try:
            if name in self._parents:
                with self._rows.session_step():
                    self._anchors[name] = (self._put(owned, MINE)[0], self._put(owned, THEIRS)[0])
            self.population.present[name] = (self._present(owned, MINE), self._present(owned, THEIRS))
        except (RefusedError, NoRowError) as error:
            self.population.problems[name] = str(error)
            return
        try:
            self.population.absent[name] = (self._plan(owned, MINE), self._plan(owned, THEIRS))
        except (RefusedError, NoRowError) as error:
            self.population.problems[name] = f"no further row could be built: {error}"

    def _tenants(self) -> Sequence[str]:
        return self.population.tenants

    def _fixed(self, owned: OwnedTable, side: int) -> Row:
        """What a tenant's row must hold: the tenant or a row of it, and rows of it wherever it needs another."""
        if owned.column is not None:
            fixed: Row = {owned.column: self._keys[side]}  # type: ignore[dict-item]
        else:
            assert owned.through is not None
            assert owned.parent is not None
            anchors = self._anchors.get(owned.parent.qualified_name)
            if anchors is None:
                raise NoRowError(f"{owned.parent.qualified_name} has no rows of two tenants")
            fixed = self._referring(owned.through, anchors[side])
        for key, parent in self._needed(owned):
            if any(c in fixed for c in key.columns):
                continue
            if parent.is_tenants:
                if list(key.ref_columns) == [parent.column] and not is_unique(owned.table, key.columns):
                    fixed[key.columns[0]] = self._keys[side]  # type: ignore[assignment]
            elif is_unique(owned.table, key.columns):
                fixed |= self._referring(key, self._put(parent, side)[0])
            elif parent.table.qualified_name in self._anchors:
                fixed |= self._referring(key, self._anchors[parent.table.qualified_name][side])
        return fixed

    @staticmethod
    def _referring(key: ForeignKey, row: Row) -> Row:
        return dict(zip(key.columns, (row.get(c) for c in key.ref_columns), strict=True))

    def _put(self, owned: OwnedTable, side: int) -> tuple[Row, Literals]:
        row = self._rows.plan(owned.table, self._rows.fresh(), self._fixed(owned, side))
        return row, self._write(owned.table, row)

    def _present(self, owned: OwnedTable, side: int) -> Literals:
        """A new row, or where a tenant may have only one that which is there."""
        try:
            with self._rows.session_step():
                return self._put(owned, side)[1]
        except (RefusedError, NoRowError):
            if owned.column is None:
                raise
            condition = f"{self._rows.session.quote(owned.column)} = {self._tenants()[side]}"
            found = self._read(owned.table, condition)
            if found is None:
                raise
            return found

    def _plan(self, owned: OwnedTable, side: int) -> Literals:
        with self._rows.session_step():
            row = self._rows.plan(owned.table, self._rows.fresh(), self._fixed(owned, side))
        try:
            with self._rows.sandbox():
                return self._write(owned.table, row)
        except RefusedError:
            shown = list(row)
            values = [literal(self._rows.session, row[c]) for c in shown]
            return dict(zip(shown, values, strict=True))

    def _write(self, table: Table, row: Row) -> Literals:
        """Insert the row, without the table's triggers where they refuse it, and give what is then there."""
        sql, values = self._rows.insertion(table, row)
        session = self._rows.session
        shown = [c.name for c in table.columns if not c.generated]
        returning = ", ".join(f"pg_catalog.quote_nullable({session.quote(c)}::text)" for c in shown)
        try:
            with self._rows.session_step():
                found = session.execute(f"{sql} returning {returning}", values)
        except RefusedError:
            with self._rows.session_step(), session.unenforced():
                found = session.execute(f"{sql} returning {returning}", values)
        if not found:
            raise NoRowError("a trigger keeps the row out")
        return dict(zip(shown, map(str, found[0]), strict=True))

    def _read(self, table: Table, condition: str) -> Literals | None:
        shown = [c.name for c in table.columns if not c.generated]
        quote = self._rows.session.quote
        parts = ", ".join(f"pg_catalog.quote_nullable({quote(c)}::text)" for c in shown)
        found = self._rows.session.execute(f"select {parts} from {self._rows.name(table)} where {condition} limit 1")
        return dict(zip(shown, map(str, found[0]), strict=True)) if found else None


def is_unique(table: Table, columns: Sequence[str]) -> bool:
    """Whether two rows cannot have the same values in these columns."""
    keys = [u.columns for u in table.uniques] + ([table.primary_key.columns] if table.primary_key else [])
    keys += [[c for c in index.columns if c] for index in table.indexes if index.unique]
    return any(set(key) <= set(columns) for key in keys)


def literal(session: EngineSession, value: object) -> str:
    """The value as an SQL literal without a type, as PostgreSQL quotes it."""
    if value is None:
        return "NULL"
    text = str(value).replace("\0", "")
    return str(session.execute("select pg_catalog.quote_literal(\0::text)", (text,))[0][0])


def plain(session: EngineSession, quoted: str) -> str:
    """The text that a literal stands for."""
    return str(session.execute(f"select coalesce({quoted}::text, '')")[0][0])
