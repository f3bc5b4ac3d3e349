"""Which expressions PostgreSQL takes in an index: those that are immutable.

Source: `provolatile` in pg_proc of PostgreSQL 18.  What is not listed counts as not immutable, so that no advice is
given which the engine refuses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postgast import pg_query_pb2 as pb

from backend_data_model.engines.postgresql.read_parse import messages

if TYPE_CHECKING:
    from backend_data_model.model.schema import Schema, Table

_IMMUTABLE = frozenset({
    "lower", "upper", "initcap", "trim", "btrim", "ltrim", "rtrim", "length", "char_length", "octet_length",
    "reverse", "replace", "translate", "substring", "substr", "left", "right", "lpad", "rpad", "split_part",
    "strpos", "position", "md5", "sha256", "sha512", "regexp_replace", "regexp_match", "abs", "round", "ceil",
    "ceiling", "floor", "trunc", "mod", "sign", "sqrt", "power", "greatest", "least", "coalesce", "nullif",
    "jsonb_extract_path", "jsonb_extract_path_text", "json_extract_path", "json_extract_path_text",
    "jsonb_array_length", "jsonb_typeof", "array_length", "cardinality", "lower_inc", "upper_inc", "isempty",
    "int4range", "int8range", "numrange", "tstzrange", "tsrange", "daterange", "host", "network", "masklen",
    "family", "hashtext", "encode", "decode", "point", "box",
})  # fmt: skip
# With a time zone in an argument the answer depends on the session.
_IMMUTABLE_WITHOUT_ZONE = frozenset(["date_trunc", "date_part", "extract", "date"])
_WITH_CONFIGURATION = frozenset({"to_tsvector", "setweight"})
_TIME_TYPES = ("timestamptz", "timestamp with time zone", "timetz", "time with time zone")


def is_immutable(node: pb.Node, table: Table, schema: Schema) -> bool:
    """Whether an expression over columns of `table` may stand in an index."""
    zoned = _has_zoned_column(node, table)
    for message in messages(node):
        if isinstance(message, pb.FuncCall) and not _function_is(message, zoned, schema):
            return False
        if isinstance(message, pb.TypeCast) and zoned and _casts_zoned(message):
            return False
        if isinstance(message, pb.TypeCast) and _casts_text_to_time(message, table):
            return False
        if isinstance(message, (pb.SQLValueFunction, pb.SubLink)):
            return False
    return True


def _has_zoned_column(node: pb.Node, table: Table) -> bool:
    at_zone = any(isinstance(m, pb.FuncCall) and m.funcname[-1].string.sval == "timezone" for m in messages(node))
    return not at_zone and any(_is_zoned(m, table) for m in messages(node) if isinstance(m, pb.ColumnRef))


def _is_zoned(reference: pb.ColumnRef, table: Table) -> bool:
    column = table.column(reference.fields[-1].string.sval) if reference.fields else None
    return column is not None and column.type.lower().startswith(_TIME_TYPES)


def _function_is(call: pb.FuncCall, zoned: bool, schema: Schema) -> bool:
    name = call.funcname[-1].string.sval
    if name in _IMMUTABLE or name == "timezone":
        return True
    if name in _IMMUTABLE_WITHOUT_ZONE:
        return not zoned
    if name in _WITH_CONFIGURATION:
        return len(call.args) == 2
    return any(routine.name == name and routine.volatility == "immutable" for routine in schema.routines)


def _casts_zoned(cast: pb.TypeCast) -> bool:
    return cast.arg.WhichOneof("node") == "column_ref" or not cast.type_name.names


def _casts_text_to_time(cast: pb.TypeCast, table: Table) -> bool:
    """A text read as a time depends on DateStyle; a time printed as text as well."""
    to = cast.type_name.names[-1].string.sval if cast.type_name.names else ""
    inner = cast.arg
    if inner.WhichOneof("node") == "a_const":
        return False
    if to in {"timestamptz", "timestamp", "date", "time", "timetz"}:
        column = table.column(inner.column_ref.fields[-1].string.sval) if _is_column(inner) else None
        if column is not None:
            return not column.type.lower().startswith(("timestamp", "date", "time"))
        return not any(isinstance(m, pb.FuncCall) and m.funcname[-1].string.sval == "timezone" for m in messages(inner))
    if to in {"text", "varchar", "bpchar"} and _is_column(inner):
        column = table.column(inner.column_ref.fields[-1].string.sval)
        return column is not None and column.type.lower().startswith(("timestamp", "date", "time", "interval"))
    return False


def _is_column(node: pb.Node) -> bool:
    return node.WhichOneof("node") == "column_ref" and bool(node.column_ref.fields)
