"""A schema as DDL for MySQL 8.

Each statement commits by itself: a script that fails half-way leaves the tables before the failure behind.  Text
compares exactly (utf8mb4_0900_as_cs), as it does on the other engines; the server's default would take 'A' and 'á'
for one value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from backend_data_model.engines.ddl_writer import DdlWriter, join_sections

if TYPE_CHECKING:
    from backend_data_model.model.schema import Column, Engine, Index, Schema, Table
    from backend_data_model.model.settings import DesignSettings

FIRST_WITH_CHECKS = (8, 0, 16)
_COLUMN_COMMENT = 1024
_TABLE_COMMENT = 2048


def render_ddl(schema: Schema, settings: DesignSettings) -> str:
    """The script that makes `schema` in an empty database."""
    writer = MySQLWriter(schema, settings)
    creates, alters = writer.tables_with_later_keys()
    sections: list[tuple[str | None, list[str]]] = [
        (None, [writer.header(f"MySQL {schema.version or ''}".strip(), writer.notes()), "SET NAMES utf8mb4;"]),
        ("Tables", creates),
        ("Foreign keys between tables that need each other", alters),
        ("Triggers", writer.triggers()),
        ("Views", [f"CREATE VIEW {writer.quote(v.name)} AS\n{v.definition.rstrip(';')};" for v in schema.views]),
    ]
    return join_sections(sections, writer)


class MySQLWriter(DdlWriter):
    """What MySQL writes differently."""

    engine: ClassVar[Engine] = "mysql"

    def notes(self) -> list[str]:
        """What a reader must know of the engine."""
        found = []
        if len(self.settings.version_tuple) > 0 and self.settings.version_tuple < FIRST_WITH_CHECKS:
            found.append(
                "MySQL before 8.0.16 reads CHECK constraints and does not keep them: upgrade, or check them above."
            )
        return found

    def identity(self, column: Column) -> str:
        """AUTO_INCREMENT."""
        return "AUTO_INCREMENT"

    def constraint(self, name: str | None) -> str:
        """MySQL ignores the name of a primary key, so it is not written."""
        return "" if name and name.startswith("pk_") else super().constraint(name)

    def column_options(self, table: Table, column: Column) -> str:
        """With the description as COMMENT."""
        text = super().column_options(table, column)
        if column.comment and self.settings.comments:
            text += f" COMMENT {self.string(column.comment[:_COLUMN_COMMENT])}"
        return text.strip()

    def inline_indexes(self, table: Table) -> list[tuple[list[str], str]]:
        """Indexes stand inside CREATE TABLE, so that InnoDB makes none of its own for the foreign keys."""
        return [(self.why(index.reasons), self.inline_index(index)) for index in table.indexes]

    def inline_index(self, index: Index) -> str:
        """One KEY of CREATE TABLE."""
        keys = ", ".join(self.index_key(key) for key in index.keys)
        return f"{'UNIQUE ' if index.unique else ''}KEY {self.quote(index.name or '')} ({keys})"

    def table_options(self, table: Table) -> str:
        """InnoDB and a character set that holds all of Unicode."""
        text = " ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_0900_as_cs"
        if table.comment and self.settings.comments:
            text += f"\n    COMMENT = {self.string(table.comment[:_TABLE_COMMENT])}"
        return text

    def triggers(self) -> list[str]:
        """Triggers between DELIMITER lines, which the client needs for bodies that hold semicolons."""
        if not self.schema.triggers:
            return []
        return ["DELIMITER //", *(f"{trigger.definition}//" for trigger in self.schema.triggers), "DELIMITER ;"]
