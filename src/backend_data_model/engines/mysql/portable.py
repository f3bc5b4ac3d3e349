"""Rewrites MySQL 8 statements so that MariaDB 10.11 takes them, and says what was changed or left out.

MariaDB stands in for MySQL where no MySQL is there.  Measured on 26 statements that are valid on MySQL 8, MariaDB
10.11.19 refuses 12 as they stand: functional and invisible indexes, `->` and `->>`, the 0900 collations, DROP CHECK,
NOT ENFORCED, SRID, uuid_to_bin() and regexp_like() among them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_STRING = r"'(?:[^'\\]|\\.|'')*'"
_COLUMN = r"(`[^`]+`|\w+)"
_EXPRESSIONS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(rf"{_COLUMN}\s*->>\s*({_STRING})"), r"json_unquote(json_extract(\1, \2))"),
    (re.compile(rf"{_COLUMN}\s*->\s*({_STRING})"), r"json_extract(\1, \2)"),
    (re.compile(rf"\bregexp_like\s*\(\s*([^,()]+?)\s*,\s*({_STRING})\s*(?:,\s*'\w*'\s*)?\)", re.I), r"(\1 regexp \2)"),
    (re.compile(r"\buuid_to_bin\s*\(\s*uuid\s*\(\s*\)\s*(?:,\s*\w+\s*)?\)", re.I), "unhex(replace(uuid(), '-', ''))"),
)
_REPLACED: tuple[tuple[re.Pattern[str], str, str | None], ...] = (
    (re.compile(r"\butf8mb4_(?:\w+_)?0900_(?:bin|as_cs)\b", re.I), "utf8mb4_bin", None),
    (re.compile(r"\butf8mb4_(?:\w+_)?0900_\w+", re.I), "utf8mb4_unicode_520_ci", None),
    (re.compile(r"\)\s+INVISIBLE\b", re.I), ")", "INVISIBLE indexes are visible here"),
    (re.compile(r"\bDROP\s+CHECK\b", re.I), "DROP CONSTRAINT", None),
    (re.compile(r"\bNOT\s+ENFORCED\b", re.I), "", "NOT ENFORCED is left out: the CHECK is enforced here"),
    (re.compile(r"\)\s*ENFORCED\b", re.I), ")", None),
    (re.compile(r"\b(?:NOT\s+NULL\s+)?SRID\s+\d+", re.I), "", "SRID is left out"),
)
_KEY = re.compile(rf"(?:\b(?:UNIQUE|FULLTEXT|SPATIAL)\s+)?(?:\b(?:KEY|INDEX)|\bUNIQUE)\s+{_COLUMN}?\s*\(", re.I)
_STANDALONE = re.compile(rf"\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+{_COLUMN}\s+ON\b[^(]*\(.*?[(,]\s*\(", re.I | re.S)


@dataclass(slots=True)
class Portable:
    """The statement for MariaDB (None: nothing of it can run there), the notes, and the indexes that were left out."""

    sql: str | None
    notes: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def portable_expression(sql: str) -> str:
    """The same with MySQL's JSON operators and functions spelt as MariaDB knows them."""
    for pattern, replacement in _EXPRESSIONS:
        sql = pattern.sub(replacement, sql)
    return sql


def portable_statement(sql: str) -> Portable:
    """The statement as MariaDB takes it."""
    alone = _STANDALONE.match(sql)
    if alone:
        name = alone[1].strip("`")
        return Portable(None, [f"MariaDB has no functional indexes: {name} is left out"], [name])
    made = Portable(sql)
    text = _without_functional_keys(sql, made)
    for pattern, replacement, note in _REPLACED:
        text, count = pattern.subn(replacement, text)
        if count and note:
            made.notes.append(note)
    made.sql = portable_expression(text)
    return made


def _without_functional_keys(sql: str, made: Portable) -> str:
    """Cut out key definitions with an expression among their parts, with the comma before them."""
    at = 0
    while match := _KEY.search(sql, at):
        end = _closing(sql, match.end() - 1)
        start = sql.rfind(",", 0, match.start())
        if end is None or start < 0:
            break
        if not _has_expression(sql[match.end() : end - 1]):
            at = end
            continue
        name = (match[1] or "an unnamed index").strip("`")
        made.left_out.append(name)
        made.notes.append(f"MariaDB has no functional indexes: {name} is left out")
        sql, at = sql[:start] + sql[end:], start
    return sql


def _has_expression(parts: str) -> bool:
    """Whether one of the parts of a key stands in parentheses of its own; the length of a prefix follows a name."""
    depth, begins = 0, True
    for token in re.finditer(rf"{_STRING}|`[^`]+`|[()]|,|[^\s]", parts):
        text = token.group()
        if text == "(" and begins and not depth:
            return True
        depth += {"(": 1, ")": -1}.get(text, 0)
        begins = text == "," and not depth
    return False


def _closing(sql: str, opening: int) -> int | None:
    """The offset after the parenthesis that closes the one at `opening`; strings are passed over."""
    depth = 0
    for token in re.finditer(rf"{_STRING}|[()]", sql[opening:]):
        depth += {"(": 1, ")": -1}.get(token.group(), 0)
        if depth == 0:
            return opening + token.end()
    return None
