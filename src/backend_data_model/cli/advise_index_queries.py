"""The queries that `bdm advise index` is given: files of any form, and what a server remembers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from backend_data_model.indexing.statements.files import QueryStatement
    from backend_data_model.model.schema import Engine

Unused = list[tuple[str, int, str]]
"""Parts of the sources that could not be used: (source, line, reason)."""


def collect_queries(
    files: Sequence[str], server: str | None, engine: Engine
) -> tuple[list[QueryStatement], Unused, list[str]]:
    """The statements of all sources, what of these could not be used, and sentences on what was left out.

    InputError where there is no statement at all.
    """
    from backend_data_model.cli.ddl_files import read_ddl_files
    from backend_data_model.indexing.workload.postgresql_server import read_server
    from backend_data_model.indexing.workload.read import read_workload_file

    if not files and server is None:
        raise InputError("there are no queries", help="name a file with --queries, or a server with --from-server")
    collected = [(name, read_workload_file(read_ddl_files([name]).text, engine, name)) for name in files]
    if server is not None:
        if not server.startswith(("postgresql://", "postgres://")):
            raise InputError("--from-server is for PostgreSQL", help="expected postgresql://; export other statistics")
        collected.append(("the server", read_server(server)))
    statements = [one for _, part in collected for one in part.statements]
    unused = [(name, line, reason) for name, part in collected for line, reason in part.bad]
    if not statements:
        told = f": {unused[0][0]}, line {unused[0][1]}: {unused[0][2]}" if unused else ""
        raise InputError(f"there is no statement in {', '.join(name for name, _ in collected)}{told}")
    skipped = sum(part.skipped for _, part in collected)
    notes = [f"{skipped} statements read no table by a condition and were left out"] if skipped else []
    return statements, unused, notes
