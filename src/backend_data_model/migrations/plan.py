"""Plans a migration between two sources: one door to the planner of every engine."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

from backend_data_model.migrations.rename_hints import read_rename_hints
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.migrations.source import Source
    from backend_data_model.migrations.steps import Plan
    from backend_data_model.model.schema import Engine


def plan_sources(
    old: Source,
    new: Source,
    engine: Engine,
    *,
    version: str | None = None,
    server_url: str | None = None,
    tell: Callable[[str], None],
    online_renames: bool = False,
) -> Plan:
    """The plan of `engine` for a server of `version`; `server_url` names one on which scratch databases may be made.

    `online_renames`: what is renamed has both names until the contract steps (PostgreSQL).
    Raises InputError for a source that does not load, EngineUnavailable where the engine cannot be started or reached.
    """
    room = f"backend_data_model.migrations.{engine}"
    if find_spec(room) is None or find_spec(f"{room}.sources") is None:
        raise InputError(f"there is no planner for {engine} yet")
    more = {"online_renames": True} if online_renames else {}
    if online_renames and engine != "postgresql":
        raise InputError(
            f"renames that keep both names for a time are not planned for {engine}",
            help="leave --online-renames out; the plan then renames in one step",
        )
    found = import_module(f"{room}.sources").plan_sources(
        old, new, version=version, server_url=server_url, tell=tell, **more
    )
    plan = cast("Plan", found)
    if engine != "postgresql" and new.ddl:
        plan.questions += [
            f"How do values get into {table}.{column}? Splits and merges are planned for PostgreSQL only: fill it "
            f"before {', '.join(said.sources)} are dropped."
            for (table, column), said in read_rename_hints(new.ddl, engine).derived.items()
        ]
    return plan
