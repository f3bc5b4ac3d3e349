"""Live databases of MySQL as sources of a plan: they are read, and nothing is written to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from backend_data_model.engines.mysql.server import shared_mysql, user_mysql
from backend_data_model.migrations.mysql.scratch import for_server
from backend_data_model.model.errors import EngineUnavailable
from backend_data_model.pipeline import plan

if TYPE_CHECKING:
    import pymysql

    from backend_data_model.engines.mysql.server import MysqlServer

OLD = """
create table customer (id bigint unsigned primary key auto_increment, email varchar(255) not null comment 'it''s', kind
  enum('a','b') not null default 'a', unique key by_email (email));
create table orders (id bigint primary key, customer_id bigint unsigned, total decimal(12,2) not null default 0.00,
  placed datetime(6) default current_timestamp(6) on update current_timestamp(6), doubled decimal(13,2)
  generated always as (total * 2) virtual, key by_customer (customer_id),
  constraint buyer foreign key (customer_id) references customer (id) on delete cascade) comment='what was bought';
create view big as select id from orders where total > 100;
create trigger stamp before insert on orders for each row set new.total = round(new.total, 2);
insert into customer (email) values ('a@example.org');
insert into orders (id, customer_id, total) values (1, 1, 5);
"""
NEW = (
    OLD.partition("insert into customer")[0]
    .replace("varchar(255)", "varchar(300)")
    .replace("key by_customer (customer_id),", "note text, key by_both (customer_id, placed),")
)


@pytest.fixture(scope="module")
def server() -> MysqlServer:
    try:
        return shared_mysql()
    except EngineUnavailable as error:
        pytest.skip(str(error))


def state(connection: pymysql.Connection[Any]) -> list[Any]:
    """Everything that a careless reader could have changed."""
    with connection.cursor() as cursor:
        cursor.execute("show databases")
        found: list[Any] = [cursor.fetchall()]
        cursor.execute("checksum table customer, orders")
        found.append(cursor.fetchall())
        for kind, name in (("table", "customer"), ("table", "orders"), ("view", "big"), ("trigger", "stamp")):
            cursor.execute(f"show create {kind} {name}")
            found.append(cursor.fetchall())
    return found


def test_a_live_database_is_planned_from_and_only_read(server: MysqlServer) -> None:
    with server.database() as connection, connection.cursor() as cursor:
        for statement in OLD.split(";\n"):
            if statement.strip():
                cursor.execute(statement)
        cursor.execute("select database()")
        (name,) = cursor.fetchone() or ("",)
        socket = server.connection_info["unix_socket"]
        url = f"mysql://root@localhost/{name}?unix_socket={socket}"
        before = state(connection)
        found = plan(url, NEW, url=url)
        assert state(connection) == before
        if server.mariadb:
            assert found.version.startswith("MariaDB")
        assert any("by_both" in step.sql for step in found.steps)
        assert not any("customer_id` bigint" in step.sql or "TRIGGER" in step.sql for step in found.steps)
        for step in found.steps:
            cursor.execute(for_server(step.sql, server))
        assert not plan(url, NEW, url=url)
        assert not plan(NEW, url, url=url)
        cursor.execute("select email, note from customer join orders on customer_id = customer.id")
        assert cursor.fetchall() == (("a@example.org", None),)


def test_the_users_server_is_reached_through_its_socket(server: MysqlServer) -> None:
    socket = server.connection_info["unix_socket"]
    assert user_mysql(f"mysql://root@localhost/?unix_socket={socket}").version == server.version


def test_a_database_that_cannot_be_reached_is_named_without_its_password() -> None:
    with pytest.raises(EngineUnavailable) as raised:
        plan("mysql://someone:s3cret-w0rd@127.0.0.1:1/shop", "create table t (a int)", engine="mysql")
    assert "s3cret-w0rd" not in str(raised.value)
