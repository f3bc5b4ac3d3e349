"""Plans from a live database to a DDL file that does not speak of everything that the database has."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.migrations.rehearse.run import rehearse
from backend_data_model.migrations.source import Source
from backend_data_model.model.errors import EngineUnavailable, InputError
from backend_data_model.pipeline import plan

if TYPE_CHECKING:
    from collections.abc import Iterator

CASES = yaml.safe_load(Path(__file__).with_name("live_cases.yaml").read_text())
LIVE = """
create role app_owner; create role "Reading"; create schema app;
create table app.t (id bigint primary key, n int); create view app.v as select id, n from app.t;
alter table app.t owner to app_owner; grant select (n) on app.t to "Reading"; grant select on app.v to "Reading";
comment on table app.t is 'Kept'; comment on column app.t.n is 'Count'; comment on view app.v is 'Seen';
create publication whole for table app.t; create publication columns for table app.t (id, n);
"""


@pytest.fixture(scope="module")
def live() -> Iterator[str]:
    try:
        with scratch_postgres() as server, server.database() as connection:
            if server.version_tuple[0] < 15:
                pytest.skip("publications of columns need PostgreSQL 15")
            connection.execute(LIVE)
            yield f"postgresql://postgres@/{connection.info.dbname}?host={server.connection_info['host']}"
    except EngineUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_not_spoken_of_stays(case: dict[str, Any], live: str) -> None:
    made = plan(live, f"create schema app; {case['new']}")
    said = "\n".join(step.sql for step in made.steps)
    assert [part for part in case["says"] if part not in said] == []
    assert [part for part in case["never"] if part in said] == [], said
    assert [item.partition(":")[0] for item in made.unmanaged] == case["told"]


def test_equal_schemas_need_no_steps(live: str) -> None:
    assert plan(live, f"create schema app; {CASES[0]['new']}").steps
    assert not plan(live, live).steps
    bare = "create schema app; create table app.t (id bigint primary key, n int); "
    assert not plan(live, bare + "create view app.v as select id, n from app.t;").steps


def test_the_steps_have_the_effects_that_they_have_on_the_same_ddl(live: str) -> None:
    new = (
        "create schema app; create table app.t (id bigint primary key, n int not null check (n > 0)); "
        "create view app.v as select id, n from app.t; create index t_n on app.t (n);"
    )
    effects = {step.sql: step.effect for step in plan(live, new).steps}
    on_ddl = {step.sql: step.effect for step in plan(LIVE, new).steps}
    assert len(effects) > 3
    assert all(effect and effect.locks and not effect.unknown for effect in effects.values())
    assert {sql: effect for sql, effect in on_ddl.items() if sql in effects} == effects


def test_publication_of_a_column_that_goes_is_refused(live: str) -> None:
    with pytest.raises(InputError, match=r"publication columns names the column app\.t\.n"):
        plan(live, "create schema app; create table app.t (id bigint primary key);")


def test_rehearsal_leaves_it_as_well(live: str) -> None:
    new = Source("NEW", ddl=f"create schema app; {CASES[1]['new']}")
    found = rehearse(Source("OLD", url=live), new, rows=100, tell=lambda message: None)
    assert found.result is not None
    assert (found.result.verdict, found.result.detail) == ("equal", [])
