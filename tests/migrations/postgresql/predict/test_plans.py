"""The effects of the steps of a plan."""

from __future__ import annotations

from backend_data_model.migrations.postgresql.predict.plans import predict_steps
from backend_data_model.migrations.steps import Step

_OLD = """
CREATE TABLE users (id bigint PRIMARY KEY, email text);
CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users, note varchar(20));
CREATE TABLE unrelated (id bigint PRIMARY KEY);
CREATE INDEX orders_note ON orders (note);
"""


def _effects(*statements: str) -> list[Step]:
    steps = [Step(sql, "expand", "") for sql in statements]
    predict_steps(steps, _OLD, 18)
    return steps


def test_each_step_sees_the_schema_that_the_steps_before_it_left() -> None:
    steps = _effects(
        "ALTER TABLE orders ADD CONSTRAINT c CHECK (note IS NOT NULL) NOT VALID",
        "ALTER TABLE orders VALIDATE CONSTRAINT c",
        "ALTER TABLE orders ALTER COLUMN note SET NOT NULL",
    )
    assert [step.hazard for step in steps] == ["brief_access_exclusive", "none", "brief_access_exclusive"]


def test_what_is_only_named_by_the_old_schema_is_locked_too() -> None:
    [step] = _effects("DROP TABLE orders")
    assert {lock.relation for lock in step.locks} == {
        "public.orders",
        "public.orders_pkey",
        "public.orders_note",
        "public.users",
    }


def test_a_step_of_several_statements_has_the_strongest_lock_of_each() -> None:
    [step] = _effects("LOCK TABLE users IN SHARE MODE; CREATE INDEX i ON orders (user_id); DROP TABLE users CASCADE")
    assert {(lock.relation, str(lock.mode)) for lock in step.locks} >= {
        ("public.users", "ACCESS EXCLUSIVE"),
        ("public.orders", "ACCESS EXCLUSIVE"),
    }
    assert step.hazard == "critical"
