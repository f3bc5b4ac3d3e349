"""Takes a CREATE TABLE that SQLite keeps in `sqlite_schema` apart into parts that can be compared.

https://www.sqlite.org/lang_createtable.html: where a key, CHECK or reference is written makes no difference, except
that `INTEGER PRIMARY KEY DESC` on a column is no alias of the rowid.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from backend_data_model.engines.sqlite.read_tokens import Cursor, tokenize
from backend_data_model.migrations.sqlite.catalog.objects import Column, Table

if TYPE_CHECKING:
    from backend_data_model.engines.sqlite.read_tokens import Token

_COLUMN_CLAUSES = frozenset(
    {"CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "GENERATED", "AS"}
)
_TABLE_CLAUSES = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"})
_STARTS = _COLUMN_CLAUSES | {"FOREIGN"}
_DEFAULTS = re.compile(
    r" (?:on (?:delete|update) no action|not deferrable(?: initially (?:deferred|immediate))?"
    r"|deferrable initially immediate|deferrable(?! initially)|match \w+|on conflict abort)(?= |$)"
)


def normal(tokens: list[Token]) -> str:
    """The tokens with one space between, names without quotes, everything but strings in lower case."""
    return " ".join(token.text if token.kind == "string" else token.value.lower() for token in tokens)


@lru_cache(maxsize=512)
def parse_table(name: str, sql: str) -> Table:
    """The parts of a CREATE TABLE or CREATE VIRTUAL TABLE that SQLite has accepted."""
    cursor = Cursor(sql)
    if cursor.peek("CREATE", "VIRTUAL"):
        using = next(number for number, token in enumerate(cursor.tokens) if token.upper == "USING")
        return Table(name, sql, {}, virtual=normal(cursor.tokens[using:]))
    while not cursor.peek("("):
        cursor.next()
    at = cursor.at
    items = _items(cursor.tokens, at)
    close = _closing(cursor.tokens, at)
    options = {token.upper for token in cursor.tokens[close:]}
    columns: dict[str, Column] = {}
    constraints: set[str] = set()
    texts: dict[str, str] = {}
    for item in items:
        if item[0].upper in _TABLE_CLAUSES and columns:
            parts = {_table_constraint(clause, name): clause for clause in _clauses(item)}
        else:
            column, parts = _column(sql, item, name)
            columns[column.name.lower()] = column
        constraints |= set(parts)
        texts |= {key: sql[clause[0].start : clause[-1].end] for key, clause in parts.items()}
    return Table(name, sql, columns, frozenset(constraints), "STRICT" in options, "WITHOUT" in options, None, texts)


def with_name(sql: str, old: str, new: str) -> str:
    """The same CREATE TABLE under another (quoted) name; columns that it qualifies with its own name lose that."""
    tokens = tokenize(sql)
    at = next(number for number, token in enumerate(tokens) if token.upper == "TABLE") + 1
    if [token.upper for token in tokens[at : at + 3]] == ["IF", "NOT", "EXISTS"]:
        at += 3
    if tokens[at + 1].upper == ".":
        at += 2
    cuts = [
        (token.start, following.end)
        for token, following in zip(tokens[at + 1 :], tokens[at + 2 :], strict=False)
        if following.upper == "." and token.value.lower() == old.lower()
    ]
    for start, end in reversed(cuts):
        sql = sql[:start] + sql[end:]
    return sql[: tokens[at].start] + new + sql[tokens[at].end :]


def normal_statement(sql: str) -> str:
    """What a CREATE INDEX, VIEW or TRIGGER says."""
    text = re.sub(r"^create temp(?:orary)? ", "create ", normal(tokenize(sql)))
    return re.sub(r"^(create (?:unique )?\w+) if not exists ", r"\1 ", text)


def _closing(tokens: list[Token], opening: int) -> int:
    depth = 0
    for number in range(opening, len(tokens)):
        depth += {"(": 1, ")": -1}.get(tokens[number].upper, 0)
        if depth == 0:
            return number
    return len(tokens)


def _items(tokens: list[Token], opening: int) -> list[list[Token]]:
    """What stands between the commas inside the parenthesis at `opening`."""
    items: list[list[Token]] = [[]]
    depth = 0
    for token in tokens[opening + 1 : _closing(tokens, opening)]:
        depth += {"(": 1, ")": -1}.get(token.upper, 0)
        # Constraints of a table may follow each other without a comma.
        if token.upper == "," and depth == 0:
            items.append([])
        else:
            items[-1].append(token)
    return [item for item in items if item]


def _clauses(tokens: list[Token]) -> list[list[Token]]:
    """Cut where a clause begins: NOT NULL, SET NULL and the name of a constraint begin none."""
    clauses: list[list[Token]] = []
    depth = 0
    for number, token in enumerate(tokens):
        before = tokens[number - 1].upper if number else ""
        begins = depth == 0 and token.upper in _STARTS
        begins &= not (token.upper == "NULL" and before in {"NOT", "SET"}) and before != "CONSTRAINT"
        begins &= not (token.upper in {"DEFAULT"} and before == "SET")
        begins &= not (token.upper == "NULL" and before == "DEFAULT") and not (
            token.upper == "AS" and before == "ALWAYS"
        )
        begins &= not (token.upper == "NOT" and number + 1 < len(tokens) and tokens[number + 1].upper == "DEFERRABLE")
        begins &= not (token.upper == "REFERENCES" and _is_foreign(clauses))
        begins &= not (number > 1 and tokens[number - 2].upper == "CONSTRAINT" and clauses != [])
        if begins or not clauses:
            clauses.append([])
        clauses[-1].append(token)
        depth += {"(": 1, ")": -1}.get(token.upper, 0)
    return clauses


def _is_foreign(clauses: list[list[Token]]) -> bool:
    return bool(clauses) and any(token.upper == "FOREIGN" for token in clauses[-1][:3])


def _unnamed(clause: list[Token]) -> tuple[str | None, list[Token]]:
    if clause[0].upper == "CONSTRAINT":
        return clause[1].value.lower(), clause[2:]
    return None, clause


def _table_constraint(clause: list[Token], table: str) -> str:
    """In normal form.  Only the name of a CHECK shows: refusals name it."""
    name, rest = _unnamed(clause)
    text = _unqualified(normal(rest), table)
    if text.startswith("check") and name:
        return f"constraint {name} {text}"
    return _DEFAULTS.sub("", text)


def _unqualified(text: str, table: str) -> str:
    return re.sub(rf"(?<![\w.] ){re.escape(table.lower())} \. ", "", text)


def _column(sql: str, item: list[Token], table: str) -> tuple[Column, dict[str, list[Token]]]:
    name = item[0].value
    first = next((n for n, token in enumerate(item) if n and token.upper in _COLUMN_CLAUSES), len(item))
    clauses: set[str] = set()
    hoisted: dict[str, list[Token]] = {}
    default = None
    for clause in _clauses(item[first:]):
        label, rest = _unnamed(clause)
        if not rest:
            continue
        text = _DEFAULTS.sub("", normal(rest))
        kind = rest[0].upper
        if kind == "PRIMARY":
            order = " desc" if " desc" in text else ""
            after = text.removeprefix("primary key").removeprefix(" asc").removeprefix(" desc")
            hoisted[f"primary key ( {name.lower()}{order and ' inline desc'} ){after}"] = rest
        elif kind == "UNIQUE":
            hoisted[f"unique ( {name.lower()} )" + text.removeprefix("unique")] = rest
        elif kind == "REFERENCES":
            hoisted[f"foreign key ( {name.lower()} ) {text}"] = rest
        elif kind == "CHECK":
            checked = _unqualified(normal(rest), table)
            hoisted[f"constraint {label} {checked}" if label else checked] = clause
        elif kind == "DEFAULT":
            default = sql[rest[1].start : rest[-1].end]
            clauses.add("default " + _bare(normal(rest[1:])))
        elif kind in {"GENERATED", "AS"}:
            text = _unqualified(text.removeprefix("generated always "), table)
            clauses.add(text if text.endswith(" stored") else text.removesuffix(" virtual"))
        elif kind != "NULL":
            clauses.add(text)
    column = Column(
        name, sql[item[0].start : item[-1].end], normal(item[1:first]), frozenset(clauses), frozenset(hoisted), default
    )
    return column, hoisted


def _bare(text: str) -> str:
    """Without parentheses around the whole."""
    while text.startswith("( ") and text.endswith(" )"):
        inner = text[2:-2]
        depth = 0
        for character in re.sub(r"'(?:[^']|'')*'", "", inner):
            depth += {"(": 1, ")": -1}.get(character, 0)
            if depth < 0:
                return text
        text = inner
    return text
