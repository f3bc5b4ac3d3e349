"""The script of a live database: what pg_dump writes of its schema, after the roles that it leans on."""

from __future__ import annotations

import os
import re
import subprocess
from typing import TYPE_CHECKING

from backend_data_model.engines.postgresql.binaries import find_binaries
from backend_data_model.engines.postgresql.live import without_password
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    import psycopg

_ROLES = """
select rolname, rolsuper, rolbypassrls, rolinherit from pg_catalog.pg_roles
 where rolname !~ '^pg_' and oid <> 10 order by rolname
"""
_MEMBERS = """
select r.rolname, m.rolname from pg_catalog.pg_auth_members a
  join pg_catalog.pg_roles r on r.oid = a.roleid
  join pg_catalog.pg_roles m on m.oid = a.member
 where m.oid <> 10 and r.rolname !~ '^pg_' order by 1, 2
"""
_SECONDS = 120


def dump_script(url: str) -> str:
    """CREATE ROLE with the attributes that matter for row-level security, then pg_dump's schema.  Only reads.

    Raises EngineUnavailable when the server or pg_dump cannot be reached, or pg_dump is older than the server.
    """
    import psycopg

    address = re.sub(r"^postgres(?:ql)?(?:\+\w+)?://", "postgresql://", url)
    try:
        with psycopg.connect(address, connect_timeout=10, application_name="bdm") as connection:
            connection.read_only = True
            roles = _roles(connection)
    except psycopg.Error as error:
        raise EngineUnavailable(f"PostgreSQL at {without_password(url)} cannot be read: {_short(error)}") from None
    return roles + _dumped(address, url)


def _roles(connection: psycopg.Connection[tuple[object, ...]]) -> str:
    def quote(name: object) -> str:
        return '"' + str(name).replace('"', '""') + '"'

    lines = []
    for name, is_super, bypasses, inherits in connection.execute(_ROLES):
        rights = (
            f"{' SUPERUSER' if is_super else ''}{' BYPASSRLS' if bypasses else ''}{'' if inherits else ' NOINHERIT'}"
        )
        lines.append(f"CREATE ROLE {quote(name)} NOLOGIN{rights};")
    lines += [f"GRANT {quote(role)} TO {quote(member)};" for role, member in connection.execute(_MEMBERS)]
    return "".join(f"{line}\n" for line in lines)


def _dumped(address: str, url: str) -> str:
    program = find_binaries().directory / "pg_dump"
    if not program.exists():
        raise EngineUnavailable(f"{program} is missing", help="Install PostgreSQL's client programs.")
    try:
        done = subprocess.run(
            [str(program), "--schema-only", "--no-tablespaces", "--no-publications", "--no-subscriptions"],
            env=os.environ | _environment(address),
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineUnavailable(f"pg_dump does not run: {error}") from None
    if done.returncode:
        message = done.stderr.strip().partition("\n")[0]
        raise EngineUnavailable(
            f"pg_dump cannot read {without_password(url)}: {message}",
            help="BDM_PG_BIN may name the programs of a version that is not older than the server",
        )
    return done.stdout


def _environment(address: str) -> dict[str, str]:
    """The parts of a URL as libpq's variables: no password among the arguments, and PGDATABASE itself takes no URL."""
    from psycopg import pq

    options = pq.Conninfo.parse(address.encode())
    return {o.envvar.decode(): o.val.decode() for o in options if o.envvar and o.val is not None}


def _short(error: Exception) -> str:
    return str(error).strip().partition("\n")[0]
