"""The upserts and inserts run: the same row twice is one row, and both give back its key."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backend_data_model.designer import design_schema
from backend_data_model.documents import load_model
from backend_data_model.engines.dispatch import render_ddl, render_statements
from backend_data_model.model.errors import EngineUnavailable
from backend_data_model.model.settings import DesignSettings

if TYPE_CHECKING:
    from backend_data_model.model.schema import Engine

MODEL = Path(__file__).parent / "statements.yaml"
VALUES: list[tuple[str, dict[str, Any]]] = [
    ("insert_shops", {"name": "Corner"}),
    ("upsert_products_by_shop_id_and_sku", {"shop_id": 1, "sku": "A1", "title": "Tea", "price": 3.5}),
    ("upsert_products_by_shop_id_and_sku", {"shop_id": 1, "sku": "A1", "title": "Green tea", "price": 4}),
    ("insert_products", {"shop_id": 1, "sku": "B1", "title": "Pot", "price": 20}),
    ("upsert_customers_by_shop_id_and_email", {"shop_id": 1, "email": "a@example.com", "order": 1}),
    ("upsert_customers_by_shop_id_and_email", {"shop_id": 1, "email": "a@example.com", "order": 2}),
    (
        "upsert_customer_products_by_shop_id_and_customer_id_and_product_id",
        {"shop_id": 1, "customer_id": 1, "product_id": 1},
    ),
    (
        "upsert_customer_products_by_shop_id_and_customer_id_and_product_id",
        {"shop_id": 1, "customer_id": 1, "product_id": 1},
    ),
    ("upsert_flags_by_shop_id_and_word", {"shop_id": 1, "word": "x"}),
    ("upsert_flags_by_shop_id_and_word", {"shop_id": 1, "word": "x"}),
]
COUNTS = {"shops": 1, "products": 2, "customers": 1, "customer_products": 1, "flags": 1}


def written(engine: Engine) -> tuple[str, dict[str, str]]:
    settings = DesignSettings(engine)
    schema = design_schema(load_model(MODEL.read_text(), str(MODEL)), settings)
    blocks = re.split(r"^-- name: (\S+)$", render_statements(schema, settings), flags=re.MULTILINE)
    return render_ddl(schema, settings), dict(zip(blocks[1::2], blocks[2::2], strict=True))


def test_statements_run_on_sqlite() -> None:
    ddl, statements = written("sqlite")
    with sqlite3.connect(":memory:", isolation_level=None) as connection:
        connection.executescript(ddl)
        found = [(name, connection.execute(statements[name], values).fetchall()) for name, values in VALUES]
        counts = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in COUNTS}
        titles = connection.execute("SELECT title FROM products ORDER BY id").fetchall()
    assert counts == COUNTS
    assert titles == [("Green tea",), ("Pot",)]
    assert [rows for name, rows in found if name.startswith("upsert_products")] == [[(1,)], [(1,)]]
    assert [rows for name, rows in found if name.startswith("upsert_flags")] == [[(1,)], [(1,)]]


def test_statements_run_on_postgresql_as_the_application() -> None:
    from backend_data_model.engines.postgresql.server import scratch_postgres

    ddl, statements = written("postgresql")
    try:
        with scratch_postgres() as server, server.database() as connection:
            connection.execute(ddl)
            connection.execute(bound(statements["insert_shops"]), VALUES[0][1])
            connection.execute("SET ROLE app_user")
            connection.execute("SELECT set_config('app.current_tenant_id', '1', false)")
            rows = [connection.execute(bound(statements[name]), values) for name, values in VALUES[1:]]
            assert rows[0].fetchall() == rows[1].fetchall() == [(1,)]
            counts = {table: connection.execute(f"SELECT count(*) FROM {table}").fetchone() for table in COUNTS}
            assert counts == {table: (number,) for table, number in COUNTS.items()}
            connection.execute("SELECT set_config('app.current_tenant_id', '', false)")
            assert connection.execute("SELECT count(*) FROM products").fetchone() == (0,)
    except EngineUnavailable as error:
        pytest.skip(str(error))


def bound(statement: str) -> str:
    """The statement with psycopg's form of named parameters."""
    return re.sub(r"(?<!:):([a-z_][a-z0-9_]*)", r"%(\1)s", statement)


def test_mysql_names_the_row_by_the_form_of_its_version() -> None:
    _, statements = written("mysql")
    upsert = statements["upsert_products_by_shop_id_and_sku"]
    assert "AS incoming\nON DUPLICATE KEY UPDATE" in upsert
    assert "title = incoming.title" in upsert
    assert "SELECT LAST_INSERT_ID() AS id;" in upsert
    settings = DesignSettings("mysql", version="8.0.16")
    schema = design_schema(load_model(MODEL.read_text(), str(MODEL)), settings)
    assert "title = VALUES(title)" in render_statements(schema, settings)
