"""What waits for the next release, and what stays in its place although it removes something."""

from __future__ import annotations

from typing import Literal

import pytest

from backend_data_model.migrations.releases import names_in, names_removed_by, releases
from backend_data_model.migrations.steps import Plan, Step


def step(sql: str, phase: Literal["expand", "migrate", "contract"] = "expand", breaks: str | None = None) -> Step:
    return Step(sql=sql, phase=phase, note="", backward_incompatible=breaks)


def later(*steps: Step) -> list[int]:
    plan = Plan("postgresql", "18.0", list(steps))
    return [steps.index(held) for held in releases(plan).later]


def test_contract_steps_wait() -> None:
    assert later(step("CREATE TABLE a ()"), step("DROP TABLE b", "contract", "b"), step("CREATE TABLE c ()")) == [1]


def test_what_needs_a_freed_name_waits_along() -> None:
    drop = step('ALTER TABLE t DROP COLUMN "Old"', "contract", "readers")
    again = step('ALTER TABLE t ADD COLUMN "Old" text')
    assert later(drop, again, step("ALTER TABLE t ADD COLUMN new int")) == [0, 1]


def test_what_needs_something_that_waits_waits_along() -> None:
    drop = step("ALTER TABLE t DROP COLUMN c", "contract", "readers")
    again = step("ALTER TABLE t ADD CONSTRAINT c_known CHECK (c > 0) NOT VALID")
    validate = step("ALTER TABLE t VALIDATE CONSTRAINT c_known")
    assert later(drop, again, validate, step("ALTER TABLE t ADD COLUMN new int")) == [0, 1, 2]


def test_what_takes_away_a_name_that_waits_for_use_waits_along() -> None:
    guard = step("DO $$ BEGIN PERFORM 'app.i'::regclass; END $$", "contract")
    rename = step("ALTER INDEX app.i RENAME TO j")
    assert later(guard, rename, step("ALTER INDEX app.k RENAME TO l")) == [0, 1]


def test_an_index_makes_way_at_once() -> None:
    drop = step("DROP INDEX CONCURRENTLY app.i", "contract")
    rename = step("ALTER INDEX app.i_new RENAME TO i")
    assert later(step("CREATE INDEX CONCURRENTLY i_new ON t (a)"), drop, rename) == []
    assert later(drop, step("CREATE INDEX CONCURRENTLY k ON t (a)")) == [0]


@pytest.mark.parametrize(
    ("sql", "names"),
    [
        ("DROP INDEX CONCURRENTLY IF EXISTS app.i", {"i"}),
        ('DROP TABLE "a;b"."c""d"', {'c"d'}),
        ("ALTER TABLE t DROP COLUMN a, DROP CONSTRAINT b", {"a", "b"}),
        ("ALTER TABLE t RENAME COLUMN a TO b", {"a"}),
        ("ALTER INDEX app.i_new RENAME TO i", {"i_new"}),
        ("ALTER TABLE t ALTER COLUMN c DROP DEFAULT", set()),
        ("DROP FUNCTION app.f(integer)", {"f"}),
    ],
)
def test_removed_names(sql: str, names: set[str]) -> None:
    assert names_removed_by(sql) == names
    assert names <= names_in(sql)
