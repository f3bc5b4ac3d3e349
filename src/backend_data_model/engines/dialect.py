"""What a designer must know of an engine to write columns, defaults and checks: the form of its `types.py`."""

from __future__ import annotations

import json
import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, ClassVar
from uuid import UUID

from backend_data_model.engines.identifiers import quote_identifier, quote_string
from backend_data_model.model.document import AttributeType
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.model.document import Attribute
    from backend_data_model.model.expression import Expression, Scalar
    from backend_data_model.model.schema import Column, Engine
    from backend_data_model.model.settings import DesignSettings

NUMERIC = frozenset(
    {AttributeType.INTEGER, AttributeType.BIGINT, AttributeType.DECIMAL, AttributeType.MONEY, AttributeType.FLOAT}
)
TEMPORAL = frozenset({AttributeType.DATE, AttributeType.TIME, AttributeType.TIMESTAMP, AttributeType.LOCAL_TIMESTAMP})
LISTS = frozenset({AttributeType.TEXT_LIST, AttributeType.INTEGER_LIST})
_PARSERS: dict[AttributeType, Callable[[str], object]] = {
    AttributeType.DATE: date.fromisoformat,
    AttributeType.TIME: time.fromisoformat,
    AttributeType.TIMESTAMP: datetime.fromisoformat,
    AttributeType.LOCAL_TIMESTAMP: datetime.fromisoformat,
    AttributeType.UUID: UUID,
    AttributeType.JSON: json.loads,
}
_NOW_WORDS = frozenset({"now", "now()", "today", "current_date", "current_time", "current_timestamp"})


@dataclass(frozen=True, slots=True)
class TypeCheck:
    """A CHECK that an engine needs to hold a type to its values; `kind` ends its name."""

    kind: str
    expression: str
    rule: Expression | None = None


@dataclass(frozen=True, slots=True)
class ColumnType:
    """How an engine stores a type: its spelling and the checks that keep it."""

    sql: str
    checks: tuple[TypeCheck, ...] = ()


class Dialect(ABC):
    """The differences between the engines, as far as columns and expressions go."""

    engine: ClassVar[Engine]
    inlines_forward_references: ClassVar[bool] = False
    defers_foreign_keys: ClassVar[bool] = False
    has_row_security: ClassVar[bool] = False
    has_intervals: ClassVar[bool] = False

    def __init__(self, settings: DesignSettings) -> None:
        self.settings = settings

    @property
    def sets_null_in_part(self) -> bool:
        """Whether ON DELETE SET NULL can name some of the columns of a foreign key."""
        return False

    def quote(self, name: str) -> str:
        """An identifier in the engine's form."""
        return quote_identifier(name, self.engine)

    def string(self, text: str) -> str:
        """A string literal."""
        return quote_string(text, self.engine)

    def boolean(self, value: bool) -> str:
        """A boolean literal."""
        return "true" if value else "false"

    @abstractmethod
    def column_type(
        self, column: str, attribute: Attribute, *, length: int | None, key_share: int | None
    ) -> ColumnType:
        """The type of `column`.

        `length` is a stated maximum of characters, `key_share` the bytes that it may take in an index.
        """

    @abstractmethod
    def key_column(self, name: str) -> tuple[Column, tuple[TypeCheck, ...]]:
        """The surrogate key under the key policy."""

    @abstractmethod
    def public_id_column(self, name: str) -> tuple[Column, tuple[TypeCheck, ...]]:
        """The UUID that the outside sees where the key is a number."""

    @abstractmethod
    def now(self, type_: AttributeType) -> str:
        """The expression of the present moment as a default for that type."""

    @abstractmethod
    def size(self, column_sql: str, type_: AttributeType) -> str:
        """The number of characters of a text, elements of a list or bytes of a binary."""

    def comparable(self, column_sql: str, type_: AttributeType, other: AttributeType) -> str:
        """A column of `type_` in a form that compares with one of the type `other`."""
        return column_sql

    @abstractmethod
    def duration(self, seconds: float) -> str:
        """A duration literal."""

    @property
    def key_type(self) -> str:
        """The type of a column that refers to a surrogate key."""
        return self.key_column("id")[0].type

    @property
    def key_attribute_type(self) -> AttributeType:
        """The engine-neutral type of a surrogate key."""
        return AttributeType.UUID if self.settings.keys == "uuid7" else AttributeType.BIGINT

    def literal(self, value: Scalar, type_: AttributeType, where: str) -> str:
        """`value` written for a column of that type; a value that the type cannot hold is an InputError."""
        if type_ in NUMERIC:
            return self._number(value, type_, where)
        if type_ is AttributeType.BOOLEAN:
            return self.boolean(_truth(value, where))
        if type_ is AttributeType.DURATION:
            return self.duration(_seconds(value, where))
        if type_ in LISTS:
            return self._empty_list(value, type_, where)
        text = _text(value)
        parse = _PARSERS.get(type_)
        if parse is not None:
            try:
                parse(text)
            except ValueError:
                raise InputError(f"{where}: {value!r} is not a value of the type {type_.value}") from None
        return self.string(text)

    def _empty_list(self, value: Scalar, type_: AttributeType, where: str) -> str:
        if str(value).strip() not in ("", "[]", "{}"):
            raise InputError(f"{where}: a {type_.value} takes no literal but the empty list '[]'")
        return "'{}'" if self.engine == "postgresql" else "'[]'"

    def default(self, value: Scalar, type_: AttributeType, where: str) -> str:
        """`value` as a column default; the words for the present moment become the engine's function."""
        if type_ in TEMPORAL and isinstance(value, str) and value.strip().lower() in _NOW_WORDS:
            return self.now(type_)
        return self.literal(value, type_, where)

    def _number(self, value: Scalar, type_: AttributeType, where: str) -> str:
        try:
            number = Decimal(str(int(value) if isinstance(value, bool) else value))
        except InvalidOperation:
            raise InputError(f"{where}: {value!r} is not a number, but the type is {type_.value}") from None
        if not number.is_finite():
            raise InputError(f"{where}: {value!r} is not a finite number")
        text = format(number, "f")
        return text.rstrip("0").rstrip(".") if "." in text else text


def _truth(value: Scalar, where: str) -> bool:
    words = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
    if isinstance(value, bool):
        return value
    found = words.get(str(value).strip().lower())
    if found is None:
        raise InputError(f"{where}: {value!r} is neither true nor false")
    return found


def _text(value: Scalar) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _seconds(value: Scalar, where: str) -> float:
    if isinstance(value, (int, float)) and math.isfinite(value):
        return float(value)
    from backend_data_model.engines.duration import seconds_of

    seconds = seconds_of(str(value))
    if seconds is None:
        raise InputError(
            f"{where}: {value!r} is not a duration of fixed length",
            help="write it as ISO 8601 in weeks, days, hours, minutes and seconds (P7D, PT90M), or as seconds",
        )
    return seconds
