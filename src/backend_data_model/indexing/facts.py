"""What the schema says of a table without a server: unique lookups, types, widths, tenants, tables that stay small."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from backend_data_model.model.schema import Column, Schema, Table

Likelihood = Literal["rare", "usual", "unknown"]

_TENANT = re.compile(
    r"(tenant|account|organi[sz]ation|org|workspace|company|customer_account|team|clinic|store|shop|school|merchant)_id"
)
_STATE_NAME = re.compile(r"(^|_)(status|state|phase|stage|lifecycle)$")
# States in which things stay, so that most rows are in one of them; and those that are left again.
_LASTING = frozenset({
    "done", "completed", "complete", "closed", "paid", "delivered", "processed", "published", "active",
    "sold", "sent", "archived", "finished", "resolved", "succeeded", "success", "accepted", "shipped",
    "settled", "enabled", "live", "confirmed", "fulfilled",
})  # fmt: skip
_REFERENCE = re.compile(
    r"^(countries|country|currencies|currency|languages|language|locales|regions|states|provinces|time_?zones|settings|"
    r"configurations?|config|plans|roles|permissions|feature_flags|flags|units|statuses|(\w+_)?types|(\w+_)?kinds|"
    r"categories|tax_rates|schema_migrations|migrations|tenants|warehouses|carriers|holidays|features)$"
)
_WIDE_NAME = re.compile(
    r"(^|_)(body|content|contents|description|notes?|text|html|markdown|payload|message|comment|bio|summary|reason|"
    r"details?|raw|address|url)$"
)
_LOG = re.compile(r"(log|logs|events?|history|audit|measurements?|readings?|metrics?|views?|clicks?|hits|samples?)$")
_TIME_NAME = re.compile(r"(^|_)(at|on|time|timestamp|ts|date|created|recorded|occurred|logged)$|^(created|inserted)_")
_CLOSING = re.compile(
    r"(deleted|cancell?ed|archived|removed|disabled|discarded|revoked|voided|merged)(_at|_on|_by|_into_id)?$"
)
_WIDTHS = (
    (("bigint", "int8", "double", "float8", "timestamp", "timestamptz", "money", "bigserial", "time"), 8),
    (("integer", "int", "serial", "date", "real", "float4", "oid"), 4),
    (("smallint", "int2", "smallserial"), 2),
    (("boolean", "bool"), 1),
    (("uuid", "interval", "point"), 16),
    (("numeric", "decimal"), 8),
    (("inet", "cidr"), 12),
)
_WIDE_TYPES = ("json", "bytea", "tsvector", "xml", "geometry", "geography", "path")
_TEXT_WIDTH = 16
_WIDE = 200


class TableFacts:
    """What is known of one table from its DDL alone; a server's statistics say more."""

    def __init__(self, table: Table, schema: Schema) -> None:
        self.table = table
        self.schema = schema

    @cached_property
    def unique_sets(self) -> list[frozenset[str]]:
        """Sets of columns that name one row at most."""
        table = self.table
        found = [frozenset(table.primary_key.columns)] if table.primary_key else []
        found += [frozenset(unique.columns) for unique in table.uniques]
        for index in table.indexes:
            if index.unique and index.where is None and all(index.columns):
                found.append(frozenset(column for column in index.columns if column))
        return found

    def names_one_row(self, columns: set[str]) -> bool:
        """Whether equality on these columns leaves one row at most."""
        return any(unique <= columns for unique in self.unique_sets)

    @cached_property
    def referring(self) -> frozenset[str]:
        """Columns that are part of a foreign key."""
        return frozenset(name for key in self.table.foreign_keys for name in key.columns)

    @cached_property
    def tenant(self) -> str | None:
        """The column that says whose row it is, when the schema is shared by tenants."""
        if self.schema.tenant_column and self.table.column(self.schema.tenant_column):
            return self.schema.tenant_column
        shares: dict[str, int] = {}
        for table in self.schema.tables:
            for column in table.columns:
                if _TENANT.fullmatch(column.name):
                    shares[column.name] = shares.get(column.name, 0) + 1
        usual = [name for name, count in shares.items() if count > 1 and count * 3 >= len(self.schema.tables)]
        best = max(usual, key=lambda name: shares[name], default=None)
        return best if best and self.table.column(best) else None

    @cached_property
    def is_reference(self) -> bool:
        """Whether it looks like a list that is kept by hand and fits a few pages."""
        table = self.table
        if _REFERENCE.search(table.name):
            return not table.foreign_keys or len(table.columns) <= 6
        key = table.primary_key.columns if table.primary_key else []
        narrow_key = len(key) == 1 and re.match(r"char|character\(|smallint|int2", self.type(key[0])) is not None
        return narrow_key and not table.foreign_keys

    @cached_property
    def is_log(self) -> bool:
        """Whether rows look as if they were only added, in the order of a time."""
        return _LOG.search(self.table.name) is not None and not any(
            column.name.startswith("updated") for column in self.table.columns
        )

    def type(self, column: str) -> str:
        """The type of a column in lower case, domains resolved; empty where there is no such column."""
        found = self.table.column(column)
        if found is None:
            return ""
        domain = next((d for d in self.schema.domains if d.name == found.type.split(".")[-1]), None)
        return (domain.type if domain else found.type).lower()

    def is_boolean(self, column: str) -> bool:
        """Whether it is a boolean."""
        return self.type(column) in {"boolean", "bool"}

    def is_time(self, column: str) -> bool:
        """Whether it is a date or a time."""
        return self.type(column).startswith(("timestamp", "date", "time"))

    def nullable(self, column: str) -> bool:
        """Whether it may be NULL."""
        found = self.table.column(column)
        key = self.table.primary_key.columns if self.table.primary_key else []
        return found is not None and found.nullable and column not in key

    def width(self, column: str) -> int:
        """Bytes of a usual value in an index, guessed from the type."""
        kind = self.type(column)
        if kind.endswith("[]") or kind.startswith(
            ("json", "bytea", "tsvector", "xml", "geometry", "geography", "path")
        ):
            return _WIDE
        for names, width in _WIDTHS:
            if re.match(rf"({'|'.join(names)})\b", kind):
                return width
        length = re.search(r"\((\d+)\)", kind)
        if length:
            return min(int(length[1]), 40)
        if any(kind.split(".")[-1] == enum.name.lower() for enum in self.schema.enums):
            return 4
        return _WIDE if _WIDE_NAME.search(column) else _TEXT_WIDTH

    @cached_property
    def row_width(self) -> int:
        """Bytes of a row in the table with its header."""
        return 28 + sum(self.width(column.name) for column in self.table.columns)

    def has_closed_values(self, column: str) -> bool:
        """Whether the column has one of a few values: an enum, a CHECK with a list, a boolean, or a state by name."""
        kind = self.type(column).split(".")[-1]
        if self.is_boolean(column) or any(kind == enum.name.lower() for enum in self.schema.enums):
            return True
        if _STATE_NAME.search(column) and column not in self.referring:
            return True
        lists = re.compile(rf"\b{re.escape(column)}\b\"?(::\w+)? *(IN *\(|= *ANY)", re.IGNORECASE)
        return any(lists.search(check.expression) for check in self.table.checks)

    def likelihood(self, column: str, values: tuple[str, ...]) -> Likelihood:
        """How many rows have one of these values, by what the words usually mean."""
        words = {value.strip("'").split("'")[0].lower() for value in values}
        if self.is_boolean(column) or not words:
            return "unknown"
        if not self.has_closed_values(column):
            return "unknown"
        return "usual" if words & _LASTING else "rare"

    def null_is_usual(self, column: str) -> bool:
        """Whether NULL means that nothing happened to the row yet, as nothing ever happens to most."""
        return _CLOSING.search(column) is not None

    def as_column(self, name: str) -> Column | None:
        """The column of that name."""
        return self.table.column(name)


class SchemaFacts:
    """The facts of every table, made when they are first asked for."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self._tables: dict[int, TableFacts] = {}

    def of(self, table: Table) -> TableFacts:
        """The facts of a table of the schema."""
        return self._tables.setdefault(id(table), TableFacts(table, self.schema))

    def has_extension(self, name: str) -> bool:
        """Whether the schema makes that extension."""
        return name in self.schema.extensions
