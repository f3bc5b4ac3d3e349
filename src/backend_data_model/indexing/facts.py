"""What the schema says of a table without a server: unique lookups, types, widths, tenants, tables that stay small."""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.indexing.candidate import Share
    from backend_data_model.model.schema import Schema, Table


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
# What rarely happens to a row.
_CLOSING = re.compile(
    r"(deleted|cancell?ed|archived|removed|disabled|discarded|revoked|voided|merged|failed|blocked|banned|suspended|"
    r"expired|rejected|refunded|returned|hidden|flagged|error)(_at|_on|_by|_into_id)?$"
)
_RECORDED = re.compile(r"(ed|en|made|sent|paid|sold|ran|at|time|timestamp|ts|done|born)(_at|_on|_date|_time|_ts)?$")
_PLANNED = re.compile(
    r"due|expir|next|schedul|promis|deadline|until|valid|start|end|begin|run_at|_to$|planned|available"
)
# Columns with a handful of values.
_FEW_VALUES = re.compile(
    r"(^|_)(type|kind|category|class|country|language|locale|region|level|priority|role|gender|sex|currency|channel|"
    r"source|service|plan|tier|color|colour|size|zone|event|action|method|mode|unit|brand|segment|flag|lang|queue)$"
)
_ENDING = re.compile(r"(^|_)(to|until|through|ended|ends|end)(_at|_on|_date)?$")
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

    def __init__(self, table: Table, schema: Schema, tenant: str | None = None) -> None:
        self.table = table
        self.schema = schema
        self.tenant = tenant if tenant and table.column(tenant) else None

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
    def is_reference(self) -> bool:
        """Whether it looks like a list that is kept by hand and fits a few pages."""
        table = self.table
        if _REFERENCE.search(_snake(table.name)):
            return not table.foreign_keys or len(table.columns) <= 6
        key = table.primary_key.columns if table.primary_key else []
        narrow_key = len(key) == 1 and re.match(r"char|character\(|smallint|int2", self.type(key[0])) is not None
        return narrow_key and not table.foreign_keys

    @cached_property
    def is_log(self) -> bool:
        """Whether rows look as if they were only added, in the order of a time."""
        return _LOG.search(_snake(self.table.name)) is not None and not any(
            column.name.startswith("updated") for column in self.table.columns
        )

    def is_selective(self, column: str | None) -> bool:
        """Whether one value leaves few rows, as far as type and name tell; None stands for an expression."""
        if column is None:
            return True
        if column == self.tenant or self.has_closed_values(column):
            return False
        if any(column in unique and len(unique) == 1 for unique in self.unique_sets) or column in self.referring:
            return True
        return not _FEW_VALUES.search(_snake(column)) and not re.match(
            r"char\(|character\(|smallint|int2", self.type(column)
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
        return self.type(column) in {"boolean", "bool", "tinyint(1)"}

    def is_time(self, column: str) -> bool:
        """Whether it is a date or a time."""
        return self.type(column).startswith(("timestamp", "date", "time"))

    def is_recorded_time(self, column: str | None) -> bool:
        """Whether it is the time at which something happened, so that what comes after a bound is what is recent."""
        if column is None or not self.is_time(column):
            return False
        name = _snake(column)
        return _RECORDED.search(name) is not None and _PLANNED.search(name) is None

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
        return _WIDE if _WIDE_NAME.search(_snake(column)) else _TEXT_WIDTH

    @cached_property
    def row_width(self) -> int:
        """Bytes of a row in the table with its header."""
        return 28 + sum(self.width(column.name) for column in self.table.columns)

    def has_closed_values(self, column: str) -> bool:
        """Whether the column has one of a few values: an enum, a CHECK with a list, a boolean, or a state by name."""
        kind = self.type(column).split(".")[-1]
        if self.is_boolean(column) or any(kind == enum.name.lower() for enum in self.schema.enums):
            return True
        if _STATE_NAME.search(_snake(column)) and column not in self.referring:
            return True
        lists = re.compile(rf"\b{re.escape(column)}\b\"?(::\w+)? *(IN *\(|= *ANY)", re.IGNORECASE)
        return any(lists.search(check.expression) for check in self.table.checks)

    def share_of_values(self, column: str, values: tuple[str, ...]) -> Share:
        """How many rows have one of these values, by what the words usually mean."""
        words = {value.strip("'").split("'")[0].lower() for value in values}
        if self.is_boolean(column):
            closing = _CLOSING.search(_snake(column).removeprefix("is_")) is not None
            return "most" if closing == ("false" in words) else "some"
        if words & _LASTING:
            return "most"
        return "few" if _STATE_NAME.search(_snake(column)) else "some"

    def share_of_nulls(self, column: str) -> Share:
        """How many rows have NULL: most for what rarely happens, few for what happens to all in time."""
        if _CLOSING.search(_snake(column)):
            return "most"
        return "few" if _TIME_NAME.search(_snake(column)) and not _ENDING.search(_snake(column)) else "some"

    def share_of_others(self, column: str) -> Share:
        """How many rows have no NULL there."""
        opposite: dict[Share, Share] = {"few": "most", "some": "some", "most": "few"}
        return opposite[self.share_of_nulls(column)]


@lru_cache(maxsize=4096)
def _snake(name: str) -> str:
    """`publishedAt` and `PublishedAt` as `published_at`, so that words are found in them."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def tenant_column(schema: Schema) -> str | None:
    """The column that says whose row it is, when tenants share the tables.

    It is stated by the schema, has a name that says so in a third of the tables, or is a NOT NULL reference to one and
    the same table in half of them.
    """
    if schema.tenant_column:
        return schema.tenant_column
    named: dict[str, int] = {}
    referring: dict[tuple[str, str], int] = {}
    for table in schema.tables:
        for column in table.columns:
            if _TENANT.fullmatch(_snake(column.name)):
                named[column.name] = named.get(column.name, 0) + 1
        for key in table.foreign_keys:
            column_ = table.column(key.columns[0])
            if len(key.columns) == 1 and column_ is not None and not column_.nullable:
                name = key.columns[0], key.ref_table
                referring[name] = referring.get(name, 0) + 1
    count = len(schema.tables)
    best = max(named, key=lambda name: named[name], default=None)
    if best is not None and named[best] > 1 and named[best] * 3 >= count:
        return best
    shared = max(referring, key=lambda name: referring[name], default=None)
    return shared[0] if shared is not None and referring[shared] > 2 and referring[shared] * 2 >= count else None


class SchemaFacts:
    """The facts of every table, made when they are first asked for."""

    def __init__(self, schema: Schema) -> None:
        self.schema = schema
        self.tenant = tenant_column(schema)
        self._tables: dict[int, TableFacts] = {}

    def of(self, table: Table) -> TableFacts:
        """The facts of a table of the schema."""
        return self._tables.setdefault(id(table), TableFacts(table, self.schema, self.tenant))

    def has_extension(self, name: str) -> bool:
        """Whether the schema makes that extension."""
        return name in self.schema.extensions
