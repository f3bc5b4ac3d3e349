"""Loads DDL into scratch databases of MySQL, or of MariaDB in its place."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.split import split_statements
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pymysql

    from backend_data_model.engines.mysql.server import MysqlServer

# Collations of MySQL 8 that MariaDB 10.11 lacks, and the NO PAD ones that stand for them while a plan is made.
_STAND_INS = {
    "utf8mb4_0900_ai_ci": "utf8mb4_unicode_520_nopad_ci",
    "utf8mb4_0900_bin": "utf8mb4_nopad_bin",
    "utf8mb4_0900_as_cs": "utf8mb4_unicode_nopad_ci",
    "utf8mb4_0900_as_ci": "utf8mb4_general_nopad_ci",
}
_BEYOND = re.compile(
    r"\s*(?:(?:create|drop|alter)\s+(?:database|schema|user|role|server|tablespace)\b|use\b|grant\b|revoke\b"
    r"|set\s+(?:global|persist)\b|flush\b|install\b|load\s+data\b|begin\b|start\s+transaction\b|commit\b|rollback\b"
    r"|(?:un)?lock\s+tables?\b|insert\b|replace\s+into\b)",
    re.IGNORECASE,
)


@contextmanager
def loaded(server: MysqlServer, ddl: str, source: str | None = None) -> Iterator[pymysql.Connection[Any]]:
    """A scratch database with the schema of `ddl`, dropped afterwards.

    Rows, and what reaches beyond the database, are left out.  InputError with the place of the first statement that the
    server refuses; EngineUnavailable where MariaDB stands in and does not know the syntax.
    """
    import pymysql

    with server.database() as connection:
        for statement in split_statements(ddl, "mysql", source):
            if statement.is_client_command or _BEYOND.match(statement.sql):
                continue
            try:
                with connection.cursor() as cursor:
                    cursor.execute(for_server(statement.sql, server))
            except pymysql.MySQLError as error:
                code, message = (*error.args, "", "")[:2]
                if server.mariadb and code in {1064, 1273, 1235}:
                    raise EngineUnavailable(
                        f"{statement.position}: {server.label} refuses this statement: {message}",
                        help="If it is valid on your MySQL, plan with --url on a server of that version.",
                    ) from error
                raise InputError(
                    f"{server.label} refuses this statement: {message} [{code}]",
                    position=statement.position,
                    help="A plan needs both schemas to load from nothing, in order.",
                ) from error
        with connection.cursor() as cursor:
            cursor.execute("set foreign_key_checks = 1")
        yield connection


def for_server(sql: str, server: MysqlServer) -> str:
    """With collations that the server has."""
    if server.mariadb:
        for name, stand_in in _STAND_INS.items():
            sql = re.sub(rf"\b{name}\b", stand_in, sql, flags=re.IGNORECASE)
    return sql


def from_server(sql: str, server: MysqlServer) -> str:
    """With the collations that were asked for."""
    if server.mariadb:
        for name, stand_in in _STAND_INS.items():
            sql = re.sub(rf"\b{stand_in}\b", name, sql)
    return sql
