"""What is predicted without a schema, and what cannot be predicted at all."""

from __future__ import annotations

import pytest

from backend_data_model.migrations.postgresql.predict import Known
from backend_data_model.migrations.postgresql.predict.script import predict_script


@pytest.mark.parametrize(
    ("sql", "hazard"),
    [
        ("CREATE INDEX i ON orders (a)", "high"),
        ("CREATE INDEX CONCURRENTLY i ON orders (a)", "none"),
        ("ALTER TABLE orders ALTER COLUMN a TYPE bigint", "critical"),
        ("ALTER TABLE orders ALTER COLUMN a SET NOT NULL", "critical"),
        ("ALTER TABLE orders ADD COLUMN a int", "brief_access_exclusive"),
        ("ALTER TABLE orders ADD FOREIGN KEY (a) REFERENCES users (id)", "high"),
        ("DROP TABLE orders", "brief_access_exclusive"),
        ("DROP VIEW v", "none"),
        ("REFRESH MATERIALIZED VIEW v", "critical"),
        ("REINDEX INDEX i", "critical"),
        ("TRUNCATE orders", "brief_access_exclusive"),
        ("CREATE TABLE orders (id int PRIMARY KEY)", "none"),
    ],
)
def test_without_a_schema_a_relation_is_taken_for_one_with_rows(sql: str, hazard: str) -> None:
    [statement] = predict_script(sql, Known())
    assert statement.hazard == hazard


def test_a_relation_that_a_given_schema_lacks_is_said_to_be_unknown() -> None:
    [statement] = predict_script("CREATE INDEX i ON orders (a)", Known("CREATE TABLE users (id int)"))
    assert statement.locks == []
    assert statement.effect.unknown == "orders is not in the known schema"


def test_each_statement_sees_what_those_before_it_left() -> None:
    script = """
    ALTER TABLE t ADD CONSTRAINT c CHECK (a IS NOT NULL) NOT VALID;
    ALTER TABLE t VALIDATE CONSTRAINT c;
    ALTER TABLE t ALTER COLUMN a SET NOT NULL;
    ALTER TABLE t RENAME TO u;
    ALTER TABLE u ALTER COLUMN b TYPE timestamptz;
    SET timezone = 'UTC';
    ALTER TABLE u ALTER COLUMN b TYPE timestamp;
    """
    found = predict_script(script, Known("CREATE TABLE t (a int, b timestamp)"))
    assert [statement.hazard for statement in found] == [
        "brief_access_exclusive",
        "none",
        "brief_access_exclusive",
        "brief_access_exclusive",
        "critical",
        "none",
        "brief_access_exclusive",
    ]
    assert found[1].scans == ["public.t"]
    assert found[3].line == 5


def test_what_cannot_be_parsed_is_listed_and_the_rest_goes_on() -> None:
    found = predict_script("SELEC 1; DO LANGUAGE plperl $$ 1 $$; DROP TABLE t", Known("CREATE TABLE t (a int)"))
    assert [statement.effect.unknown is None for statement in found] == [False, False, True]
    assert found[2].locks == [("public.t", "ACCESS EXCLUSIVE")]
