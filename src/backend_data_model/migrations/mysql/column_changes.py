"""Which operation of the manual a change of a column is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.read_charsets import bytes_per_character

if TYPE_CHECKING:
    from backend_data_model.migrations.mysql.catalog.objects import Column

_MEMBERS = re.compile(r"'(?:[^'\\]|''|\\.)*'")
_SIZED = re.compile(r"(?P<kind>varchar|varbinary)\((?P<length>\d+)\)")
_COMMENT = re.compile(r" COMMENT '(?:[^'\\]|''|\\.)*'")
_DEFAULT = re.compile(r" DEFAULT (?:'(?:[^'\\]|''|\\.)*'|\((?:[^()]|\([^()]*\))*\)|[^\s(]+(?:\([^()]*\))?)")
_ONE_BYTE_LENGTH = 255
_ENUM_ONE_BYTE = 255


def operations(old: Column, new: Column) -> set[str]:
    """The operations that MODIFY means; empty when nothing differs."""
    found: set[str] = set()
    if old.generated or new.generated:
        return {"change_generated"} if old != new else found
    if old.type != new.type:
        found.add(_type(old, new))
    elif old.charset != new.charset:
        found.add("change_type")
    elif old.collation != new.collation:
        found.add("change_collation")
    if old.not_null != new.not_null:
        found.add("refuse_null" if new.not_null else "allow_null")
    if old.auto_increment != new.auto_increment:
        found.add("change_type")
    if _part(_DEFAULT, old) != _part(_DEFAULT, new):
        found.add("set_default")
    if _part(_COMMENT, old) != _part(_COMMENT, new):
        found.add("column_comment")
    if _bare(old) != _bare(new):
        found.add("add_check" if " CHECK " in new.rest else "table_option")
    return found


def _type(old: Column, new: Column) -> str:
    if old.charset == new.charset:
        before, after = _SIZED.fullmatch(old.type), _SIZED.fullmatch(new.type)
        if before and after and before["kind"] == after["kind"] and int(after["length"]) >= int(before["length"]):
            width = bytes_per_character(new.charset) if new.charset else 1
            short = [int(match["length"]) * width <= _ONE_BYTE_LENGTH for match in (before, after)]
            return "extend_varchar" if short[0] == short[1] else "change_type"
        kind = old.type.partition("(")[0]
        if kind in {"enum", "set"} and kind == new.type.partition("(")[0]:
            had, has = _MEMBERS.findall(old.type), _MEMBERS.findall(new.type)
            if has[: len(had)] == had and _member_bytes(kind, len(had)) == _member_bytes(kind, len(has)):
                return "append_members"
    return "change_type"


def _member_bytes(kind: str, count: int) -> int:
    """Storage of ENUM and SET (MySQL 8.4, 13.7)."""
    if kind == "enum":
        return 1 if count <= _ENUM_ONE_BYTE else 2
    return next((size for size in (1, 2, 3, 4) if count <= size * 8), 8)


def _part(pattern: re.Pattern[str], column: Column) -> str | None:
    match = pattern.search(column.rest)
    return match[0] if match else None


def _bare(column: Column) -> str:
    rest = _COMMENT.sub("", _DEFAULT.sub("", column.rest))
    return re.sub(r" NOT NULL| NULL\b| AUTO_INCREMENT", "", rest).strip()
