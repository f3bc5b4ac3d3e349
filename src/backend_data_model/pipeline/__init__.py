"""The one place where the stages meet: analyse, design, render, check, review, prove.

The verbs of the library are here: `design`, `review`, `verify`, `trace` and `plan`, one file each.  Each stage is
imported when it is reached.
"""

from backend_data_model.pipeline.claiming import with_claims
from backend_data_model.pipeline.designing import Design, design, design_model
from backend_data_model.pipeline.engines import ENGINES, engines_of, read_schema
from backend_data_model.pipeline.planning import plan
from backend_data_model.pipeline.progress import stay_silent
from backend_data_model.pipeline.proving import open_session, prove_schema, try_leaks, verify
from backend_data_model.pipeline.requirements import (
    analyse_text,
    answered_model,
    check_asked,
    title_of,
    with_access_patterns,
    with_tenancy,
)
from backend_data_model.pipeline.reviewing import review
from backend_data_model.pipeline.tracing import trace, trace_model

__all__ = [
    "ENGINES",
    "Design",
    "analyse_text",
    "answered_model",
    "check_asked",
    "design",
    "design_model",
    "engines_of",
    "open_session",
    "plan",
    "prove_schema",
    "read_schema",
    "review",
    "stay_silent",
    "title_of",
    "trace",
    "trace_model",
    "try_leaks",
    "verify",
    "with_access_patterns",
    "with_claims",
    "with_tenancy",
]
