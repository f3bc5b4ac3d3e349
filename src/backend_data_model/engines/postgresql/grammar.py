"""Whether PostgreSQL takes each statement, without a server: its grammar by libpg_query, and rules for the rest.

The grammar lets unknown types, subqueries in CHECK and much else through; the rules object to what the server is sure
to refuse.  What depends on the database (types of extensions, existing tables) stays open.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from backend_data_model.engines.postgresql.grammar_context import Context, Objection
from backend_data_model.engines.postgresql.grammar_others import check_index, check_policy, check_view
from backend_data_model.engines.postgresql.grammar_tables import check_table
from backend_data_model.engines.postgresql.grammar_types import check_functions, check_types
from backend_data_model.engines.postgresql.grammar_versions import check_versions
from backend_data_model.engines.postgresql.read_parse import UnreadableError, messages, parse
from backend_data_model.engines.split import split_statements
from backend_data_model.engines.verdict import StatementVerdict
from backend_data_model.model.errors import InputError
from backend_data_model.model.settings import DEFAULT_VERSIONS

if TYPE_CHECKING:
    import postgast

    from backend_data_model.engines.split import Statement

_RULES = (check_types, check_functions, check_versions, check_table, check_index, check_policy, check_view)
# Code inside a string is not looked at: the server looks at it when it runs.
_CHECKED_KINDS = frozenset(
    {
        "create_stmt",
        "alter_table_stmt",
        "index_stmt",
        "view_stmt",
        "create_domain_stmt",
        "composite_type_stmt",
        "create_policy_stmt",
        "create_function_stmt",
        "create_trig_stmt",
        "create_table_as_stmt",
        "merge_stmt",
        "insert_stmt",
        "update_stmt",
        "delete_stmt",
        "select_stmt",
    }
)


def check_grammar(text: str, version: str | None = None) -> list[StatementVerdict]:
    """A verdict for each statement of `text` on a server of `version` (`18`, `15.4`; the newest without one)."""
    numbers = _version(version or DEFAULT_VERSIONS["postgresql"])
    statements = split_statements(text, "postgresql")
    parsed = [_parse(statement) for statement in statements]
    context = Context(numbers)
    for tree in parsed:
        if tree is not None and not isinstance(tree, UnreadableError):
            context.collect(raw.stmt for raw in tree.stmts)
    return [_verdict(statement, tree, context) for statement, tree in zip(statements, parsed, strict=True)]


def _version(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in text.split("."))
    except ValueError as error:
        raise InputError(f"not a PostgreSQL version: {text!r}", help="give it as 18 or 15.4") from error


def _parse(statement: Statement) -> postgast.ParseResult | UnreadableError | None:
    if statement.is_client_command:
        return None
    try:
        return parse(statement.sql)
    except UnreadableError as error:
        return error


def _verdict(
    statement: Statement, tree: postgast.ParseResult | UnreadableError | None, context: Context
) -> StatementVerdict:
    def say(
        accepted: bool | None, message: str | None = None, code: str | None = None, by: str = "libpg_query 18"
    ) -> StatementVerdict:
        return StatementVerdict(statement.sql, statement.position, accepted, message, code, by)

    if tree is None:
        return say(None, "a command of psql, which the server never sees", "psql", "psql")
    if isinstance(tree, UnreadableError):
        return say(False if tree.refused else None, str(tree), "42601")
    objections: list[Objection] = []
    for raw in tree.stmts:
        kind = raw.stmt.WhichOneof("node") or ""
        if kind in _CHECKED_KINDS:
            below = list(messages(raw.stmt))
            objections.extend(objection for rule in _RULES for objection in rule(kind, raw.stmt, below, context))
    objections.sort(key=lambda objection: not objection.certain)
    if not objections:
        return say(True)
    first = objections[0]
    said = "; ".join(dict.fromkeys(o.message for o in objections if o.certain == first.certain))
    return say(False if first.certain else None, said, first.code, "bdm's rules for PostgreSQL")
