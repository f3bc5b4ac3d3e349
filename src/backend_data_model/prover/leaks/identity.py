"""How a session says which tenant it is: the settings that the policies read, with the values of one tenant's row."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from backend_data_model.prover.leaks.population import plain

if TYPE_CHECKING:
    from backend_data_model.engines.session import EngineSession
    from backend_data_model.prover.leaks.policies import Actor, PolicyFacts
    from backend_data_model.prover.leaks.population import Population
    from backend_data_model.prover.leaks.subject import Hints, Tenancy

_TOKEN = "request.jwt.claims"
_NO_COLUMN_NEEDED = {"role", "aud", "email", "aal", "iss", "exp"}


def settings_of(
    side: int, tenancy: Tenancy, facts: PolicyFacts, population: Population, hints: Hints, session: EngineSession
) -> dict[str, str]:
    """Setting by setting the value that makes the session that tenant's (`side` 0 or 1)."""
    if hints.setting:
        return {hints.setting: plain(session, population.tenants[side])}
    made: dict[str, str] = {}
    token: dict[str, Any] = {}
    for actor, columns in facts.compared.items():
        if actor.claim and actor.claim[-1] in _NO_COLUMN_NEEDED:
            continue
        value = plain(session, _value(actor, columns, side, tenancy, population))
        if not actor.in_token:
            made[actor.setting] = value
            continue
        if actor.setting != _TOKEN:
            made[actor.setting] = value
        _put(token, actor.claim or ("sub",), value)
    if token:
        token.setdefault("role", tenancy.role)
        made[_TOKEN] = json.dumps(token, sort_keys=True)
        made.setdefault("request.jwt.claim.sub", str(token.get("sub", "")))
    return made


def _put(token: dict[str, Any], path: tuple[str, ...], value: str) -> None:
    for key in path[:-1]:
        token = token.setdefault(key, {})
    token[path[-1]] = value


def _value(actor: Actor, columns: list[str], side: int, tenancy: Tenancy, population: Population) -> str:
    """The tenant itself where the actor is compared with the tenant's column; else what the tenant's rows have in the
    column it is compared with, first in a table of members: one with both the tenant and that column."""
    tenant = population.tenants[side]
    own = {tenancy.column, *(one.column for one in tenancy.owned if one.column and not one.is_tenants)}
    others = [c for c in columns if c not in own and c != tenancy.key]
    if not columns or any(c in own for c in columns) or not others:
        return tenant
    present = sorted(
        (one for one in tenancy.owned if one.table.qualified_name in population.present),
        key=lambda one: (one.is_tenants, one.column is None, len(one.table.columns)),
    )
    for column in sorted(set(others), key=lambda c: (-others.count(c), c)):
        for one in present:
            row = population.present[one.table.qualified_name][side]
            if row.get(column, "NULL") != "NULL":
                return row[column]
    return tenant
