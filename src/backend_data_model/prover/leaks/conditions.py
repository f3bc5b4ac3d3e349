"""SQL about one owned table: its name, the other tenant's rows, a state that changes when those change."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from backend_data_model.engines.session import EngineSession
    from backend_data_model.model.schema import Table
    from backend_data_model.prover.leaks.population import Literals, Population
    from backend_data_model.prover.leaks.subject import OwnedTable


class TableSql:
    """Texts for one owned table with its rows; everything is quoted."""

    def __init__(
        self, owned: OwnedTable, population: Population, session: EngineSession, *, has_kinds: bool = False
    ) -> None:
        self.owned = owned
        self._refers_to_kinds = has_kinds and owned.column is not None
        self.table = owned.table
        self._session = session
        self._population = population
        # Always qualified: a written script must not depend on the search path.
        self.name = session.quote(self.table.name, self.table.schema or "public")
        self.mine, self.theirs = population.present[self.table.qualified_name]

    def quote(self, column: str) -> str:
        """A quoted column."""
        return self._session.quote(column)

    def row(self, row: Mapping[str, str]) -> str:
        """A condition that finds the row by its primary key, or by all its columns."""
        return " AND ".join(self._equals(c, row[c]) for c in self._key(self.table) if c in row)

    def belonging(self, side: int) -> str:
        """A condition for the rows of one tenant."""
        if self.owned.column is not None:
            return self._equals(self.owned.column, self._population.tenants[side])
        return self.row((self.mine, self.theirs)[side])

    @property
    def of_tenants(self) -> str:
        """WHERE with the rows of the two tenants, for tables whose other rows may be of another kind."""
        if not (self.owned.is_tenants or self._refers_to_kinds):
            return ""
        return f" WHERE {self.belonging(0)} OR {self.belonging(1)}"

    def _equals(self, column: str, value: str) -> str:
        if value == "NULL":
            return f"{self.quote(column)} IS NULL"
        found = self.table.column(column)
        compare = "::text" if found is not None and found.type.lower() in {"json", "xml", "point"} else ""
        return f"{self.quote(column)}{compare} = {value}"

    @staticmethod
    def _key(table: Table) -> Sequence[str]:
        if table.primary_key:
            return table.primary_key.columns
        return [c.name for c in table.columns if not c.generated]

    @property
    def state(self) -> str:
        """A query of one value that changes whenever a row of the other tenant is changed, added or taken away."""
        return (
            f"SELECT pg_catalog.count(*) || ' ' || coalesce(pg_catalog.md5(pg_catalog.string_agg("
            f"t.tableoid::text || t.ctid::text || t::text, ' ' ORDER BY t.tableoid, t.ctid)), '') "
            f"FROM {self.name} t WHERE {self.belonging(1)}"
        )

    def insertion(self, row: Literals) -> str:
        """INSERT of the row; columns numbered by the server are given too."""
        columns = ", ".join(map(self.quote, row))
        return f"INSERT INTO {self.name} ({columns}) OVERRIDING SYSTEM VALUE VALUES ({', '.join(row.values())})"


def states(tables: Sequence[TableSql]) -> str:
    """A query of one text with the states of all tables, one a line."""
    parts = ", ".join(f"({table.state})" for table in tables)
    return f"SELECT pg_catalog.array_to_string(ARRAY[{parts}]::text[], pg_catalog.chr(10), '')"


def changed_tables(tables: Sequence[TableSql], before: str | None, after: str | None) -> list[str]:
    """The names of the tables whose states differ in two answers to `states`."""
    pairs = zip(tables, (before or "").split("\n"), (after or "").split("\n"), strict=False)
    return [table.table.qualified_name for table, old, new in pairs if old != new]
