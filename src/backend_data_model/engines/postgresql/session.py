"""A prover's connection to a scratch database of PostgreSQL."""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any

from backend_data_model.engines.postgresql.server import shared_postgres, user_postgres
from backend_data_model.engines.session import (
    PARAMETER,
    NamedConstraint,
    ProbeColumn,
    RefusalKind,
    RefusedError,
    insert_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

    from backend_data_model.engines.postgresql.server import PostgresServer
    from backend_data_model.model.schema import Engine

# PostgreSQL 18 manual, appendix A.  RESTRICT has its own code since 18.
_KINDS: dict[str, RefusalKind] = {
    "23502": "not_null",
    "23505": "unique",
    "23514": "check",
    "23503": "foreign_key",
    "23001": "foreign_key",
    "23P01": "exclusion",
    "428C9": "generated_value",
    "42501": "privilege",
    "P0001": "raised",
}
_BEYOND = re.compile(
    r"\s*(?:(?:create|drop|alter)\s+(?:database|tablespace|subscription)\b|(?:drop|alter)\s+(?:role|user|group)\b"
    r"|alter\s+system\b|copy\b.*\bprogram\b|reassign\s+owned\b|drop\s+owned\b)",
    re.IGNORECASE | re.DOTALL,
)
_CONTROL = re.compile(r"\s*(?:begin|start\s+transaction|commit|end|rollback|abort|savepoint|release)\b", re.IGNORECASE)
_MISSING_ROLE = re.compile(r'role "(.+)" does not exist')
_ROWS_AT_ONCE = 500
_COPY_STDIN = re.compile(r"\s*copy\b.*\bfrom\s+stdin\b", re.IGNORECASE | re.DOTALL)

_CONSTRAINTS = """
select t.relname, n.nspname,
       case c.contype when 'p' then 'primary_key' when 'u' then 'unique' when 'c' then 'check' else 'foreign_key' end,
       c.conname,
       coalesce((select array_agg(a.attname::text order by k.place)
                   from unnest(c.conkey) with ordinality as k (number, place)
                   join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.number), '{}')
  from pg_catalog.pg_constraint c
  join pg_catalog.pg_class t on t.oid = c.conrelid
  join pg_catalog.pg_namespace n on n.oid = t.relnamespace
 where c.contype in ('p', 'u', 'c', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
 order by n.nspname, t.relname, c.conname
"""


class PostgresSession:
    """Speaks to one scratch database; see `EngineSession`."""

    engine: Engine = "postgresql"

    def __init__(self, connection: psycopg.Connection[tuple[Any, ...]], version: str, *, own: bool) -> None:
        import psycopg

        self._connection = connection
        self._error = psycopg.Error
        self._raw = psycopg.RawCursor
        self._savepoints = 0
        self._own = own
        self.left_out: dict[str, str] = {}
        self.replaces_null_in: frozenset[str] = frozenset()
        self.label = f"PostgreSQL {version}"
        self.version = tuple(int(part) for part in version.split("."))

    def run(self, sql: str) -> str | None:
        """Run one statement as it is; on our own server a role that the script takes for granted is made first."""
        made: list[str] = []
        while True:
            try:
                self._connection.execute(sql.encode())
            except self._error as error:
                refusal = _refusal(error)
                missing = _MISSING_ROLE.fullmatch(refusal.message) if self._own else None
                if missing is None or missing[1] in made:
                    raise refusal from error
                made.append(missing[1])
                self._connection.execute(f"create role {self.quote(missing[1])} nologin".encode())
                continue
            return f"the script does not create the role {', '.join(made)}: one stands in" if made else None

    def may_load(self, sql: str) -> str | None:
        """Transaction control, COPY data and what belongs to the whole server are left out."""
        if _CONTROL.match(sql):
            return "transaction control: each statement is tried on its own"
        if _COPY_STDIN.match(sql):
            return "data is not loaded"
        if _BEYOND.match(sql):
            return "it reaches beyond the scratch database"
        return None

    def begin(self) -> None:
        """A search path that a dump has emptied is set back, and deferred constraints are made immediate."""
        self.execute("begin")
        self.execute("select set_config('search_path', '\"$user\", public', true) where current_schema is null")
        self.execute("set local statement_timeout = '60s'")
        self.execute("set constraints all immediate")

    def rollback(self) -> None:
        """Throw away everything since `begin`."""
        self._connection.execute("rollback")

    def execute(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Strings are sent untyped, so that PostgreSQL gives them the type of the place where they stand."""
        cursor = self._raw(self._connection)
        try:
            cursor.execute(_numbered(sql).encode(), tuple(values) if PARAMETER in sql else None)
            return cursor.fetchall() if cursor.description else []
        except self._error as error:
            raise _refusal(error) from error

    def copy(self, sql: str) -> int:
        """Run COPY ... TO STDOUT and count its lines, or COPY ... FROM STDIN with none; raises RefusedError."""
        cursor = self._raw(self._connection)
        try:
            with cursor.copy(sql.encode()) as copying:
                return sum(1 for _ in copying.rows()) if " to stdout" in sql.lower() else 0
        except self._error as error:
            raise _refusal(error) from error

    def execute_many(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """The rows go out many at a time, in one `values` list."""
        head, values, row = sql.rpartition(" values ")
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            part = rows[start : start + _ROWS_AT_ONCE]
            self.execute(head + values + ", ".join([row] * len(part)), [value for one in part for value in one])

    @contextlib.contextmanager
    def sandbox(self) -> Iterator[None]:
        """A savepoint, rolled back at the end."""
        self._savepoints += 1
        name = f"bdm_{self._savepoints}"
        self._connection.execute(f"savepoint {name}")
        try:
            yield
        finally:
            self._savepoints -= 1
            self._connection.execute(f"rollback to savepoint {name}; release savepoint {name}")

    @contextlib.contextmanager
    def step(self) -> Iterator[None]:
        """A savepoint, rolled back only when the block raises."""
        self._savepoints += 1
        name = f"bdm_{self._savepoints}"
        self._connection.execute(f"savepoint {name}")
        try:
            yield
        except BaseException:
            self._connection.execute(f"rollback to savepoint {name}")
            raise
        finally:
            self._savepoints -= 1
            self._connection.execute(f"release savepoint {name}")

    def quote(self, name: str, schema: str | None = None) -> str:
        """Double quotes, doubled inside."""
        return ".".join('"' + part.replace('"', '""') + '"' for part in ((schema, name) if schema else (name,)))

    def insert_statement(self, table: str, columns: Sequence[str]) -> str:
        """OVERRIDING SYSTEM VALUE lets a GENERATED ALWAYS AS IDENTITY column be given."""
        if not columns:
            return f"insert into {table} default values"
        return insert_text(table, [self.quote(c) for c in columns], " overriding system value")

    def create_probe(self, name: str, table: str, columns: Sequence[ProbeColumn]) -> None:
        """The rollback of the sandbox takes the table away."""
        parts = ["bdm_number integer"]
        for column in columns:
            collation = f" collate {self.quote(column.collation)}" if column.collation else ""
            parts.append(f"{self.quote(column.name)} {column.type}{collation} null")
        self.execute(f"create temporary table {name} ({', '.join(parts)})")

    @contextlib.contextmanager
    def unenforced(self) -> Iterator[None]:
        """`session_replication_role` switches the triggers of foreign keys off; only a superuser may."""
        self.execute("set local session_replication_role = replica")
        yield
        self.execute("set local session_replication_role = origin")

    @contextlib.contextmanager
    def deferred(self) -> Iterator[None]:
        """Deferrable constraints wait until the end of the block."""
        self.execute("set constraints all deferred")
        yield
        self.execute("set constraints all immediate")

    def named_constraints(self) -> list[NamedConstraint]:
        """From pg_constraint; a CHECK's columns are in the table's order."""
        rows = self.execute(_CONSTRAINTS)
        return [
            NamedConstraint(table, schema, kind, name, tuple(columns)) for table, schema, kind, name, columns in rows
        ]

    def unresolved_foreign_keys(self) -> set[tuple[str, tuple[str, ...]]]:
        """None: `begin` has made every constraint immediate."""
        return set()

    def violated_foreign_keys(self, sql: str, values: Sequence[Any]) -> set[tuple[str, ...]] | None:
        """None: PostgreSQL names the constraint in its refusal."""
        return None


def _numbered(sql: str) -> str:
    text, *rest = sql.split(PARAMETER)
    return text + "".join(f"${number}{part}" for number, part in enumerate(rest, start=1))


def _refusal(error: psycopg.Error) -> RefusedError:
    code = error.sqlstate or "08006"
    diagnostics = error.diag
    message = (diagnostics.message_primary or str(error)).strip()
    kind = _KINDS.get(code, "invalid_value" if code.startswith("22") else "other")
    if code in {"0A000", "58P01"} and "extension" in message:
        kind = "missing_extension"
    elif code == "42501" and "row-level security" in message:
        kind = "row_security"
    if diagnostics.message_detail and kind == "other":
        message = f"{message} ({diagnostics.message_detail})"
    column = diagnostics.column_name
    return RefusedError(
        message,
        kind=kind,
        code=code,
        constraint=diagnostics.constraint_name,
        table=diagnostics.table_name,
        columns=(column,) if column else (),
    )


@contextlib.contextmanager
def postgres_session(
    *, url: str | None = None, major: int | None = None, server: PostgresServer | None = None, ddl: str = ""
) -> Iterator[PostgresSession]:
    """A session on a fresh database: of `server`, of the server that `url` names, or of the throw-away one.

    `ddl` is the text that will be loaded: on the user's server only roles that it names are dropped afterwards.
    """
    chosen = server or (user_postgres(url) if url else shared_postgres(major))
    with chosen.database(roles_of=ddl) as connection:
        yield PostgresSession(connection, chosen.version, own=chosen.own)
