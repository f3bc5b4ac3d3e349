"""One door to a rehearsal: sources and scripts as text in, what was found out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.migrations.rehearse.rehearsal import (
    DEFAULT_MAX_WAIT,
    DEFAULT_PATIENCE,
    DEFAULT_ROWS,
    Migration,
    rehearse_ddl,
)
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.migrations.postgresql.unspoken import Subject
    from backend_data_model.migrations.rehearse.actions import Action
    from backend_data_model.migrations.rehearse.outcome import Rehearsal
    from backend_data_model.migrations.source import Source


def rehearse(
    old: Source,
    new: Source | None = None,
    *,
    migration: str | Sequence[Action] | None = None,
    undo: str | Sequence[Action] | None = None,
    allow_breaking: bool = False,
    version: str | None = None,
    rows: int = DEFAULT_ROWS,
    max_wait: float = DEFAULT_MAX_WAIT,
    patience: float = DEFAULT_PATIENCE,
    online_renames: bool = False,
    tell: Callable[[str], None],
) -> Rehearsal:
    """Rehearse our plan from `old` to `new`, or `migration` (a psql script or its actions), on a throw-away PostgreSQL.

    With both a migration and `new` the migration's result must equal `new`.  `undo` takes the migration back; a plan
    has its own.  `allow_breaking` says that no code for the old schema runs any more.  `version` is the server's major
    version, `rows` those of the largest table, `max_wait` and `patience` are seconds.  Of a live database only the
    catalog is read, in a read-only transaction.

    Raises InputError for what does not load, EngineUnavailable where PostgreSQL cannot be started.
    """
    from backend_data_model.engines.postgresql.server import scratch_postgres
    from backend_data_model.migrations.postgresql.lost_server import naming_the_stage_of_a_lost_server
    from backend_data_model.migrations.postgresql.unspoken import unspoken

    if rows < 1:
        raise InputError("a rehearsal needs at least one row", help="--rows 1000000")
    if new is None and migration is None:
        raise InputError("nothing to rehearse", help="give NEW, or a migration with --migration")
    with naming_the_stage_of_a_lost_server(tell) as told:
        told("starting PostgreSQL")
        with scratch_postgres(int(version.partition(".")[0]) if version else None) as server:
            before = _ddl(server, old)
            subjects = unspoken(new.ddl) if old.url and new and new.ddl is not None else frozenset()
            prepared = _prepare(server, before, new, migration, undo, subjects, told, online_renames=online_renames)
            _predict(prepared.actions, before, server)
            for action in prepared.actions if allow_breaking else ():
                action.may_break = True
            return rehearse_ddl(server, before, prepared, rows=rows, max_wait=max_wait, patience=patience, tell=told)


def _prepare(
    server: PostgresServer,
    old: str,
    new: Source | None,
    migration: str | Sequence[Action] | None,
    undo: str | Sequence[Action] | None,
    subjects: frozenset[Subject],
    tell: Callable[[str], None],
    *,
    online_renames: bool,
) -> Migration:
    from backend_data_model.migrations.postgresql.catalog.read import read_catalog
    from backend_data_model.migrations.postgresql.plan import plan_ddl
    from backend_data_model.migrations.postgresql.scratch import loaded
    from backend_data_model.migrations.postgresql.unspoken import Unspoken
    from backend_data_model.migrations.rehearse.actions import actions_of_plan

    after = _ddl(server, new) if new is not None else None
    wanted = None
    if after is not None:
        with loaded(server, after, "NEW") as connection:
            wanted = read_catalog(connection)
    if migration is not None:
        actions = _actions(migration, "MIGRATION")
    else:
        tell("planning")
        kept = Unspoken(subjects) if subjects else None
        actions = actions_of_plan(plan_ddl(server, old, after or "", kept, online_renames=online_renames).steps)
    if not actions:
        raise InputError("nothing to rehearse: the migration is empty", help="OLD and NEW may be equal")
    return Migration(actions, None if undo is None else _actions(undo, "UNDO"), wanted, subjects)


def _actions(given: str | Sequence[Action], name: str) -> list[Action]:
    from backend_data_model.migrations.rehearse.actions import actions_of_script

    return actions_of_script(given, name) if isinstance(given, str) else list(given)


def _ddl(server: PostgresServer, source: Source) -> str:
    """The source as DDL; a live database is read, and what makes its catalog from nothing is the DDL."""
    if source.ddl is not None:
        return source.ddl
    from backend_data_model.migrations.postgresql.catalog.read import read_catalog
    from backend_data_model.migrations.postgresql.planner import steps_between
    from backend_data_model.migrations.postgresql.sources import live_catalog

    assert source.url is not None
    catalog = live_catalog(source.url)
    with server.database() as empty:
        return "".join(f"{step.sql};\n" for step in steps_between(read_catalog(empty), catalog))


def _predict(actions: Sequence[Action], old: str, server: PostgresServer) -> None:
    """Give each action that has none the effect that is predicted for it."""
    from backend_data_model.migrations.postgresql.predict import Known
    from backend_data_model.migrations.postgresql.predict.script import predict_script

    text = "".join(f"{action.sql}\n;\n" for action in actions)
    effects = predict_script(text, Known(old, server.version_tuple[0]))
    if len(effects) != len(actions):
        return
    for action, linted in zip(actions, effects, strict=True):
        if action.predicted is None and not action.control and not action.results_run:
            action.predicted = linted.effect
