"""Which changes of a column's type PostgreSQL makes without writing the table anew (measured on 15, 17 and 18).

Types are spelled as format_type prints them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backend_data_model.migrations.postgresql.catalog.objects import Column

_TYPE = re.compile(
    r"^(?P<base>.+?)(?:\((?P<arguments>[\d,\s-]+)\))?(?P<rest>\s+with(?:out)? time zone)?(?P<array>(?:\[\])*)$"
)
_TIMES = {"timestamp without time zone", "timestamp with time zone", "time without time zone", "time with time zone"}
_MOST_PRECISE = 6
_VARYING = {"text", "character varying", "character", "bpchar"}
# pg_cast.castmethod 'b', PostgreSQL 18.
_OIDS = {"oid", "integer", "regclass", "regproc", "regprocedure", "regtype", "regrole", "regnamespace", "regconfig"}
_STORED_ALIKE = {("xml", "text"), ("xml", "character varying")}


@dataclass(frozen=True, slots=True)
class TypeChange:
    """Whether every row is written (`rewrites`) or read (`scans`), and why.

    `only_utc`: free only in a session whose TimeZone is UTC.
    """

    rewrites: bool
    reason: str
    only_utc: bool = False


def split_type(text: str) -> tuple[str, tuple[int, ...]]:
    """`character varying(20)` as ("character varying", (20,)); an array keeps its brackets in the name."""
    found = _TYPE.match(text)
    if not found:
        return text, ()
    arguments = tuple(int(number) for number in (found["arguments"] or "").split(",") if number.strip())
    return found["base"] + (found["rest"] or "") + found["array"], arguments


def change_of_type(old: str, new: str, *, collation_changes: bool = False) -> TypeChange:
    """What ALTER COLUMN TYPE without USING does from one type to another."""
    (before, old_arguments), (after, new_arguments) = split_type(old), split_type(new)
    if old == new:
        reason = (
            "only its collation changes, so that indexes on it are built anew"
            if collation_changes
            else "nothing changes"
        )
        return TypeChange(False, reason)
    if {before, after} <= {"character varying", "text"}:
        return _varying(before, old_arguments, after, new_arguments)
    if not new_arguments and before == after and before.endswith("[]"):
        return TypeChange(False, "no limit needs no look at the rows")
    if before == after:
        return _same_base(before, old_arguments, new_arguments)
    if {before, after} == {"timestamp without time zone", "timestamp with time zone"}:
        return TypeChange(True, "it is free only when the session's TimeZone is UTC", only_utc=True)
    if after == "bpchar" and before in _VARYING:
        return TypeChange(False, "no length needs no look at the rows")
    if before.startswith("interval") and after.startswith("interval"):
        return _interval(before, old_arguments, after, new_arguments)
    if (before, after) in _STORED_ALIKE or {before, after} <= _OIDS:
        return TypeChange(False, "they are stored alike")
    if (before, after) == ("cidr", "inet"):
        return TypeChange(False, "cidr and inet are stored alike")
    if (before, after) in {("bit", "bit varying")} and not new_arguments:
        return TypeChange(False, "they are stored alike")
    return TypeChange(True, f"{before} and {after} are stored differently")


def _interval(before: str, old: tuple[int, ...], after: str, new: tuple[int, ...]) -> TypeChange:
    """An interval keeps its rows unless fields or digits are cut off; the fields are in the name."""
    kept = after in {"interval", before} or after.endswith("second")
    if kept and (new[0] if new else _MOST_PRECISE) >= (old[0] if old else _MOST_PRECISE):
        return TypeChange(False, "more precision needs no look at the rows")
    return TypeChange(True, "fields or digits are cut off in every row")


def _varying(before: str, old: tuple[int, ...], after: str, new: tuple[int, ...]) -> TypeChange:
    if not new:
        return TypeChange(False, "no limit needs no look at the rows")
    if old and before == after and new[0] >= old[0]:
        return TypeChange(False, "a wider limit needs no look at the rows")
    return TypeChange(True, "a narrower limit is applied to every row")


def _same_base(base: str, old: tuple[int, ...], new: tuple[int, ...]) -> TypeChange:
    if base == "numeric":
        if not new:
            return TypeChange(False, "no limit needs no look at the rows")
        if old and _scale(old) == _scale(new) and new[0] >= old[0]:
            return TypeChange(False, "more digits at the same scale need no look at the rows")
        return TypeChange(True, "another scale, or fewer digits, are applied to every row")
    if base in _TIMES or base.startswith("interval"):
        if (new[0] if new else _MOST_PRECISE) >= (old[0] if old else _MOST_PRECISE):
            return TypeChange(False, "more precision needs no look at the rows")
        return TypeChange(True, "less precision is applied to every row")
    if base == "bit varying" and (not new or (old and new[0] >= old[0])):
        return TypeChange(False, "a wider limit needs no look at the rows")
    return TypeChange(True, f"another length of {base} is applied to every row")


def _scale(arguments: tuple[int, ...]) -> int:
    return arguments[1] if len(arguments) > 1 else 0


_TEXTS = {"text", "character varying", "character"}
_ASSIGNED = {
    ("date", "timestamp without time zone"),
    ("date", "timestamp with time zone"),
    ("timestamp without time zone", "date"),
    ("timestamp with time zone", "date"),
    ("timestamp without time zone", "timestamp with time zone"),
    ("timestamp with time zone", "timestamp without time zone"),
    ("timestamp without time zone", "time without time zone"),
    ("timestamp with time zone", "time without time zone"),
    ("timestamp with time zone", "time with time zone"),
    ("time without time zone", "time with time zone"),
    ("time with time zone", "time without time zone"),
    ("time without time zone", "interval"),
    ("json", "jsonb"),
    ("jsonb", "json"),
    ("cidr", "inet"),
    ("bit", "bit varying"),
    ("bit varying", "bit"),
}
_EXPLICIT = {("interval", "time without time zone"), ("inet", "cidr"), ("oid", "bigint"), ("bigint", "oid")}
_NUMBERS = {"smallint", "integer", "bigint", "numeric", "real", "double precision"}
# Letters of pg_type.typcategory: B boolean, N numeric, D date and time, T timespan, U user-defined, R range and kin.
_WITHOUT_CASTS = set("BNDTURVIG")


def cast_exists(old: Column, new: Column) -> bool:
    """Whether any cast leads from one type to the other, through the text form of strings and enums if need be."""
    before, after = _element(old.type), _element(new.type)
    if old.type.endswith("[]") != new.type.endswith("[]"):
        return before in _TEXTS or after in _TEXTS
    if before == after or (before, after) in _ASSIGNED | _EXPLICIT or {before, after} <= _NUMBERS:
        return True
    if before in _TEXTS or after in _TEXTS or (old.type_category, new.type_category) == ("E", "E"):
        return True
    if "E" in old.type_category + new.type_category:
        return "S" in old.type_category + new.type_category
    pair = (old.type_category, new.type_category)
    if pair in {("B", "N"), ("N", "B")}:
        return "integer" in {before, after} or bool({before, after} & _NUMBERS)
    return not (set(old.type_category + new.type_category) <= _WITHOUT_CASTS)


def _element(text: str) -> str:
    return split_type(text.removesuffix("[]"))[0]


def cast_expression(name: str, old: Column, new: Column) -> str | None:
    """The USING expression that a change needs where no assignment cast does it; None where one does."""
    before, after = split_type(old.type)[0], split_type(new.type)[0]
    if before == after or (before, after) in _ASSIGNED or {before, after} <= _NUMBERS:
        return None
    if _element(new.type) in _TEXTS and before.endswith("[]") == after.endswith("[]"):
        # Only the assignment that follows refuses what is too long; a cast to the type would cut it off.
        return None if before in _TEXTS else f"{name}::text{'[]' if after.endswith('[]') else ''}"
    if before in _TEXTS or old.type_category in {"E", "S"}:
        return f"{name}::text::{new.type}"
    if old.type_category == "B" and after in _NUMBERS:
        return f"{name}::integer::{new.type}"
    if before in _NUMBERS and after == "boolean":
        return f"{name}::integer::boolean"
    return f"{name}::{new.type}"


_WIDENINGS = {
    "smallint": {"integer", "bigint", "numeric"},
    "integer": {"bigint", "numeric"},
    "bigint": {"numeric"},
    "real": {"double precision"},
    "date": {"timestamp without time zone"},
    "json": set(),
    "cidr": {"inet"},
    "character": {"text"},
    "character varying": {"text"},
}


def is_lossless(old: str, new: str) -> bool:
    """Whether every value of one type has its own in the other, so that nothing is lost with the old column."""
    if old.endswith("[]") and new.endswith("[]"):
        return is_lossless(old.removesuffix("[]"), new.removesuffix("[]"))
    (before, old_arguments), (after, new_arguments) = split_type(old), split_type(new)
    if after in {"text", "character varying"} and not new_arguments and before not in {"real", "double precision"}:
        return True
    if before == after == "numeric" and old_arguments and new_arguments:
        whole = [arguments[0] - _scale(arguments) for arguments in (old_arguments, new_arguments)]
        return whole[0] <= whole[1] and _scale(old_arguments) <= _scale(new_arguments)
    if before == after:
        return not new_arguments or (bool(old_arguments) and old_arguments[0] <= new_arguments[0])
    return after in _WIDENINGS.get(before, set()) and not new_arguments
