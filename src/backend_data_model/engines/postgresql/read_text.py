"""Parse-tree pieces back to text: expressions, names, and the place in the source that a byte offset means."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import postgast
from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_parse import messages, parse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.engines.split import Statement
    from backend_data_model.model.position import LineIndex, Position

_PLAIN_NAME = re.compile(r"[a-z_][a-z0-9_$]*")
_NAME_LIMIT = 63


class Source:
    """One statement of the script; libpg_query counts bytes, positions count characters."""

    def __init__(self, statement: Statement, lines: LineIndex) -> None:
        self.sql = statement.sql
        self._offset = statement.offset
        self._lines = lines
        self._bytes = None if self.sql.isascii() else self.sql.encode()
        self._statement = statement
        self._start_only = False

    def at_start(self) -> Source:
        """The same statement with every position at its start: for statements nested in its strings."""
        source = Source(self._statement, self._lines)
        source._start_only = True
        return source

    def position(self, location: int) -> Position:
        """The place of a byte offset in the statement."""
        if self._start_only:
            location = 0
        return self._lines.at(self._offset + self.character(location))

    def character(self, location: int) -> int:
        """The character offset in the statement of a byte offset."""
        location = max(location, 0)
        return location if self._bytes is None else len(self._bytes[:location].decode(errors="ignore"))


def expression(node: pb.Node) -> str:
    """The canonical text of an expression (`lower(email)`, `'a'::text`)."""
    target = pb.Node(res_target=pb.ResTarget(val=node))
    return query(
        pb.Node(select_stmt=pb.SelectStmt(target_list=[target], limit_option="LIMIT_OPTION_DEFAULT", op="SETOP_NONE"))
    )[len("SELECT ") :]


def default_text(node: pb.Node) -> str | None:
    """The text of a DEFAULT; None for `DEFAULT NULL`, which the catalog does not keep either."""
    return None if node.a_const.isnull else expression(node)


def query(node: pb.Node) -> str:
    """The canonical text of a whole statement."""
    return postgast.deparse(pb.ParseResult(stmts=[pb.RawStmt(stmt=node)]))


def parse_expression(text: str) -> pb.Node:
    """The parse tree of an expression's text."""
    return parse(f"SELECT {text}").stmts[0].stmt.select_stmt.target_list[0].res_target.val


def rename_column(text: str, old: str, new: str) -> str:
    """The expression with every reference to column `old` turned into `new`."""
    if old not in text:
        return text
    tree = parse_expression(text)
    found = False
    for message in messages(tree):
        if isinstance(message, pb.ColumnRef) and message.fields and message.fields[-1].string.sval == old:
            message.fields[-1].string.sval = new
            found = True
    return expression(tree) if found else text


def columns_in(text: str) -> list[str]:
    """The columns that an expression's text speaks of, each once, in order."""
    return columns_of(parse_expression(text))


def columns_of(tree: pb.Node) -> list[str]:
    """The columns that an expression speaks of, each once, in order."""
    names = [
        message.fields[-1].string.sval
        for message in messages(tree)
        if isinstance(message, pb.ColumnRef) and message.fields
    ]
    return list(dict.fromkeys(name for name in names if name))


def strings(nodes: Iterable[pb.Node]) -> list[str]:
    """The values of a list of String nodes."""
    return [node.string.sval for node in nodes]


def quote(name: str) -> str:
    """The name as PostgreSQL prints it: quoted unless it is plain lower case."""
    return name if _PLAIN_NAME.fullmatch(name) else '"' + name.replace('"', '""') + '"'


def default_name(table: str, columns: Iterable[str], label: str) -> str:
    """The name PostgreSQL gives an unnamed constraint or index (`makeObjectName`, src/backend/commands/indexcmds.c)."""
    first, second = table.encode(), "_".join(columns).encode()
    room = _NAME_LIMIT - len(label) - 1 - (1 if second else 0)
    while len(first) + len(second) > room:
        if len(first) > len(second):
            first = first[:-1]
        else:
            second = second[:-1]
    parts = [part.decode(errors="ignore") for part in (first, second) if part]
    return "_".join([*parts, label])
