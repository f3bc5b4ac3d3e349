"""What row-level security costs: queries of one tenant with policies, against the same with a WHERE and without them.

    python benchmarks/row_security_cost.py [--rows 1000000] [--tenants 1000] [--rounds 40]

The forms run in turn, in one session each, on one PostgreSQL; medians of server round trips in ms.  `explicit` is the
owner with `WHERE tenant_id = ...`; the others are a role without BYPASSRLS that names no tenant.  The aim: the form
that `bdm design` writes (`wrapped`) within 1.1 times of `explicit`.
"""

from __future__ import annotations

import argparse
import time
from statistics import median
from typing import Any

import psycopg

from backend_data_model.engines.postgresql.server import scratch_postgres

TENANT = 500
SETTING = "nullif(current_setting('app.current_tenant_id', true), '')::bigint"
FORMS = {
    "wrapped": f"tenant_id = (SELECT {SETTING})",
    "unwrapped function": "tenant_id = tenant_of_session()",
    "membership sub-query": "tenant_id IN (SELECT m.tenant_id FROM members m WHERE m.user_name = current_user)",
    "correlated sub-query": (
        "EXISTS (SELECT FROM members m WHERE m.user_name = current_user AND m.tenant_id = orders.tenant_id)"
    ),
}
QUERIES = {
    "point": "SELECT * FROM orders WHERE {t} id = 500500",
    "list": "SELECT * FROM orders WHERE {t} status = 'open' ORDER BY created_at DESC LIMIT 20",
    "count": "SELECT count(*) FROM orders WHERE {t} status = 'open'",
    "join": (
        "SELECT o.id, c.name FROM orders o JOIN customers c ON c.tenant_id = o.tenant_id AND c.id = o.customer_id"
        " WHERE {o} o.status = 'open'"
    ),
    "update": "UPDATE orders SET total = total + 1 WHERE {t} id = 500500",
}


def build(connection: psycopg.Connection[Any], rows: int, tenants: int) -> None:
    """Tenants in turn, so that the rows of each lie scattered over the table."""
    script = f"""
    CREATE ROLE app NOLOGIN NOBYPASSRLS;
    CREATE TABLE members (tenant_id bigint, user_name text, PRIMARY KEY (user_name, tenant_id));
    INSERT INTO members VALUES ({TENANT}, 'app');
    CREATE TABLE customers (tenant_id bigint NOT NULL, id bigint PRIMARY KEY, name text, UNIQUE (tenant_id, id));
    INSERT INTO customers SELECT n % {tenants}, n, 'name ' || n FROM generate_series(1, {rows // 10}) n;
    CREATE TABLE orders (tenant_id bigint NOT NULL, id bigint PRIMARY KEY, customer_id bigint NOT NULL,
        status text NOT NULL, total numeric NOT NULL, created_at timestamptz NOT NULL, UNIQUE (tenant_id, id));
    INSERT INTO orders SELECT n % {tenants}, n, 1 + n % {rows // 10}, (ARRAY['open', 'done'])[1 + n / {tenants} % 2],
        n % 97, timestamptz '2026-01-01' + n * interval '1 second' FROM generate_series(1, {rows}) n;
    CREATE INDEX ON orders (tenant_id, status, created_at DESC);
    CREATE FUNCTION tenant_of_session() RETURNS bigint LANGUAGE plpgsql STABLE AS $$BEGIN RETURN {SETTING}; END$$;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app;
    """
    connection.execute(script)
    connection.execute("VACUUM ANALYZE")


def use(connection: psycopg.Connection[Any], form: str) -> str:
    """The session as `form` asks for; the placeholders of the queries filled in."""
    run = connection.execute
    run("RESET ROLE")
    for table in ("orders", "customers"):
        run(f"DROP POLICY IF EXISTS tenant ON {table}")
        if form == "explicit":
            run(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")
            continue
        run(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        using = FORMS[form].replace("orders.", f"{table}.")
        run(f"CREATE POLICY tenant ON {table} TO app USING ({using}) WITH CHECK ({using})")
    if form != "explicit":
        run("SET ROLE app")
        run("SELECT set_config('app.current_tenant_id', %s, false)", (str(TENANT),))
    return f"tenant_id = {TENANT} AND" if form == "explicit" else ""


def timed(connection: psycopg.Connection[Any], sql: str) -> float:
    """Milliseconds of one run, to the last row."""
    start = time.perf_counter()
    cursor = connection.execute(sql)
    if cursor.description is not None:
        cursor.fetchall()
    return (time.perf_counter() - start) * 1000


def main() -> int:
    """Measure and print; exit code 1 where the wrapped form misses the aim."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--tenants", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=40)
    given = parser.parse_args()
    times: dict[tuple[str, str], list[float]] = {}
    with scratch_postgres() as server, psycopg.connect(**server.connection_info, autocommit=True) as connection:
        build(connection, given.rows, given.tenants)
        for turn in range(given.rounds):
            for form in ("explicit", *FORMS):
                if "sub-query" in form and turn >= 5:
                    continue
                tenant = use(connection, form)
                for name, sql in QUERIES.items():
                    text = sql.format(t=tenant, o=tenant.replace("tenant_id", "o.tenant_id"))
                    timed(connection, text)
                    times.setdefault((form, name), []).extend(timed(connection, text) for _ in range(5))
    worst = 0.0
    for name in QUERIES:
        base = median(times["explicit", name])
        shown = [f"{form} {median(times[form, name]):.3f} ({median(times[form, name]) / base:.2f})" for form in FORMS]
        print(f"{name}: explicit {base:.3f} ms; {'; '.join(shown)}")
        worst = max(worst, median(times["wrapped", name]) / base)
    print(f"wrapped against explicit: at most {worst:.2f} times")
    return 0 if worst <= 1.1 else 1


if __name__ == "__main__":
    raise SystemExit(main())
