"""Proves row-level security (PostgreSQL) as the application's role: own rows, other tenants' rows, no tenant set."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend_data_model.engines.session import PARAMETER, RefusedError
from backend_data_model.prover.attempts import Tally
from backend_data_model.prover.predicates import columns_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.model.schema import Policy, Table
    from backend_data_model.prover.predicates import Row
    from backend_data_model.prover.rows import Rows
    from backend_data_model.prover.samples import Value

_SETTING = re.compile(r"current_setting\s*\(\s*'([^']+)'", re.IGNORECASE)
_STAND_IN = "bdm_probe_role"


def prove_row_security(rows: Rows, table: Table) -> Tally:
    """Own rows are seen and may be written; another tenant's are neither; without a tenant nothing is seen."""
    tally = Tally(needs_all=True)
    policies = [p for p in rows.schema.policies if p.table == table.name and p.schema in {None, table.schema, "public"}]
    setting = next((m[1] for p in policies for m in _SETTING.finditer(f"{p.using} {p.check}")), None)
    column = _tenant_column(rows, table, policies)
    if not policies or setting is None or column is None:
        tally.unsure.append(
            "there is no policy on the table: nobody but the owner sees a row"
            if not policies
            else "the policies do not compare one column with a setting (current_setting)"
        )
        return tally
    own, other = (rows.plan(table, rows.fresh()) for _ in range(2))
    rows.insert(table, own)
    rows.insert(table, other)
    if own[column] == other[column]:
        tally.unsure.append("no rows of two tenants could be built")
        return tally
    free = _checked_references(table, policies)
    new_own = rows.plan(table, rows.fresh(), free | ({column: own[column]} if column not in _key(table) else {}))
    new_other = rows.plan(table, rows.fresh(), free | ({column: other[column]} if column not in _key(table) else {}))
    role = _role(rows, table, policies)
    _Application(rows, table, role, setting, column, own[column]).try_all(own, other, new_own, new_other, tally)
    return tally


def _checked_references(table: Table, policies: Sequence[Policy]) -> dict[str, Value]:
    """NULL for the optional references that a policy looks up, since the rows that exist are of any tenant."""
    looked_up = [p.check for p in policies if p.check and "exists" in p.check.lower()]
    single = {key.columns[0] for key in table.foreign_keys if len(key.columns) == 1}
    return {
        c.name: None for c in table.columns if c.nullable and c.name in single for check in looked_up if c.name in check
    }


def _key(table: Table) -> Sequence[str]:
    """The primary key where it is one column: for the tenants' own table the tenant is the row."""
    return table.primary_key.columns if table.primary_key and len(table.primary_key.columns) == 1 else ()


def _tenant_column(rows: Rows, table: Table, policies: Sequence[Policy]) -> str | None:
    named = {c for p in policies for c in columns_in(f"{p.using or ''} {p.check or ''}", table)}
    declared = rows.schema.tenant_column
    if declared in named:
        return declared
    return next(iter(named)) if len(named) == 1 else None


def _role(rows: Rows, table: Table, policies: Sequence[Policy]) -> str:
    """The application's role, or one of our own that lives as long as the transaction."""
    session = rows.session
    named = [rows.schema.application_role, *(r for p in policies for r in p.roles if r.lower() != "public")]
    for role in named:
        if role and session.execute(f"select 1 from pg_catalog.pg_roles where rolname = {PARAMETER}", (role,)):
            return role
    session.execute(f"create role {_STAND_IN} nologin")
    session.execute(f"grant select, insert, update, delete on {rows.name(table)} to {_STAND_IN}")
    if table.schema:
        session.execute(f"grant usage on schema {session.quote(table.schema)} to {_STAND_IN}")
    return _STAND_IN


class _Application:
    """Acts as the role with the setting of one tenant."""

    def __init__(self, rows: Rows, table: Table, role: str, setting: str, column: str, tenant: Value) -> None:
        self._rows = rows
        self._table = table
        self._session = rows.session
        self._name = rows.name(table)
        self._role = role
        self._setting = setting
        self._column = column
        self._tenant = tenant

    def try_all(self, own: Row, other: Row, new_own: Row, new_other: Row, tally: Tally) -> None:
        """Every case, each in a savepoint of its own."""
        keys = list(self._table.primary_key.columns if self._table.primary_key else own)
        mine, mine_values = self._rows.where(own, keys)
        theirs, their_values = self._rows.where(other, keys)
        quoted = self._session.quote(self._column)
        self._count(f"select 1 from {self._name} where {mine}", mine_values, 1, "its own row", tally)
        self._count(f"select 1 from {self._name} where {theirs}", their_values, 0, "another tenant's row", tally)
        self._count(f"select 1 from {self._name}", (), 0, "rows without a tenant being set", tally, tenant=None)
        writable = self._writable()
        if writable:
            changed = self._session.quote(writable[0])
            update = f"update {self._name} set {changed} = {changed}"
            self._count(f"{update} where {theirs} returning 1", their_values, 0, "an update elsewhere", tally)
        self._count(
            f"delete from {self._name} where {theirs} returning 1", their_values, 0, "a delete elsewhere", tally
        )
        if self._column not in _key(self._table):
            self._insert(new_own, True, tally)
        self._insert(new_other, False, tally)
        if self._column not in writable:
            return  # no row can be moved to another tenant by anyone
        moved = f"update {self._name} set {quoted} = {PARAMETER} where {mine}"
        self._refused(moved, [other[self._column], *mine_values], "moving its row to another tenant", tally)

    def _writable(self) -> list[str]:
        """The columns that an UPDATE may set."""
        return [
            c.name
            for c in self._table.columns
            if not c.generated and not (c.identity is not None and c.identity.always)
        ]

    def _become(self, tenant: Value) -> None:
        text = "" if tenant is None else str(tenant)
        self._session.execute(f"select set_config({PARAMETER}, {PARAMETER}, true)", (self._setting, text))
        self._session.execute(f"set local role {self._session.quote(self._role)}")

    def _count(
        self, sql: str, values: Sequence[Value], wanted: int, what: str, tally: Tally, tenant: Value = "own"
    ) -> None:
        try:
            with self._rows.sandbox():
                self._become(self._tenant if tenant is not None else None)
                found = len(self._session.execute(sql, values))
        except RefusedError as refusal:
            if refusal.kind == "privilege" and wanted == 0:
                tally.refused += 1
            elif refusal.kind == "privilege":
                tally.unsure.append(f"{what}: {refusal.message}")
            else:
                tally.unsure.append(f"{what} ends in an error: {refusal.message}")
            return
        if found == wanted:
            tally.accepted += wanted
            tally.refused += not wanted
        else:
            tally.wrong.append(f"the role {self._role} reaches {found} instead of {wanted}: {what}")

    def _insert(self, row: Row, allowed: bool, tally: Tally) -> None:
        sql, values = self._rows.insertion(self._table, row)
        if not allowed:
            self._refused(sql, values, "inserting another tenant's row", tally)
            return
        try:
            with self._rows.sandbox():
                self._become(self._tenant)
                self._session.execute(sql, values)
            tally.accepted += 1
        except RefusedError as refusal:
            if refusal.kind == "row_security":
                tally.wrong.append(f"the role {self._role} cannot insert its own row: {refusal.message}")
            else:
                tally.unsure.append(f"inserting its own row: {refusal.message}")

    def _refused(self, sql: str, values: Sequence[Value], what: str, tally: Tally) -> None:
        try:
            with self._rows.sandbox():
                self._become(self._tenant)
                self._session.execute(sql, values)
            tally.wrong.append(f"the role {self._role} succeeds in {what}")
        except RefusedError as refusal:
            if refusal.kind in {"row_security", "privilege"}:
                tally.refused += 1
            else:
                tally.unsure.append(f"{what} fails for another reason: {refusal.message}")
