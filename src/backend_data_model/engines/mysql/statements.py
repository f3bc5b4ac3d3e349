"""`statements.sql` for MySQL 8.

MySQL has no RETURNING and no way to name the key that decides: ON DUPLICATE KEY UPDATE fires on any unique key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from backend_data_model.engines.statement_writer import StatementWriter, parameters

if TYPE_CHECKING:
    from backend_data_model.engines.statement_writer import CandidateKey
    from backend_data_model.model.schema import Column, Engine, Schema, Table
    from backend_data_model.model.settings import DesignSettings

_ROW_ALIAS = (8, 0, 19)


def render_statements(schema: Schema, settings: DesignSettings) -> str:
    """INSERT with its key read back for each table and INSERT ... ON DUPLICATE KEY UPDATE for each candidate key."""
    notes = [
        "Statements for MySQL: `:name` is a parameter.  MySQL has no RETURNING; the key is read in a second statement.",
        "ON DUPLICATE KEY UPDATE fires on any unique key of the table, not only on the one that a "
        "statement is named after.",
    ]
    return MySQLStatements(schema, settings).render(notes)


class MySQLStatements(StatementWriter):
    """What MySQL says differently."""

    engine: ClassVar[Engine] = "mysql"

    def insert_defaults(self, table: Table) -> str:
        """The empty column list."""
        return f"INSERT INTO {self.quote(table.name)} () VALUES ()"

    def _generated_uuid(self, table: Table) -> str | None:
        """The key column where a default makes its UUID, which LAST_INSERT_ID does not know."""
        columns: list[Column | None] = (
            [table.column(name) for name in table.primary_key.columns] if table.primary_key else []
        )
        return next((column.name for column in columns if column and column.default), None)

    def insert_returning(self, table: Table) -> str:
        """INSERT, then the key."""
        uuid_key = self._generated_uuid(table)
        if uuid_key:
            columns = [column.name for column in self.inserted(table)]
            names = self.names([uuid_key, *columns])
            values = ", ".join(["@id", *(f":{name}" for name in parameters(columns))])
            return (
                "SET @id = uuid_to_bin(uuid(), 1);\n"
                f"INSERT INTO {self.quote(table.name)} ({names})\nVALUES ({values});\n"
                "SELECT bin_to_uuid(@id, 1) AS id;"
            )
        if any(column.identity for column in table.columns):
            return f"{self.insert(table)};\nSELECT LAST_INSERT_ID() AS id;"
        return f"{self.insert(table)};"

    def upsert(self, table: Table, key: CandidateKey) -> str:
        """INSERT ... ON DUPLICATE KEY UPDATE with a row alias (8.0.19), or VALUES() before."""
        alias = self.settings.version_tuple >= _ROW_ALIAS
        changed = self.updated(table, key) or [key.columns[-1]]
        assignments = [
            f"{self.quote(name)} = " + (f"incoming.{self.quote(name)}" if alias else f"VALUES({self.quote(name)})")
            for name in changed
        ]
        numbered = next((column.name for column in table.columns if column.identity), None)
        if numbered:
            place = f"{self.quote(table.name)}.{self.quote(numbered)}"
            assignments.append(f"{self.quote(numbered)} = LAST_INSERT_ID({place})")
        joined = ",\n    ".join(assignments)
        text = f"{self.insert(table)}{' AS incoming' if alias else ''}\nON DUPLICATE KEY UPDATE\n    {joined};"
        return f"{text}\nSELECT LAST_INSERT_ID() AS id;" if numbered else text
