"""What a running PostgreSQL remembers of its queries: the extension pg_stat_statements (manual, F.32)."""

from __future__ import annotations

from typing import LiteralString

from backend_data_model.indexing.workload.collected import Collected
from backend_data_model.model.errors import EngineUnavailable, InputError

_MOST = 2000
_EXTENSION = """
select n.nspname, exists (select from pg_catalog.pg_attribute a
                           where a.attrelid = c.oid and a.attname = 'mean_exec_time')
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relname = 'pg_stat_statements' and c.relkind = 'v'
"""
_QUERIES: LiteralString = """
select s.queryid, s.query, s.calls, s.{mean}
  from {schema}.pg_stat_statements s
  join pg_catalog.pg_database d on d.oid = s.dbid
 where d.datname = current_database()
 order by s.calls * s.{mean} desc
 limit {most}
"""


def read_server(url: str) -> Collected:
    """The statements of that database by the time they took, 2000 at most; nothing is written.

    EngineUnavailable where the server cannot be reached, InputError where the extension is not there to be read.
    """
    import psycopg
    from psycopg import sql

    from backend_data_model.engines.postgresql.live import without_password

    shown = without_password(url)
    found = Collected()
    try:
        with psycopg.connect(url, connect_timeout=10, autocommit=True) as connection:
            connection.execute("set default_transaction_read_only = on")
            row = connection.execute(_EXTENSION).fetchone()
            if row is None:
                raise InputError(
                    f"{shown} has no pg_stat_statements, so it does not say what it was asked",
                    help="add it to shared_preload_libraries and run CREATE EXTENSION pg_stat_statements,"
                    " or give the queries with --queries",
                )
            query = sql.SQL(_QUERIES).format(
                schema=sql.Identifier(row[0]),
                mean=sql.Identifier("mean_exec_time" if row[1] else "mean_time"),
                most=sql.Literal(_MOST),
            )
            rows = connection.execute(query).fetchall()
    except psycopg.errors.ObjectNotInPrerequisiteState as error:
        raise InputError(f"{shown}: {str(error).splitlines()[0]}") from None
    except psycopg.OperationalError as error:
        raise EngineUnavailable(f"{shown} cannot be reached: {str(error).splitlines()[0]}") from None
    except psycopg.Error as error:
        raise InputError(f"{shown}: {str(error).splitlines()[0]}") from None
    for number, (identity, text, calls, mean) in enumerate(rows, 1):
        if text is None or text == "<insufficient privilege>":
            found.bad.append((number, "a statement was hidden: read it as a member of pg_read_all_stats"))
            continue
        found.add(text, number, shown, name=f"query {identity}", calls=float(calls), mean_ms=float(mean))
    return found
