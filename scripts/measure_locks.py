"""Measure on a live PostgreSQL what DDL forms do, and append the results to a table of cases.

    python scripts/measure_locks.py FORMS.yaml --base BASE.sql --major 18 -o tests/migrations/locks/pg18.jsonl

FORMS: a list of {id, category, statement, setup?, from?, until?} (first and last major version that has the form).
Each form runs on its own copy of the populated schema in a throw-away server: in a transaction where it may (locks from
pg_locks, rewrites by relfilenode, scans by the blocks fetched), otherwise watched from a second session.
"""

from __future__ import annotations

import argparse
import json
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import yaml

from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.migrations.locks import LockMode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.postgresql.server import PostgresServer

_SCANNED_FROM = 0.9
# Refused as such, or because of a COMMIT inside.
_NOT_IN_TRANSACTION = {"25001", "2D000"}
# A lock that is held for a moment is seen only if the watcher looks then.
_RUNS = 8
_RELATIONS = """
select c.oid, n.nspname || '.' || c.relname, c.relkind::text, c.relfilenode,
       case when c.relkind in ('r', 'm', 'i') then pg_relation_size(c.oid) / 8192 else 0 end,
       (select i.indrelid from pg_index i where i.indexrelid = c.oid)
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
 where n.nspname not like 'pg\\_%' and n.nspname <> 'information_schema' and c.relkind in ('r','p','i','I','S','v','m')
"""
_LOCKS = "select relation, mode from pg_locks where pid = %s and locktype = 'relation' and granted"
_FETCHED = "select oid, pg_stat_get_xact_blocks_fetched(oid) from unnest(%s::oid[]) as u(oid)"
_FETCHED_AFTER = "select oid, pg_stat_get_blocks_fetched(oid) from unnest(%s::oid[]) as u(oid)"


class Measurement:
    """One form on one copy of the schema."""

    def __init__(self, server: PostgresServer, form: dict[str, Any], number: int) -> None:
        self.server, self.form = server, form
        self.database = f"form_{number}"
        self.modes: dict[int, LockMode] = {}

    def run(self) -> dict[str, Any]:
        """The measured row; `transactional` is None and nothing else is filled where the form fails."""
        with self.server.connect() as admin:
            admin.execute(f'create database "{self.database}" template measured')
        try:
            with self.server.connect(self.database) as connection:
                return self._measure(connection)
        finally:
            with self.server.connect() as admin:
                admin.execute(f'drop database "{self.database}" with (force)')

    def _measure(self, connection: psycopg.Connection[Any]) -> dict[str, Any]:
        if self.form.get("setup"):
            connection.execute(self.form["setup"])
        before = self._relations(connection)
        pid = connection.info.backend_pid
        connection.execute("begin")
        earlier = dict(connection.execute(_FETCHED, (list(before),)).fetchall())
        try:
            connection.execute(self.form["statement"])
        except psycopg.Error as error:
            connection.execute("rollback")
            if error.sqlstate not in _NOT_IN_TRANSACTION:
                print(f"{self.form['id']}: {error.sqlstate} {str(error).splitlines()[0]}", file=sys.stderr)
                return self._row(None, before, {}, {})
            return self._outside(connection, before, pid)
        self._note(connection.execute(_LOCKS, (pid,)).fetchall())
        later = dict(connection.execute(_FETCHED, (list(before),)).fetchall())
        fetched = {oid: (blocks or 0) - (earlier.get(oid) or 0) for oid, blocks in later.items()}
        after = self._relations(connection)
        connection.execute("rollback")
        return self._row(True, before, after, fetched)

    def _outside(self, connection: psycopg.Connection[Any], before: dict[int, Any], pid: int) -> dict[str, Any]:
        """Run where it commits by itself, while a second session looks at its locks."""
        connection.execute("select pg_stat_force_next_flush()")
        connection.execute("select pg_stat_clear_snapshot()")
        start = dict(connection.execute(_FETCHED_AFTER, (list(before),)).fetchall())
        done, watching = threading.Event(), threading.Event()
        with self.server.connect(self.database) as second:

            def watch() -> None:
                while not done.is_set():
                    self._note(second.execute(_LOCKS, (pid,)).fetchall())
                    watching.set()

            watcher = threading.Thread(target=watch)
            watcher.start()
            watching.wait()
            try:
                connection.execute(self.form["statement"])
            finally:
                done.set()
                watcher.join()
        connection.execute("select pg_stat_force_next_flush()")
        connection.execute("select pg_stat_clear_snapshot()")
        end = dict(connection.execute(_FETCHED_AFTER, (list(before),)).fetchall())
        fetched = {oid: end[oid] - start[oid] for oid in before if end.get(oid) is not None}
        return self._row(False, before, self._relations(connection), fetched)

    def _note(self, rows: list[tuple[int, str]]) -> None:
        for relation, mode in rows:
            words = "".join("_" + c if c.isupper() else c.upper() for c in mode.removesuffix("Lock"))
            found = LockMode[words.strip("_")]
            self.modes[relation] = max(found, self.modes.get(relation, found))

    @staticmethod
    def _relations(connection: psycopg.Connection[Any]) -> dict[int, Any]:
        return {row[0]: row for row in connection.execute(_RELATIONS).fetchall()}

    def _row(
        self, transactional: bool | None, before: dict[int, Any], after: dict[int, Any], fetched: dict[int, int]
    ) -> dict[str, Any]:
        names = {oid: row[1] for oid, row in before.items()}
        changed = [oid for oid, row in before.items() if oid in after and row[3] != after[oid][3]]
        scans = [
            oid
            for oid, row in before.items()
            if row[2] in "rm" and row[4] > 0 and (fetched.get(oid) or 0) >= _SCANNED_FROM * row[4]
        ]
        files = {row[3] for row in before.values()}
        built = [
            row
            for oid, row in after.items()
            if oid not in before and row[2] == "i" and row[5] in before and row[3] not in files
        ]
        locks = [
            {"relation": names[oid], "kind": before[oid][2], "mode": str(mode)}
            for oid, mode in sorted(self.modes.items(), key=lambda item: names.get(item[0], ""))
            if oid in names
        ]
        return {
            "id": self.form["id"],
            "category": self.form["category"],
            "setup_sql": self.form.get("setup", ""),
            "statement": self.form["statement"],
            "version": self.server.version,
            "transactional": transactional,
            "locks": locks if transactional is not None else [],
            "rewrites": sorted(names[oid] for oid in changed if before[oid][2] in "rm"),
            "scans": sorted(names[oid] for oid in scans),
            "index_rebuilds": sorted(names[oid] for oid in changed if before[oid][2] == "i"),
            "indexes_built": sorted(str(row[1]) for row in built),
        }


def forms_of(path: Path, major: int) -> Iterator[dict[str, Any]]:
    """The forms that this version has."""
    for form in yaml.safe_load(path.read_text()):
        if form.get("from", 0) <= major <= form.get("until", major):
            yield form


def main() -> None:
    """Measure all forms that the table does not have yet."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("forms", type=Path)
    parser.add_argument("--base", type=Path, required=True, help="the populated schema that each form runs on")
    parser.add_argument("--major", type=int, default=18)
    parser.add_argument("--only", help="comma-separated ids")
    parser.add_argument("-o", "--output", type=Path, required=True, help="JSON lines, appended to")
    options = parser.parse_args()
    known = set()
    if options.output.exists():
        known = {json.loads(line)["id"] for line in options.output.read_text().splitlines()}
    wanted = set(options.only.split(",")) if options.only else None
    with scratch_postgres(options.major) as server, options.output.open("a") as output:
        with server.connect() as admin:
            admin.execute("create database measured template template0")
        with server.connect("measured") as connection:
            connection.execute(options.base.read_text())
        for number, form in enumerate(forms_of(options.forms, options.major)):
            if form["id"] in known or (wanted and form["id"] not in wanted):
                continue
            try:
                row = Measurement(server, form, number).run()
            except psycopg.Error as error:
                print(f"{form['id']}: left out: {error}", file=sys.stderr)
                continue
            for _ in range(_RUNS - 1 if row["transactional"] is False else 0):
                row["locks"] = _union(row["locks"], Measurement(server, form, number).run()["locks"])
            if row["transactional"] is False and not row["locks"]:
                print(f"{form['id']}: over before its locks were seen", file=sys.stderr)
                continue
            print(json.dumps(row), file=output, flush=True)


def _union(first: list[dict[str, str]], second: list[dict[str, str]]) -> list[dict[str, str]]:
    """The stronger mode of each relation over both runs."""
    strongest = {lock["relation"]: lock for lock in first}
    for lock in second:
        old = strongest.get(lock["relation"])
        if old is None or _mode(lock) > _mode(old):
            strongest[lock["relation"]] = lock
    return [strongest[name] for name in sorted(strongest)]


def _mode(lock: dict[str, str]) -> LockMode:
    return LockMode[lock["mode"].replace(" ", "_")]


if __name__ == "__main__":
    main()
