"""What the body of a DO block, function or procedure runs: each statement, on the schema as those before leave it.

Branches count as taken and loops as run once, so that the effect is the most that can happen.  SQL that is put together
from what only a run can know is named as unknown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import postgast
from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read import ScriptReader
from backend_data_model.engines.postgresql.read_parse import UnreadableError, parse
from backend_data_model.engines.postgresql.read_text import strings
from backend_data_model.engines.split import split_statements
from backend_data_model.migrations.postgresql.predict.outcome import Outcome
from backend_data_model.migrations.postgresql.predict.plpgsql import Body, read_body

if TYPE_CHECKING:
    from collections.abc import Iterable

    from backend_data_model.migrations.postgresql.predict.known import Known

_ROWS_ONLY = frozenset({"select_stmt", "insert_stmt", "update_stmt", "delete_stmt", "merge_stmt", "lock_stmt"})


def run_block(statement: pb.DoStmt, out: Outcome) -> None:
    """A DO block."""
    options = {node.def_elem.defname: node.def_elem.arg for node in statement.args}
    language = options["language"].string.sval.lower() if "language" in options else "plpgsql"
    text = options["as"].string.sval.replace("'", "''")
    _run("the DO block", language, f"DO LANGUAGE plpgsql E'{text.replace(chr(92), chr(92) * 2)}'", out)


def run_routine(call: pb.FuncCall, out: Outcome) -> bool:
    """A function or procedure whose definition is known; False where it is not."""
    parts = strings(call.funcname)
    catalog = out.known.catalog
    overloads = catalog.find(catalog.routines, parts[-2] if len(parts) > 1 else "", parts[-1])
    if not overloads:
        return False
    for routine in overloads.values():
        if id(routine) in out.running:
            continue
        out.running.add(id(routine))
        _run_definition(f"{parts[-1]}()", routine.definition, out)
        out.running.discard(id(routine))
    return True


def _run_definition(title: str, definition: str, out: Outcome) -> None:
    try:
        created = parse(definition).stmts[0].stmt.create_function_stmt
    except UnreadableError as error:
        out.unknown = f"{title} cannot be parsed: {error}"
        return
    options = {node.def_elem.defname: node.def_elem.arg for node in created.options}
    language = options["language"].string.sval.lower() if "language" in options else "sql"
    if language != "sql":
        _run(title, language, definition, out)
    elif created.HasField("sql_body"):
        atomic = created.sql_body.list.items[0].list.items if created.sql_body.HasField("list") else [created.sql_body]
        _run_statements(list(atomic), out)
    else:
        try:
            _run_statements([raw.stmt for raw in parse(strings(options["as"].list.items)[0]).stmts], out)
        except UnreadableError as error:
            out.unknown = f"{title} cannot be parsed: {error}"


def _run(title: str, language: str, sql: str, out: Outcome) -> None:
    if language != "plpgsql":
        out.unknown = f"{title} is written in {language}, which is not looked into"
        return
    try:
        body = read_body(sql)
    except (postgast.PgQueryError, ValueError) as error:
        out.unknown = f"{title} cannot be parsed: {error}"
        return
    _run_body(title, body, out)


def _run_body(title: str, body: Body, out: Outcome) -> None:
    statements: list[pb.Node] = []
    for text in body.statements:
        try:
            statements += [raw.stmt for raw in parse(text).stmts]
        except UnreadableError as error:
            out.unknown = f"{title} has a statement that cannot be parsed: {error}"
    _run_statements(statements, out)
    if body.commits:
        out.transactional = False
        out.because(f"{title} commits, which is refused in a transaction block")
    if body.dynamic:
        out.unknown = f"{title} runs SQL that it puts together: {body.dynamic[0]}"


def _run_statements(statements: list[pb.Node], out: Outcome) -> None:
    known: Known = out.known
    for number, node in enumerate(statements, start=1):
        inner = Outcome(known, out.dispatch, out.running)
        out.dispatch(node, inner)
        made = known is not out.known
        if inner.transactional is False and node.HasField("call_stmt"):
            out.transactional = False
        elif inner.transactional is False:
            inner.fail("it cannot be run inside a block or function")
        if inner.transactional is not None:
            out.absorb(inner, _unless_made(inner, out.known) if made else None)
        if number < len(statements) and node.WhichOneof("node") not in _ROWS_ONLY:
            known = known if made else known.fork()
            _apply(node, known)


def _unless_made(inner: Outcome, before: Known) -> Iterable[str]:
    """The relations that only the block itself has made."""
    for name in inner.touched:
        schema, _, plain = name.partition(".")
        if inner.known.find(schema, plain) and not before.find(schema, plain):
            yield name


def _apply(node: pb.Node, known: Known) -> None:
    sql = postgast.deparse(pb.ParseResult(stmts=[pb.RawStmt(stmt=node)]))
    reader = ScriptReader(sql, None, catalog=known.catalog)
    for statement in split_statements(sql, "postgresql"):
        known.apply(statement, pb.ParseResult(stmts=[pb.RawStmt(stmt=node)]), reader)
