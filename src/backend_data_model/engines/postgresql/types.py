"""The types of PostgreSQL.

Text is `text` with a CHECK for a stated length: a CHECK is changed without touching the rows, and `varchar(n)` is no
faster (manual, 8.3 Character Types).  Fixed lists are text with a CHECK, not enum types, whose values cannot be
removed. Moments are `timestamptz`.  Money is `numeric(12,2)`; the `money` type depends on a locale setting (manual,
8.2). UUID keys are `uuidv7()` from version 18 on and `gen_random_uuid()` (random, not ordered by time) below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from backend_data_model.engines.dialect import ColumnType, Dialect, TypeCheck
from backend_data_model.model.document import AttributeType
from backend_data_model.model.schema import Column, Engine, Identity

if TYPE_CHECKING:
    from backend_data_model.model.document import Attribute

_TYPES = {
    AttributeType.TEXT: "text",
    AttributeType.INTEGER: "integer",
    AttributeType.BIGINT: "bigint",
    AttributeType.FLOAT: "double precision",
    AttributeType.BOOLEAN: "boolean",
    AttributeType.DATE: "date",
    AttributeType.TIME: "time",
    AttributeType.TIMESTAMP: "timestamptz",
    AttributeType.LOCAL_TIMESTAMP: "timestamp",
    AttributeType.DURATION: "interval",
    AttributeType.UUID: "uuid",
    AttributeType.JSON: "jsonb",
    AttributeType.BINARY: "bytea",
    AttributeType.TEXT_LIST: "text[]",
    AttributeType.INTEGER_LIST: "integer[]",
}
_NOW = {
    AttributeType.DATE: "CURRENT_DATE",
    AttributeType.TIME: "LOCALTIME",
    AttributeType.LOCAL_TIMESTAMP: "LOCALTIMESTAMP",
}
_UNITS = (("day", 86400), ("hour", 3600), ("minute", 60))


class PostgreSQL(Dialect):
    """PostgreSQL 13 and newer."""

    engine: ClassVar[Engine] = "postgresql"
    defers_foreign_keys = True
    has_row_security = True
    has_intervals = True

    @property
    def sets_null_in_part(self) -> bool:
        """ON DELETE SET NULL (column) is of version 15."""
        return self.settings.version_tuple >= (15,)

    def column_type(
        self, column: str, attribute: Attribute, *, length: int | None, key_share: int | None
    ) -> ColumnType:
        """See `Dialect.column_type`; lengths become checks and an index takes text of any length up to 2,700 bytes."""
        if attribute.type is AttributeType.MONEY:
            return ColumnType(
                f"numeric({attribute.precision or 12},{2 if attribute.scale is None else attribute.scale})"
            )
        if attribute.type is AttributeType.DECIMAL:
            if attribute.precision is None and attribute.scale is None:
                return ColumnType("numeric")
            scale = attribute.scale or 0
            return ColumnType(f"numeric({max(attribute.precision or 18, scale)},{scale})")
        return ColumnType(_TYPES[attribute.type])

    def key_column(self, name: str) -> tuple[Column, tuple[TypeCheck, ...]]:
        """`bigint GENERATED ALWAYS AS IDENTITY`, or a UUID with a default."""
        if self.settings.keys == "uuid7":
            return Column(name, "uuid", nullable=False, default=self._uuid()), ()
        return Column(name, "bigint", nullable=False, identity=Identity(always=True)), ()

    def public_id_column(self, name: str) -> tuple[Column, tuple[TypeCheck, ...]]:
        """A UUID with a default."""
        return Column(name, "uuid", nullable=False, default=self._uuid()), ()

    def now(self, type_: AttributeType) -> str:
        """`now()` is the start of the transaction, so that rows written together agree."""
        return _NOW.get(type_, "now()")

    def size(self, column_sql: str, type_: AttributeType) -> str:
        """Characters, bytes or elements."""
        if type_ is AttributeType.BINARY:
            return f"octet_length({column_sql})"
        if type_ in (AttributeType.TEXT_LIST, AttributeType.INTEGER_LIST):
            return f"cardinality({column_sql})"
        return f"char_length({column_sql}{'::text' if type_ is not AttributeType.TEXT else ''})"

    def duration(self, seconds: float) -> str:
        """An interval in the largest units that fit."""
        parts = []
        for unit, size in _UNITS:
            count, seconds = divmod(seconds, size)
            if count:
                parts.append(f"{count:.0f} {unit}{'' if count == 1 else 's'}")
        if seconds or not parts:
            parts.append(f"{seconds:g} seconds")
        return f"interval '{' '.join(parts)}'"

    def _uuid(self) -> str:
        return "uuidv7()" if self.settings.version_tuple >= (18,) else "gen_random_uuid()"
