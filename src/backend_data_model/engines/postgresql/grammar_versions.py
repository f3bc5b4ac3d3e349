"""What only newer servers understand; the grammar is always that of the newest (release notes of each version)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.grammar_context import Objection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.engines.postgresql.grammar_context import Context

_FUNCTIONS = {
    "gen_random_uuid": 13,
    "date_bin": 14,
    "string_to_table": 14,
    "regexp_like": 15,
    "regexp_count": 15,
    "any_value": 16,
    "array_shuffle": 16,
    "date_add": 16,
    "random_normal": 16,
    "to_bin": 17,
    "uuid_extract_timestamp": 17,
    "uuidv7": 18,
    "uuidv4": 18,
    "array_sort": 18,
    "casefold": 18,
}
_MULTIRANGES = frozenset(
    {"datemultirange", "int4multirange", "int8multirange", "nummultirange", "tsmultirange", "tstzmultirange"}
)


def check_versions(kind: str, node: pb.Node, below: list[object], context: Context) -> Iterator[Objection]:
    """Each feature that the server of `context.version` is too old for, once."""
    found = dict(_features(kind, node, below))
    for feature, since in found.items():
        if context.version < (since,):
            version = ".".join(map(str, context.version))
            yield Objection("42601", f"{feature} needs PostgreSQL {since}; the server is {version}")


def _features(kind: str, node: pb.Node, below: list[object]) -> Iterator[tuple[str, int]]:
    if kind == "merge_stmt":
        yield "MERGE", 15
    if kind == "view_stmt" and any(o.def_elem.defname == "security_invoker" for o in node.view_stmt.options):
        yield "security_invoker", 15
    if kind == "create_trig_stmt" and node.create_trig_stmt.replace:
        yield "CREATE OR REPLACE TRIGGER", 14
    if kind == "create_function_stmt" and node.create_function_stmt.HasField("sql_body"):
        yield "an SQL-standard function body", 14
    for message in below:
        if isinstance(message, pb.Constraint):
            yield from _constraint_features(message)
        elif isinstance(message, pb.IndexStmt) and message.nulls_not_distinct:
            yield "NULLS NOT DISTINCT", 15
        elif isinstance(message, pb.ColumnDef) and message.compression:
            yield "COMPRESSION", 14
        elif isinstance(message, pb.FuncCall) and message.funcname:
            name = message.funcname[-1].string.sval
            if name in _FUNCTIONS:
                yield f"{name}()", _FUNCTIONS[name]
        elif isinstance(message, pb.TypeName) and message.names and message.names[-1].string.sval in _MULTIRANGES:
            yield f"type {message.names[-1].string.sval}", 14
        elif isinstance(message, pb.AlterTableCmd) and message.subtype == pb.AT_SetExpression:
            yield "SET EXPRESSION", 17
        elif isinstance(message, pb.JsonTable):
            yield "JSON_TABLE", 17


def _constraint_features(constraint: pb.Constraint) -> Iterator[tuple[str, int]]:
    if constraint.contype == pb.CONSTR_GENERATED:
        yield (
            ("a VIRTUAL generated column", 18)
            if constraint.generated_kind == "v"
            else ("a STORED generated column", 12)
        )
    if constraint.nulls_not_distinct:
        yield "NULLS NOT DISTINCT", 15
    if constraint.without_overlaps:
        yield "WITHOUT OVERLAPS", 18
    if constraint.fk_with_period or constraint.pk_with_period:
        yield "a foreign key with PERIOD", 18
    if constraint.fk_del_set_cols:
        yield "ON DELETE SET NULL (columns)", 15
    if constraint.contype == pb.CONSTR_ATTR_NOT_ENFORCED or (
        constraint.contype in {pb.CONSTR_CHECK, pb.CONSTR_FOREIGN} and not constraint.is_enforced
    ):
        yield "NOT ENFORCED", 18
    if constraint.contype == pb.CONSTR_NOTNULL and constraint.keys:
        yield "NOT NULL as a table constraint", 18
