"""BDM101 against PostgreSQL's own catalog: the foreign keys without an index must be the same, one by one."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.engines.split import split_statements
from backend_data_model.model.errors import EngineUnavailable
from backend_data_model.reviewer.review import review_schema

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg import Connection

    from backend_data_model.engines.postgresql.server import PostgresServer

DDL = """
CREATE TABLE parents (id bigint PRIMARY KEY, shop bigint NOT NULL, code text UNIQUE, UNIQUE (shop, id));
CREATE TABLE bare (id bigint PRIMARY KEY, p bigint REFERENCES parents (id));
CREATE TABLE plain (id bigint PRIMARY KEY, p bigint REFERENCES parents (id));
CREATE INDEX ON plain (p, id);
CREATE TABLE second (id bigint PRIMARY KEY, p bigint REFERENCES parents (id));
CREATE INDEX ON second (id, p);
CREATE TABLE swapped (id bigint PRIMARY KEY, s bigint, p bigint, FOREIGN KEY (s, p) REFERENCES parents (shop, id));
CREATE INDEX ON swapped (p, s);
CREATE TABLE half (id bigint PRIMARY KEY, s bigint, p bigint, FOREIGN KEY (s, p) REFERENCES parents (shop, id));
CREATE INDEX ON half (s, id);
CREATE TABLE keyed (p bigint REFERENCES parents (id), n integer, PRIMARY KEY (p, n));
CREATE TABLE keyed_second (p bigint REFERENCES parents (id), n integer, PRIMARY KEY (n, p));
CREATE TABLE uniquely (id bigint PRIMARY KEY, p bigint UNIQUE REFERENCES parents (id));
CREATE TABLE part_not_null (id bigint PRIMARY KEY, p bigint REFERENCES parents (id));
CREATE INDEX ON part_not_null (p) WHERE p IS NOT NULL;
CREATE TABLE part_other (id bigint PRIMARY KEY, p bigint REFERENCES parents (id), open boolean);
CREATE INDEX ON part_other (p) WHERE open;
CREATE INDEX ON part_other (p) WHERE p IS NOT NULL AND open;
CREATE TABLE part_both (id bigint PRIMARY KEY, s bigint, p bigint, FOREIGN KEY (s, p) REFERENCES parents (shop, id));
CREATE INDEX ON part_both (s, p) WHERE s IS NOT NULL AND p IS NOT NULL;
CREATE TABLE expression (id bigint PRIMARY KEY, c text REFERENCES parents (code));
CREATE INDEX ON expression (lower(c));
CREATE TABLE patterns (id bigint PRIMARY KEY, c text REFERENCES parents (code));
CREATE INDEX ON patterns (c text_pattern_ops DESC NULLS LAST);
CREATE TABLE hashed (id bigint PRIMARY KEY, c text REFERENCES parents (code));
CREATE INDEX ON hashed USING hash (c);
CREATE TABLE ranged (id bigint PRIMARY KEY, p bigint REFERENCES parents (id));
CREATE INDEX ON ranged USING brin (p);
CREATE TABLE included (id bigint PRIMARY KEY, p bigint REFERENCES parents (id));
CREATE INDEX ON included (id) INCLUDE (p);
CREATE TABLE itself (id bigint PRIMARY KEY, p bigint REFERENCES itself (id));
CREATE TABLE split (id bigint, p bigint REFERENCES parents (id), PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE TABLE split_1 PARTITION OF split FOR VALUES FROM (0) TO (10);
CREATE TABLE split_2 PARTITION OF split FOR VALUES FROM (10) TO (20);
CREATE INDEX ON split_1 (p);
CREATE TABLE divided (id bigint, p bigint REFERENCES parents (id), PRIMARY KEY (id)) PARTITION BY HASH (id);
CREATE TABLE divided_1 PARTITION OF divided FOR VALUES WITH (MODULUS 1, REMAINDER 0);
CREATE INDEX ON divided (p);
CREATE TABLE "Two Words" ("Id" bigint PRIMARY KEY, "P" bigint REFERENCES parents (id));
CREATE TABLE late (id bigint PRIMARY KEY, p bigint);
CREATE INDEX late_p ON late (p);
ALTER TABLE late ADD CONSTRAINT late_fk FOREIGN KEY (p) REFERENCES parents (id) NOT VALID;
CREATE TABLE dropped (id bigint PRIMARY KEY, p bigint REFERENCES parents (id));
CREATE INDEX dropped_p ON dropped (p);
DROP INDEX dropped_p;
CREATE SCHEMA other;
CREATE TABLE other.bare (id bigint PRIMARY KEY, p bigint REFERENCES parents (id));
"""

CATALOG = """
select case when n.nspname = 'public' then '' else n.nspname || '.' end || c.relname,
       (select array_agg(a.attname::text order by k.place)
        from unnest(f.conkey) with ordinality k (number, place)
        join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.number)
from pg_constraint f
join pg_class c on c.oid = f.conrelid
join pg_namespace n on n.oid = c.relnamespace
where f.contype = 'f' and f.conparentid = 0 and c.relpersistence <> 't'
  and not exists (
    select from pg_index i
    join pg_class ic on ic.oid = i.indexrelid
    join pg_am m on m.oid = ic.relam
    where i.indrelid = f.conrelid and m.amname in ('btree', 'hash')
      and (select array_agg(number order by number)
           from (select k.number from unnest(i.indkey::int2[]) with ordinality k (number, place)
                 order by k.place limit least(cardinality(f.conkey), i.indnkeyatts)) head (number))
        = (select array_agg(number order by number) from unnest(f.conkey) key (number))
      and (i.indpred is null or not exists (
        select from regexp_split_to_table(
          regexp_replace(pg_get_expr(i.indpred, i.indrelid), '[()]', '', 'g'), ' AND ') part
        where not exists (
          select from unnest(f.conkey) key (number)
          join pg_attribute a on a.attrelid = f.conrelid and a.attnum = key.number
          where part = quote_ident(a.attname) || ' IS NOT NULL'))))
"""
UNLOADED = frozenset({"copy", "begin", "start", "commit", "end", "rollback", "insert", "select"})
BENCH = Path(os.environ.get("BDM_BENCH_SCHEMAS", Path(__file__).parents[3] / "shared/bench/schemas"))
REAL_FILES = sorted((BENCH / "postgresql").glob("*.sql"))


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    from backend_data_model.engines.postgresql.server import scratch_postgres

    try:
        with scratch_postgres() as running:
            yield running
    except EngineUnavailable as error:
        pytest.skip(f"no PostgreSQL: {error}")


def load(connection: Connection[Any], text: str) -> tuple[str, int]:
    """Load what loads, statement by statement; the text of that, and how many statements the server refused."""
    import psycopg

    loaded: list[str] = []
    refused = 0
    for statement in split_statements(text, "postgresql"):
        if statement.is_client_command or statement.sql.split(None, 1)[0].lower() in UNLOADED:
            continue
        try:
            connection.execute(statement.sql.encode())
        except psycopg.Error:
            refused += 1
        else:
            loaded.append(statement.sql + ";")
    return "\n".join(loaded), refused


def of_catalog(connection: Connection[Any]) -> list[tuple[str, tuple[str, ...]]]:
    """The foreign keys without an index by the catalog."""
    return sorted((str(table), tuple(columns)) for table, columns in connection.execute(CATALOG))


def of_review(text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The foreign keys without an index by the rule, from the text alone."""
    schema = read_ddl(text, "postgresql")
    by_object = {
        f"{table.qualified_name}.{key.columns[0] if len(key.columns) == 1 else '(' + ', '.join(key.columns) + ')'}": (
            table.qualified_name,
            tuple(key.columns),
        )
        for table in schema.tables
        for key in table.foreign_keys
    }
    return sorted(by_object[finding.object] for finding in review_schema(schema, select=["BDM101"]).findings)


def test_the_rule_agrees_with_the_catalog(server: PostgresServer) -> None:
    with server.database() as connection:
        text, refused = load(connection, DDL)
        expected = of_catalog(connection)
    assert refused == 0
    assert len(expected) == 13
    assert of_review(text) == expected


@pytest.mark.skipif(not REAL_FILES, reason=f"no real schemas in {BENCH} (set BDM_BENCH_SCHEMAS)")
@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.stem)
def test_the_rule_agrees_on_real_schemas(server: PostgresServer, path: Path) -> None:
    with server.database() as connection:
        text, _ = load(connection, path.read_text(encoding="utf-8"))
        expected = of_catalog(connection)
    assert of_review(text) == expected
