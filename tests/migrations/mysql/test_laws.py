"""Laws of plans for MySQL, on what is installed: any pair converges, a second plan is empty, the undo leads back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend_data_model.engines.mysql.server import shared_mysql
from backend_data_model.migrations.mysql.catalog.read import read_catalog
from backend_data_model.migrations.mysql.plan import plan_ddl, plan_on
from backend_data_model.migrations.mysql.scratch import for_server, loaded
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from backend_data_model.engines.mysql.server import MysqlServer

_COLUMN = st.sampled_from(
    ["{} int", "{} bigint unsigned not null default 7", "{} varchar(20)", "{} varchar(100) not null default 'it''s'",
     "{} varchar(100) character set latin1", "{} text comment 'why'", "{} enum('a','b')",
     "{} enum('a','b','c') not null",
     "{} decimal(10,2) default 1.50", "{} datetime default current_timestamp on update current_timestamp", "{} date",
     "{} int check ({} > 0)", "{} int unique", "{} int generated always as (id + 1) stored"]
)  # fmt: skip


@st.composite
def schemas(draw: st.DrawFn) -> str:
    """Some tables with columns, keys, references, a view and a trigger."""
    parts = []
    tables = draw(st.lists(st.sampled_from(["a", "b", "odd name"]), unique=True, max_size=3))
    for number, table in enumerate(tables):
        names = draw(st.lists(st.sampled_from(["p", "q", "r", "order"]), unique=True, max_size=4))
        columns = [draw(_COLUMN).replace("{}", f"`{name}`") for name in names]
        columns.insert(0, draw(st.sampled_from(["id bigint primary key", "id bigint primary key auto_increment"])))
        if draw(st.booleans()):
            other = draw(st.sampled_from(tables[: number + 1]))
            action = draw(st.sampled_from(["", " on delete cascade", " on delete set null"]))
            columns += [f"`ref` bigint, constraint `{table} ref` foreign key (ref) references `{other}` (id){action}"]
        plain = [name for name in names if any(c.startswith((f"`{name}` int", f"`{name}` date")) for c in columns)]
        keyed = draw(st.lists(st.sampled_from(plain), unique=True)) if plain else []
        columns += [f"key `{table}_{name}` (`{name}`)" for name in keyed]
        options = draw(
            st.sampled_from(["", " comment='things'", " default character set latin1", " row_format=compact"])
        )
        parts.append(f"create table `{table}` ({', '.join(columns)}){options};")
    for table in tables:
        if draw(st.booleans()):
            parts.append(f"create view `{table} view` as select id from `{table}`;")
        if draw(st.booleans()):
            parts.append(
                f"create trigger `{table} trigger` before insert on `{table}` for each row set @last = new.id;"
            )
    return "\n".join(parts)


@pytest.fixture(scope="module")
def server() -> MysqlServer:
    try:
        return shared_mysql()
    except EngineUnavailable as error:
        pytest.skip(str(error))


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(schemas(), schemas())
def test_any_pair_converges_and_leads_back(server: MysqlServer, old: str, new: str) -> None:
    plan = plan_ddl(server, old, new)
    with loaded(server, old) as there, loaded(server, new) as wanted, there.cursor() as cursor:
        before, after = read_catalog(there), read_catalog(wanted)
        for step in plan.steps:
            cursor.execute(for_server(step.sql, server))
        assert read_catalog(there) == after
        assert not plan_on(there, after, server).steps
        assert all(step.undo is not None for step in plan.steps)
        for step in reversed(plan.steps):
            if step.undo:
                cursor.execute(for_server(step.undo, server))
        assert read_catalog(there) == before
