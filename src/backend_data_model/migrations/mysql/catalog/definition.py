"""Takes the answer of SHOW CREATE TABLE apart.

Server versions spell the same thing differently; what differs is brought to one form: default display widths go (8.0.19
leaves them out), JSON of MariaDB (a LONGTEXT with a CHECK) becomes JSON again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.migrations.mysql.catalog.objects import Column, Table
from backend_data_model.migrations.mysql.names import unquoted

if TYPE_CHECKING:
    from collections.abc import Mapping

_PIECE = re.compile(r"'(?:[^'\\]|''|\\.)*'|`(?:[^`]|``)*`|[(),]|[^'`(),]+", re.DOTALL)
_NAME = r"`(?:[^`]|``)*`"
_OPTION = re.compile(r"(?P<name>[A-Z_`\w][A-Z_ `\w]*?)=(?P<value>'(?:[^'\\]|''|\\.)*'|\([^)]*\)|\S+)")
_CHARSET = re.compile(r"\A(?P<type>.*?) CHARACTER SET \w+(?: COLLATE \w+)?|\A(?P<plain>[^'`]*?) COLLATE \w+", re.DOTALL)
_WIDTHS = re.compile(
    r"\A(?:(tinyint)\(4\)|(smallint)\(6\)|(mediumint)\(9\)|(int)\(11\)|(bigint)\(20\)"
    r"|(tinyint)\(3\)(?= unsigned)|(smallint)\(5\)(?= unsigned)|(mediumint)\(8\)(?= unsigned)|(int)\(10\)(?= unsigned))"
    r"(?! unsigned zerofill| zerofill)"
)
_JSON = re.compile(r"\Alongtext(?P<rest>.*) CHECK \(json_valid\((?P<name>`(?:[^`]|``)*`)\)\)\Z", re.DOTALL)
# How a key or a constraint begins.
_KEY = re.compile(rf"(?:(?:UNIQUE|FULLTEXT|SPATIAL) )?KEY (?P<name>{_NAME})|(?P<primary>PRIMARY KEY)")
_CONSTRAINT = re.compile(rf"CONSTRAINT (?P<name>{_NAME}) (?P<kind>FOREIGN KEY|CHECK)")


def parse_table(name: str, sql: str, collations: Mapping[str, tuple[str | None, str | None]], collation: str) -> Table:
    """`collations` has the character set and collation of each column, `collation` the default of the table."""
    opening = sql.index("(")
    items, close = _items(sql, opening)
    columns: dict[str, Column] = {}
    keys: dict[str, str] = {}
    foreign_keys: dict[str, str] = {}
    checks: dict[str, str] = {}
    for item in items:
        if item.startswith("`"):
            column = _column(item, collations)
            columns[column.name] = column
        elif match := _CONSTRAINT.match(item):
            (foreign_keys if match["kind"] == "FOREIGN KEY" else checks)[unquoted(match["name"])] = item
        elif match := _KEY.match(item):
            keys["PRIMARY" if match["primary"] else unquoted(match["name"])] = item
    options, partitioning = _options(sql[close + 1 :])
    charset = collation.partition("_")[0]
    return Table(name, columns, keys, foreign_keys, checks, options, charset, collation, partitioning)


def _items(sql: str, opening: int) -> tuple[list[str], int]:
    items: list[str] = []
    depth, start = 0, opening + 1
    for piece in _PIECE.finditer(sql, opening):
        depth += {"(": 1, ")": -1}.get(piece.group(), 0)
        if (piece.group() == "," and depth == 1) or depth == 0:
            items.append(sql[start : piece.start()].strip())
            start = piece.end()
        if depth == 0:
            return items, piece.start()
    return items, len(sql)


def _column(item: str, collations: Mapping[str, tuple[str | None, str | None]]) -> Column:
    match = re.match(_NAME, item)
    quoted = match[0] if match else item
    name = unquoted(quoted)
    text = item[len(quoted) :].strip()
    charset, collation = collations.get(name, (None, None))
    found = _CHARSET.match(text) if collation else None
    if found:
        text = (found["type"] or found["plain"]) + text[found.end() :]
    text = _WIDTHS.sub(lambda width: next(word for word in width.groups() if word), text)
    json = _JSON.match(text)
    if json and json["name"] == quoted and collation == "utf8mb4_bin":
        text, charset, collation = "json" + json["rest"], None, None
    return Column(name, text, charset, collation)


def _options(tail: str) -> tuple[dict[str, str], str | None]:
    """Options by name, and the partitioning with the version comments of MySQL taken off."""
    head, partition, rest = tail.partition("PARTITION BY")
    partitioning = None
    if partition:
        head = head.rstrip().removesuffix("/*!50100").removesuffix("/*!50500").rstrip()
        partitioning = " ".join(re.sub(r"\*/\s*\Z", "", f"PARTITION BY{rest}").split())
    options = {match["name"].strip(): match["value"] for match in _OPTION.finditer(head)}
    for data in ("AUTO_INCREMENT", "DEFAULT CHARSET", "COLLATE", "CHARSET"):
        options.pop(data, None)
    return options, partitioning
