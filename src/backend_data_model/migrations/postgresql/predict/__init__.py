"""What each statement of a script does to the relations of a known schema, for PostgreSQL 14 to 18.

    known = Known(ddl, version=18)
    effect = predict(parse(sql).stmts[0].stmt, known)

The rules are those of the server's own code; where it says nothing they were measured (scripts/measure_locks.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.migrations.postgresql.predict.families import (
    altering,
    drops,
    indexes,
    maintenance,
    names,
    programs,
    rows,
    sessions,
    tables,
    types,
)
from backend_data_model.migrations.postgresql.predict.known import Known
from backend_data_model.migrations.postgresql.predict.outcome import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable

    from postgast import pg_query_pb2 as pb

    from backend_data_model.migrations.effect import Effect

__all__ = ["Known", "predict"]

_HANDLERS: dict[str, Callable[[Any, Outcome], None]] = {
    kind: handler
    for family in (altering, tables, indexes, drops, names, programs, types, maintenance, rows, sessions)
    for kind, handler in family.HANDLERS.items()
}


def predict(statement: pb.Node, known: Known) -> Effect:
    """The effect of one statement on what is known; `known` is not changed."""
    out = Outcome(known, _dispatch)
    _dispatch(statement, out)
    return out.effect()


def _dispatch(statement: pb.Node, out: Outcome) -> None:
    kind = statement.WhichOneof("node") or ""
    handler = _HANDLERS.get(kind)
    if handler is None:
        out.unknown = f"{kind.removesuffix('_stmt').replace('_', ' ')} is not predicted"
    else:
        handler(getattr(statement, kind), out)
