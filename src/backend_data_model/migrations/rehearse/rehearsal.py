"""The whole rehearsal: try on an empty copy, fill, start readers and writers, migrate, compare, undo."""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from time import monotonic
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.postgresql.catalog.read import read_catalog
from backend_data_model.migrations.postgresql.emit.names import quoted
from backend_data_model.migrations.postgresql.planner import steps_between
from backend_data_model.migrations.postgresql.scratch import loaded
from backend_data_model.migrations.postgresql.unspoken import Unspoken, reading_role
from backend_data_model.migrations.rehearse.actions import Action
from backend_data_model.migrations.rehearse.audit import audit, copy_tables
from backend_data_model.migrations.rehearse.fill import WORKSPACE, fill, prepare_recipes
from backend_data_model.migrations.rehearse.leftovers import invalid_indexes, left_behind, not_validated
from backend_data_model.migrations.rehearse.operations import operations_on
from backend_data_model.migrations.rehearse.outcome import Comparison, Rehearsal, StepRun
from backend_data_model.migrations.rehearse.perform import Performer, blame
from backend_data_model.migrations.rehearse.scale import touched_tables
from backend_data_model.migrations.rehearse.traffic import PASSING, Traffic
from backend_data_model.migrations.rehearse.trial import MissingRoleError, RefusedActionError, try_on_empty
from backend_data_model.migrations.rehearse.watch import Watch
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import psycopg

    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.migrations.postgresql.catalog.catalog import Catalog
    from backend_data_model.migrations.postgresql.unspoken import Subject
    from backend_data_model.migrations.rehearse.operations import Operations
    from backend_data_model.migrations.rehearse.recipes import Recipes
    from backend_data_model.migrations.rehearse.trial import Trial

    Tell = Callable[[str], None]

DEFAULT_ROWS = 1_000_000
DEFAULT_MAX_WAIT = 1.0
DEFAULT_PATIENCE = 120.0
_CALM_SECONDS = 1.0
_REST_SECONDS = 0.05
_TAIL_SECONDS = 0.5
_MOST_TABLES = 8


@dataclass(slots=True)
class Migration:
    """What is rehearsed: the statements, those that take them back (None: each action's own undo), and the aim.

    `wanted` is the catalog of NEW; None where only the migration itself says what it makes.  `unspoken` is what
    NEW says nothing of.
    """

    actions: list[Action]
    undo: list[Action] | None = None
    wanted: Catalog | None = None
    unspoken: frozenset[Subject] = frozenset()


def rehearse_ddl(
    server: PostgresServer,
    old: str,
    migration: Migration,
    *,
    rows: int = DEFAULT_ROWS,
    max_wait: float = DEFAULT_MAX_WAIT,
    calm: float = _CALM_SECONDS,
    patience: float = DEFAULT_PATIENCE,
    tell: Tell,
) -> Rehearsal:
    """Rehearse on scratch databases of the server, which are dropped afterwards.

    `rows` are those of the largest table; `max_wait` is in seconds, as are `calm`, the time before the first step, and
    `patience`: a statement that runs longer goes on without the writers.
    Raises InputError for a schema that PostgreSQL refuses.  A migration that fails on an empty copy is not rehearsed
    further.
    """
    tell("trying the migration on an empty copy")
    trial = _tried(server, old, migration, max_wait)
    if isinstance(trial, Rehearsal):
        return trial
    with loaded(server, old, "OLD") as connection:
        return _Stage(server, connection, trial, migration, rows, max_wait, calm, patience, tell).play()


def _tried(server: PostgresServer, old: str, migration: Migration, max_wait: float) -> Trial | Rehearsal:
    """The migration on an empty copy; what was found where it fails there.  Roles that are missing are made."""
    while True:
        with loaded(server, old, "OLD") as empty:
            before = read_catalog(empty)
            try:
                return try_on_empty(empty, migration.actions, migration.undo or ())
            except RefusedActionError as refused:
                empty.execute("rollback")
                return _refused(server, migration, refused, left_behind(before, read_catalog(empty)), max_wait)
            except MissingRoleError as missing:
                role = missing.name
        with server.connect() as admin:
            admin.execute(f"create role {quoted(role)}".encode())


def _refused(
    server: PostgresServer, migration: Migration, refused: RefusedActionError, stays: list[str], max_wait: float
) -> Rehearsal:
    steps = [
        StepRun(number, action.sql, action.title, action.note, action.position, 0.0, 0.0, predicted=action.predicted)
        for number, action in enumerate(migration.actions[: refused.index + 1], start=1)
    ]
    steps[-1].error = refused.message
    found = Rehearsal(f"PostgreSQL {server.version}", {}, {}, [], steps, max_wait=max_wait)
    found.on_empty, found.stays, found.has_new = True, stays, migration.wanted is not None
    return found


@dataclass(slots=True)
class _Stage:
    server: PostgresServer
    connection: psycopg.Connection[Any]
    trial: Trial
    migration: Migration
    rows: int
    max_wait: float
    calm: float
    patience: float
    tell: Tell
    operations: list[Operations] = field(default_factory=list)

    def play(self) -> Rehearsal:
        touched = touched_tables(self.trial.before, self.trial.after, self.migration.actions)
        recipes = prepare_recipes(self.connection, self.trial, touched, self.rows, self.server.version)
        filled, short = fill(self.connection, recipes, self.tell)
        found = Rehearsal(f"PostgreSQL {self.server.version}", filled, short, sorted(touched), max_wait=self.max_wait)
        found.has_new = self.migration.wanted is not None
        self.operations = [
            operations_on(table, recipes, _columns_in_question(table.qualified_name, self.trial))
            for table in self.trial.before.tables
            if table.qualified_name in touched and filled.get(table.qualified_name)
        ][:_MOST_TABLES]
        if touched and not self.operations and filled:
            raise InputError(
                f"no table that the migration touches could be filled: {'; '.join(short.values())}",
                help="a rehearsal needs rows; please report the schema",
            )
        self.tell("copying the rows, to compare them later")
        copies = copy_tables(self.connection, self.operations)
        self.connection.execute("checkpoint")
        there = {*invalid_indexes(self.connection), *not_validated(self.connection)}
        traffic = self._perform(found, recipes)
        self.tell("comparing all rows")
        found.audits = audit(self.connection, self.operations, copies, recipes, traffic.written, self.migration.actions)
        self.connection.execute(f"set client_min_messages = error; drop schema {WORKSPACE} cascade")
        found.invalid = [name for name in invalid_indexes(self.connection) if name not in there]
        found.not_valid = [name for name in not_validated(self.connection) if name not in there]
        if any(step.error for step in found.steps):
            found.stays = left_behind(self.trial.old_catalog, read_catalog(self.connection))
        else:
            found.result = self._result()
        self._undo(found)
        return found

    def _perform(self, found: Rehearsal, recipes: Recipes) -> Traffic:
        database = self.connection.info.dbname
        traffic = Traffic(self.server, database, self.operations, recipes.counts)
        watch = Watch(
            self.server.connect(database), self.connection.info.backend_pid, traffic.pids, traffic.pause, self.patience
        )
        total = len(self.migration.actions)
        try:
            with self.server.connect(database) as monitor:
                traffic.start()
                watch.start()
                self.tell("readers and writers are at work")
                time.sleep(self.calm)
                found.began = monotonic()
                found.steps = Performer(self.connection, monitor, watch).run(
                    self.migration.actions,
                    found.began,
                    lambda number, title: self.tell(f"step {number} of {total}: {title}"),
                    rest=_REST_SECONDS,
                )
                found.ended = monotonic()
                time.sleep(min(self.calm, _TAIL_SECONDS))
        finally:
            if not self.connection.closed:
                self.connection.execute("rollback")
            traffic.stop()
            watch.halt()
        self.connection.execute("reset session authorization; reset role; reset all")
        self._take_traffic(found, traffic)
        return traffic

    def _take_traffic(self, found: Rehearsal, traffic: Traffic) -> None:
        found.uses = sorted((use for worker in traffic.workers for use in worker.uses), key=lambda use: use.began)
        found.breaks = sorted((one for worker in traffic.workers for one in worker.breaks), key=lambda one: one.at)
        found.failures = [f"a {w.role} broke off: {w.failure}" for w in traffic.workers if w.failure]
        for use in found.uses:
            if use.ended < found.began:
                found.calm[use.role] = max(found.calm.get(use.role, 0.0), use.seconds)
        blame(found.steps, found.uses, found.began)
        # What was refused before the migration began says nothing about it.
        known = {(one.table, one.kind, one.sqlstate) for one in found.breaks if one.at < found.began}
        for one in found.breaks:
            step = _step_at(found.steps, one.at - found.began)
            if step is None or one.sqlstate in PASSING or (one.table, one.kind, one.sqlstate) in known:
                continue
            told = step.breaks if one.code == "old" else step.broken_new
            text = f"{one.kind} of {one.table} is refused: {one.message} [{one.sqlstate}]"
            if text not in told:
                told.append(text)

    def _result(self) -> Comparison:
        wanted = self.migration.wanted
        if wanted is None:
            return self._compare(read_catalog(self.connection), self.trial.catalog)
        catalog = read_catalog(self.connection)
        if self.migration.unspoken:
            kept, reader = Unspoken(self.migration.unspoken), reading_role(self.connection)
            before = self.trial.old_catalog
            kept.keep(replace(before, objects=dict(before.objects), needs=before.needs.copy()), wanted, reader)
            kept.keep(catalog, wanted, reader)
        return self._compare(catalog, wanted)

    @staticmethod
    def _compare(catalog: Catalog, wanted: Catalog) -> Comparison:
        left = steps_between(catalog, wanted)
        return Comparison("different" if left else "equal", [step.sql for step in left])

    def _undo(self, found: Rehearsal) -> None:
        undo = self.migration.undo
        if undo is None:
            done = self.migration.actions[: sum(not step.error for step in found.steps)]
            undo = [
                Action(action.undo, alone="concurrently" not in action.undo.lower())
                for action in reversed(done)
                if action.undo
            ]
            if not undo:
                found.restored = Comparison("not checked", ["the migration does not say how it is undone"])
                return
        self.tell("undoing")
        began = monotonic()
        with self.server.connect(self.connection.info.dbname) as monitor:
            found.undo = Performer(self.connection, monitor, None).run(undo, began, lambda number, title: None)
        if not any(step.error for step in found.undo):
            found.restored = self._compare(read_catalog(self.connection), self.trial.old_catalog)


def _columns_in_question(table: str, trial: Trial) -> set[str]:
    """The columns of a table that the migration changes."""
    before = next(one for one in trial.before.tables if one.qualified_name == table)
    found = set()
    for column in before.columns:
        place = trial.moved.get((table, column.name))
        later = next((one for one in trial.after.tables if place and one.qualified_name == place[0]), None)
        if place is None or later is None or later.column(place[1]) != column:
            found.add(column.name)
    return found


def _step_at(steps: Sequence[StepRun], moment: float) -> StepRun | None:
    """The last step that had begun."""
    begun = [step for step in steps if step.began <= moment]
    return begun[-1] if begun else None
