"""Which columns hold a date or a point in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.reviewer.facts.names import name_words
from backend_data_model.reviewer.facts.types import base_type

if TYPE_CHECKING:
    from backend_data_model.model.schema import Column, Engine

_NUMBERS = frozenset({"integer", "bigint", "numeric", "double precision", "real"})


_TIME_WORDS_TEXT = """
    at on date time timestamp datetime when ts since day created occurred logged recorded
"""
_TIME_WORDS = frozenset(_TIME_WORDS_TEXT.split())


def is_time(column: Column, engine: Engine) -> bool:
    """Whether the type can hold a date or a point in time.

    Numbers count (seconds since 1970 are a common form), and in SQLite text does, which has no type for times.  The
    caller judges the name.
    """
    base = base_type(column.type, engine).removesuffix(" unsigned")
    if base.startswith(("timestamp", "date", "datetime", "int")) or base in _NUMBERS:
        return True
    return engine == "sqlite" and not base.startswith(("blob", "bool"))


def names_time(column: Column, engine: Engine) -> bool:
    """Whether the column holds a time by its type, or by its type and name where the type holds other things too."""
    if base_type(column.type, engine).startswith(("timestamp", "date")):
        return True
    return is_time(column, engine) and not _TIME_WORDS.isdisjoint(name_words(column.name))
