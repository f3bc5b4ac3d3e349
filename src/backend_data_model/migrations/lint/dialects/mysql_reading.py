"""From MySQL's parse tree to changes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.syntax import nodes
from backend_data_model.migrations.lint.dialects.change import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

_HIDDEN = re.compile(r"'(?:[^'\\]|''|\\.)*'|\"(?:[^\"\\]|\"\"|\\.)*\"|/\*.*?\*/|--[^\n]*|#[^\n]*", re.DOTALL)
_NAME = r"(?:(?:`[^`]+`|[\w$]+)\s*\.\s*)?(?P<name>`[^`]+`|[\w$]+)"
_TRUNCATE = re.compile(rf"\s*truncate\s+(?:table\s+)?{_NAME}", re.IGNORECASE)
_DROP_DATABASE = re.compile(rf"\s*drop\s+(?:database|schema)\s+(?:if\s+exists\s+)?{_NAME}", re.IGNORECASE)
_WRITE = re.compile(
    rf"\s*(?:update\s+(?:low_priority\s+|ignore\s+)*|delete\s+(?:low_priority\s+|quick\s+|ignore\s+)*from\s+){_NAME}",
    re.IGNORECASE,
)


_ALTER = re.compile(rf"\s*alter\s+(?:ignore\s+|online\s+)*table\s+(?:if\s+exists\s+)?{_NAME}\s*", re.IGNORECASE)
_CREATE_INDEX = re.compile(
    rf"\s*create\s+(?P<kind>(?:unique|fulltext|spatial)?)\s*index\s+(?P<index>`[^`]+`|\S+)\s+on\s+{_NAME}\s*",
    re.IGNORECASE,
)
_EXECUTION = re.compile(
    r",?\s*\b(?:ALGORITHM|LOCK)\s*=?\s*(?:DEFAULT|INSTANT|NOCOPY|INPLACE|COPY|NONE|SHARED|EXCLUSIVE)\b", re.I
)


def clauses_of(sql: str) -> str:
    """What follows the name in ALTER TABLE, without ALGORITHM and LOCK; an index as the clause that adds it."""
    index = _CREATE_INDEX.match(sql)
    if index:
        rest = _EXECUTION.sub("", sql[index.end() :]).strip()
        return " ".join(f"ADD {index['kind']} INDEX {index['index']} {rest}".split())
    found = _ALTER.match(sql)
    rest = sql[found.end() :] if found else sql
    return _EXECUTION.sub("", rest).strip().strip(",").strip()


def changes(node: nodes.Node, sql: str) -> list[Change]:
    """The changes in the order of the text."""
    match node:
        case nodes.AlterTable():
            return list(_altered(node))
        case nodes.CreateTable():
            return [Change("create table", node.name)]
        case nodes.DropTable():
            return [Change("drop view or routine" if node.view else "drop table", name) for _, name in node.names]
        case nodes.RenameTable():
            return [Change("rename table", old, new) for (_, old), (_, new) in node.pairs]
        case nodes.DropProgram() if node.what != "trigger":
            return [Change("drop view or routine", node.name)]
        case _:
            return _other(sql)


def _altered(node: nodes.AlterTable) -> Iterator[Change]:
    for action in node.actions:
        match action:
            case nodes.AddColumn():
                column = action.column
                filled = column.nullable is not False or column.default or column.generated or column.auto_increment
                yield Change("add column" if filled else "add required column", node.name, column.name)
                if column.key == "unique":
                    yield Change("add unique", node.name, column.name)
            case nodes.AddElement(element=nodes.KeyDef(kind="unique") as key):
                yield Change("add unique", node.name, key.name or key.constraint or "")
            case nodes.AddElement(element=nodes.KeyDef() as key):
                yield Change("create index", node.name, key.name or "")
            case nodes.Drop(what="column"):
                yield Change("drop column", node.name, action.name or "")
            case nodes.Rename(what="column"):
                yield Change("rename column", node.name, action.old or "", action.new)
            case nodes.Rename(what="table"):
                yield Change("rename table", node.name, action.new)
            case nodes.ChangeColumn() if action.old.lower() != action.column.name.lower():
                yield Change("rename column", node.name, action.old, action.column.name)
            case nodes.AlterColumn(sets_default=True, default=None):
                yield Change("drop default", node.name, action.name)


def _other(sql: str) -> list[Change]:
    bare = _HIDDEN.sub("''", sql)
    for kind, pattern in (("truncate", _TRUNCATE), ("drop database", _DROP_DATABASE)):
        found = pattern.match(bare)
        if found:
            return [Change(kind, found["name"].strip("`"))]  # type: ignore[arg-type]
    write = _WRITE.match(bare)
    if write and not re.search(r"\b(?:where|limit|join)\b", bare, re.IGNORECASE):
        return [Change("write without where", write["name"].strip("`"))]
    return []
