"""Any statement of MySQL: the definition statements in full, the others as far as their kind says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.syntax import nodes
from backend_data_model.engines.mysql.syntax.alter import alter_table, create_index, drop_index
from backend_data_model.engines.mysql.syntax.programs import body
from backend_data_model.engines.mysql.syntax.queries import QueryReader, at_query
from backend_data_model.engines.mysql.syntax.session import database, set_statement, transaction
from backend_data_model.engines.mysql.syntax.table import create_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.mysql.syntax.cursor import Cursor
    from backend_data_model.engines.mysql.syntax.tokens import Token

_VERBS_TEXT = """
    ALTER ANALYZE BEGIN BINLOG CACHE CALL CHANGE CHECK CHECKSUM CLONE COMMIT CREATE DEALLOCATE DELETE DESC DESCRIBE DO
    DROP EXECUTE EXPLAIN FLUSH GET GRANT HANDLER HELP IMPORT INSERT INSTALL KILL LOAD LOCK OPTIMIZE PREPARE PURGE
    RELEASE RENAME REPAIR REPLACE RESET RESIGNAL RESTART REVOKE ROLLBACK SAVEPOINT SELECT SET SHOW SHUTDOWN SIGNAL START
    STOP TABLE TRUNCATE UNINSTALL UNLOCK UPDATE USE VALUES WITH XA
"""
VERBS = frozenset(_VERBS_TEXT.split())
_KEYS: dict[str, nodes.KeyKind] = {"UNIQUE": "unique", "FULLTEXT": "fulltext", "SPATIAL": "spatial"}
_CREATED_OTHER = (
    "DATABASE",
    "SCHEMA",
    "USER",
    "ROLE",
    "SERVER",
    "TABLESPACE",
    "LOGFILE",
    "RESOURCE",
    "UNDO",
    "LIBRARY",
)
_DATA = ("INSERT", "REPLACE", "UPDATE", "DELETE")


def statement(cursor: Cursor) -> nodes.Node:
    """The whole statement; fails where it leaves the grammar or does not end."""
    node = _statement(cursor)
    if not cursor.finished:
        raise cursor.problem("the statement should end here")
    return node


def _statement(cursor: Cursor) -> nodes.Node:
    token = cursor.token
    if token.upper == "(" and at_query(cursor):
        QueryReader(cursor).query()
        return nodes.Other("select", checked=True)
    if token.kind != "word" or token.upper not in VERBS:
        raise cursor.problem("expected a statement of MySQL")
    match token.upper:
        case "CREATE":
            return _create(cursor)
        case "ALTER" if cursor.accept("ALTER", "TABLE"):
            return alter_table(cursor, token.start)
        case "ALTER" if cursor.at("ALTER", "IGNORE", "TABLE") or cursor.at("ALTER", "ONLINE", "TABLE"):
            raise cursor.problem("MySQL 8 has no ALTER IGNORE or ONLINE TABLE", cursor.peek())
        case "ALTER":
            return _alter_other(cursor)
        case "DROP":
            return _drop(cursor)
        case "RENAME" if cursor.at("RENAME", "TABLE"):
            return _rename(cursor)
        case "USE":
            cursor.take()
            return nodes.UseDatabase(cursor.identifier("a database"))
        case "SELECT" | "WITH" | "TABLE" | "VALUES" | "INSERT" | "REPLACE" | "UPDATE" | "DELETE":
            return _data(cursor)
        case "TRUNCATE":
            cursor.take()
            cursor.accept("TABLE")
            cursor.qualified_name("a table")
            return nodes.Other("truncate", checked=True)
        case "SET":
            checked = set_statement(cursor)
            return nodes.Other("set", checked=True) if checked else _rest(cursor, "set")
        case _:
            return transaction(cursor) or _rest(cursor, token.text.lower())


def _rest(cursor: Cursor, kind: str) -> nodes.Other:
    while not cursor.finished:
        cursor.take()
    return nodes.Other(kind)


def _data(cursor: Cursor) -> nodes.Other:
    reader = QueryReader(cursor)
    verb = cursor.token.upper
    if verb == "WITH":
        verb = next((t.upper for t in _top_level(cursor) if t.upper in {"SELECT", "UPDATE", "DELETE"}), "SELECT")
    match verb:
        case "INSERT" | "REPLACE":
            reader.insert()
        case "UPDATE":
            reader.update()
        case "DELETE":
            reader.delete()
        case _:
            reader.query()
    return nodes.Other(verb.lower(), checked=True)


def _top_level(cursor: Cursor) -> Iterator[Token]:
    depth = 0
    for token in cursor.tokens[cursor.index :]:
        depth += {"(": 1, ")": -1}.get(token.upper, 0)
        if depth == 0:
            yield token


def _create(cursor: Cursor) -> nodes.Node:
    start = cursor.expect("CREATE")
    replaces = cursor.at("OR", "REPLACE")
    if replaces:
        replacing = cursor.token
        cursor.index += 2
        if not cursor.at_any("VIEW", "ALGORITHM", "DEFINER", "SQL", "SPATIAL"):
            cursor.mark("create_or_replace", replacing, f"CREATE OR REPLACE {cursor.token.upper}")
    temporary = cursor.accept("TEMPORARY")
    if cursor.accept("TABLE"):
        table = create_table(cursor, temporary=temporary, offset=start.start)
        table.replaces = replaces
        return table
    if temporary:
        raise cursor.problem("expected TABLE")
    if cursor.at("SPATIAL", "REFERENCE"):
        return _rest(cursor, "create spatial reference system")
    if cursor.token.upper in _KEYS and cursor.peek().upper == "INDEX":
        kind = _KEYS[cursor.take().upper]
        cursor.take()
        return create_index(cursor, kind, start.start)
    if cursor.accept("INDEX"):
        return create_index(cursor, "index", start.start)
    if cursor.at_any("DATABASE", "SCHEMA"):
        return database(cursor, "create")
    if cursor.token.upper in _CREATED_OTHER:
        return _rest(cursor, f"create {cursor.token.text.lower()}")
    return _program(cursor)


def _program(cursor: Cursor) -> nodes.Node:
    invoker = False
    while not cursor.at_any("VIEW", "TRIGGER", "FUNCTION", "PROCEDURE", "EVENT"):
        if cursor.accept("ALGORITHM"):
            cursor.expect("=")
            cursor.expect_any("UNDEFINED", "MERGE", "TEMPTABLE")
        elif cursor.accept("DEFINER"):
            cursor.expect("=")
            _account(cursor)
        elif cursor.accept("SQL", "SECURITY"):
            invoker = cursor.expect_any("DEFINER", "INVOKER") == "INVOKER"
        elif cursor.accept("AGGREGATE"):
            pass
        else:
            raise cursor.problem("MySQL creates no such thing")
    kind = cursor.take().upper
    cursor.accept("IF", "NOT", "EXISTS")
    schema, name = cursor.qualified_name()
    match kind:
        case "VIEW":
            return _view(cursor, schema, name, invoker)
        case "TRIGGER":
            return _trigger(cursor, schema, name)
        case "EVENT":
            return _rest(cursor, "create event")
        case _:
            rest = cursor.tokens[cursor.index :]
            invoker = any(t.upper == "SECURITY" and rest[i + 1].upper == "INVOKER" for i, t in enumerate(rest[:200]))
            if cursor.at("RETURNS"):
                return _loadable(cursor, name)
            return nodes.CreateRoutine(schema, name, invoker, body(cursor, routine=True))


def _loadable(cursor: Cursor, name: str) -> nodes.CreateRoutine:
    _rest(cursor, "")
    return nodes.CreateRoutine(None, name)


def _account(cursor: Cursor) -> None:
    token = cursor.take()
    if token.kind not in {"word", "quoted", "string", "double"}:
        raise cursor.problem("expected an account", token)
    if token.upper == "CURRENT_USER" and cursor.at("(", ")"):
        cursor.index += 2
    if cursor.token.kind == "variable" or cursor.accept("@"):
        cursor.take()


def _view(cursor: Cursor, schema: str | None, name: str, invoker: bool) -> nodes.CreateView:
    if cursor.at("(") and not at_query(cursor):
        cursor.names_in_parentheses()
    cursor.expect("AS")
    start = cursor.token
    QueryReader(cursor).query()
    definition = cursor.text_since(start)
    if cursor.accept("WITH"):
        cursor.accept_any("CASCADED", "LOCAL")
        cursor.expect("CHECK", "OPTION")
    return nodes.CreateView(schema, name, definition, invoker)


def _trigger(cursor: Cursor, schema: str | None, name: str) -> nodes.CreateTrigger:
    cursor.expect_any("BEFORE", "AFTER")
    cursor.expect_any("INSERT", "UPDATE", "DELETE")
    cursor.expect("ON")
    table_schema, table = cursor.qualified_name("a table")
    cursor.expect("FOR", "EACH", "ROW")
    if cursor.finished:
        raise cursor.problem("expected the body of the trigger")
    if cursor.at_any("FOLLOWS", "PRECEDES"):
        cursor.take()
        cursor.identifier("a trigger")
    return nodes.CreateTrigger(schema, name, table, table_schema, body(cursor, routine=False))


def _drop(cursor: Cursor) -> nodes.Node:
    start = cursor.expect("DROP")
    cursor.accept("TEMPORARY")
    if cursor.accept("INDEX"):
        return drop_index(cursor, start.start)
    kind = cursor.token.upper
    if kind in {"TABLE", "TABLES", "VIEW"}:
        cursor.take()
        exists = cursor.accept("IF", "EXISTS")
        names = [cursor.qualified_name("a table")]
        while cursor.accept(","):
            names.append(cursor.qualified_name("a table"))
        cursor.accept_any("RESTRICT", "CASCADE")
        return nodes.DropTable(names, exists, kind == "VIEW")
    if kind in {"TRIGGER", "FUNCTION", "PROCEDURE"}:
        cursor.take()
        cursor.accept("IF", "EXISTS")
        schema, name = cursor.qualified_name()
        return nodes.DropProgram(kind.lower(), schema, name)  # type: ignore[arg-type]
    if kind in {"DATABASE", "SCHEMA"}:
        return database(cursor, "drop")
    if kind in {*_CREATED_OTHER, "EVENT", "PREPARE", "SPATIAL"}:
        return _rest(cursor, f"drop {kind.lower()}")
    raise cursor.problem("MySQL drops no such thing")


def _alter_other(cursor: Cursor) -> nodes.Other:
    cursor.expect("ALTER")
    for token in cursor.tokens[cursor.index : cursor.index + 12]:
        if token.upper in {*_CREATED_OTHER, "VIEW", "EVENT", "FUNCTION", "PROCEDURE", "INSTANCE"}:
            return _rest(cursor, f"alter {token.text.lower()}")
    raise cursor.problem("MySQL alters no such thing")


def _rename(cursor: Cursor) -> nodes.RenameTable:
    cursor.expect("RENAME", "TABLE")
    node = nodes.RenameTable([])
    while True:
        old = cursor.qualified_name("a table")
        cursor.expect("TO")
        node.pairs.append((old, cursor.qualified_name("a table")))
        if not cursor.accept(","):
            return node
