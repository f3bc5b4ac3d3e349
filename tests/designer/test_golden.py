"""Whole schemas as they are written, loaded, proved, and their statements run.

`BDM_WRITE_GOLDEN=1 pytest tests/designer/test_golden.py` writes the files anew.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import pytest

from backend_data_model.designer import design_schema
from backend_data_model.documents import load_model
from backend_data_model.engines.dispatch import render_ddl, render_statements
from backend_data_model.migrations.notes import render_migration_notes
from backend_data_model.model.errors import EngineUnavailable
from backend_data_model.model.schema import Engine, Schema
from backend_data_model.model.settings import DesignSettings

if TYPE_CHECKING:
    from backend_data_model.prover.proof import Proof

HERE = Path(__file__).parent
MODELS = ("library", "clinic", "zoo")
ENGINES: tuple[Engine, ...] = get_args(Engine)


def designed(name: str, engine: Engine) -> tuple[Schema, DesignSettings]:
    path = HERE / "models" / f"{name}.yaml"
    settings = DesignSettings(engine)
    return design_schema(load_model(path.read_text(), str(path)), settings), settings


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", MODELS)
def test_is_written_as_before(name: str, engine: Engine) -> None:
    schema, settings = designed(name, engine)
    texts = {"sql": render_ddl(schema, settings), "statements.sql": render_statements(schema, settings)}
    if name == "library":
        texts["notes.md"] = render_migration_notes(schema, settings)
    for ending, text in texts.items():
        path = HERE / "golden" / f"{name}.{engine}.{ending}"
        if os.environ.get("BDM_WRITE_GOLDEN"):
            path.write_text(text)
        assert text == path.read_text()


def proof_of(name: str, engine: Engine) -> Proof:
    from backend_data_model.prover.prove import prove

    schema, settings = designed(name, engine)
    ddl = render_ddl(schema, settings)
    try:
        if engine == "postgresql":
            from backend_data_model.engines.postgresql.session import postgres_session

            with postgres_session() as session:
                return prove(schema, ddl, session)
        from backend_data_model.engines.sqlite.server import sqlite_session

        with sqlite_session() as lite:
            return prove(schema, ddl, lite)
    except EngineUnavailable as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("engine", ["postgresql", "sqlite"])
@pytest.mark.parametrize("name", MODELS)
def test_loads_and_no_constraint_fails_its_proof(name: str, engine: Engine) -> None:
    proof = proof_of(name, engine)
    assert [check for check in proof.statements if check.rung in ("failed", "unparsed")] == []
    assert [item for item in proof.proofs if item.status == "failed"] == []
    assert sum(item.status == "proved" for item in proof.proofs) > 0.9 * len(proof.proofs)
