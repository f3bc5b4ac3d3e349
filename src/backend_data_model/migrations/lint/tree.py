"""Questions about PostgreSQL parse trees that several rules ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_parse import messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from backend_data_model.migrations.lint.statements import ParsedStatement

_VOLATILE = {
    "random", "random_normal", "clock_timestamp", "timeofday", "gen_random_uuid", "uuidv4", "uuidv7", "nextval",
    "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4", "gen_random_bytes", "currval", "lastval",
}  # fmt: skip
# Built-in functions that are stable or immutable (pg_proc.provolatile, PostgreSQL 18) and common in defaults.
_STEADY = {
    "now", "transaction_timestamp", "statement_timestamp", "timezone", "date_trunc", "date_part", "extract",
    "to_timestamp", "make_interval", "make_date", "lower", "upper", "concat", "concat_ws", "md5", "sha256", "coalesce",
    "jsonb_build_object", "jsonb_build_array", "json_build_object", "json_build_array", "to_jsonb", "array_fill",
    "current_setting", "current_database", "current_schema", "current_user", "session_user", "int4range", "int8range",
    "numrange", "tsrange", "tstzrange", "daterange", "hashtext", "to_char", "to_date", "to_tsvector",
    "encode", "decode", "convert_from", "convert_to", "abs", "round", "floor", "ceil", "length", "substr", "substring",
    "left", "right", "replace", "trim", "btrim", "ltrim", "rtrim", "lpad", "rpad", "repeat", "age", "txid_current",
    "pg_current_xact_id", "inet_client_addr", "hashtextextended", "point", "box", "numeric", "text", "int4",
    "int8", "date", "float8",
}  # fmt: skip
_SERIAL = {"serial", "serial4", "bigserial", "serial8", "smallserial", "serial2"}


def definition(command: Any) -> Any:
    """The `def` of a command of ALTER TABLE, which is a keyword of Python."""
    return getattr(command, "def")


def constraints(column: Any) -> Iterator[Any]:
    """The constraints written at a column."""
    for item in column.constraints:
        yield item.constraint


def constraint_of(column: Any, kind: int) -> Any | None:
    """The first constraint of that kind at a column."""
    return next((item for item in constraints(column) if item.contype == kind), None)


def default_of(column: Any) -> Any | None:
    """The expression of a column's DEFAULT; None where there is none, and for DEFAULT NULL."""
    found = constraint_of(column, pb.CONSTR_DEFAULT)
    if found is None or found.raw_expr.a_const.isnull:
        return None
    return found.raw_expr


def type_names(column: Any) -> list[str]:
    """The parts of a column's type name (`pg_catalog`, `int4`)."""
    return [name.string.sval for name in column.type_name.names]


def is_serial(column: Any) -> bool:
    """Whether the type is one of the serial kinds."""
    names = type_names(column)
    return len(names) == 1 and names[0] in _SERIAL


def volatile_call(expression: Any) -> str | None:
    """The first function of an expression that is, or has to be taken for, VOLATILE; functions are unless declared."""
    for message in messages(expression):
        if isinstance(message, pb.FuncCall):
            names = [name.string.sval for name in message.funcname]
            foreign = len(names) > 1 and names[0] != "pg_catalog"
            if names[-1] in _VOLATILE or foreign or names[-1] not in _STEADY:
                return ".".join(names)
    return None


def has_option(options: Any, name: str) -> bool:
    """Whether an option of that name is on: `CONCURRENTLY`, `FULL`, `(full true)`."""
    for option in options:
        element = option.def_elem
        if element.defname == name:
            argument = element.arg
            kind = argument.WhichOneof("node")
            if kind is None:
                return True
            value = argument.boolean.boolval if kind == "boolean" else argument.string.sval.lower()
            return value not in {False, "false", "off", "0"} and not (kind == "integer" and not argument.integer.ival)
    return False


def refers_to(column: Any) -> Any | None:
    """The REFERENCES clause at a column."""
    return constraint_of(column, pb.CONSTR_FOREIGN)


def refuses_transaction(statement: ParsedStatement) -> bool:
    """Whether PostgreSQL refuses to run it inside a transaction block (PreventInTransactionBlock)."""
    kind, body = statement.kind, statement.body
    if kind in {"index_stmt", "drop_stmt"}:
        return bool(body.concurrent)
    if kind == "alter_table_stmt":
        return any(definition(node.alter_table_cmd).partition_cmd.concurrent for node in body.cmds)
    if kind == "reindex_stmt":
        return has_option(body.params, "concurrently") or not body.HasField("relation")
    if kind == "vacuum_stmt":
        return bool(body.is_vacuumcmd)
    return kind in {
        "createdb_stmt", "dropdb_stmt", "alter_system_stmt", "create_table_space_stmt", "drop_table_space_stmt",
        "create_subscription_stmt", "drop_subscription_stmt",
    }  # fmt: skip
