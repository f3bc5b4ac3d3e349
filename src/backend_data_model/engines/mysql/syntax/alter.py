"""ALTER TABLE, CREATE INDEX and DROP INDEX.  Grammar: MySQL 8.4 Reference Manual, 15.1.9, 15.1.15, 15.1.27."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.syntax import nodes
from backend_data_model.engines.mysql.syntax.columns import column_definition, default_value
from backend_data_model.engines.mysql.syntax.keys import (
    at_key_or_constraint,
    index_options,
    key_or_constraint,
    key_parts,
)
from backend_data_model.engines.mysql.syntax.partitions import partition_list, partitioning
from backend_data_model.engines.mysql.syntax.table import table_option

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.syntax.cursor import Cursor
    from backend_data_model.engines.mysql.syntax.nodes import AlterAction, AlterTable, KeyKind

_PARTITION_VERBS = (
    "TRUNCATE",
    "COALESCE",
    "REORGANIZE",
    "EXCHANGE",
    "ANALYZE",
    "CHECK",
    "OPTIMIZE",
    "REBUILD",
    "REPAIR",
)


def alter_table(cursor: Cursor, offset: int) -> AlterTable:
    """What follows `ALTER TABLE`."""
    if cursor.at("IF", "EXISTS"):
        cursor.mark("if_exists", cursor.token, "ALTER TABLE IF EXISTS")
        cursor.index += 2
    schema, name = cursor.qualified_name("a table name")
    table = nodes.AlterTable(schema, name, offset)
    if cursor.finished:
        return table
    while True:
        if not execution_option(cursor, table):
            table.actions.extend(_actions(cursor))
        if cursor.accept(","):
            if cursor.at("PARTITION", "BY") or cursor.at("REMOVE", "PARTITIONING"):
                raise cursor.problem("no comma stands before the partitioning")
            continue
        if not cursor.at("PARTITION", "BY") and not cursor.at("REMOVE", "PARTITIONING"):
            return table


def execution_option(cursor: Cursor, table: AlterTable) -> bool:
    """`ALGORITHM = x` and `LOCK = x`."""
    if cursor.accept("ALGORITHM"):
        cursor.accept("=")
        found = cursor.expect_any("DEFAULT", "INSTANT", "INPLACE", "COPY", "NOCOPY")
        if found == "NOCOPY":
            cursor.mark("mariadb_option", cursor.tokens[cursor.index - 1])
        table.algorithm = found
    elif cursor.accept("LOCK"):
        cursor.accept("=")
        table.lock = cursor.expect_any("DEFAULT", "NONE", "SHARED", "EXCLUSIVE")
    elif cursor.at_any("WITH", "WITHOUT") and cursor.peek().upper == "VALIDATION":
        cursor.index += 2
    else:
        return False
    return True


def _actions(cursor: Cursor) -> list[AlterAction]:
    token = cursor.token
    match token.upper:
        case "ADD":
            return _add(cursor)
        case "DROP":
            return [_drop(cursor)]
        case "MODIFY" | "CHANGE":
            return [_change(cursor)]
        case "ALTER":
            return [_alter(cursor)]
        case "RENAME":
            return [_rename(cursor)]
        case "PARTITION":
            return [nodes.SetPartitioning(partitioning(cursor))]
        case "CONVERT":
            cursor.expect("CONVERT", "TO")
            options: dict[str, str] = {}
            if not cursor.at_any("CHARACTER", "CHARSET", "CHAR") or not table_option(cursor, options):
                raise cursor.problem("expected CHARACTER SET")
            if cursor.at("COLLATE"):
                table_option(cursor, options)
            return [nodes.SetOptions(options)]
        case "REMOVE":
            cursor.expect("REMOVE", "PARTITIONING")
            return [nodes.SetPartitioning(None)]
        case _:
            return _physical_or_options(cursor)


def _physical_or_options(cursor: Cursor) -> list[AlterAction]:
    token = cursor.token
    if token.upper in {"ENABLE", "DISABLE"}:
        cursor.take()
        cursor.expect("KEYS")
    elif cursor.accept("FORCE"):
        pass
    elif cursor.accept("ORDER", "BY"):
        while True:
            cursor.identifier("a column")
            cursor.accept_any("ASC", "DESC")
            if not (cursor.at(",") and cursor.peek().kind in {"word", "quoted"}):
                break
            cursor.take()
    elif token.upper in {"DISCARD", "IMPORT"} or token.upper in _PARTITION_VERBS:
        cursor.take()
        cursor.expect_any("PARTITION", "TABLESPACE")
        while not cursor.finished:
            if cursor.at("(", "PARTITION"):
                partition_list(cursor)
            else:
                cursor.take()
    else:
        options: dict[str, str] = {}
        while table_option(cursor, options):
            pass
        if not options and cursor.token is token:
            raise cursor.problem("expected a change of the table")
        return [nodes.SetOptions(options)]
    return [nodes.Physical(cursor.text_since(token))]


def _place(cursor: Cursor) -> nodes.Place | None:
    if cursor.accept("FIRST"):
        return nodes.Place()
    if cursor.accept("AFTER"):
        return nodes.Place(cursor.identifier("a column"))
    return None


def _add(cursor: Cursor) -> list[AlterAction]:
    start = cursor.expect("ADD")
    if at_key_or_constraint(cursor):
        return [nodes.AddElement(key_or_constraint(cursor))]
    if cursor.accept("PARTITION"):
        if cursor.accept("PARTITIONS"):
            cursor.number()
        else:
            partition_list(cursor)
        return [nodes.Physical(cursor.text_since(start))]
    if cursor.at("SYSTEM", "VERSIONING") or cursor.at("PERIOD", "FOR"):
        raise cursor.problem("MySQL has no system-versioned tables (MariaDB has)")
    cursor.accept("COLUMN")
    exists = cursor.at("IF", "NOT", "EXISTS")
    if exists:
        cursor.mark("if_not_exists", cursor.token, "ADD COLUMN IF NOT EXISTS")
        cursor.index += 3
    if not cursor.accept("("):
        return [nodes.AddColumn(column_definition(cursor), _place(cursor), exists)]
    added: list[AlterAction] = []
    while True:
        if at_key_or_constraint(cursor):
            added.append(nodes.AddElement(key_or_constraint(cursor)))
        else:
            added.append(nodes.AddColumn(column_definition(cursor), None, exists))
        if not cursor.accept(","):
            break
    cursor.expect(")")
    return added


def _if_exists(cursor: Cursor, what: str) -> bool:
    if cursor.at("IF", "EXISTS"):
        cursor.mark("if_exists", cursor.token, f"{what} IF EXISTS")
        cursor.index += 2
        return True
    return False


def _drop(cursor: Cursor) -> AlterAction:
    start = cursor.expect("DROP")
    if cursor.accept("PRIMARY", "KEY"):
        return nodes.Drop("primary key", None, start.start)
    if cursor.accept("FOREIGN", "KEY"):
        exists = _if_exists(cursor, "DROP FOREIGN KEY")
        return nodes.Drop("foreign key", cursor.identifier("a constraint"), start.start, exists)
    if cursor.accept_any("INDEX", "KEY"):
        exists = _if_exists(cursor, "DROP INDEX")
        return nodes.Drop("index", cursor.identifier("an index"), start.start, exists)
    if cursor.accept("CHECK"):
        return nodes.Drop("check", cursor.identifier("a constraint"), start.start)
    if cursor.accept("CONSTRAINT"):
        exists = _if_exists(cursor, "DROP CONSTRAINT")
        return nodes.Drop("constraint", cursor.identifier("a constraint"), start.start, exists)
    if cursor.accept("PARTITION"):
        cursor.identifier("a partition")
        while cursor.accept(","):
            cursor.identifier("a partition")
        return nodes.Physical(cursor.text_since(start))
    if cursor.at("SYSTEM", "VERSIONING"):
        raise cursor.problem("MySQL has no system-versioned tables (MariaDB has)")
    cursor.accept("COLUMN")
    exists = _if_exists(cursor, "DROP COLUMN")
    name = cursor.identifier("a column")
    cursor.accept_any("RESTRICT", "CASCADE")
    return nodes.Drop("column", name, start.start, exists)


def _change(cursor: Cursor) -> AlterAction:
    verb = cursor.take().upper
    cursor.accept("COLUMN")
    _if_exists(cursor, verb)
    old = cursor.identifier("a column") if verb == "CHANGE" else None
    column = column_definition(cursor)
    return nodes.ChangeColumn(old or column.name, column, _place(cursor))


def _alter(cursor: Cursor) -> AlterAction:
    start = cursor.expect("ALTER")
    if cursor.accept("INDEX"):
        name = cursor.identifier("an index")
        if cursor.at_any("IGNORED", "NOT"):
            cursor.mark("ignored_index", cursor.token, "IGNORED")
            visible = cursor.accept("NOT")
            cursor.expect("IGNORED")
            return nodes.SetIndexVisibility(name, visible)
        token = cursor.token
        visible = cursor.expect_any("VISIBLE", "INVISIBLE") == "VISIBLE"
        cursor.mark("invisible_index", token)
        return nodes.SetIndexVisibility(name, visible)
    if cursor.at_any("CHECK", "CONSTRAINT"):
        token = cursor.take()
        name = cursor.identifier("a constraint")
        enforced = not cursor.accept("NOT")
        cursor.expect("ENFORCED")
        cursor.mark("alter_check", token)
        return nodes.SetCheck(name, enforced)
    cursor.accept("COLUMN")
    name = cursor.identifier("a column")
    if cursor.accept("DROP", "DEFAULT"):
        return nodes.AlterColumn(name, start.start, sets_default=True)
    cursor.expect("SET")
    if cursor.at_any("VISIBLE", "INVISIBLE"):
        cursor.mark("invisible_column", cursor.take())
        return nodes.AlterColumn(name, start.start, sets_default=False)
    cursor.expect("DEFAULT")
    return nodes.AlterColumn(name, start.start, sets_default=True, default=default_value(cursor))


def _rename(cursor: Cursor) -> AlterAction:
    cursor.expect("RENAME")
    if cursor.at("COLUMN"):
        cursor.mark("rename_column", cursor.take())
        old = cursor.identifier("a column")
        cursor.expect("TO")
        return nodes.Rename("column", old, cursor.identifier("a column"))
    if cursor.accept_any("INDEX", "KEY"):
        old = cursor.identifier("an index")
        cursor.expect("TO")
        return nodes.Rename("index", old, cursor.identifier("an index"))
    cursor.accept_any("TO", "AS", "=")
    schema, name = cursor.qualified_name("a table name")
    return nodes.Rename("table", None, name, schema)


def create_index(cursor: Cursor, kind: KeyKind, offset: int) -> AlterTable:
    """What follows `CREATE [UNIQUE | FULLTEXT | SPATIAL] INDEX`."""
    if cursor.at("IF", "NOT", "EXISTS"):
        cursor.mark("if_not_exists", cursor.token, "CREATE INDEX IF NOT EXISTS")
        cursor.index += 3
    key = nodes.KeyDef(kind, [], offset, name=cursor.identifier("an index name"))
    if cursor.accept("USING"):
        key.method = cursor.expect_any("BTREE", "HASH", "RTREE").lower()
    cursor.expect("ON")
    schema, name = cursor.qualified_name("a table name")
    table = nodes.AlterTable(schema, name, offset, [nodes.AddElement(key)])
    if cursor.at("USING"):
        cursor.take()
        token = cursor.take()
        cursor.mark("index_method", token)
        key.method = token.text.lower()
    key.parts = key_parts(cursor)
    index_options(cursor, key)
    while execution_option(cursor, table):
        pass
    return table


def drop_index(cursor: Cursor, offset: int) -> AlterTable:
    """What follows `DROP INDEX`."""
    exists = _if_exists(cursor, "DROP INDEX")
    index = cursor.identifier("an index")
    cursor.expect("ON")
    schema, name = cursor.qualified_name("a table name")
    what = "primary key" if index.upper() == "PRIMARY" else "index"
    drop = nodes.Drop(what, None if what == "primary key" else index, offset, exists)  # type: ignore[arg-type]
    table = nodes.AlterTable(schema, name, offset, [drop])
    while execution_option(cursor, table):
        pass
    return table
