"""MySQL servers: the user's own by URL, or a throw-away server of the programs that are installed.

Debian and PyPI have no MySQL 8; there the programs are MariaDB's, and everything says so.
"""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

from backend_data_model.engines.cache import cache_directory, publish
from backend_data_model.engines.termination import outlived_by_nothing, termination_unwinds, undisturbed
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pymysql

_HELP = "Install mariadb-server (a stand-in) or MySQL 8, or pass --url mysql://user:password@host/."
_START_SECONDS = 60.0
_SPACE = 300 * 1024 * 1024
_SETTINGS = (
    "--skip-networking",
    "--innodb-buffer-pool-size=32M",
    "--innodb-log-file-size=8M",
    "--innodb-flush-log-at-trx-commit=0",
    "--skip-log-bin",
    "--default-time-zone=+00:00",
    "--character-set-server=utf8mb4",
    "--explicit-defaults-for-timestamp=ON",
)
_numbers = itertools.count(1)
_shared: list[MysqlServer] = []
_shared_lock = threading.Lock()
_shared_stack = contextlib.ExitStack()


@dataclass(frozen=True)
class Programs:
    """The server program and what it is."""

    server: str
    version: str
    mariadb: bool


@dataclass(frozen=True)
class MysqlServer:
    """A server to which databases can be added; `label` names it with its version."""

    connection_info: dict[str, Any]
    version: str
    mariadb: bool

    @property
    def label(self) -> str:
        """MariaDB is named as the stand-in that it is."""
        return f"MariaDB {self.version} (stand-in for MySQL)" if self.mariadb else f"MySQL {self.version}"

    def connect(self, database: str | None = None) -> pymysql.Connection[Any]:
        """A connection in autocommit mode."""
        import pymysql

        try:
            return pymysql.connect(
                **self.connection_info, database=database, charset="utf8mb4", autocommit=True, connect_timeout=10
            )
        except pymysql.MySQLError as error:
            raise EngineUnavailable(f"MySQL cannot be reached: {error}") from error

    @contextlib.contextmanager
    def database(self) -> Iterator[pymysql.Connection[Any]]:
        """A connection to a fresh, empty database that is dropped afterwards."""
        import pymysql

        name = f"bdm_scratch_{os.getpid()}_{next(_numbers)}"
        with contextlib.closing(self.connect()) as admin, admin.cursor() as cursor:
            try:
                cursor.execute(f"create database `{name}` character set utf8mb4")
            except pymysql.MySQLError as error:
                raise EngineUnavailable(
                    f"no scratch database could be created: {error}", help="The user needs the right CREATE."
                ) from error
        try:
            with contextlib.closing(self.connect(name)) as connection:
                yield connection
        finally:
            with contextlib.closing(self.connect()) as admin, admin.cursor() as cursor:
                cursor.execute(f"drop database if exists `{name}`")


@contextlib.contextmanager
def scratch_mysql() -> Iterator[MysqlServer]:
    """A throw-away server on a socket; EngineUnavailable when no programs are installed or they do not start."""
    programs = _find_programs()
    base: Path | None = None
    server: subprocess.Popen[bytes] | None = None
    try:
        with undisturbed():
            base = _scratch_directory()
        with termination_unwinds():
            shutil.copytree(_template(programs), base / "data", symlinks=True)
            server = _start(programs, base)
            with outlived_by_nothing(server, base, signal.SIGKILL):
                information = {"unix_socket": str(base / "socket"), "user": "root"}
                yield MysqlServer(information, programs.version, programs.mariadb)
    finally:
        if server is not None:
            server.kill()
            server.wait()
        if base is not None:
            shutil.rmtree(base, ignore_errors=True)


def shared_mysql() -> MysqlServer:
    """One throw-away server for the whole process, started at first use and stopped when the process ends."""
    with _shared_lock:
        if not _shared:
            _shared.append(_shared_stack.enter_context(scratch_mysql()))
            atexit.register(_shared_stack.close)
        return _shared[0]


def user_mysql(url: str) -> MysqlServer:
    """The user's own server, `mysql://user:password@host:port/`; the database in the URL is not touched.

    `?unix_socket=/path` connects through a socket.
    """
    parts = urlsplit(url)
    information: dict[str, Any] = {"host": parts.hostname or "localhost", "port": parts.port or 3306}
    information |= {"user": unquote(parts.username or "root"), "password": unquote(parts.password or "")}
    socket = parse_qs(parts.query).get("unix_socket")
    if socket:
        information["unix_socket"] = socket[0]
    server = MysqlServer(information, "", mariadb=False)
    with contextlib.closing(server.connect()) as connection, connection.cursor() as cursor:
        cursor.execute("select version()")
        text = str((cursor.fetchone() or ("0",))[0])
    number = re.match(r"(?:5\.5\.5-)?(\d+(?:\.\d+)*)", text)
    return MysqlServer(information, number[1] if number else "0", "mariadb" in text.lower())


def _find_programs() -> Programs:
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin", "/usr/libexec"])
    for name in ("mysqld", "mariadbd"):
        program = shutil.which(name, path=path)
        if program is None:
            continue
        reply = subprocess.run([program, "--no-defaults", "--version"], capture_output=True, text=True)
        version = re.search(r"Ver\s+(\d+\.\d+\.\d+)", reply.stdout)
        if version:
            return Programs(program, version[1], "mariadb" in reply.stdout.lower())
    raise EngineUnavailable("neither MySQL nor MariaDB is installed", help=_HELP)


def _scratch_directory() -> Path:
    """In shared memory where there is room: measured for 100 tables, 0.5 s instead of 4 to 8 s on a disk."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _SPACE
    return Path(tempfile.mkdtemp(prefix="bdm-my-", dir=memory if roomy else None))


def _account() -> list[str]:
    return ["--user=root"] if os.geteuid() == 0 else []


def _template(programs: Programs) -> Path:
    """An empty data directory, made once per version and user and kept in the cache (5 s the first time)."""
    kind = "mariadb" if programs.mariadb else "mysql"
    template = cache_directory() / f"{kind}-{programs.version}-uid{os.geteuid()}-1"
    if template.is_dir():
        return template
    with publish(template) as fresh:
        if programs.mariadb:
            install = shutil.which("mariadb-install-db") or "mysql_install_db"
            command = [install, "--no-defaults", "--auth-root-authentication-method=normal", "--skip-test-db"]
            command += ["--skip-name-resolve", "--innodb-log-file-size=8M"]
        else:
            command = [programs.server, "--no-defaults", "--initialize-insecure", "--innodb-log-file-size=8M"]
        try:
            done = subprocess.run(
                [*command, *_account(), f"--datadir={fresh}"], capture_output=True, text=True, cwd="/"
            )
        except OSError as error:
            raise EngineUnavailable(f"{command[0]} could not be run: {error}", help=_HELP) from error
        if done.returncode != 0:
            raise EngineUnavailable(f"{command[0]} failed: {(done.stderr or done.stdout).strip()[-500:]}")
    return template


def _start(programs: Programs, base: Path) -> subprocess.Popen[bytes]:
    command = [
        programs.server,
        "--no-defaults",
        *_account(),
        f"--datadir={base / 'data'}",
        f"--socket={base / 'socket'}",
    ]
    command += [f"--pid-file={base / 'pid'}", f"--tmpdir={base}", *_SETTINGS]
    command += ["--innodb-flush-method=nosync"] if programs.mariadb else ["--mysqlx=OFF"]
    with (base / "log").open("wb") as log:
        quiet = subprocess.DEVNULL
        server = subprocess.Popen(command, stdin=quiet, stdout=log, stderr=log, cwd="/", start_new_session=True)
    deadline = time.monotonic() + _START_SECONDS
    try:
        while not (base / "socket").exists():
            if server.poll() is not None or time.monotonic() > deadline:
                tail = (base / "log").read_text(errors="replace").strip()[-500:]
                raise EngineUnavailable(f"{Path(programs.server).name} did not start: {tail}")
            time.sleep(0.02)
    except BaseException:
        server.kill()
        server.wait()
        raise
    return server
