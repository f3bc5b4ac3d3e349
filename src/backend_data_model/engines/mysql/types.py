"""The types of MySQL 8.

Moments are `DATETIME(6)` in UTC: `TIMESTAMP` ends on 2038-01-19 (manual, 13.2.2) and due dates do not.  Text is
`VARCHAR` where it has a stated length, a fixed list of values, a default or an index, and `TEXT` otherwise: a key on
TEXT needs a prefix, and a UNIQUE prefix is another rule than the one that was asked for.  An index holds 3,072
bytes, and a character of utf8mb4 takes four (manual, 17.22 InnoDB Limits).  `DECIMAL` without a precision has no
decimals, so it always gets one. UUIDs are `BINARY(16)`; `uuid_to_bin(uuid(), 1)` puts the time part first.
Durations are whole seconds, lists are JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from backend_data_model.engines.dialect import ColumnType, Dialect, TypeCheck
from backend_data_model.model.document import AttributeType
from backend_data_model.model.expression import OneOf
from backend_data_model.model.schema import Column, Engine, Identity

if TYPE_CHECKING:
    from backend_data_model.model.document import Attribute

_TYPES = {
    AttributeType.INTEGER: "INT",
    AttributeType.BIGINT: "BIGINT",
    AttributeType.FLOAT: "DOUBLE",
    AttributeType.BOOLEAN: "BOOLEAN",
    AttributeType.DATE: "DATE",
    AttributeType.TIME: "TIME",
    AttributeType.TIMESTAMP: "DATETIME(6)",
    AttributeType.LOCAL_TIMESTAMP: "DATETIME(6)",
    AttributeType.DURATION: "BIGINT",
    AttributeType.UUID: "BINARY(16)",
    AttributeType.JSON: "JSON",
    AttributeType.BINARY: "LONGBLOB",
    AttributeType.TEXT_LIST: "JSON",
    AttributeType.INTEGER_LIST: "JSON",
}
_NOW = {AttributeType.DATE: "(CURRENT_DATE)", AttributeType.TIME: "(CURRENT_TIME)"}
_LONGEST_INLINE = 255


class MySQL(Dialect):
    """MySQL 8.0.16 and newer, where CHECK constraints are kept."""

    engine: ClassVar[Engine] = "mysql"

    def column_type(
        self, column: str, attribute: Attribute, *, length: int | None, key_share: int | None
    ) -> ColumnType:
        """See `Dialect.column_type`."""
        name = self.quote(column)
        match attribute.type:
            case AttributeType.MONEY:
                scale = 2 if attribute.scale is None else attribute.scale
                return ColumnType(f"DECIMAL({max(attribute.precision or 12, scale)},{min(scale, 30)})")
            case AttributeType.DECIMAL:
                scale = min(4 if attribute.scale is None else attribute.scale, 30)
                return ColumnType(f"DECIMAL({max(attribute.precision or 19, scale)},{scale})")
            case AttributeType.TEXT:
                return ColumnType(self._text(attribute, length, key_share))
            case AttributeType.BINARY if key_share is not None:
                return ColumnType(f"VARBINARY({min(key_share, length or key_share)})")
            case AttributeType.BOOLEAN:
                rule = OneOf(attribute=column, values=(0, 1))
                return ColumnType("BOOLEAN", (TypeCheck("boolean", f"{name} IN (0, 1)", rule),))
            case AttributeType.TEXT_LIST | AttributeType.INTEGER_LIST:
                return ColumnType("JSON", (TypeCheck("list", f"json_type({name}) = 'ARRAY'"),))
        return ColumnType(_TYPES[attribute.type])

    def _text(self, attribute: Attribute, length: int | None, key_share: int | None) -> str:
        if attribute.values:
            length = max(32, *(len(value) for value in attribute.values))
        if key_share is not None:
            return f"VARCHAR({min(length or _LONGEST_INLINE, max(1, key_share // 4))})"
        if length is not None and length <= _LONGEST_INLINE:
            return f"VARCHAR({length})"
        if length is None and attribute.default is not None:
            return f"VARCHAR({_LONGEST_INLINE})"
        if length is not None and length > 16_000:
            return "LONGTEXT"
        return "TEXT"

    def key_column(self, name: str) -> tuple[Column, tuple[TypeCheck, ...]]:
        """`BIGINT AUTO_INCREMENT`, or a time-ordered UUID."""
        if self.settings.keys == "uuid7":
            return Column(name, "BINARY(16)", nullable=False, default="(uuid_to_bin(uuid(), 1))"), ()
        return Column(name, "BIGINT", nullable=False, identity=Identity(always=False)), ()

    def public_id_column(self, name: str) -> tuple[Column, tuple[TypeCheck, ...]]:
        """A UUID with a default."""
        return Column(name, "BINARY(16)", nullable=False, default="(uuid_to_bin(uuid(), 1))"), ()

    def now(self, type_: AttributeType) -> str:
        """Moments have microseconds; an expression default needs parentheses (8.0.13)."""
        return _NOW.get(type_, "CURRENT_TIMESTAMP(6)")

    def size(self, column_sql: str, type_: AttributeType) -> str:
        """Characters, bytes or elements."""
        if type_ is AttributeType.BINARY:
            return f"octet_length({column_sql})"
        if type_ in (AttributeType.TEXT_LIST, AttributeType.INTEGER_LIST):
            return f"json_length({column_sql})"
        return f"char_length({column_sql})"

    def duration(self, seconds: float) -> str:
        """Whole seconds."""
        return str(round(seconds))
