"""`plan`: the migration from one schema to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.model.schema import Schema
from backend_data_model.model.settings import settings_for
from backend_data_model.pipeline.engines import engines_of
from backend_data_model.pipeline.progress import stay_silent

if TYPE_CHECKING:
    from backend_data_model.migrations.steps import Plan
    from backend_data_model.model.document import Model
    from backend_data_model.model.schema import Engine
    from backend_data_model.pipeline.progress import Progress


def plan(
    old: str | Model | Schema,
    new: str | Model | Schema,
    *,
    engine: Engine | None = None,
    version: str | int | None = None,
    url: str | None = None,
    online_renames: bool = False,
    names: tuple[str, str] = ("OLD", "NEW"),
    progress: Progress | None = None,
) -> Plan:
    """Plan the migration from one schema to another: the steps in order, tried on an empty copy of the old schema.

    `old` and `new` are DDL text (empty: nothing is there yet), a URL of a live database, which is only read, a model
    or a schema.  `engine` is guessed where it is not given; `version` is that of the server on which the plan will run.
    `online_renames`: renamed tables and columns have both names until the contract steps (PostgreSQL).
    Scratch databases are made on a server of our own, or on that of `url`.  `names` stand for the two in messages.
    Raises InputError for what does not load and EngineUnavailable where the engine can be neither started nor reached.
    """
    from backend_data_model.migrations.plan import plan_sources
    from backend_data_model.migrations.source import ddl_of, source_of

    chosen = engines_of(engine or _engine_of(old, new))[0]
    number = None if version is None else str(version)
    # SQLite has dialects by name as well (`libsql`, `d1`); only numbers decide how a model is rendered.
    settings = settings_for([chosen], None if chosen == "sqlite" else number, "identity")[0]
    before, after = (source_of(ddl_of(item, settings), name) for item, name in zip((old, new), names, strict=True))
    tell = progress or stay_silent
    return plan_sources(before, after, chosen, version=number, server_url=url, tell=tell, online_renames=online_renames)


def _engine_of(*items: str | Model | Schema) -> Engine:
    from backend_data_model.engines.dispatch import guess_engine, url_engine
    from backend_data_model.migrations.source import source_of

    for item in items:
        if isinstance(item, Schema):
            return item.engine
        url = source_of(item, "").url if isinstance(item, str) else None
        if url:
            return url_engine(url)
    text = "\n".join(item for item in items if isinstance(item, str))
    return guess_engine(text) if text.strip() else "postgresql"
