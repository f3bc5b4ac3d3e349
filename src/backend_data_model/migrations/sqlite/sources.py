"""Plans a migration of SQLite between two sources, each DDL text or a database file that is only read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote

from backend_data_model.engines.sqlite.live import file_path
from backend_data_model.migrations.rename_hints import read_rename_hints
from backend_data_model.migrations.sqlite.catalog.read import read_catalog
from backend_data_model.migrations.sqlite.dialect import dialect_of
from backend_data_model.migrations.sqlite.plan import plan_on
from backend_data_model.migrations.sqlite.scratch import loaded
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.migrations.source import Source
    from backend_data_model.migrations.steps import Plan


def plan_sources(
    old: Source, new: Source, *, version: str | None, server_url: str | None, tell: Callable[[str], None]
) -> Plan:
    """The plan from one source to the other, tried on an empty copy in memory; SQLite needs no `server_url`."""
    del server_url
    dialect = dialect_of(version)
    wanted_ddl = _ddl(new)
    with loaded(_ddl(old), old.name) as before, loaded(wanted_ddl, new.name) as after:
        tell("planning, and running the plan on an empty copy")
        return plan_on(before, read_catalog(after), dialect, read_rename_hints(wanted_ddl, "sqlite"))


def _ddl(source: Source) -> str:
    """The text, or the statements that a database file keeps of itself."""
    if source.ddl is not None:
        return source.ddl
    path = file_path(source.url or "")
    if not path.is_file():
        raise EngineUnavailable(f"there is no SQLite file {str(path)!r}", help="give the path of an existing database")
    shadows = "select name from pragma_table_list where type = 'shadow'"
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True)) as connection:
            rows = connection.execute(
                "select sql from sqlite_master where sql is not null and name not like 'sqlite\\_%' escape '\\'"
                f" and name not in ({shadows}) order by type = 'trigger', type = 'view', type = 'index', rowid"
            ).fetchall()
    except sqlite3.DatabaseError as error:
        raise InputError(f"{str(path)!r} cannot be read as an SQLite database: {error}") from error
    return "".join(f"{sql};\n" for (sql,) in rows)
