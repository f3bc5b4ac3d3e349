"""`verify`: load a schema on a real engine, prove its constraints, try whether one tenant reaches another."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from backend_data_model.model.document import Model
from backend_data_model.model.schema import Schema
from backend_data_model.model.settings import DesignSettings
from backend_data_model.pipeline.engines import read_schema
from backend_data_model.pipeline.progress import stay_silent

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from backend_data_model.engines.session import EngineSession
    from backend_data_model.model.schema import Engine
    from backend_data_model.pipeline.progress import Progress
    from backend_data_model.prover import Proof
    from backend_data_model.prover.leaks import Hints, LeakReport

    Leaks = Literal["written", "untried"] | bool


def verify(target: Schema | Model | str, *, engine: Engine | None = None, url: str | None = None) -> Proof:
    """Load a schema, the schema of a model, or DDL text on a real engine and prove every constraint.

    Raises EngineUnavailable where the engine can be neither started nor reached.
    """
    from backend_data_model.engines.dispatch import render_ddl

    if isinstance(target, str):
        return prove_schema(read_schema(target, engine), target, url=url, leaks=True)
    settings = DesignSettings(engine or (target.engine if isinstance(target, Schema) else "postgresql"))
    if isinstance(target, Model):
        from backend_data_model.designer import design_schema

        schema = design_schema(target, settings)
    else:
        schema, settings = target, replace(settings, engine=target.engine)
    return prove_schema(schema, render_ddl(schema, settings), url=url, leaks=True)


def prove_schema(
    schema: Schema, ddl: str, *, url: str | None = None, progress: Progress | None = None, leaks: Leaks = False
) -> Proof:
    """Load `ddl` on a real engine and prove every constraint of `schema`; EngineUnavailable where there is none.

    With `leaks` the leak battery follows where the schema has row-level policies; "written" makes scripts of it too,
    "untried" only has the proof say that it was left out.
    """
    from backend_data_model.prover import prove
    from backend_data_model.prover.leaks import untried

    tell = progress or stay_silent
    tell(f"starting {schema.engine}")
    with open_session(schema.engine, ddl, url) as session:
        proof = prove(
            schema, ddl, session, on_progress=lambda done, total, label: tell(f"proving {done} of {total}: {label}")
        )
        if leaks == "untried" and schema.policies:
            proof.leaks = untried(proof.engine_label)
        elif leaks and schema.policies:
            proof.leaks = try_leaks(schema, session, tell, write=leaks == "written")
        return proof


def try_leaks(
    schema: Schema, session: EngineSession, tell: Progress, hints: Hints | None = None, *, write: bool = False
) -> LeakReport:
    """Run the leak battery on the schema that the session has loaded; what the hints leave open is found out."""
    from backend_data_model.engines.postgresql.session import PostgresSession
    from backend_data_model.prover.leaks import Hints, find_leaks
    from backend_data_model.reviewer.facts.tenancy import find_tenancy

    assert isinstance(session, PostgresSession), "row-level security is PostgreSQL's"
    guess = find_tenancy(schema, None, None)
    given = hints or Hints()
    if guess:
        given = replace(given, inferred_column=guess.column, inferred_table=guess.table)

    def trying(done: int, total: int, label: str) -> None:
        tell(f"trying {done} of {total}: {label}")

    return find_leaks(schema, session, given, write=write, on_progress=trying)


def open_session(engine: Engine, ddl: str, url: str | None = None) -> AbstractContextManager[EngineSession]:
    """A session on a scratch database that goes away with it, for loading `ddl`; SQLite needs no `url` and takes none.

    Raises EngineUnavailable where the engine can be neither started nor reached.
    """
    if engine == "postgresql":
        from backend_data_model.engines.postgresql.session import postgres_session

        return postgres_session(url=url, ddl=ddl)
    if engine == "mysql":
        from backend_data_model.engines.mysql.session import mysql_session

        return mysql_session(url=url)
    from backend_data_model.engines.sqlite.server import sqlite_session

    return sqlite_session()
