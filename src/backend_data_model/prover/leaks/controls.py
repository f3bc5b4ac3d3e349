"""What the application can do with its own rows: where it cannot, a refusal at another tenant's rows shows nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from backend_data_model.engines.session import PARAMETER
from backend_data_model.prover.leaks.script_parts import Trial

if TYPE_CHECKING:
    from collections.abc import Mapping

    from backend_data_model.prover.leaks.acting import Acting
    from backend_data_model.prover.leaks.attempt import Control
    from backend_data_model.prover.leaks.conditions import TableSql
    from backend_data_model.prover.leaks.policies import CatalogPolicy
    from backend_data_model.prover.leaks.population import Population

_MEMBER = f"select pg_catalog.pg_has_role({PARAMETER}, {PARAMETER}, 'usage')"


@dataclass(frozen=True, slots=True)
class Ability:
    """`able`: it works.  `closed`: the role has no right to it.  `unpermitted`: it has, but for want of a policy nobody
    in the role can do it at all.  `unclear`: it should work and does not."""

    kind: Literal["able", "closed", "unpermitted", "unclear"]
    detail: str = ""


def abilities(
    sql: TableSql, population: Population, acting: Acting, policies: list[CatalogPolicy], changed: str | None
) -> dict[Control, Ability]:
    """Try each command on an own row."""
    name = sql.table.qualified_name
    mine = sql.row(sql.mine)
    there = (
        f"SELECT coalesce(pg_catalog.string_agg(t.ctid::text, ' ' ORDER BY t.ctid), '') FROM {sql.name} t WHERE {mine}"
    )
    found: dict[Control, Ability] = {
        "select": _try(acting, f"SELECT 1 FROM {sql.name} WHERE {mine}", None),
        "delete": _try(acting, f"DELETE FROM {sql.name} WHERE {mine}", there),
    }
    if changed:
        update = f"UPDATE {sql.name} SET {sql.quote(changed)} = {sql.mine[changed]} WHERE {mine}"
        found["update"] = _try(acting, update, there)
    else:
        found["update"] = Ability("closed", "the table has no column that an UPDATE may set")
    if name in population.absent:
        rows = f"SELECT pg_catalog.count(*) FROM {sql.name}"
        found["insert"] = _try(acting, sql.insertion(population.absent[name][0]), rows)
    else:
        found["insert"] = Ability("unclear", population.problems.get(name, "no further row could be built"))
    return {command: _explained(command, one, policies, acting) for command, one in found.items()}


def _try(acting: Acting, sql: str, probe: str | None) -> Ability:
    ability = _tried(acting, sql, probe, triggers=True)
    if ability.kind == "unclear" and "foreign key" in ability.detail:
        return _tried(acting, sql, probe, triggers=False)
    return ability


def _tried(acting: Acting, sql: str, probe: str | None, *, triggers: bool) -> Ability:
    tried = acting.try_out(sql, probe, triggers=triggers)
    if tried.code is not None:
        if tried.no_right:
            return Ability("closed", f"the role has no right to: {tried.message}")
        return Ability("unclear", tried.message)
    if tried.changed if probe else tried.found:
        return Ability("able")
    return Ability("unclear", "no row of its own was reached")


def _explained(command: Control, ability: Ability, policies: list[CatalogPolicy], acting: Acting) -> Ability:
    """Without a permissive policy for the command nothing can be reached, and that is meant so by PostgreSQL."""
    if ability.kind != "unclear":
        return ability
    for policy in policies:
        applies = not policy.roles or any(
            acting.session.execute(_MEMBER, (acting.role, role))[0][0] for role in policy.roles
        )
        if applies and policy.permissive and policy.command in (command, "all"):
            return ability
    detail = f"the right is granted, and no policy permits {command.upper()}"
    return Ability("unpermitted", detail) if policies else ability


def own_trials(
    sql: TableSql, population: Population, able: Mapping[Control, Ability], changed: str | None
) -> list[Trial]:
    """For the written scripts: what works with an own row today must go on to work."""
    name, mine = sql.table.qualified_name, sql.row(sql.mine)
    statements: dict[Control, str] = {
        "select": f"SELECT 1 FROM {sql.name} WHERE {mine}",
        "delete": f"DELETE FROM {sql.name} WHERE {mine}",
    }
    if changed:
        statements["update"] = f"UPDATE {sql.name} SET {sql.quote(changed)} = {sql.mine[changed]} WHERE {mine}"
    if name in population.absent:
        statements["insert"] = sql.insertion(population.absent[name][0])
    return [
        Trial(f"own rows: {command} {name}", statement, "own", own=True)
        for command, statement in statements.items()
        if able[command].kind == "able" and not (command == "delete" and sql.owned.is_tenants)
    ]
