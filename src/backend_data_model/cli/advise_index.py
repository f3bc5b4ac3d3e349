"""`bdm advise index`: indexes for a schema and its queries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from backend_data_model.model.schema import Engine


FORMATS = ("human", "json")
ENGINES = ("postgresql",)


@click.command(short_help="Advise indexes for queries.")
@click.option("--schema", required=True, metavar="DDL|URL", help="The schema: DDL files, a directory, a URL, or -.")
@click.option("--queries", multiple=True, metavar="FILE", help="SQL, statistics (CSV, JSON) or a log; repeatable.")
@click.option("--from-server", metavar="URL", help="Take the queries from pg_stat_statements of this database.")
@click.option("-e", "--engine", type=click.Choice(ENGINES), help="The dialect.  [default: told from the DDL]")
@click.option("-f", "--format", "output_format", type=click.Choice(FORMATS), default="human", show_default=True)
def index(
    schema: str, queries: tuple[str, ...], from_server: str | None, engine: Engine | None, output_format: str
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

    Nothing is run: advice comes from the DDL and the SQL alone. Every query that gets no index is listed with the
    reason, and so is every statement that could not be read.

    \b
    bdm advise index --schema schema.sql --queries queries.sql
    bdm advise index --schema schema.sql --queries pg_stat_statements.csv
    bdm advise index --schema postgresql:///shop --from-server postgresql:///shop
    bdm advise index --schema schema.sql --queries queries.sql --format json | jq -r '.advice[].create'
    """
    from backend_data_model.cli.advise_index_queries import collect_queries
    from backend_data_model.cli.lint import schema_text
    from backend_data_model.engines.dispatch import guess_engine, read_ddl
    from backend_data_model.indexing.advise import advise
    from backend_data_model.indexing.render import render_human, render_json
    from backend_data_model.indexing.workload.weigh import weigh
    from backend_data_model.model.errors import InputError

    if schema == "-" and "-" in queries:
        raise InputError("--schema and --queries cannot both be standard input")
    ddl = schema_text(schema)
    engine = engine or guess_engine(ddl)
    if engine != "postgresql":
        raise InputError(f"{schema} is DDL of {engine}", help="index advice is for PostgreSQL so far")
    known = read_ddl(ddl, engine, schema)
    if not known.tables:
        raise InputError(f"{schema} makes no table", help="expected CREATE TABLE statements")
    statements, unused, left_out = collect_queries(queries, from_server, engine)
    found = advise(known, statements)
    weigh(found, statements)
    found.unread, found.assumed = [*unused, *found.unread], [*found.assumed, *left_out]
    click.echo(render_json(found) if output_format == "json" else render_human(found), nl=False)
