"""`trace`: what in a schema enforces each stated fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from backend_data_model.model.document import Model
from backend_data_model.model.errors import EngineUnavailable
from backend_data_model.model.settings import DesignSettings
from backend_data_model.pipeline.engines import read_schema
from backend_data_model.pipeline.progress import stay_silent
from backend_data_model.pipeline.proving import prove_schema
from backend_data_model.pipeline.requirements import analyse_text, with_tenancy

if TYPE_CHECKING:
    from backend_data_model.documents.glossary import Glossary
    from backend_data_model.model.document import TenancyKind
    from backend_data_model.model.schema import Engine, Schema
    from backend_data_model.pipeline.progress import Progress
    from backend_data_model.tracer import Trace


def trace(
    requirements: str | Model,
    schema: Schema | str,
    *,
    engine: Engine | None = None,
    tenancy: TenancyKind | Literal["auto"] = "auto",
    tenant: str | None = None,
    glossary: Glossary | None = None,
    prove: bool | None = None,
    url: str | None = None,
    source: str | None = None,
    progress: Progress | None = None,
) -> Trace:
    """Trace requirements, or a model, to what enforces each stated fact in a schema, whoever wrote it.

    `schema` is DDL text (of `engine`, guessed where it is not given) or a schema that was read.  `prove` None shows the
    proof of each constraint where the engine can be started and says so where not; True raises EngineUnavailable
    instead; False proves nothing.  A schema that is no text is proved by its own rendering.
    """
    tell = progress or stay_silent
    if isinstance(requirements, Model):
        model = with_tenancy(requirements, tenancy, tenant)
    else:
        tell("reading the requirements")
        model = analyse_text(requirements, tenancy=tenancy, tenant=tenant, source=source, glossary=glossary)
    ddl = schema if isinstance(schema, str) else None
    read = read_schema(schema, engine) if isinstance(schema, str) else schema
    return trace_model(model, read, ddl=ddl, glossary=glossary, prove=prove, url=url, progress=progress)


def trace_model(
    model: Model,
    schema: Schema,
    *,
    ddl: str | None = None,
    glossary: Glossary | None = None,
    prove: bool | None = None,
    url: str | None = None,
    progress: Progress | None = None,
) -> Trace:
    """Trace a model to a schema and prove its constraints by `ddl`, or by a rendering where there is none."""
    from backend_data_model.engines.dispatch import render_ddl
    from backend_data_model.tracer import trace_schema
    from backend_data_model.tracer.proofs import add_proofs

    (progress or stay_silent)("tracing")
    made = trace_schema(model, schema, glossary)
    if prove is False:
        made.unproved = "proving was switched off"
        return made
    script = ddl if ddl is not None else render_ddl(schema, DesignSettings(schema.engine))
    try:
        proof = prove_schema(schema, script, url=url, progress=progress)
    except EngineUnavailable as error:
        if prove or url:
            raise
        made.unproved = f"{error}; {error.help}" if error.help else str(error)
        return made
    add_proofs(made, proof.engine_label, [(p.table, p.name, p.kind, p.object, p.status) for p in proof.proofs])
    return made
