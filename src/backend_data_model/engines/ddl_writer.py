"""Writing a schema as DDL the way a person would: in sections, aligned, with the requirement beside each constraint."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from backend_data_model.engines.identifiers import comment_text, quote_identifier, quote_string

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from backend_data_model.model.schema import (
        Check,
        Column,
        Engine,
        ForeignKey,
        Index,
        IndexKey,
        Reason,
        Schema,
        Table,
        Unique,
    )
    from backend_data_model.model.settings import DesignSettings

INDENT = "    "
_RULE_WIDTH = 78


class DdlWriter:
    """What the writers of the engines share; each overrides what its engine says differently."""

    engine: ClassVar[Engine]
    inlines_forward_references: ClassVar[bool] = False

    def __init__(self, schema: Schema, settings: DesignSettings) -> None:
        self.schema = schema
        self.settings = settings

    def quote(self, name: str) -> str:
        """An identifier as this engine reads it."""
        return quote_identifier(name, self.engine)

    def string(self, text: str) -> str:
        """A string literal."""
        return quote_string(text, self.engine)

    def names(self, columns: Iterable[str]) -> str:
        """Identifiers with commas between them."""
        return ", ".join(self.quote(column) for column in columns)

    def table_name(self, table: Table) -> str:
        """The name of a table, with its schema where it has one."""
        return f"{self.quote(table.schema)}.{self.quote(table.name)}" if table.schema else self.quote(table.name)

    def why(self, reasons: Sequence[Reason], indent: str = INDENT) -> list[str]:
        """The words of the requirement, and the rule of the designer that decided what they leave open, as comments."""
        if not self.settings.comments:
            return []
        quoted = [reason for reason in reasons if reason.text.startswith('"')][:2]
        ruled = [reason for reason in reasons if not reason.text.startswith('"') and reason.standing == "default"]
        lines = []
        for reason in quoted + ruled[-1:]:
            place = f" (line {reason.line})" if reason.line else ""
            lines.append(f"{indent}-- {comment_text(reason.text)}{place}")
        return lines

    def section(self, title: str) -> str:
        """A heading."""
        return f"-- {title} {'-' * max(3, _RULE_WIDTH - len(title) - 4)}"

    def create_table(self, table: Table, later: set[str]) -> str:
        """CREATE TABLE with its constraints; foreign keys to the tables of `later` are left for afterwards."""
        rows = self.column_rows(table)
        items: list[tuple[list[str], str]] = [([], row) for row in rows]
        key = table.primary_key
        if key and not self.has_inline_key(table):
            items.append(([], f"{self.constraint(key.name)}PRIMARY KEY ({self.names(key.columns)})"))
        items += [(self.why(unique.reasons), self.unique(unique)) for unique in table.uniques]
        items += [(self.why(check.reasons), self.check(check)) for check in table.checks]
        items += [
            (self.why(foreign_key.reasons), self.foreign_key(foreign_key, INDENT * 2))
            for foreign_key in table.foreign_keys
            if foreign_key.ref_table not in later
        ]
        items += self.inline_indexes(table)
        lines = [*self.why(table.reasons, ""), f"CREATE TABLE {self.table_name(table)} ("]
        for number, (comments, text) in enumerate(items, 1):
            lines += comments
            lines.append(f"{INDENT}{text}{',' if number < len(items) else ''}")
        lines.append(f"){self.table_options(table)};")
        return "\n".join(lines)

    def column_rows(self, table: Table) -> list[str]:
        """The columns, names and types aligned."""
        cells = [(self.quote(c.name), self.type_of(table, c), self.column_options(table, c)) for c in table.columns]
        name_width = min(max((len(cell[0]) for cell in cells), default=0), 40)
        type_width = min(max((len(cell[1]) for cell in cells if cell[2]), default=0), 24)
        return [f"{n:<{name_width}} {t:<{type_width}} {o}".rstrip() for n, t, o in cells]

    def type_of(self, table: Table, column: Column) -> str:
        """The type of a column."""
        return column.type

    def column_options(self, table: Table, column: Column) -> str:
        """What follows the type."""
        parts = []
        if column.collation:
            parts.append(f"COLLATE {self.quote(column.collation)}")
        if column.generated is not None:
            kind = "STORED" if column.generated_stored else "VIRTUAL"
            parts.append(f"GENERATED ALWAYS AS ({column.generated}) {kind}")
        if not column.nullable:
            parts.append("NOT NULL")
        if column.identity is not None:
            parts.append(self.identity(column))
        if column.default is not None:
            parts.append(f"DEFAULT {column.default}")
        if column.on_update is not None:
            parts.append(f"ON UPDATE {column.on_update}")
        return " ".join(part for part in parts if part)

    def identity(self, column: Column) -> str:
        """How the engine numbers a column."""
        return ""

    def has_inline_key(self, table: Table) -> bool:
        """Whether the primary key is said beside its column."""
        return False

    def constraint(self, name: str | None) -> str:
        """`CONSTRAINT name `, or nothing for a constraint without a name."""
        return f"CONSTRAINT {self.quote(name)} " if name else ""

    def unique(self, unique: Unique) -> str:
        """A UNIQUE constraint."""
        nulls = " NULLS NOT DISTINCT" if unique.nulls_not_distinct else ""
        return f"{self.constraint(unique.name)}UNIQUE{nulls} ({self.names(unique.columns)})"

    def check(self, check: Check) -> str:
        """A CHECK constraint."""
        return f"{self.constraint(check.name)}CHECK ({check.expression})"

    def foreign_key(self, key: ForeignKey, indent: str) -> str:
        """A FOREIGN KEY constraint on two lines."""
        target = self.quote(key.ref_table)
        if key.ref_schema:
            target = f"{self.quote(key.ref_schema)}.{target}"
        text = f"{self.constraint(key.name)}FOREIGN KEY ({self.names(key.columns)})\n"
        text += f"{indent}REFERENCES {target} ({self.names(key.ref_columns)})"
        if key.on_delete:
            text += f" ON DELETE {key.on_delete.upper()}"
            if key.set_null_columns:
                text += f" ({self.names(key.set_null_columns)})"
        if key.on_update:
            text += f" ON UPDATE {key.on_update.upper()}"
        return text + (" DEFERRABLE INITIALLY DEFERRED" if key.deferrable else "")

    def table_options(self, table: Table) -> str:
        """What follows the closing parenthesis."""
        return ""

    def inline_indexes(self, table: Table) -> list[tuple[list[str], str]]:
        """Indexes inside CREATE TABLE."""
        return []

    def index(self, table: Table, index: Index) -> str:
        """CREATE INDEX."""
        kind = "UNIQUE INDEX" if index.unique else "INDEX"
        method = f" USING {index.method}" if index.method else ""
        keys = ", ".join(self.index_key(key) for key in index.keys)
        text = f"CREATE {kind} {self.quote(index.name or '')} ON {self.table_name(table)}{method} ({keys})"
        if index.include:
            text += f" INCLUDE ({self.names(index.include)})"
        if index.where:
            text += f"\n{INDENT}WHERE {index.where}"
        return "\n".join([*self.why(index.reasons, ""), f"{text};"])

    def index_key(self, key: IndexKey) -> str:
        """One key of an index."""
        text = self.quote(key.column) if key.column is not None else f"({key.expression})"
        if key.prefix_length:
            text += f"({key.prefix_length})"
        if key.opclass:
            text += f" {key.opclass}"
        if key.descending:
            text += " DESC"
        return text + (f" NULLS {key.nulls.upper()}" if key.nulls else "")

    def header(self, product: str, notes: Sequence[str]) -> str:
        """The first lines of the file."""
        tables = len(self.schema.tables)
        lines = [f"-- Schema for {product}: {tables} table{'' if tables == 1 else 's'}."]
        lines += [f"-- {comment_text(note, 400)}" for note in (*self.schema.notes, *notes)]
        return "\n".join(lines)

    def tables_with_later_keys(self) -> tuple[list[str], list[str]]:
        """The CREATE TABLE statements, and the ALTER TABLE statements for foreign keys that point forward."""
        creates, alters = [], []
        later = {table.name for table in self.schema.tables}
        for table in self.schema.tables:
            later.discard(table.name)
            forward = set() if self.inlines_forward_references else later
            creates.append(self.create_table(table, forward))
            for key in table.foreign_keys:
                if key.ref_table in forward:
                    lines = [*self.why(key.reasons, ""), f"ALTER TABLE {self.table_name(table)}"]
                    lines.append(f"{INDENT}ADD {self.foreign_key(key, INDENT * 2)};")
                    alters.append("\n".join(lines))
        return creates, alters


def join_sections(sections: Sequence[tuple[str | None, Sequence[str]]], writer: DdlWriter) -> str:
    """The sections that have statements, each under its heading, with an empty line between statements."""
    blocks = []
    for title, statements in sections:
        if statements:
            blocks += ([writer.section(title)] if title else []) + list(statements)
    return "\n\n".join(blocks) + "\n"
