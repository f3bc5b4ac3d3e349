"""Renames that a person wrote into the new schema as comments: `-- bdm: renamed from old`.

sqldef's spellings `-- @renamed from=old` and `@rename from=old` are read as well.  A comment belongs to the column,
key or constraint before it on its line; alone on a line to the one after it; before or right after the name of a
table, or right after the opening parenthesis, to the table; in a CREATE INDEX to the index.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.derivation_hints import Back, Derivation, read_derivation
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import Engine

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<comment>--[^\n]*|\#[^\n]*|/\*.*?(?:\*/|\Z))
    |(?P<string>'(?:[^'\\]|\\.|'')*+(?:'|\Z))
    |(?P<name>"(?:[^"]|"")*+"|`(?:[^`]|``)*+`|\[[^\]]*\]|[^\W\d][\w$]*)
    |(?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)
_HINT = re.compile(
    r"""(?:bdm:\s*renamed\s+from|@renamed?\s+from\s*=?)\s*
    (?P<old>"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|'(?:[^']|'')*'|[^\s*,;]+)""",
    re.VERBOSE | re.IGNORECASE,
)
_USING = re.compile(r"bdm:\s*using\s+(?P<expression>.+?)\s*(?:\*/)?$", re.IGNORECASE | re.DOTALL)
_ANY_HINT = re.compile(r"renamed?\s+from|bdm:\s*(?:using|split|merged?|back)\b", re.IGNORECASE)
_KEY_WORDS = {"key", "index"}
_CONSTRAINT_STARTS = {"constraint", "primary", "foreign", "check", "unique", "fulltext", "spatial", "exclude", "like"}


@dataclass(slots=True)
class RenameHints:
    """Old names by new ones, without quotes; columns, keys and constraints by (new table, new name).

    `types` and `values` (by type and new label) are those of enums.  `using` (by table and column) are expressions over
    the old columns: `-- bdm: using to_timestamp(created)`.  `derived` (by table and new column) and `back` (by
    table and old column) are splits and merges.
    """

    tables: dict[str, str] = field(default_factory=dict)
    columns: dict[tuple[str, str], str] = field(default_factory=dict)
    indexes: dict[str, str] = field(default_factory=dict)
    keys: dict[tuple[str, str], str] = field(default_factory=dict)
    constraints: dict[tuple[str, str], str] = field(default_factory=dict)

    types: dict[str, str] = field(default_factory=dict)
    values: dict[tuple[str, str], str] = field(default_factory=dict)
    using: dict[tuple[str, str], str] = field(default_factory=dict)
    derived: dict[tuple[str, str], Derivation] = field(default_factory=dict)
    back: dict[tuple[str, str], str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        named = self.tables or self.columns or self.indexes or self.keys or self.constraints
        return bool(named or self.types or self.values or self.using or self.derived)


class _Token(NamedTuple):
    kind: str
    text: str
    alone: bool

    @property
    def word(self) -> str:
        return self.text.lower()

    @property
    def plain(self) -> str:
        return _plain(self.text)


def read_rename_hints(ddl: str, engine: Engine) -> RenameHints:
    """All renames that the comments of a script say."""
    hints = RenameHints()
    if not _ANY_HINT.search(ddl):
        return hints
    end = 0
    for statement in split_statements(ddl, engine):
        before = [match["old"] for match in _HINT.finditer(ddl[end : statement.offset])]
        end = statement.offset + len(statement.sql)
        rest_of_line = ddl[end:].partition("\n")[0]
        tokens = [token for token in _tokens(statement.sql) if token.kind != "space"]
        tokens += [token for token in _tokens(rest_of_line) if token.kind == "comment"]
        _read_statement(tokens, before, hints)
    return hints


def _tokens(text: str) -> Iterator[_Token]:
    line_is_empty = True
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        yield _Token(kind, match.group(), line_is_empty)
        if kind == "space":
            line_is_empty = line_is_empty or "\n" in match.group()
        else:
            line_is_empty = kind == "comment" and match.group().startswith("/*") and line_is_empty


def _read_statement(tokens: list[_Token], before: list[str], hints: RenameHints) -> None:
    words = [token.word for token in tokens if token.kind != "comment"][:8]
    if not words or words[0] not in {"create", "alter"}:
        return
    if "table" in words[:4]:
        _read_table(tokens, before, hints)
    elif words[1:2] == ["type"] and "enum" in words:
        _read_enum(tokens, before, hints)
    elif "index" in words[:4]:
        name = _name_after(tokens, "index")
        said = [*before, *_said(tokens)]
        if name and said:
            hints.indexes[name] = _plain(said[-1])


def _read_enum(tokens: list[_Token], before: list[str], hints: RenameHints) -> None:
    """A hint after a label is the label's; before the first one, but not before the name, it is the type's."""
    name = _name_after(tokens, "type")
    if name is None:
        return
    if before:
        hints.types[name] = _plain(before[-1])
    label: str | None = None
    named = False
    for token in tokens:
        match = _HINT.search(token.text) if token.kind == "comment" else None
        if token.kind == "string":
            label = token.text[1:-1].replace("''", "'")
        elif token.kind == "name":
            named = named or token.plain == name
        elif match and label is not None:
            hints.values[name, label] = _plain(match["old"])
        elif match and named:
            hints.types[name] = _plain(match["old"])


def _name_after(tokens: list[_Token], word: str) -> str | None:
    """The last part of the name that follows a keyword, past IF [NOT] EXISTS, CONCURRENTLY and ONLY."""
    names = [token for token in tokens if token.kind != "comment"]
    at = next(number for number, token in enumerate(names) if token.word == word) + 1
    while at < len(names) and names[at].word in {"if", "not", "exists", "concurrently", "only"}:
        at += 1
    while at + 2 < len(names) and names[at + 1].text == ".":
        at += 2
    return names[at].plain if at < len(names) and names[at].kind in {"name", "string"} else None


def _said(tokens: list[_Token]) -> list[str]:
    return [match["old"] for token in tokens if token.kind == "comment" and (match := _HINT.search(token.text))]


def _read_table(tokens: list[_Token], before: list[str], hints: RenameHints) -> None:
    table = _name_after(tokens, "table")
    opening = next((number for number, token in enumerate(tokens) if token.text == "("), len(tokens))
    inside = opening + 1
    while inside < len(tokens) and tokens[inside].kind == "comment" and not tokens[inside].alone:
        inside += 1
    said = [*before, *_said(tokens[:inside])]
    if table is None:
        return
    if said:
        hints.tables[table] = _plain(said[-1])
    item: list[_Token] = []
    last: list[_Token] = []
    waiting: str | None = None
    derivation: Derivation | None = None
    depth = 1
    for token in tokens[inside:]:
        match = _HINT.search(token.text) if token.kind == "comment" else None
        if token.kind == "comment":
            said_of_values = read_derivation(token.text)
            if isinstance(said_of_values, Back):
                hints.back[table, said_of_values.column] = said_of_values.expression
            elif said_of_values and token.alone and not item:
                derivation = said_of_values
            elif said_of_values:
                _note_derived(table, item or last, said_of_values, hints)
            elif using := _USING.search(token.text):
                _note_using(table, item or last, using["expression"], hints)
            elif match and token.alone:
                waiting = match["old"]
            elif match:
                _note(table, item or last, match["old"], hints)
            continue
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth >= 1 and not (token.text == "," and depth == 1):
            item.append(token)
            continue
        if waiting and item:
            _note(table, item, waiting, hints)
            waiting = None
        if derivation and item:
            _note_derived(table, item, derivation, hints)
            derivation = None
        last, item = item or last, []


def _note(table: str, item: list[_Token], old: str, hints: RenameHints) -> None:
    """Where a hint belongs: to a column unless the item starts as a key or a constraint does."""
    if not item:
        return
    first = item[0].word if item[0].kind == "name" else ""
    if first in _KEY_WORDS or (first in {"unique", "fulltext", "spatial"} and len(item) > 1):
        name = next((part for part in item[1:] if part.word not in _KEY_WORDS), None)
        if name is not None and name.kind == "name":
            hints.keys[table, name.plain] = _plain(old)
    elif first == "constraint" and len(item) > 1:
        hints.constraints[table, item[1].plain] = _plain(old)
    elif first not in _CONSTRAINT_STARTS:
        hints.columns[table, item[0].plain] = _plain(old)


def _note_using(table: str, item: list[_Token], expression: str, hints: RenameHints) -> None:
    if item and item[0].kind == "name" and item[0].word not in _CONSTRAINT_STARTS | _KEY_WORDS:
        hints.using[table, item[0].plain] = expression


def _note_derived(table: str, item: list[_Token], said: Derivation, hints: RenameHints) -> None:
    if not item or item[0].kind != "name" or item[0].word in _CONSTRAINT_STARTS | _KEY_WORDS:
        raise InputError(f"no column of {table} stands beside this hint: {said.expression}")
    hints.derived[table, item[0].plain] = said


def _plain(name: str) -> str:
    """The last part of a name as it is written, without its quotes."""
    if name[:1] in {'"', "`", "'"}:
        return name[1:-1].replace(name[0] * 2, name[0])
    if name[:1] == "[":
        return name[1:-1]
    return name.rpartition(".")[2].strip("\"`'")
