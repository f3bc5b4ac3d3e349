"""The plans of migra and of Alembic's autogenerate, for benchmarks that compare them with ours.

They run in a Python of their own, outside the project's environment, which benchmarks take as `--peers PYTHON`:

    python -m venv PEERS && PEERS/bin/pip install "setuptools<81" migra alembic "sqlalchemy>=2" psycopg2-binary

This file is run by that Python.  Each line of its standard input is a JSON list: the tool (`migra`, `alembic`) and the
SQLAlchemy URLs of two PostgreSQL databases, the one as it is and the one as it shall be.  Each line of the answer is a
JSON object: `plan`, a list of statements, or `error`; `wall` and `cpu`, the seconds that the tool took in its process.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Ask = Callable[[str, str, str], dict[str, Any]]


def migra_plan(old: str, new: str) -> list[str]:
    """As `migra --unsafe --with-privileges`: with drops, and with grants."""
    from migra import Migration  # type: ignore[import-not-found]
    from sqlbag import S  # type: ignore[import-not-found]

    with S(old) as before, S(new) as after:
        migration = Migration(before, after)
        migration.set_safety(False)
        migration.add_all_changes(privileges=True)
        return [str(statement) for statement in migration.statements]


def alembic_plan(old: str, new: str) -> list[str]:
    """As `alembic revision --autogenerate` with types and defaults compared, then `alembic upgrade --sql`.

    The wanted metadata is reflected from the second database, all of its schemas.
    """
    from alembic.autogenerate import produce_migrations
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from sqlalchemy import MetaData, create_engine, inspect, pool

    wanted = MetaData()
    after = create_engine(new, poolclass=pool.NullPool)
    for schema in inspect(after).get_schema_names():
        if schema != "information_schema":
            wanted.reflect(after, schema=None if schema == "public" else schema)
    options = {"compare_type": True, "compare_server_default": True, "include_schemas": True}
    with create_engine(old, poolclass=pool.NullPool).connect() as connection:
        script = produce_migrations(MigrationContext.configure(connection, opts=options), wanted)
        text = io.StringIO()
        offline = MigrationContext.configure(
            dialect=connection.dialect, opts={"as_sql": True, "literal_binds": True, "output_buffer": text}
        )
        operations = Operations(offline)
        assert script.upgrade_ops is not None
        _invoke(operations, script.upgrade_ops)
    return [part.strip() for part in text.getvalue().split(";\n") if part.strip()]


def _invoke(operations: Any, container: Any) -> None:
    for operation in container.ops:
        if hasattr(operation, "ops"):
            _invoke(operations, operation)
        else:
            operations.invoke(operation)


@contextmanager
def peers(python: str) -> Iterator[Ask]:
    """Gives a function of a tool and two URLs that asks a process of `python` for the plan; see above."""
    with subprocess.Popen([python, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asked, answered = process.stdin, process.stdout

        def ask(tool: str, old: str, new: str) -> dict[str, Any]:
            print(json.dumps([tool, old, new]), file=asked, flush=True)
            answer = json.loads(answered.readline() or '{"error": "the process has ended"}')
            assert isinstance(answer, dict)
            return answer

        yield ask


TOOLS = {"migra": migra_plan, "alembic": alembic_plan}


def main() -> None:
    """Answer until the input ends."""
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        tool, old, new = json.loads(line)
        wall, cpu = time.perf_counter(), time.process_time()
        answer: dict[str, Any]
        try:
            answer = {"plan": TOOLS[tool](old, new)}
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {str(error)[:500]}"}
        answer |= {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
