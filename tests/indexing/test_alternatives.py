"""Candidates for an engine to try: all can be created on one, and none is there twice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from backend_data_model.engines.dispatch import read_ddl
from backend_data_model.engines.postgresql.server import scratch_postgres
from backend_data_model.indexing.candidates import candidate_for
from backend_data_model.indexing.candidates.alternatives import alternatives
from backend_data_model.indexing.create_statement import IndexNames, create_index
from backend_data_model.indexing.facts import SchemaFacts
from backend_data_model.indexing.statements.files import read_queries
from backend_data_model.indexing.statements.postgresql.read import read_workload
from backend_data_model.model.errors import EngineUnavailable

if TYPE_CHECKING:
    from backend_data_model.indexing.candidate import Candidate

WORKLOADS = sorted((Path(__file__).parents[2] / "benchmarks" / "index_workloads").iterdir())


def candidates_of(workload: Path) -> tuple[str, list[list[Candidate]]]:
    """The DDL of a workload without its data, and the candidates of each access."""
    text = (workload / "schema_and_data.sql").read_text(encoding="utf-8")
    ddl = text.split("\ninsert into", 1)[0]
    schema = read_ddl(text, "postgresql")
    facts = SchemaFacts(schema)
    queries = read_queries((workload / "queries.sql").read_text(encoding="utf-8"), "postgresql")
    reading = read_workload(queries, schema)
    for access in reading.accesses:
        chosen, found = candidate_for(access, facts), alternatives(access, facts)
        assert found[:1] == [chosen] or not hasattr(chosen, "keys")
    return ddl, [alternatives(access, facts) for access in reading.accesses]


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda path: path.name)
def test_an_engine_takes_them_all(workload: Path) -> None:
    ddl, groups = candidates_of(workload)
    names = IndexNames([])
    statements = [
        create_index(one, names.take(one)) for group in groups for one in group if "btree_gin" not in one.requires
    ]
    assert len(statements) > len(groups)
    try:
        with scratch_postgres() as server, server.database() as connection:
            connection.execute(ddl)
            for statement in statements:
                connection.execute(statement)
    except EngineUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("workload", WORKLOADS, ids=lambda path: path.name)
def test_none_is_there_twice(workload: Path) -> None:
    for group in candidates_of(workload)[1]:
        texts = [create_index(one, "") for one in group]
        assert len(set(texts)) == len(texts)
