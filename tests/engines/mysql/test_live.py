"""What `read_ddl` makes of a script is what the catalog of a server says that loaded it.

The server is MySQL where one is installed and MariaDB otherwise; the skip says when there is neither.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from backend_data_model.engines.mysql.live import read_connection, read_url
from backend_data_model.engines.mysql.portable import portable_statement
from backend_data_model.engines.mysql.read import read_ddl
from backend_data_model.engines.mysql.server import MysqlServer, shared_mysql
from backend_data_model.engines.split import split_statements
from backend_data_model.model.errors import EngineUnavailable, InputError

if TYPE_CHECKING:
    from backend_data_model.model.schema import Column, Schema, Table

HERE = Path(__file__).parent
BENCH = Path(os.environ.get("BDM_BENCH_SCHEMAS", HERE.parents[3] / "shared" / "bench" / "schemas")) / "mysql"
BENCH_FILES = sorted(BENCH.glob("*.sql")) if BENCH.is_dir() else []
NO_STRUCTURE = re.compile(r"\s*(?:insert|use\b|(?:drop|create)\s+(?:database|schema))", re.IGNORECASE)


@pytest.fixture(scope="module")
def server() -> MysqlServer:
    try:
        return shared_mysql()
    except EngineUnavailable as error:
        pytest.skip(f"no MySQL or MariaDB server: {error}")


def _loaded(server: MysqlServer, text: str) -> Schema:
    """The schema of a database into which the script was loaded; statements for another engine are left out."""
    import pymysql

    with server.database() as connection:
        with connection.cursor() as cursor:
            cursor.execute("ALTER DATABASE CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci")
            for part in split_statements(text, "mysql"):
                if part.is_client_command or NO_STRUCTURE.match(part.sql):
                    continue
                sql = portable_statement(part.sql).sql if server.mariadb else part.sql
                try:
                    cursor.execute(sql or "SELECT 1")
                except pymysql.MySQLError as error:
                    pytest.skip(f"{server.label} refuses the script: {error}")
        return read_connection(connection)


def _column(column: Column) -> tuple[Any, ...]:
    default = column.default.strip("()'").lower() if column.default else None
    if default is not None and re.fullmatch(r"-?\d+(?:\.\d*)?", default):
        default = str(float(default))
    if default is not None and column.type.startswith("binary"):
        default = default.replace("\\0", "")
    stored = column.generated_stored if column.generated else None
    identity = column.identity is not None
    return (
        column.name,
        column.type,
        column.nullable,
        default,
        identity,
        column.on_update,
        stored,
        column.comment or None,
    )


def _facts(table: Table) -> dict[str, Any]:
    actions = {None: "restrict", "no action": "restrict"}
    return {
        "columns": [_column(column) for column in table.columns],
        "primary key": table.primary_key.columns if table.primary_key else None,
        "uniques": sorted((str(unique.name).lower(), unique.columns) for unique in table.uniques),
        "indexes": sorted(
            (str(i.name).lower(), i.unique, i.method or "", [(k.column, k.descending, k.prefix_length) for k in i.keys])
            for i in table.indexes
        ),
        "foreign keys": sorted(
            (k.columns, k.ref_table, k.ref_columns, *(actions.get(a, a) for a in (k.on_delete, k.on_update)))
            for k in table.foreign_keys
        ),
        "checks": len(table.checks),
        "partitioned": table.partition_by is not None,
        "comment": table.comment,
    }


def _compare(read: Schema, live: Schema) -> None:
    assert not read.unparsed
    ours = {table.name: _facts(table) for table in read.tables}
    theirs = {table.name: _facts(table) for table in live.tables}
    assert sorted(ours) == sorted(theirs)
    for name, facts in ours.items():
        assert facts == theirs[name], name
    for kind in ("views", "triggers", "routines"):
        assert sorted(o.name for o in getattr(read, kind)) == sorted(o.name for o in getattr(live, kind)), kind


def test_reading_agrees_with_the_catalog(server: MysqlServer) -> None:
    text = (HERE / "live.sql").read_text()
    _compare(read_ddl(text), _loaded(server, text))


@pytest.mark.skipif(not BENCH_FILES, reason=f"no schemas in {BENCH} (set BDM_BENCH_SCHEMAS)")
@pytest.mark.parametrize("file", BENCH_FILES, ids=lambda file: file.stem)
def test_reading_of_real_schemas_agrees_with_the_catalog(server: MysqlServer, file: Path) -> None:
    text = file.read_text()
    qualifier = re.search(r"^use\s+`?(\w+)`?\s*;", text, re.IGNORECASE | re.MULTILINE)
    text = re.sub(rf"\b{qualifier[1]}\.", "", text) if qualifier else text
    _compare(read_ddl(text), _loaded(server, text))


def test_url_with_a_socket(server: MysqlServer) -> None:
    socket = server.connection_info.get("unix_socket")
    if socket is None:
        pytest.skip("the server is not on a socket")
    with server.database() as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE t (id INT PRIMARY KEY)")
        cursor.execute("SELECT DATABASE()")
        name = cursor.fetchall()[0][0]
        schema = read_url(f"mysql://root@localhost/{name}?unix_socket={socket}")
    assert [table.name for table in schema.tables] == ["t"]
    assert schema.version


def test_a_server_that_cannot_be_reached_does_not_show_the_password() -> None:
    with pytest.raises(EngineUnavailable) as caught:
        read_url("mysql://someone:s3cret-w0rd@127.0.0.1:1/shop")
    assert "127.0.0.1:1" in str(caught.value)
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://root@localhost", "postgresql://localhost/x", "mysql://h:port/x"])
def test_urls_that_name_no_mysql_database(url: str) -> None:
    with pytest.raises(InputError):
        read_url(url)
