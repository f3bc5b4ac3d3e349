"""Plans a migration of MySQL or MariaDB: both schemas are loaded and compared, and the plan is run on an empty copy.

Without a MySQL, MariaDB stands in: what is planned then holds for both, and the plan says what was not checked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.mysql.catalog.read import read_catalog
from backend_data_model.migrations.mysql.changes import find_changes, find_renames
from backend_data_model.migrations.mysql.planner import Context, drafts_between, rename_drafts
from backend_data_model.migrations.mysql.scratch import for_server, from_server, loaded
from backend_data_model.migrations.mysql.step import as_step
from backend_data_model.migrations.mysql.target import Target, target_of
from backend_data_model.migrations.rename_hints import RenameHints, read_rename_hints
from backend_data_model.migrations.rename_questions import column_questions, table_questions
from backend_data_model.migrations.steps import Plan
from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    import pymysql

    from backend_data_model.engines.mysql.server import MysqlServer
    from backend_data_model.migrations.mysql.catalog.objects import Catalog
    from backend_data_model.migrations.mysql.draft import Draft
    from backend_data_model.migrations.steps import Step

_MOST_ROUNDS = 30
_HELP = "Please report both schemas; the plan must be made by hand."
_DEFAULT_MYSQL = "8.4"
# 1845, 1846: ALGORITHM or LOCK is not supported; 1221: such a statement does not take the clause.
_NOT_THAT_WAY = {1845, 1846, 1221}


def plan_ddl(server: MysqlServer, old: str, new: str, version: str | None = None) -> Plan:
    """The plan from the schema of one DDL text to that of another, tried on `server`.

    `version`: the server on which it will run (`8.0`, `5.7`, `mariadb-10.11`).  Without it the plan is for the server
    itself, and when that is a MariaDB standing in, each statement asks for no more than it and MySQL 8.4 both can do.
    """
    hints = read_rename_hints(new, "mysql")
    with loaded(server, old, "OLD") as before, loaded(server, new, "NEW") as after:
        return plan_on(before, read_catalog(after), server, version, hints)


def plan_on(
    connection: pymysql.Connection[Any],
    wanted: Catalog,
    server: MysqlServer,
    version: str | None = None,
    hints: RenameHints | None = None,
) -> Plan:
    """The plan for the schema in a scratch database, which has the wanted one afterwards."""
    own = Target(server.mariadb, tuple(int(part) for part in re.findall(r"\d+", server.version)[:3]))
    targets = [target_of(version)] if version else [own, target_of(_DEFAULT_MYSQL)] if own.mariadb else [own]
    trial = _Trial(connection, server, Context(targets), asks=own.mariadb == targets[0].mariadb)
    there = set(read_catalog(connection).tables)
    if hints:
        catalog = read_catalog(connection)
        renames = find_renames(catalog, wanted, hints)
        there |= {new for _, new in renames.tables}
        for draft in rename_drafts(renames, catalog, trial.context):
            trial.run(draft)
    questions = _questions(read_catalog(connection), wanted)
    for _ in range(_MOST_ROUNDS):
        catalog = read_catalog(connection)
        drafts = drafts_between(catalog, wanted, trial.context)
        if not drafts:
            break
        for draft in drafts:
            if not trial.run(draft):
                break
    else:
        raise InputError(f"no plan makes the two schemas equal; left: {drafts[0].sql}", help=_HELP)
    plan = Plan("mysql", " and ".join(target.label for target in targets))
    plan.steps = [_spelled(as_step(draft, catalog, targets, there), server) for draft in trial.done]
    plan.questions = questions
    plan.unmanaged = sorted({*catalog.unmanaged, *wanted.unmanaged})
    plan.verified = _verified(server, targets, own)
    return plan


def _questions(old: Catalog, new: Catalog) -> list[str]:
    changes = find_changes(old, new)
    questions = table_questions(
        {table.name: frozenset(table.columns) for table in changes.dropped},
        {table.name: frozenset(table.columns) for table in changes.created},
    )
    for change in changes.tables:
        questions += column_questions(
            change.new.name,
            {name: change.old.columns[name].type for name in change.dropped},
            {name: change.new.columns[name].type for name in change.added},
        )
    return questions


class _Trial:
    """Runs drafts on the empty copy; what the server refuses is asked for in a weaker form or planned another way."""

    def __init__(
        self, connection: pymysql.Connection[Any], server: MysqlServer, context: Context, *, asks: bool
    ) -> None:
        self._connection = connection
        self._server = server
        self._asks = asks
        self.context = context
        self.done: list[Draft] = []

    def run(self, draft: Draft) -> bool:
        """Whether it ran; if not, the context has learned how to plan the table another way."""
        import pymysql

        while True:
            sql = draft.statement if self._asks else draft.sql
            try:
                with self._connection.cursor() as cursor:
                    cursor.execute(for_server(sql, self._server))
            except pymysql.MySQLError as error:
                code, message = (*error.args, "", "")[:2]
                if code in _NOT_THAT_WAY and self._asks and draft.online and draft.online.algorithm:
                    draft.online = draft.online.weaker()
                    continue
                if self._learn(draft):
                    return False
                raise InputError(
                    f"{self._server.label} refuses a step of the plan: {message} [{code}]: {draft.sql}", help=_HELP
                ) from error
            self.done.append(draft)
            return True

    def _learn(self, draft: Draft) -> bool:
        for known in (self.context.single, self.context.loosened):
            if draft.table is not None and draft.table not in known:
                known.add(draft.table)
                return True
        return False


def _spelled(step: Step, server: MysqlServer) -> Step:
    step.sql = from_server(step.sql, server)
    step.undo = from_server(step.undo, server) if step.undo else None
    return step


def _verified(server: MysqlServer, targets: list[Target], own: Target) -> str:
    tried = f"run on an empty copy of the old schema on {server.label}: it becomes the new one"
    if any(not target.mariadb for target in targets) and own.mariadb:
        return f"{tried}; ALGORITHM and LOCK are those of the manual of MySQL, and nothing was run on a MySQL server"
    return tried
