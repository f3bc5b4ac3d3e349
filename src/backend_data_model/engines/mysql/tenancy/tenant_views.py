"""`tenancy/tenant_views.sql`: what stands for row-level security where tenants share tables on MySQL.

MySQL has no policies.  A view that compares with a session variable is none either: any statement sets `@tenant`, and
MySQL takes no variable in a view.  What an account cannot choose is its own name.  So each tenant has an account, a
table says whose it is, and the account has rights on views alone, which read with the rights of another account
(MySQL 8.4 manual, 27.6 "Stored Object Access Control", 14.15 "Information Functions": USER()).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from backend_data_model.engines.identifiers import quote_identifier, quote_string

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.model.schema import ForeignKey, Schema, Table

_NAME_LENGTH = 64
_HEAD = """\
-- Tenants that share tables on MySQL: an account for each, which sees its rows through views and nothing else.
--
--     mysql DATABASE < tenant_views.sql                          as an administrator; can be run again
--     mysql DATABASE -e "CALL add_tenant_account('acme', 1)"     an account for the tenant of that key, still locked
--     mysql -e "ALTER USER 'acme'@'%' IDENTIFIED BY '...' ACCOUNT UNLOCK"
--     mysql DATABASE -e "CALL drop_tenant_account('acme')"
--
-- MySQL has no row-level security.  The application connects to the database tenant_access as the tenant's account
-- (a small pool for each tenant) and finds views there under the names of the tables.  Who it is comes from the
-- account, which a statement cannot change; a session variable could be set by any.  An account without a tenant sees
-- no row and writes none.  What is not held: a unique key over all tenants tells by its error that a value is taken;
-- whoever has rights on the tables themselves (administrators, jobs) sees everything.  Allow no proxy users.
-- With several systems on one server, replace tenant_access and tenant_views in this file first.
-- Run it again after each migration: a view shows the columns that there were when it was made.{own}

CREATE DATABASE IF NOT EXISTS tenant_access;
CREATE USER IF NOT EXISTS 'tenant_views'@'localhost' ACCOUNT LOCK;
{definer}

CREATE TABLE IF NOT EXISTS tenant_access.tenant_accounts (
    account VARCHAR(32) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
    tenant  {type} NOT NULL,
    PRIMARY KEY (account)
);
GRANT SELECT ON tenant_access.tenant_accounts TO 'tenant_views'@'localhost';

-- Constant while a statement runs, and so read once for each, which DETERMINISTIC says.
DROP FUNCTION IF EXISTS tenant_access.current_tenant;
CREATE DEFINER = 'tenant_views'@'localhost' FUNCTION tenant_access.current_tenant() RETURNS {type}
DETERMINISTIC READS SQL DATA SQL SECURITY DEFINER
RETURN (SELECT a.tenant FROM tenant_access.tenant_accounts AS a
        WHERE a.account = CONVERT(LEFT(USER(), CHAR_LENGTH(USER()) - LOCATE('@', REVERSE(USER()))) USING utf8mb4)
              COLLATE utf8mb4_bin);
GRANT EXECUTE ON FUNCTION tenant_access.current_tenant TO 'tenant_views'@'localhost';
"""
_OWN = """
-- Tables with rows of one tenant or of all have two views: {names}, to be read, and own_..., to be written."""
_VIEW = """\
CREATE OR REPLACE DEFINER = 'tenant_views'@'localhost' SQL SECURITY DEFINER VIEW tenant_access.{view} AS
SELECT {columns}
FROM {table}{where};"""
_TRIGGER = """\
DROP TRIGGER IF EXISTS {name};
CREATE DEFINER = 'tenant_views'@'localhost' TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW
IF NEW.{column} IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM {target} AS r WHERE r.{referred} = NEW.{column} AND {visible}) THEN
    SIGNAL SQLSTATE '23000' SET MESSAGE_TEXT = {message};
END IF//"""
_ACCOUNTS = """\
DROP PROCEDURE IF EXISTS run_for_tenant_account//
CREATE PROCEDURE run_for_tenant_account(IN head VARCHAR(300), IN account VARCHAR(32), IN tail VARCHAR(30))
SQL SECURITY INVOKER
BEGIN
    IF account IS NULL OR NOT CONVERT(account USING utf8mb4) COLLATE utf8mb4_bin REGEXP '^[a-z][a-z0-9_]*$' THEN
        SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an account has a small letter first, then letters, digits and _';
    END IF;
    SET @for_tenant_account = CONCAT(head, QUOTE(account), '@''%''', tail);
    PREPARE for_tenant_account FROM @for_tenant_account;
    EXECUTE for_tenant_account;
    DEALLOCATE PREPARE for_tenant_account;
END//

DROP PROCEDURE IF EXISTS add_tenant_account//
CREATE PROCEDURE add_tenant_account(IN account VARCHAR(32), IN tenant {type})
SQL SECURITY INVOKER
BEGIN
    CALL run_for_tenant_account('CREATE USER ', account, ' ACCOUNT LOCK');
    INSERT INTO tenant_access.tenant_accounts (account, tenant) VALUES (account, tenant);
{grants}
END//

DROP PROCEDURE IF EXISTS drop_tenant_account//
CREATE PROCEDURE drop_tenant_account(IN account VARCHAR(32))
SQL SECURITY INVOKER
BEGIN
    CALL run_for_tenant_account('DROP USER IF EXISTS ', account, '');
    DELETE FROM tenant_access.tenant_accounts
        WHERE tenant_accounts.account = CONVERT(account USING utf8mb4) COLLATE utf8mb4_bin;
END//"""


def render_tenant_views(schema: Schema) -> str:
    """The script for the `mysql` client: the mapping of accounts, the views, and the procedures that make accounts."""
    tenants = next(table for table in schema.tables if table.scope == "self")
    both = ", ".join(table.name for table in schema.tables if table.scope == "both")
    type_ = next(column.type for column in tenants.columns if column.name == tenants.tenant_column)
    head = _HEAD.format(
        own=_OWN.format(names=both) if both else "",
        type=type_,
        definer="\n".join(
            f"GRANT SELECT, INSERT, UPDATE, DELETE, TRIGGER ON {_quote(table.name)} TO 'tenant_views'@'localhost';"
            for table in schema.tables
        ),
    )
    views = [text for table in schema.tables for text, _, _ in _views(table)]
    triggers = [text for table in schema.tables for text in _triggers(schema, table)]
    grants = [
        f"    CALL run_for_tenant_account({_string(f'GRANT {rights} ON tenant_access.{_quote(name)} TO ')}, "
        "account, '');"
        for table in schema.tables
        for _, name, rights in _views(table)
    ]
    accounts = _ACCOUNTS.format(type=type_, grants="\n".join(grants))
    parts = [head, "\n\n".join(views), "DELIMITER //"]
    if triggers:
        parts.append("-- Foreign keys that cannot carry the tenant: the row must be of the same tenant, or of all.")
    return "\n\n".join([*(part.rstrip("\n") for part in parts), *triggers, accounts, "DELIMITER ;"]) + "\n"


def _views(table: Table) -> Iterator[tuple[str, str, str]]:
    """Each view of a table, its name, and what the tenants' accounts may do with it."""
    if table.tenant_column is None:
        yield _view(table, table.name, None), table.name, "SELECT"
        return
    own = f"{_quote(table.tenant_column)} = tenant_access.current_tenant()"
    if table.scope == "self":
        yield _view(table, table.name, own, checked=True), table.name, "SELECT, UPDATE"
        return
    rights = "SELECT, INSERT" if table.audit else "SELECT, INSERT, UPDATE, DELETE"
    name = table.name
    if table.scope == "both":
        visible = f"{own} OR {_quote(table.tenant_column)} IS NULL"
        yield _view(table, name, visible), name, "SELECT"
        name = _short(f"own_{name}")
    yield _view(table, name, own, checked=True), name, rights


def _view(table: Table, name: str, condition: str | None, *, checked: bool = False) -> str:
    where = f"\nWHERE {condition}" if condition else ""
    return _VIEW.format(
        view=_quote(name),
        columns=", ".join(_quote(column.name) for column in table.columns),
        table=_quote(table.name),
        where=where + ("\nWITH CASCADED CHECK OPTION" if checked else ""),
    )


def _triggers(schema: Schema, table: Table) -> Iterator[str]:
    """For each foreign key to rows of tenants that names no tenant: what it refers to is the same tenant's, or all's.

    The engine checks foreign keys past the views.
    """
    for key in table.foreign_keys:
        target = next((each for each in schema.tables if each.name == key.ref_table), None)
        if len(key.columns) == 1 and target is not None and target.scope in ("tenant", "both"):
            yield from (_trigger(table, key, target, event) for event in ("INSERT", "UPDATE"))


def _trigger(table: Table, key: ForeignKey, target: Table, event: str) -> str:
    theirs = f"r.{_quote(target.tenant_column or '')}"
    same = [f"{theirs} = NEW.{_quote(table.tenant_column)}"] if table.tenant_column else []
    same += [f"{theirs} IS NULL"] if target.scope == "both" else []
    return _TRIGGER.format(
        name=_quote(_short(f"tenant_of_{table.name}_{key.columns[0]}_{event.lower()}")),
        event=event,
        table=_quote(table.name),
        column=_quote(key.columns[0]),
        target=_quote(target.name),
        referred=_quote(key.ref_columns[0]),
        visible=f"({' OR '.join(same)})",
        message=_string(f"{key.columns[0]} refers to no row of this tenant"[:128]),
    )


def _quote(name: str) -> str:
    return quote_identifier(name, "mysql")


def _string(text: str) -> str:
    return quote_string(text, "mysql")


def _short(name: str) -> str:
    """The name, cut to the 64 characters that MySQL takes."""
    if len(name) <= _NAME_LENGTH:
        return name
    return f"{name[: _NAME_LENGTH - 9]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
