"""Statements about rows: SELECT, INSERT, UPDATE, DELETE, MERGE, COPY, and what wraps them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from backend_data_model.engines.postgresql.read_text import strings
from backend_data_model.migrations.locks import LockMode
from backend_data_model.migrations.postgresql.predict.bodies import run_routine
from backend_data_model.migrations.postgresql.predict.queries import Query

if TYPE_CHECKING:
    from postgast import pg_query_pb2 as pb

    from backend_data_model.migrations.postgresql.predict.outcome import Outcome


def run(statement: Any, out: Outcome) -> None:
    """A statement that is planned and run; SELECT INTO makes a table of it."""
    Query(out).visit(statement)


def explain(statement: pb.ExplainStmt, out: Outcome) -> None:
    """EXPLAIN plans; with ANALYZE it runs."""
    runs = any(node.def_elem.defname == "analyze" for node in statement.options)
    Query(out, executed=runs).visit(statement.query)


def prepare(statement: pb.PrepareStmt, out: Outcome) -> None:
    """PREPARE only analyses."""
    Query(out, planned=False).visit(statement.query)


def execute(statement: pb.ExecuteStmt, out: Outcome) -> None:
    """EXECUTE of a statement that this script prepared."""
    query = out.known.prepared.get(statement.name)
    if query is None:
        out.unknown = f"the prepared statement {statement.name} is not in the script"
    else:
        Query(out).visit(query)


def declare(statement: pb.DeclareCursorStmt, out: Outcome) -> None:
    """DECLARE CURSOR plans and starts, FETCH reads."""
    Query(out, executed=False).visit(statement.query)


def copy(statement: pb.CopyStmt, out: Outcome) -> None:
    """COPY of a table or of a query."""
    if statement.HasField("query"):
        Query(out).visit(statement.query)
        return
    relation = out.known.named(statement.relation)
    if relation is None:
        return
    if not statement.is_from:
        out.lock(relation, LockMode.ACCESS_SHARE)
        out.scan(relation)
        return
    out.lock(relation, LockMode.ROW_EXCLUSIVE)


def call(statement: pb.CallStmt, out: Outcome) -> None:
    """CALL runs the body of the procedure, where that is known."""
    if not run_routine(statement.funccall, out):
        out.unknown = f"the procedure {strings(statement.funccall.funcname)[-1]} is not in the known schema"


HANDLERS = {
    "select_stmt": run,
    "insert_stmt": run,
    "update_stmt": run,
    "delete_stmt": run,
    "merge_stmt": run,
    "explain_stmt": explain,
    "prepare_stmt": prepare,
    "execute_stmt": execute,
    "declare_cursor_stmt": declare,
    "copy_stmt": copy,
    "call_stmt": call,
}
