"""What PRAGMAs do not tell of a CREATE TABLE or CREATE INDEX: names, CHECKs, actions, generated columns, places."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar, cast

from backend_data_model.engines.sqlite.read_tokens import Cursor
from backend_data_model.model.schema import Check, ForeignKey, PrimaryKey, Unique

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.model.position import Position
    from backend_data_model.model.schema import ReferentialAction

_Noted = TypeVar("_Noted", Unique, Check, ForeignKey)

_COLUMN_CONSTRAINT = frozenset(
    {
        "CONSTRAINT",
        "PRIMARY",
        "NOT",
        "NULL",
        "UNIQUE",
        "CHECK",
        "DEFAULT",
        "COLLATE",
        "REFERENCES",
        "GENERATED",
        "AS",
        "ON",
    }
)
_TABLE_CONSTRAINT = frozenset({"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"})


@dataclass(slots=True)
class ColumnText:
    """What the text says of a column."""

    name: str
    position: Position | None
    type: str = ""
    default: str | None = None
    collation: str | None = None
    generated: str | None = None
    stored: bool = False


@dataclass(slots=True)
class TableText:
    """What the text says of a table; `place` turns an offset in the text into a position."""

    place: Callable[[int], Position | None]
    columns: list[ColumnText] = field(default_factory=list)
    primary_key: PrimaryKey | None = None
    uniques: list[Unique] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    foreign_keys: list[ForeignKey] = field(default_factory=list)
    autoincrement: bool = False
    strict: bool = False
    without_rowid: bool = False


def _nowhere(_: int) -> None:
    return None


def parse_create_table(sql: str, place: Callable[[int], Position | None] = _nowhere) -> TableText:
    """Read a CREATE TABLE that SQLite has accepted; `place` gives the parts their positions."""
    cursor, table = Cursor(sql), TableText(place)
    while not cursor.done and not cursor.peek("("):
        if cursor.peek("AS"):
            return table
        cursor.next()
    cursor.next()
    while not cursor.done and not cursor.peek(")"):
        if cursor.token.upper in _TABLE_CONSTRAINT:
            _table_constraint(cursor, table)
        else:
            _column(cursor, table)
        cursor.take(",")
    while not cursor.done:
        word = cursor.next().upper
        table.strict |= word == "STRICT"
        table.without_rowid |= word == "WITHOUT"
    return table


def _column(cursor: Cursor, table: TableText) -> None:
    first = cursor.next()
    column = ColumnText(first.value, table.place(first.start))
    table.columns.append(column)
    start = cursor.token.start
    while (
        not cursor.done
        and cursor.token.upper not in _COLUMN_CONSTRAINT
        and not cursor.peek(",")
        and not cursor.peek(")")
    ):
        if cursor.peek("("):
            cursor.parenthesised()
        else:
            cursor.next()
    column.type = cursor.text[start : cursor.tokens[cursor.at - 1].end] if cursor.token.start > start else ""
    while not cursor.done and not cursor.peek(",") and not cursor.peek(")"):
        _column_constraint(cursor, table, column)


def _column_constraint(cursor: Cursor, table: TableText, column: ColumnText) -> None:
    start = cursor.token.start
    name = cursor.name() if cursor.take("CONSTRAINT") else None
    if cursor.take("PRIMARY", "KEY"):
        table.primary_key = PrimaryKey([column.name], name, table.place(start))
        _ = cursor.take("ASC") or cursor.take("DESC")
        _conflict(cursor)
        table.autoincrement |= cursor.take("AUTOINCREMENT")
    elif cursor.take("NOT", "NULL") or cursor.take("NULL"):
        _conflict(cursor)
    elif cursor.take("UNIQUE"):
        _conflict(cursor)
        _note(table, table.uniques, Unique([column.name], name), start)
    elif cursor.take("CHECK"):
        _note(table, table.checks, Check(cursor.parenthesised(), name), start)
        _conflict(cursor)
    elif cursor.take("DEFAULT"):
        before = cursor.token.start
        if cursor.peek("("):
            cursor.parenthesised()
        elif cursor.next().upper in {"+", "-"}:
            cursor.next()
        column.default = cursor.text[before : cursor.tokens[cursor.at - 1].end]
    elif cursor.take("COLLATE"):
        column.collation = cursor.name()
    elif cursor.peek("REFERENCES"):
        _note(table, table.foreign_keys, _references(cursor, [column.name], name), start)
    elif cursor.take("GENERATED", "ALWAYS", "AS") or cursor.take("AS"):
        column.generated = cursor.parenthesised()
        column.stored = cursor.take("STORED")
        cursor.take("VIRTUAL")
    else:
        cursor.next()


def _table_constraint(cursor: Cursor, table: TableText) -> None:
    start = cursor.token.start
    name = cursor.name() if cursor.take("CONSTRAINT") else None
    if cursor.take("PRIMARY", "KEY"):
        items = cursor.list_items()
        table.autoincrement |= any(token.upper == "AUTOINCREMENT" for item in items for token in item.tokens)
        table.primary_key = PrimaryKey([item.name() for item in items], name, table.place(start))
        _conflict(cursor)
    elif cursor.take("UNIQUE"):
        _note(table, table.uniques, Unique([item.name() for item in cursor.list_items()], name), start)
        _conflict(cursor)
    elif cursor.take("CHECK"):
        _note(table, table.checks, Check(cursor.parenthesised(), name), start)
        _conflict(cursor)
    elif cursor.take("FOREIGN", "KEY"):
        columns = [item.name() for item in cursor.list_items()]
        _note(table, table.foreign_keys, _references(cursor, columns, name), start)
    elif not cursor.peek(",") and not cursor.peek(")"):
        cursor.next()


def _note(table: TableText, among: list[_Noted], item: _Noted, offset: int) -> None:
    item.position = table.place(offset)
    among.append(item)


def _conflict(cursor: Cursor) -> None:
    if cursor.take("ON", "CONFLICT"):
        cursor.next()


def _references(cursor: Cursor, columns: list[str], name: str | None) -> ForeignKey:
    cursor.take("REFERENCES")
    foreign_key = ForeignKey(columns, cursor.name(), [], name)
    if cursor.peek("("):
        foreign_key.ref_columns = [item.name() for item in cursor.list_items()]
    while True:
        if cursor.take("ON", "DELETE"):
            foreign_key.on_delete = _action(cursor)
        elif cursor.take("ON", "UPDATE"):
            foreign_key.on_update = _action(cursor)
        elif cursor.take("MATCH"):
            cursor.next()
        elif cursor.take("NOT", "DEFERRABLE") or cursor.take("INITIALLY", "IMMEDIATE"):
            continue
        elif cursor.take("DEFERRABLE"):
            # Only INITIALLY DEFERRED makes a foreign key of SQLite deferred (foreignkeys.html, 4.2).
            foreign_key.deferrable = True
        elif cursor.take("INITIALLY", "DEFERRED"):
            continue
        else:
            return foreign_key


def _action(cursor: Cursor) -> ReferentialAction:
    words = [cursor.next().text.lower()]
    if words[0] in {"set", "no"}:
        words.append(cursor.next().text.lower())
    return cast("ReferentialAction", " ".join(words))


@dataclass(slots=True)
class IndexText:
    """The text of each key of an index without its direction, and the condition of a partial index."""

    keys: list[str]
    where: str | None


def parse_create_index(sql: str) -> IndexText:
    """Read a CREATE INDEX that SQLite has accepted."""
    cursor = Cursor(sql)
    while not cursor.done and not cursor.peek("("):
        cursor.next()
    keys = []
    for item in cursor.list_items():
        tokens = item.tokens
        end = tokens[-1].start if tokens and tokens[-1].upper in {"ASC", "DESC"} else len(item.text)
        keys.append(item.text[:end].strip())
    where = sql[cursor.token.end :].strip() if cursor.peek("WHERE") else None
    return IndexText(keys, where)


def body_after_as(sql: str) -> str:
    """The query of a CREATE VIEW."""
    cursor = Cursor(sql)
    while not cursor.done and not cursor.take("AS"):
        if cursor.peek("("):
            cursor.parenthesised()
        else:
            cursor.next()
    return sql[cursor.token.start :].strip()
