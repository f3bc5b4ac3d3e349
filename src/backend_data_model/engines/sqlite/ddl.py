"""A schema as DDL for SQLite, in one transaction.

Foreign keys are off by default in every connection: the script turns them on for its own, and the application must too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from backend_data_model.engines.ddl_writer import INDENT, DdlWriter, join_sections
from backend_data_model.engines.identifiers import comment_text

if TYPE_CHECKING:
    from backend_data_model.model.schema import Column, Engine, Schema, Table
    from backend_data_model.model.settings import DesignSettings


def render_ddl(schema: Schema, settings: DesignSettings) -> str:
    """The script that makes `schema` in an empty database."""
    writer = SQLiteWriter(schema, settings)
    creates, _ = writer.tables_with_later_keys()
    indexes = [writer.index(table, index) for table in schema.tables for index in table.indexes]
    strict = any(table.strict for table in schema.tables)
    product = f"SQLite {schema.version or ''}{' and newer (STRICT tables)' if strict else ''}".strip()
    notes = ["Every connection must say PRAGMA foreign_keys = ON; SQLite keeps no foreign key without it."]
    sections: list[tuple[str | None, list[str]]] = [
        (None, [writer.header(product, notes), "PRAGMA foreign_keys = ON;", "BEGIN;"]),
        ("Tables", creates),
        ("Indexes", indexes),
        ("Triggers", [f"{trigger.definition};" for trigger in schema.triggers]),
        ("Views", [f"CREATE VIEW {writer.quote(v.name)} AS\n{v.definition.rstrip(';')};" for v in schema.views]),
        (None, ["COMMIT;"]),
    ]
    return join_sections(sections, writer)


class SQLiteWriter(DdlWriter):
    """What SQLite writes differently."""

    engine: ClassVar[Engine] = "sqlite"
    inlines_forward_references = True

    def identity(self, column: Column) -> str:
        """The rowid numbers the rows."""
        return "PRIMARY KEY"

    def has_inline_key(self, table: Table) -> bool:
        """`INTEGER PRIMARY KEY` stands beside its column."""
        return any(column.identity is not None for column in table.columns)

    def column_options(self, table: Table, column: Column) -> str:
        """The rowid is never NULL."""
        text = super().column_options(table, column)
        return text.replace("NOT NULL ", "", 1) if column.identity is not None else text

    def column_rows(self, table: Table) -> list[str]:
        """SQLite has no COMMENT ON: descriptions are comments above their columns."""
        rows = super().column_rows(table)
        if not self.settings.comments:
            return rows
        return [
            f"-- {comment_text(column.comment)}\n{INDENT}{row}" if column.comment else row
            for column, row in zip(table.columns, rows, strict=True)
        ]

    def create_table(self, table: Table, later: set[str]) -> str:
        """The description of the table stands above it."""
        text = super().create_table(table, later)
        if table.comment and self.settings.comments:
            return f"-- {comment_text(table.comment)}\n{text}"
        return text

    def table_options(self, table: Table) -> str:
        """STRICT and WITHOUT ROWID."""
        options = [word for word, on in (("STRICT", table.strict), ("WITHOUT ROWID", table.without_rowid)) if on]
        return f" {', '.join(options)}" if options else ""
