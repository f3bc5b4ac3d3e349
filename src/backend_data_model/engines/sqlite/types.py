"""The types of SQLite.

From 3.37 on tables are STRICT, which refuses values of the wrong type and knows only INTEGER, REAL, TEXT, BLOB and
ANY. Decimals and money are REAL: STRICT has no decimal, and the NUMERIC affinity of other tables stores the same
8-byte float (https://www.sqlite.org/datatype3.html).  It gives back every decimal of up to 15 significant digits
unchanged, so that numeric(12,2) survives; add up in integer cents, since sums of floats drift.  Moments are ISO 8601
text in one fixed form, kept by a CHECK, because text sorts like time only when all rows share the form.  Durations
are whole seconds, lists are JSON, UUIDs are text that the application supplies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from backend_data_model.engines.dialect import ColumnType, Dialect, TypeCheck
from backend_data_model.model.document import AttributeType
from backend_data_model.model.expression import Length, OneOf
from backend_data_model.model.schema import Column, Engine, Identity

if TYPE_CHECKING:
    from backend_data_model.model.document import Attribute

_TYPES = {
    AttributeType.TEXT: "TEXT",
    AttributeType.INTEGER: "INTEGER",
    AttributeType.BIGINT: "INTEGER",
    AttributeType.DECIMAL: "REAL",
    AttributeType.MONEY: "REAL",
    AttributeType.FLOAT: "REAL",
    AttributeType.BOOLEAN: "INTEGER",
    AttributeType.DATE: "TEXT",
    AttributeType.TIME: "TEXT",
    AttributeType.TIMESTAMP: "TEXT",
    AttributeType.LOCAL_TIMESTAMP: "TEXT",
    AttributeType.DURATION: "INTEGER",
    AttributeType.UUID: "TEXT",
    AttributeType.JSON: "TEXT",
    AttributeType.BINARY: "BLOB",
    AttributeType.TEXT_LIST: "TEXT",
    AttributeType.INTEGER_LIST: "TEXT",
}
_FORMS = {
    AttributeType.DATE: ("%Y-%m-%d", "date"),
    AttributeType.TIME: ("%H:%M:%S", "time"),
    AttributeType.TIMESTAMP: ("%Y-%m-%dT%H:%M:%fZ", "timestamp"),
    AttributeType.LOCAL_TIMESTAMP: ("%Y-%m-%dT%H:%M:%f", "timestamp"),
}
_UUID_LENGTH = 36


class SQLite(Dialect):
    """SQLite 3.35 and newer; STRICT from 3.37 on."""

    engine: ClassVar[Engine] = "sqlite"
    inlines_forward_references = True
    defers_foreign_keys = True

    def boolean(self, value: bool) -> str:
        """Booleans are the integers 0 and 1."""
        return "1" if value else "0"

    def column_type(
        self, column: str, attribute: Attribute, *, length: int | None, key_share: int | None
    ) -> ColumnType:
        """See `Dialect.column_type`."""
        return ColumnType(_TYPES[attribute.type], self._checks(column, attribute.type))

    def _checks(self, column: str, type_: AttributeType) -> tuple[TypeCheck, ...]:
        name = self.quote(column)
        if type_ in _FORMS:
            form, kind = _FORMS[type_]
            return (TypeCheck(kind, f"{name} IS strftime('{form}', {name})"),)
        match type_:
            case AttributeType.BOOLEAN:
                rule = OneOf(attribute=column, values=(0, 1))
                return (TypeCheck("boolean", f"{name} IN (0, 1)", rule),)
            case AttributeType.UUID:
                return (self._uuid_check(column),)
            case AttributeType.JSON:
                return (TypeCheck("json", f"json_valid({name})"),)
            case AttributeType.TEXT_LIST | AttributeType.INTEGER_LIST:
                return (TypeCheck("list", f"json_type({name}) = 'array'"),)
        return ()

    def _uuid_check(self, column: str) -> TypeCheck:
        rule = Length(attribute=column, min=_UUID_LENGTH, max=_UUID_LENGTH)
        return TypeCheck("uuid", f"length({self.quote(column)}) = {_UUID_LENGTH}", rule)

    def key_column(self, name: str) -> tuple[Column, tuple[TypeCheck, ...]]:
        """`INTEGER PRIMARY KEY`, the rowid; a UUID comes from the application, since SQLite makes none."""
        if self.settings.keys == "uuid7":
            return Column(name, "TEXT", nullable=False), (self._uuid_check(name),)
        return Column(name, "INTEGER", nullable=False, identity=Identity(always=False)), ()

    def public_id_column(self, name: str) -> tuple[Column, tuple[TypeCheck, ...]]:
        """A UUID that the application supplies."""
        return Column(name, "TEXT", nullable=False), (self._uuid_check(name),)

    def now(self, type_: AttributeType) -> str:
        """The present moment in UTC, in the form that the CHECK asks for."""
        return f"(strftime('{_FORMS[type_][0]}', 'now'))"

    def size(self, column_sql: str, type_: AttributeType) -> str:
        """Characters, bytes or elements."""
        if type_ in (AttributeType.TEXT_LIST, AttributeType.INTEGER_LIST):
            return f"json_array_length({column_sql})"
        return f"length({column_sql})"

    def comparable(self, column_sql: str, type_: AttributeType, other: AttributeType) -> str:
        """Moments of one form, since text of different forms does not compare like time."""
        if type_ is other or other not in _FORMS or type_ not in _FORMS:
            return column_sql
        form = _FORMS[AttributeType.LOCAL_TIMESTAMP][0]
        return f"strftime('{form}', {column_sql})"

    def duration(self, seconds: float) -> str:
        """Whole seconds."""
        return str(round(seconds))
