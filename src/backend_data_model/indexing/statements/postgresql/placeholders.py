"""Parameters as drivers write them (`:name`, `?`, `%s`, `%(name)s`, `@name`) to PostgreSQL's `$1`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.engines.postgresql.read_parse import UnreadableError, parse

if TYPE_CHECKING:
    import postgast

_SKIPPED = r"'(?:[^']|'')*'|\"[^\"]*\"|--[^\n]*|/\*.*?\*/|\$(?P<tag>\w*)\$.*?\$(?P=tag)\$|::|\w+:\w*\["
_NAMED = r"(?<![\w:\[]):(?!\d)\w+|%\(\w+\)s|(?<!\w)%s(?!\w)|(?<![\w@<])@[A-Za-z_]\w*|\{\{?\s*\w+\s*\}?\}"
_WITH_NAMES = re.compile(f"(?P<skip>{_SKIPPED})|(?P<mark>{_NAMED})", re.DOTALL)
_WITH_MARKS = re.compile(f"(?P<skip>{_SKIPPED})|(?P<mark>{_NAMED}|\\?)", re.DOTALL)


def parse_query(sql: str) -> postgast.ParseResult:
    """The tree of a statement; UnreadableError where it is none even with drivers' parameters taken as such.

    `?` is an operator of jsonb as well: it becomes a parameter only where the statement cannot be read otherwise.
    """
    try:
        return parse(sql)
    except UnreadableError as error:
        for pattern in (_WITH_NAMES, _WITH_MARKS):
            changed = _numbered(sql, pattern)
            if changed != sql:
                try:
                    return parse(changed)
                except UnreadableError:
                    continue
        raise error


def _numbered(sql: str, pattern: re.Pattern[str]) -> str:
    numbers: dict[str, int] = {}
    count = 0

    def number(match: re.Match[str]) -> str:
        nonlocal count
        if match["skip"] is not None:
            return match[0]
        mark = match["mark"]
        if mark in {"?", "%s"} or mark not in numbers:
            count += 1
            numbers[mark] = count
        return f"${numbers[mark]}"

    return pattern.sub(number, sql)
