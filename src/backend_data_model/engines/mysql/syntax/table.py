"""CREATE TABLE and table options.  Grammar: MySQL 8.4 Reference Manual, 15.1.20 and chapter 26 (partitioning)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.mysql.syntax.columns import column_definition
from backend_data_model.engines.mysql.syntax.keys import at_key_or_constraint, key_or_constraint
from backend_data_model.engines.mysql.syntax.nodes import CreateTable, TableElement
from backend_data_model.engines.mysql.syntax.partitions import partitioning
from backend_data_model.engines.mysql.syntax.queries import QueryReader, at_query

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.syntax.cursor import Cursor

_VALUE_OPTIONS_TEXT = """
    AUTOEXTEND_SIZE AUTO_INCREMENT AVG_ROW_LENGTH CHECKSUM COMMENT COMPRESSION CONNECTION DELAY_KEY_WRITE ENCRYPTION
    ENGINE ENGINE_ATTRIBUTE INSERT_METHOD KEY_BLOCK_SIZE MAX_ROWS MIN_ROWS PACK_KEYS PASSWORD ROW_FORMAT
    SECONDARY_ENGINE SECONDARY_ENGINE_ATTRIBUTE STATS_AUTO_RECALC STATS_PERSISTENT STATS_SAMPLE_PAGES
"""
_VALUE_OPTIONS = frozenset(_VALUE_OPTIONS_TEXT.split())
_MARIADB_OPTIONS_TEXT = (
    "PAGE_CHECKSUM TRANSACTIONAL PAGE_COMPRESSED PAGE_COMPRESSION_LEVEL ENCRYPTED ENCRYPTION_KEY_ID IETF_QUOTES TYPE"
)
_MARIADB_OPTIONS = frozenset(_MARIADB_OPTIONS_TEXT.split())


def create_table(cursor: Cursor, *, temporary: bool, offset: int) -> CreateTable:
    """What follows `CREATE [TEMPORARY] TABLE`."""
    exists = cursor.accept("IF", "NOT", "EXISTS")
    schema, name = cursor.qualified_name("a table name")
    table = CreateTable(schema, name, offset, temporary=temporary, if_not_exists=exists)
    if cursor.accept("LIKE"):
        table.like = cursor.qualified_name("a table name")
        return table
    if cursor.at("(", "LIKE"):
        cursor.index += 2
        table.like = cursor.qualified_name("a table name")
        cursor.expect(")")
        return table
    if cursor.at("(") and not at_query(cursor):
        table.elements = _elements(cursor)
    table.options = table_options(cursor)
    if cursor.at("PARTITION"):
        table.partitioning = partitioning(cursor)
    cursor.accept_any("IGNORE", "REPLACE")
    cursor.accept("AS")
    if at_query(cursor):
        table.from_query = True
        QueryReader(cursor).query()
    elif not table.elements:
        raise cursor.problem("expected the columns of the table")
    return table


def _elements(cursor: Cursor) -> list[TableElement]:
    cursor.expect("(")
    elements = [_element(cursor)]
    while not cursor.accept(")"):
        if not cursor.at(","):
            raise cursor.problem("expected a comma or the end of the definitions")
        cursor.take()
        if cursor.at(")"):
            raise cursor.problem("a comma stands before the closing parenthesis")
        elements.append(_element(cursor))
    return elements


def _element(cursor: Cursor) -> TableElement:
    if cursor.at("PERIOD", "FOR"):
        raise cursor.problem("MySQL has no system-versioned tables (MariaDB has)")
    if at_key_or_constraint(cursor):
        return key_or_constraint(cursor)
    return column_definition(cursor)


def table_options(cursor: Cursor) -> dict[str, str]:
    """Options in any order, with or without commas; keys in lower case (`charset`, `collate`, `engine` ...)."""
    options: dict[str, str] = {}
    while table_option(cursor, options):
        cursor.accept(",")
    return options


def table_option(cursor: Cursor, options: dict[str, str]) -> bool:
    """One option; False when none comes next."""
    token = cursor.token
    if cursor.at("DEFAULT") and cursor.peek().upper in {"CHARACTER", "CHARSET", "CHAR", "COLLATE", "ENCRYPTION"}:
        cursor.take()
    if cursor.accept("CHARACTER", "SET") or cursor.accept("CHARSET") or cursor.accept("CHAR", "SET"):
        options["charset"] = _value(cursor)
    elif cursor.accept("COLLATE"):
        options["collate"] = _value(cursor)
    elif cursor.at_any("DATA", "INDEX") and cursor.peek().upper == "DIRECTORY":
        key = f"{cursor.take().text.lower()}_directory"
        cursor.take()
        options[key] = _value(cursor)
    elif cursor.token.upper in _VALUE_OPTIONS:
        key = cursor.take().text.lower()
        options[key] = _value(cursor)
    elif cursor.token.upper in _MARIADB_OPTIONS:
        cursor.mark("mariadb_option", token)
        key = cursor.take().text.lower()
        options["engine" if key == "type" else key] = _value(cursor)
    elif cursor.accept("TABLESPACE"):
        cursor.accept("=")
        options["tablespace"] = cursor.identifier("a tablespace")
        if cursor.accept("STORAGE"):
            cursor.expect_any("DISK", "MEMORY", "DEFAULT")
    elif cursor.accept("UNION"):
        cursor.accept("=")
        cursor.skip_parentheses()
    elif cursor.accept("START", "TRANSACTION"):
        pass
    elif cursor.at("WITH", "SYSTEM", "VERSIONING") or cursor.at("ADD", "SYSTEM", "VERSIONING"):
        cursor.mark("system_versioning", token, "SYSTEM VERSIONING")
        cursor.index += 3
    else:
        return False
    return True


def _value(cursor: Cursor) -> str:
    cursor.accept("=")
    token = cursor.token
    if token.kind in {"string", "double"}:
        return cursor.string()
    if token.kind in {"word", "number", "quoted"}:
        return cursor.take().name
    raise cursor.problem("expected the value of the option")
