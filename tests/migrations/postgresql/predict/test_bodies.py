"""What DO blocks, procedures and functions run."""

from __future__ import annotations

import pytest

from backend_data_model.migrations.postgresql.predict import Known
from backend_data_model.migrations.postgresql.predict.script import predict_script

_SCHEMA = """
CREATE TABLE jobs (id int PRIMARY KEY, state text);
CREATE TABLE workers (id int PRIMARY KEY);
CREATE FUNCTION finish() RETURNS void LANGUAGE sql AS 'UPDATE jobs SET state = NULL';
CREATE FUNCTION hire(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN INSERT INTO workers VALUES (n); RETURN n; END $$;
CREATE PROCEDURE sweep() LANGUAGE plpgsql AS $$ BEGIN DELETE FROM jobs; COMMIT; END $$;
CREATE PROCEDURE again(n int) LANGUAGE plpgsql AS $$ BEGIN CALL again(n - 1); CALL sweep(); END $$;
CREATE PROCEDURE atomic() BEGIN ATOMIC DELETE FROM workers; END;
"""


def _predict(sql: str):  # type: ignore[no-untyped-def]
    [found] = predict_script(sql, Known(_SCHEMA))
    return found


@pytest.mark.parametrize(
    ("sql", "locks"),
    [
        (
            "DO $$ BEGIN EXECUTE 'DROP TABLE jobs'; END $$",
            {"jobs": "ACCESS EXCLUSIVE", "jobs_pkey": "ACCESS EXCLUSIVE"},
        ),
        ("DO $$ BEGIN EXECUTE format('LOCK %I.%I', 'public', 'jobs'); END $$", {"jobs": "ACCESS EXCLUSIVE"}),
        (
            "DO $$ DECLARE t text; BEGIN FOREACH t IN ARRAY ARRAY['jobs', 'workers'] LOOP "
            "EXECUTE 'ALTER TABLE ' || quote_ident(t) || ' ADD COLUMN at date'; END LOOP; END $$",
            {"jobs": "ACCESS EXCLUSIVE", "workers": "ACCESS EXCLUSIVE"},
        ),
        (
            "DO $$ DECLARE t text := 'jobs'; BEGIN IF random() > 2 THEN NULL; ELSE "
            "EXECUTE format('LOCK TABLE %I IN SHARE MODE', t); END IF; END $$",
            {"jobs": "SHARE"},
        ),
        (
            "DO $$ BEGIN CREATE TABLE made (a int); CREATE INDEX ON made (a); LOCK workers IN SHARE MODE; END $$",
            {"workers": "SHARE"},
        ),
        ("DO $$ BEGIN PERFORM finish(); END $$", {"jobs": "ROW EXCLUSIVE", "jobs_pkey": "ROW EXCLUSIVE"}),
        ("SELECT hire(2)", {"workers": "ROW EXCLUSIVE"}),
        ("CALL again(3)", {"jobs": "ROW EXCLUSIVE", "jobs_pkey": "ROW EXCLUSIVE"}),
        ("CALL atomic()", {"workers": "ROW EXCLUSIVE", "workers_pkey": "ROW EXCLUSIVE"}),
        (
            "DO $x$ BEGIN EXECUTE $$ALTER TABLE jobs ADD n text DEFAULT 'it''s\\n'$$; END $x$",
            {"jobs": "ACCESS EXCLUSIVE"},
        ),
    ],
)
def test_the_statements_in_a_body_count(sql: str, locks: dict[str, str]) -> None:
    found = _predict(sql)
    assert dict(found.locks) == {f"public.{name}": mode for name, mode in locks.items()}
    assert found.effect.unknown is None


@pytest.mark.parametrize(
    "sql",
    [
        "DO $$ DECLARE t text; BEGIN SELECT state INTO t FROM jobs; EXECUTE 'DROP TABLE ' || t; END $$",
        "DO $$ DECLARE t text := 'a'; BEGIN t := lower('JOBS'); EXECUTE 'DROP TABLE ' || t; END $$",
        "DO LANGUAGE plpython3u 'x = 1'",
        "CALL elsewhere()",
    ],
)
def test_what_only_a_run_can_tell_is_unknown(sql: str) -> None:
    assert _predict(sql).effect.unknown


def test_a_commit_inside_is_refused_in_a_transaction() -> None:
    assert _predict("CALL sweep()").transactional is False
    assert _predict("DO $$ BEGIN DELETE FROM jobs; END $$").transactional is True


def test_each_statement_sees_the_columns_that_those_before_it_made() -> None:
    block = "ALTER TABLE jobs ADD COLUMN n int; ALTER TABLE jobs ALTER COLUMN n TYPE bigint;"
    assert _predict(f"DO $$ BEGIN {block} END $$").rewrites == ["public.jobs"]


def test_the_schema_is_as_it_was_after_a_prediction() -> None:
    known = Known(_SCHEMA)
    predict_script("SELECT 1", known)
    [first] = predict_script("DO $$ BEGIN DROP TABLE jobs; PERFORM 1; END $$", Known(_SCHEMA))
    assert first.locks
    assert known.find("", "jobs")
