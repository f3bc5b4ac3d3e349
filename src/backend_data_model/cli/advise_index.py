"""`bdm advise index`: indexes for a schema and its queries."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from backend_data_model.indexing.advice import IndexAdvice
    from backend_data_model.indexing.statements.files import QueryStatement
    from backend_data_model.indexing.verification.source import Source
    from backend_data_model.model.schema import Engine, Schema


FORMATS = ("human", "json")
ENGINES = ("postgresql", "mysql", "sqlite")
TIME_BUDGET = 120
SAMPLE_ROWS = 1_000_000


@click.command(short_help="Advise indexes for queries.")
@click.option("--schema", required=True, metavar="DDL|URL", help="The schema: DDL files, a directory, a URL, or -.")
@click.option("--queries", multiple=True, metavar="FILE", help="SQL, statistics (CSV, JSON) or a log; repeatable.")
@click.option("--from-server", metavar="URL", help="Take the queries from pg_stat_statements of this database.")
@click.option("-e", "--engine", type=click.Choice(ENGINES), help="The dialect.  [default: told from the DDL]")
@click.option("--url", metavar="URL", help="Verify with the rows of this database, which is only read.")
@click.option(
    "--data",
    metavar="FILE",
    help="Verify on a scratch server with the rows that this SQL script makes.",
)
@click.option(
    "--made-rows",
    is_flag=True,
    help="Make rows on a scratch server by the statistics of --url, or by names and types, and copy none.",
)
@click.option("--verify/--no-verify", default=None, help="Insist on the check, or leave it out.")
@click.option(
    "--time-budget",
    type=click.IntRange(min=5),
    default=TIME_BUDGET,
    show_default=True,
    metavar="SECONDS",
    help="About how long building and timing may take, beside copying.",
)
@click.option(
    "--sample-rows",
    type=click.IntRange(min=1000),
    default=SAMPLE_ROWS,
    show_default=True,
    metavar="ROWS",
    help="Copy about so many rows of a larger table.",
)
@click.option("-f", "--format", "output_format", type=click.Choice(FORMATS), default="human", show_default=True)
def index(
    schema: str,
    queries: tuple[str, ...],
    from_server: str | None,
    engine: Engine | None,
    url: str | None,
    data: str | None,
    made_rows: bool,
    verify: bool | None,
    time_budget: int,
    sample_rows: int,
    output_format: str,
) -> None:
    """Advise the few indexes that the queries are worth, each with its reason and its write cost.

    \b
    A comment above a statement names it:
      -- orders_of_customer
      select id, total from orders where customer_id = $1 order by placed_at desc limit 20;

    Parameters may be $1, :name, ?, %s or literals. A statement directly below another is a further call of the same
    query; what differs between calls of one shape is a parameter. A state that is spelled out (status = 'open'),
    IS NULL and booleans are the same in every call and may become the condition of a partial index.

    Queries may also be an export of pg_stat_statements or of performance_schema's digests (CSV with a header, JSON), a
    log of PostgreSQL (durations, auto_explain) or a slow log of MySQL; what says how long it ran is weighed by that.

    Every query that gets no index is listed with the reason, and so is every statement that could not be read.

    Without --url and --data nothing is run: advice comes from the DDL and the SQL alone. With --url the tables are
    copied into a scratch database on that server (which needs the right CREATEDB, and room), candidates are created
    there, explained and timed, and what wins is kept, with plan, cost and time before and after. The database of the
    URL is only read and gets no index; the scratch database is dropped at the end, also on Ctrl-C. With --data, or with
    --verify where the schema's script makes rows itself, the same is done on a throw-away server. The same goes for
    MySQL, with MariaDB in its place where only that is installed, and for an SQLite file, of which a copy is made.

    With --made-rows the database of the URL gives only its statistics (pg_stats: shares of values and NULLs, distinct
    values, order on disk); no row leaves it, and it needs no right but to read them.

    \b
    bdm advise index --schema schema.sql --queries queries.sql
    bdm advise index --schema schema.sql --queries pg_stat_statements.csv
    bdm advise index --schema postgresql:///shop --from-server postgresql:///shop
    bdm advise index --schema postgresql:///shop --queries queries.sql --url postgresql:///shop
    bdm advise index --schema schema.sql --queries queries.sql --data seed.sql --time-budget 60
    bdm advise index --schema schema.sql --queries queries.sql --made-rows --url postgresql:///shop
    bdm advise index --schema app.db --queries queries.sql --url app.db
    bdm advise index --schema mysql://root@localhost/shop --queries slow.log --url mysql://root@localhost/shop
    bdm advise index --schema schema.sql --queries queries.sql --format json | jq -r '.advice[].create'
    """
    from backend_data_model.cli.advise_index_queries import collect_queries
    from backend_data_model.cli.ddl_files import read_ddl_files
    from backend_data_model.cli.lint import schema_text
    from backend_data_model.engines.dispatch import guess_engine, is_database, read_ddl, url_engine
    from backend_data_model.engines.postgresql.live import without_password
    from backend_data_model.indexing.render import render_human, render_json
    from backend_data_model.indexing.verification.source import Source
    from backend_data_model.model.errors import InputError

    if [schema, *queries, data].count("-") > 1:
        raise InputError("only one of --schema, --queries and --data can be standard input")
    if verify is False and data:
        raise InputError("--data is for the check that --no-verify leaves out", help="leave one of them out")
    if made_rows and data:
        raise InputError("--made-rows and --data are two sources of rows", help="leave one of them out")
    ddl = schema_text(schema, engine or (url_engine(schema) if is_database(schema) else "postgresql"))
    engine = engine or (url_engine(schema) if is_database(schema) else guess_engine(ddl))
    if made_rows and engine != "postgresql":
        raise InputError("--made-rows is for PostgreSQL", help=f"{schema} is DDL of {engine}: give --url or --data")
    if url and url_engine(url) != engine:
        raise InputError(
            f"{without_password(url)} is no {engine} database",
            help=f"{schema} is DDL of {engine}: name one of that engine",
        )
    known = read_ddl(ddl, engine, schema)
    if not known.tables:
        raise InputError(f"{schema} makes no table", help="expected CREATE TABLE statements")
    statements, unused, left_out = collect_queries(queries, from_server, engine)
    source = Source(ddl, url, read_ddl_files([data]).text if data else None, sample_rows, made_rows)
    found = _advice(known, statements, source, verify, time_budget)
    found.unread, found.assumed = [*unused, *found.unread], [*found.assumed, *left_out]
    click.echo(render_json(found) if output_format == "json" else render_human(found), nl=False)


def _advice(
    schema: Schema, statements: list[QueryStatement], source: Source, verify: bool | None, seconds: int
) -> IndexAdvice:
    from backend_data_model.indexing.advise import advise

    if verify is False or (verify is None and not source.is_named):
        return advise(schema, statements)
    from backend_data_model.cli.progress import progress
    from backend_data_model.model.errors import EngineUnavailable

    place = f"backend_data_model.indexing.verification.{schema.engine}.verify"
    verified: Callable[..., IndexAdvice] = getattr(import_module(place), f"verify_on_{schema.engine}")
    try:
        with progress() as tell:
            return verified(schema, statements, source, seconds, tell)
    except EngineUnavailable as error:
        if verify:
            raise
        found = advise(schema, statements)
        found.assumed.append(f"it could not be verified: {error}")
        return found
