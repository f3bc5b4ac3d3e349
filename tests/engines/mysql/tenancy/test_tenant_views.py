"""Accounts of tenants on shared tables, by the script as it is written, on a server of its own.

The server is MySQL where one is installed and MariaDB otherwise.
"""

from __future__ import annotations

import shutil
import subprocess
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.engines.agency import Made

from backend_data_model.engines.mysql.portable import portable_statement
from backend_data_model.engines.mysql.server import MysqlServer, scratch_mysql
from backend_data_model.engines.split import split_statements
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

MADE = Made("mysql", "shared")
ROWS = (Path(__file__).parents[2] / "agency_rows.sql").read_text()
DENIED = "denied"
CHECK_OPTION = "CHECK OPTION"


class Agencies:
    """A database with two tenants' rows, and sessions of their accounts."""

    def __init__(self, server: MysqlServer, client: str) -> None:
        self.server, self.client = server, client

    def script(self, text: str) -> subprocess.CompletedProcess[str]:
        socket = self.server.connection_info["unix_socket"]
        return subprocess.run(
            [self.client, "--no-defaults", f"--socket={socket}", "--user=root", "agencies"],
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def run(self, account: str, *statements: str) -> list[tuple[Any, ...]]:
        """The rows of the last statement; all is rolled back."""
        import pymysql

        information = self.server.connection_info | {"user": account, "database": "tenant_access"}
        if account != "root":
            information["password"] = f"pw-{account}"
        with closing(pymysql.connect(**information)) as connection, connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            return list(cursor.fetchall())

    def refuses(self, account: str, *statements: str) -> str:
        import pymysql

        with pytest.raises(pymysql.MySQLError) as caught:
            self.run(account, *statements)
        return str(caught.value)


@pytest.fixture(scope="module")
def agencies() -> Iterator[Agencies]:
    client = shutil.which("mariadb") or shutil.which("mysql")
    if client is None:
        pytest.skip("there is no client program")
    try:
        with scratch_mysql() as server:
            made = Agencies(server, client)
            with closing(server.connect()) as connection, connection.cursor() as cursor:
                cursor.execute("CREATE DATABASE agencies CHARACTER SET utf8mb4")
                cursor.execute("USE agencies")
                for part in split_statements(MADE.ddl, "mysql"):
                    sql = portable_statement(part.sql).sql if server.mariadb else part.sql
                    cursor.execute(sql or "SELECT 1")
                for part in split_statements(ROWS.replace(" OVERRIDING SYSTEM VALUE", ""), "mysql"):
                    cursor.execute(part.sql.replace("'{x,\"y,z\"}'", "'[\"x\"]'").replace("'{}'", "'[]'"))
            for _ in range(2):
                done = made.script(MADE.files["tenant_views.sql"])
                assert done.returncode == 0, done.stderr
            for account, tenant in (("north", 1), ("south", 2), ("nobody", 2)):
                added = made.script(
                    f"CALL add_tenant_account('{account}', {tenant});"
                    f"ALTER USER '{account}'@'%' IDENTIFIED BY 'pw-{account}' ACCOUNT UNLOCK;"
                )
                assert added.returncode == 0, added.stderr
            made.script("DELETE FROM tenant_access.tenant_accounts WHERE account = 'nobody';")
            yield made
    except EngineUnavailable as error:
        pytest.skip(f"no MySQL or MariaDB server: {error}")


def test_each_sees_its_own_rows(agencies: Agencies) -> None:
    assert agencies.run("north", "SELECT id FROM projects ORDER BY id") == [(1,), (2,)]
    assert agencies.run("south", "SELECT id FROM projects ORDER BY id") == [(3,)]
    assert agencies.run("south", "SET @tenant = 1", "SELECT name FROM agencies") == [("South",)]
    assert agencies.run("south", "SELECT name FROM templates ORDER BY id") == [("plain",), ("ours",)]
    assert agencies.run("south", "SELECT id FROM own_templates") == [(3,)]
    assert agencies.run("north", "SELECT name FROM countries") == [("Norway",)]


def test_an_account_without_a_tenant_sees_and_writes_nothing(agencies: Agencies) -> None:
    for view in ("agencies", "projects", "labels", "own_templates", "memberships"):
        assert agencies.run("nobody", f"SELECT * FROM {view}") == []
    agencies.refuses("nobody", "INSERT INTO labels (agency_id, name) VALUES (2, 'x')")


@pytest.mark.parametrize(
    ("statement", "because"),
    [
        ("INSERT INTO labels (agency_id, name) VALUES (1, 'x')", CHECK_OPTION),
        ("UPDATE labels SET agency_id = 1", CHECK_OPTION),
        ("INSERT INTO own_templates (agency_id, name) VALUES (NULL, 'for all')", CHECK_OPTION),
        ("UPDATE own_templates SET agency_id = NULL", CHECK_OPTION),
        ("UPDATE projects SET customer_id = 1", "foreign key constraint fails"),
        ("UPDATE projects SET template_id = 2", "template_id refers to no row of this tenant"),
        (
            "INSERT INTO projects (agency_id, customer_id, template_id, code) VALUES (2, 2, 2, 'n')",
            "template_id refers to no row of this tenant",
        ),
        (
            "INSERT INTO project_labels (agency_id, project_id, label_id) VALUES (2, 3, 1)",
            "foreign key constraint fails",
        ),
        ("UPDATE templates SET name = 'x'", DENIED),
        ("DELETE FROM templates", DENIED),
        ("UPDATE log_entries SET action = 'x'", DENIED),
        ("DELETE FROM log_entries", DENIED),
        ("DELETE FROM agencies", DENIED),
        ("UPDATE countries SET name = 'x'", DENIED),
        ("TRUNCATE TABLE labels", DENIED),
        ("SELECT * FROM agencies.projects", DENIED),
        ("SELECT * FROM tenant_accounts", DENIED),
        ("UPDATE tenant_accounts SET tenant = 1", DENIED),
        ("CALL agencies.add_tenant_account('more', 1)", DENIED),
        ("SHOW CREATE VIEW projects", DENIED),
        ("CREATE VIEW more AS SELECT 1", DENIED),
    ],
)
def test_refuses(agencies: Agencies, statement: str, because: str) -> None:
    assert because in agencies.refuses("south", statement)


def test_reaches_no_row_of_another(agencies: Agencies) -> None:
    untouched = agencies.run("root", "SELECT name FROM agencies.labels WHERE agency_id = 1")
    assert agencies.run("south", "UPDATE labels SET name = 'x'", "SELECT id, name FROM labels") == [(2, "x")]
    left = agencies.run(
        "south", "DELETE FROM projects WHERE id = 1", "DELETE FROM project_labels", "SELECT count(*) FROM projects"
    )
    assert left == [(1,)]
    assert agencies.run("root", "SELECT name FROM agencies.labels WHERE agency_id = 1") == untouched


def test_writes_its_own_rows(agencies: Agencies) -> None:
    assert agencies.run(
        "south",
        "INSERT INTO own_templates (agency_id, name) VALUES (2, 'more')",
        "UPDATE projects SET template_id = 1",
        "INSERT INTO projects (agency_id, customer_id, template_id, code) VALUES (2, 2, 3, 'P2')",
        "INSERT INTO log_entries (agency_id, project_id, action) VALUES (2, 3, 'x')",
        "UPDATE agencies SET name = 'Further south'",
        "SELECT count(*) FROM projects",
    ) == [(2,)]


def test_the_tenant_is_read_once_and_the_index_used(agencies: Agencies) -> None:
    filled = agencies.script(
        "INSERT INTO log_entries (agency_id, project_id, action) "
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT 2, 3, 'bulk' FROM n;"
        "ANALYZE TABLE log_entries;"
    )
    assert filled.returncode == 0, filled.stderr
    read = agencies.run("north", "SELECT action FROM log_entries", "SHOW SESSION STATUS LIKE 'Handler_read_rnd_next'")
    keys = agencies.run("north", "SELECT action FROM log_entries", "SHOW SESSION STATUS LIKE 'Handler_read_key'")
    agencies.script("DELETE FROM log_entries WHERE action = 'bulk';")
    assert int(read[0][1]) < 100
    assert int(keys[0][1]) < 10


def test_accounts_have_plain_names_and_go_away(agencies: Agencies) -> None:
    for name in ("x'; DROP DATABASE agencies; --", "Acme", "a@b", ""):
        refused = agencies.script(f'CALL add_tenant_account("{name}", 1);')
        assert refused.returncode == 1
    twice = agencies.script("CALL add_tenant_account('north', 2);")
    assert twice.returncode == 1
    assert agencies.run("north", "SELECT id FROM agencies") == [(1,)]
    agencies.script("CALL add_tenant_account('gone', 1); ALTER USER 'gone'@'%' IDENTIFIED BY 'pw-gone' ACCOUNT UNLOCK;")
    assert agencies.run("gone", "SELECT id FROM agencies") == [(1,)]
    assert agencies.script("CALL drop_tenant_account('gone');").returncode == 0
    assert DENIED in agencies.refuses("gone", "SELECT 1").lower()
    assert agencies.run("root", "SELECT count(*) FROM tenant_access.tenant_accounts WHERE account = 'gone'") == [(0,)]
