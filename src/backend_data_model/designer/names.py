"""Names of tables, columns and constraints.

All engines get the same names: snake_case, tables in the plural, at most 63 bytes (PostgreSQL's limit; MySQL's is 64
characters).  A name that is longer is cut and ends in a hash of the whole, so that it stays the same from run to run.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_BYTES = 63
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_RESERVED_PREFIXES = ("pg_", "sqlite_")
_SAME_IN_PLURAL = frozenset({"premises", "headquarters", "works", "barracks", "goods", "clothes", "chassis"})
_SYSTEM_COLUMNS = frozenset({"tableoid", "xmin", "cmin", "xmax", "cmax", "ctid", "rowid", "oid", "_rowid_"})


def snake_case(name: str) -> str:
    """`name` in snake_case; letters of any script stay and all else becomes `_`.

    A name without a letter or digit becomes a hash.
    """
    normal = unicodedata.normalize("NFKC", name)
    if normal != normal.upper():
        normal = _CAMEL.sub("_", normal)
    kept = "".join(
        c if (c.isalnum() and c <= "\uffff") else "_" for c in unicodedata.normalize("NFC", normal.casefold())
    )
    words = [word for word in kept.split("_") if word]
    return "_".join(words) or f"unnamed_{_digest(name)}"


def plural(name: str) -> str:
    """The plural of a singular snake_case name: its last word is put into the plural."""
    head, separator, last = name.rpartition("_")
    if not last.isascii() or not last.isalpha():
        return name if last.isdigit() else f"{name}s"
    if last in _SAME_IN_PLURAL:
        return name
    return f"{head}{separator}{_inflect().plural_noun(last) or last}"


def singular(name: str) -> str:
    """The singular of a snake_case name; a word that has none, or is singular already, is left alone."""
    head, separator, last = name.rpartition("_")
    found = _inflect().singular_noun(last) if last.isascii() and last.isalpha() else False
    if not found or _inflect().plural_noun(found) != last or last.endswith(("ss", "us", "is")):
        return name
    return f"{head}{separator}{found}"


@cache
def _inflect() -> Any:
    import inflect

    return inflect.engine()


def shorten(name: str, limit: int = MAX_BYTES) -> str:
    """`name` itself when it fits into `limit` bytes of UTF-8, else its beginning and a hash of the whole."""
    if len(name.encode()) <= limit:
        return name
    room = limit - 9
    head = name.encode()[:room].decode(errors="ignore").rstrip("_")
    return f"{head}_{_digest(name)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _same(name: str) -> str:
    """What engines that ignore case and accents see (MySQL compares column names so)."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))


class Namespace:
    """Names that must differ from one another; a name that is taken gets a number at its end."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {_same(name) for name in taken}
        self._numbers: dict[str, int] = {}

    def __contains__(self, name: str) -> bool:
        return _same(name) in self._taken

    def take(self, name: str) -> str:
        """`name`, shortened and told apart from those taken before."""
        found, base = shorten(name), _same(name)
        number = self._numbers.get(base, 2)
        while found in self:
            suffix = f"_{number}"
            found, number = shorten(name, MAX_BYTES - len(suffix)) + suffix, number + 1
        self._numbers[base] = number
        self._taken.add(_same(found))
        return found


def table_name(entity: str, given: str | None = None) -> str:
    """The table for a singular entity name; a plural given by hand wins."""
    name = snake_case(given) if given else plural(snake_case(entity))
    return f"app_{name}" if name.startswith(_RESERVED_PREFIXES) else name


def column_name(attribute: str, unit: str | None = None) -> str:
    """The column for an attribute; its unit ends the name unless the name says it already."""
    name = snake_case(attribute)
    if unit:
        suffix = snake_case(unit)
        if not set(suffix.split("_")) & {*name.split("_"), *(plural(word) for word in name.split("_"))}:
            name = f"{name}_{suffix}"
    return f"{name}_value" if name in _SYSTEM_COLUMNS else name


def reference_name(role: str) -> str:
    """The foreign key column for a role."""
    name = snake_case(role)
    return name if name.endswith("_id") else f"{name}_id"
