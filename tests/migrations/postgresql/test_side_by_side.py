"""Two schemas loaded at the same time are as good as one after the other."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.migrations.postgresql import side_by_side
from backend_data_model.migrations.postgresql.catalog.read import read_catalog
from backend_data_model.migrations.postgresql.scratch import loaded
from backend_data_model.migrations.postgresql.side_by_side import loaded_side_by_side, may_share_a_server
from backend_data_model.migrations.source import Source
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.postgresql.server import PostgresServer

OLD = "create table a (id int primary key); create view v as select id from a;"
NEW = "create table a (id bigint primary key, note text); create view v as select id from a;"


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    try:
        with scratch_postgres() as running:
            yield running
    except EngineUnavailable as error:
        pytest.skip(str(error))


def source(ddl: str, name: str = "x") -> Source:
    return Source(name, ddl=ddl)


def left(server: PostgresServer) -> list[str]:
    with server.connect() as admin:
        return [row[0] for row in admin.execute("select datname from pg_database where datname ~ 'bdm_scratch'")]


def test_both_are_as_loaded_alone(server: PostgresServer) -> None:
    with loaded(server, NEW) as alone:
        expected = read_catalog(alone)
    with loaded(server, OLD) as alone:
        old = read_catalog(alone)
    with loaded_side_by_side(server, source(NEW), source(OLD)) as (catalog, before):
        assert catalog.objects == expected.objects
        assert read_catalog(before).objects == old.objects
    assert left(server) == []


@pytest.mark.parametrize(
    ("new", "old", "told"),
    [
        (NEW, f"{OLD} create table a (id int);", "OLD"),
        (f"{NEW} create table a (id int);", OLD, "NEW"),
        (f"{NEW} create table a (id int);", f"{OLD} create table a (id int);", "NEW"),
    ],
)
def test_a_schema_that_is_refused_is_told_with_its_name(server: PostgresServer, new: str, old: str, told: str) -> None:
    with (
        pytest.raises(InputError) as caught,
        loaded_side_by_side(server, source(new, "NEW"), source(old, "OLD")),
    ):
        pass
    assert str(caught.value.position).startswith(told)
    assert left(server) == []


def test_an_error_ends_a_loading_that_would_take_long(server: PostgresServer) -> None:
    slow = "create table b (id int); select pg_sleep(300);"
    with pytest.raises(InputError), loaded_side_by_side(server, source("create table a (id nothing)"), source(slow)):
        pass
    assert left(server) == []
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("loading ")]


@pytest.mark.parametrize(
    ("statement", "may"),
    [
        ("create table t (user_id int, group_no int);", True),
        ("create policy p on t using (a = current_user); alter table t add b int;", True),
        ("create policy p on t for select to reader using (true);", False),
        ("create role reader;", False),
        ("alter table t owner to reader;", False),
        ("GRANT select on t to public;", False),
        ("create schema authorization reader;", False),
    ],
)
def test_what_names_something_of_the_whole_server_is_loaded_alone(
    monkeypatch: pytest.MonkeyPatch, statement: str, may: bool
) -> None:
    monkeypatch.setattr(side_by_side, "_WORTH", 10)
    assert may_share_a_server(source(OLD), source(f"{NEW}\n{statement}")) is may
    assert may_share_a_server(source(f"{OLD}\n{statement}"), source(NEW)) is may


def test_short_schemas_and_live_databases_are_loaded_one_after_the_other() -> None:
    assert not may_share_a_server(source(OLD), source(NEW))
    assert not may_share_a_server(Source("x", url="postgresql://nowhere"), source(NEW * 10_000))
