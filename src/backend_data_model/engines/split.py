"""Cuts a script into statements the way the engine's own client does, in one pass.

Sources: psql's scanner (PostgreSQL 18, `src/fe_utils/psqlscan.l`), `add_line` of the mysql client (8.4,
`client/mysql.cc`) and `sqlite3_complete` (3.46, `src/complete.c`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from backend_data_model.model.position import LineIndex

if TYPE_CHECKING:
    from backend_data_model.model.position import Position
    from backend_data_model.model.schema import Engine


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement without its terminator and without the comments before it; `offset` is its first character.

    A client command (`\\connect x`, `.mode list`, `DELIMITER ;;`) is a statement of its own.
    """

    sql: str
    position: Position
    offset: int

    @property
    def is_client_command(self) -> bool:
        """Whether only the client reads it and the server never sees it."""
        return self.sql[:1] in {"\\", "."} or _DELIMITER.match(self.sql) is not None


def split_statements(text: str, engine: Engine, source: str | None = None) -> list[Statement]:
    """The statements of a script in order; a string, comment or block that never ends runs to the end of the text.

    PostgreSQL: dollar quotes, nested comments, `E''`, psql commands, `COPY ... FROM stdin` data (which belongs to no
    statement), `BEGIN ATOMIC` bodies and rules.  MySQL: `DELIMITER`, `#` comments, backslash escapes; `/*! */` is code.
    SQLite: `.commands`, brackets, trigger bodies.
    """
    return _Splitter(text, engine, source).run()


_DELIMITER = re.compile(r"delimiter[ \t]+(\S+)[^\n]*", re.IGNORECASE)
_COMMANDS: dict[Engine, re.Pattern[str]] = {
    "postgresql": re.compile(r"\\[^\n]*"),
    "mysql": _DELIMITER,
    "sqlite": re.compile(r"\.[A-Za-z][^\n]*"),
}
_SPACE = re.compile(r"[\s\ufeff]*")
_LINE_END = re.compile(r"\n|\Z")
_COPY_START = re.compile(r"copy\b", re.IGNORECASE)
_COPY_FROM_STDIN = re.compile(r"\bfrom\s+stdin\b", re.IGNORECASE)
_COPY_END = re.compile(r"^\\\.[ \t\r]*$|\Z", re.MULTILINE)
_NESTING = re.compile(r"/\*|\*/")
_DOLLAR = re.compile(r"\$(?:[^\W\d]\w*)?\$")
_EXECUTABLE = re.compile(r"/\*M?!\d*")
_STRING = re.compile(r"'[^']*+(?:''[^']*+)*+(?:'|\Z)")
_DOUBLE = re.compile(r'"[^"]*+(?:""[^"]*+)*+(?:"|\Z)')
_ESCAPED_STRING = re.compile(r"'(?:[^'\\]++|''|\\.)*+(?:'|\\?\Z)", re.DOTALL)
_ESCAPED_DOUBLE = re.compile(r'"(?:[^"\\]++|""|\\.)*+(?:"|\\?\Z)', re.DOTALL)
_BACKTICK = re.compile(r"`[^`]*+(?:``[^`]*+)*+(?:`|\Z)")
_BRACKET = re.compile(r"\[[^\]]*+(?:\]|\Z)")

_QUOTES: dict[Engine, dict[str, re.Pattern[str]]] = {
    "postgresql": {"'": _STRING, '"': _DOUBLE},
    "mysql": {"'": _ESCAPED_STRING, '"': _ESCAPED_DOUBLE, "`": _BACKTICK},
    "sqlite": {"'": _STRING, '"': _DOUBLE, "`": _BACKTICK, "[": _BRACKET},
}
_STOPS: dict[Engine, str] = {"postgresql": r"'\"$\\/-", "mysql": r"'\"`#/-", "sqlite": r"'\"`\[/-"}
_ROUTINE_START: dict[Engine, re.Pattern[str]] = {
    "postgresql": re.compile(r"create\s+(?:or\s+replace\s+)?(?:function|procedure|rule)\b", re.IGNORECASE),
    "mysql": re.compile(
        r"create\s+(?:or\s+replace\s+)?(?:definer\s*=\s*\S+\s+)?(?:aggregate\s+)?(?:procedure|function|trigger|event)\b",
        re.IGNORECASE,
    ),
    "sqlite": re.compile(r"create\s+(?:temp\s+|temporary\s+)?trigger\b", re.IGNORECASE),
}
_BLOCK_WORDS = r"\bend\s+(?:if|loop|while|repeat|case)\b|\b(?:begin|case|end)\b"


def _stop_pattern(engine: Engine, terminator: str, *, in_routine: bool) -> re.Pattern[str]:
    """Everything that a scan has to look at; the text between is passed over by the regular expression engine."""
    if terminator == ";":
        single = f"[;{_STOPS[engine]}]"
    else:
        single = f"{re.escape(terminator)}|[{_STOPS[engine]}]"
    if not in_routine:
        return re.compile(single)
    parentheses = r"|[()]" if engine == "postgresql" else ""
    return re.compile(f"{single}{parentheses}|{_BLOCK_WORDS}", re.IGNORECASE)


class _Splitter:
    def __init__(self, text: str, engine: Engine, source: str | None) -> None:
        self._text = text
        self._engine = engine
        self._lines = LineIndex(text, source)
        self._found: list[Statement] = []
        self._use_terminator(";")

    def _use_terminator(self, terminator: str) -> None:
        self._terminator = terminator
        self._plain = _stop_pattern(self._engine, terminator, in_routine=False)
        self._routine = _stop_pattern(self._engine, terminator, in_routine=True)

    def run(self) -> list[Statement]:
        position = self._skip_blank(0)
        while position < len(self._text):
            position = self._skip_blank(self._statement(position))
        return self._found

    def _add(self, start: int, end: int) -> None:
        sql = self._text[start:end].rstrip()
        if sql:
            self._found.append(Statement(sql, self._lines.at(start), start))

    def _skip_blank(self, position: int) -> int:
        """The offset of the next character that is neither white space nor comment."""
        while True:
            position = _SPACE.match(self._text, position).end()  # type: ignore[union-attr]
            after = self._comment_end(position)
            if after is None:
                return position
            position = after

    def _comment_end(self, position: int) -> int | None:
        """Where the comment that starts at `position` ends; None when none starts there."""
        text = self._text
        first = text[position : position + 1]
        if first == "-" and text.startswith("--", position):
            if self._engine == "mysql" and not text[position + 2 : position + 3].isspace() and position + 2 < len(text):
                return None
            return _LINE_END.search(text, position).end()  # type: ignore[union-attr]
        if first == "#" and self._engine == "mysql":
            return _LINE_END.search(text, position).end()  # type: ignore[union-attr]
        if first != "/" or not text.startswith("/*", position):
            return None
        if self._engine == "mysql" and _EXECUTABLE.match(text, position):
            return None
        if self._engine == "postgresql":
            return self._nested_comment_end(position)
        end = text.find("*/", position + 2)
        return len(text) if end < 0 else end + 2

    def _nested_comment_end(self, position: int) -> int:
        depth = 0
        for mark in _NESTING.finditer(self._text, position):
            depth += 1 if mark.group() == "/*" else -1
            if depth == 0:
                return mark.end()
        return len(self._text)

    def _statement(self, start: int) -> int:
        """Take the statement that begins at `start`; returns the offset after it and its terminator."""
        text = self._text
        command = _COMMANDS[self._engine].match(text, start)
        if command:
            self._add(start, command.end())
            if self._engine == "mysql":
                self._use_terminator(command.group(1))
            return command.end()
        routine = _ROUTINE_START[self._engine].match(text, start) is not None and self._terminator == ";"
        stops = self._routine if routine else self._plain
        position, depth = start, 0
        while stop := stops.search(text, position):
            at, mark = stop.start(), stop.group().lower()
            position = stop.end()
            if mark == self._terminator:
                if depth > 0:
                    continue
                self._add(start, at)
                return self._after_copy(start, at, position)
            if mark == "\\":
                self._add(start, at)
                return at
            if mark in "()" or mark[0] in "bce":
                depth = self._depth(depth, mark)
            else:
                position = self._token_end(at, mark, position)
        self._add(start, len(text))
        return len(text)

    def _depth(self, depth: int, mark: str) -> int:
        if mark == "(" or mark in {"begin", "case"}:
            return depth + 1
        if mark == ")" or mark == "end" or (mark.startswith("end") and mark.endswith("case")):
            return max(depth - 1, 0)
        return depth

    def _token_end(self, at: int, mark: str, default: int) -> int:
        """The end of the string, quoted name or comment that starts at `at`; `default` when none does."""
        text = self._text
        quote = _QUOTES[self._engine].get(mark)
        if quote:
            if mark == "'" and self._engine == "postgresql" and self._is_escape_string(at):
                quote = _ESCAPED_STRING
            return quote.match(text, at).end()  # type: ignore[union-attr]
        if mark == "$":
            tag = _DOLLAR.match(text, at)
            if tag is None or (at and (text[at - 1].isalnum() or text[at - 1] in "_$")):
                return default
            end = text.find(tag.group(), tag.end())
            return len(text) if end < 0 else end + len(tag.group())
        comment = self._comment_end(at)
        return default if comment is None else comment

    def _is_escape_string(self, at: int) -> bool:
        before = self._text[max(at - 2, 0) : at]
        return before[-1:] in {"e", "E"} and not (len(before) == 2 and (before[0].isalnum() or before[0] in "_$"))

    def _after_copy(self, start: int, end: int, position: int) -> int:
        """The offset after the data lines, when the statement was `COPY ... FROM stdin`."""
        if self._engine != "postgresql" or not _COPY_START.match(self._text, start):
            return position
        if not _COPY_FROM_STDIN.search(self._text, start, end):
            return position
        line = _LINE_END.search(self._text, position)
        return _COPY_END.search(self._text, line.end() if line else position).end()  # type: ignore[union-attr]
